import { securedUrl } from '../rewrite/secured-url.ts';
import { baselessDocumentIn, urlIn } from './attribute-value.ts';
import { shownDocument } from './blob-document.ts';
import { markOf, markPath, unmark } from './marks.ts';
import { nativeLocation } from './node-natives.ts';
import { quietly } from './quietly.ts';
import { grantUrl, sandbox, toSuffix } from './setup.ts';
import { protectedUrl } from './sibling.ts';

const withoutFragment = (url: string): string => url.split('#', 1)[0]!;

/**
 * Where a document in a sandbox goes, to a page of the app by a grant. Sent to a fragment of its own URL it stays: that is marked, and is
 * no other.
 */
export function opaqueUrl(url: string): string | undefined {
  const target = sandbox.on ? protectedUrl(url)?.target : undefined;
  if (target === undefined) return undefined;
  const here = withoutFragment(nativeLocation.href);
  const there = withoutFragment(target);
  return unmark(here) === there ? here + target.slice(there.length) : grantUrl(target, 'part');
}

/** The same for a form, which writes what it sends in place of a query. */
export function opaqueFormUrl(url: string): string | undefined {
  const granted = grantUrl(protectedUrl(url)?.target ?? '', 'part');
  const grant = markOf(granted);
  return grant && markPath(granted, grant);
}

/** A URL that a window is sent to: a Blob's document as it must be here, the code of a `javascript:` one, any other mapped. */
export function windowUrl(value: unknown): string {
  return urlOfWindow(`${value as string}`);
}

const urlOfWindow = quietly(
  (url: string): string => opaqueUrl(url) ?? shownDocument(url, baselessDocumentIn) ?? urlIn(url, securedIn),
);

/** `http` on a host with `https` alone, as a redirect leads there; not for the page's own URL, which would come round for ever. */
function securedIn(url: string): string {
  const mapped = toSuffix(url);
  const inside = mapped === url ? securedUrl(url, toSuffix) : undefined;
  return inside === undefined || withoutFragment(inside) === withoutFragment(nativeLocation.href) ? mapped : inside;
}

/** A URL that a document is given in the session history. */
export const historyUrl = quietly((url: string): string => opaqueUrl(url) ?? toSuffix(url));
