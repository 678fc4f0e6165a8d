import { securedUrl } from '../rewrite/secured-url.ts';
import { blobDocumentIn, urlIn } from './attribute-value.ts';
import { shownDocument } from './blob-document.ts';
import { unmark } from './marks.ts';
import { nativeLocation } from './node-natives.ts';
import { quietly } from './quietly.ts';
import { sandbox, toSuffix } from './setup.ts';
import { protectedUrl } from './sibling.ts';

const withoutFragment = (url: string): string => url.split('#', 1)[0]!;

/** Where a document in a sandbox stays that is sent to a fragment of its own URL: that is marked, and is no other. */
export function hereUrl(url: string): string | undefined {
  const target = sandbox.on ? protectedUrl(url)?.target : undefined;
  if (target === undefined) return undefined;
  const here = withoutFragment(nativeLocation.href);
  const there = withoutFragment(target);
  return unmark(here) === there ? here + target.slice(there.length) : undefined;
}

/** A URL that a window is sent to: a Blob's document as it must be here, the code of a `javascript:` one, any other mapped. */
export function windowUrl(value: unknown): string {
  return urlOfWindow(`${value as string}`);
}

const urlOfWindow = quietly(
  (url: string): string => hereUrl(url) ?? shownDocument(url, blobDocumentIn) ?? urlIn(url, securedIn),
);

/** `http` on a host with `https` alone, as a redirect leads there; not for the page's own URL, which would come round for ever. */
function securedIn(url: string): string {
  const mapped = toSuffix(url);
  const inside = mapped === url ? securedUrl(url, toSuffix) : undefined;
  return inside === undefined || withoutFragment(inside) === withoutFragment(nativeLocation.href) ? mapped : inside;
}

/** A URL that a document is given in the session history. */
export const historyUrl = quietly((url: string): string => hereUrl(url) ?? toSuffix(url));
