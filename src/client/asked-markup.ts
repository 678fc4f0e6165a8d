import { applySplices, type Splice } from '../model/rewriter.ts';
import type { GrantUrl } from '../rewrite/grant-url.ts';
import { scanAttributes } from '../rewrite/html/attribute-scanner.ts';
import { credentialSplices } from '../rewrite/html/credential-splices.ts';
import { credentialChange } from '../rewrite/html/credentials.ts';
import { mark } from '../rewrite/mark.ts';

/** Attributes whose URL an element loads by itself. */
const LOADING = ['src', 'href', 'srcset'];

/**
 * A start tag that script writes, mapped already, whose element loads from a sibling host with CORS: it asks as the gateway needs it
 * (rewrite/html/credentials.ts). `owner` gives the attributes as the page wrote them; `sibling` the URL of a host that is one.
 */
export function askedMarkup(
  tag: string,
  { element, value }: { readonly element: string; value(name: string): string | null | undefined },
  sibling: (url: string) => string | undefined,
  grantUrl: GrantUrl,
): string {
  const attributes = scanAttributes(tag, true);
  const found = (name: string) => attributes.find((each) => each.name === name);
  const loads = LOADING.find(
    (name) => found(name) && sibling((value(name) ?? '').trim().split(/[\t\n\f\r ]/, 1)[0]!) !== undefined,
  );
  const change = loads === undefined ? undefined : credentialChange(element, (name) => value(name) ?? undefined);
  const url = loads === undefined ? undefined : found(loads);
  if (!change || !url) return tag;
  const splices: Splice[] = [];
  const text = tag.slice(url.valueStart, url.valueEnd);
  const asked = change.grant ? grantUrl(text, change.grant) : change.mark ? mark(text, change.mark) : text;
  if (asked !== text) splices.push({ start: url.valueStart, end: url.valueEnd, text: asked });
  if (change.crossorigin !== undefined)
    splices.push(...credentialSplices(change.crossorigin, url, found('crossorigin')));
  return applySplices(
    tag,
    splices.sort((a, b) => a.start - b.start),
  );
}
