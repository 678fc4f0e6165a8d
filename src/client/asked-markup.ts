import { applySplices, type Splice } from '../model/rewriter.ts';
import type { GrantUrl } from '../rewrite/grant-url.ts';
import { type AttributeText, scanAttributes } from '../rewrite/html/attribute-scanner.ts';
import { credentialSplices } from '../rewrite/html/credential-splices.ts';
import { credentialChange } from '../rewrite/html/credentials.ts';
import { mark } from '../rewrite/mark.ts';
import { type MapUrl, rewriteSrcset } from '../rewrite/url.ts';

/** Attributes whose URLs an element loads by itself, and how each holds them. */
const LOADING: Readonly<Record<string, (value: string, map: MapUrl) => string>> = {
  src: (value, map) => map(value),
  href: (value, map) => map(value),
  srcset: rewriteSrcset,
  imagesrcset: rewriteSrcset,
};

/** A value between double quotes: of character references to numbers the `#` would begin a fragment. */
const unreferenced = (value: string): string =>
  value
    .replace(/&#(\d+);/g, (_whole, code: string) => (code === '38' ? '&amp;' : String.fromCharCode(Number(code))))
    .replaceAll('"', '&quot;');

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
  const change = credentialChange(element, (name) => value(name) ?? undefined);
  if (!change) return tag;
  const attributes = scanAttributes(tag, true);
  const splices: Splice[] = [];
  let loaded: AttributeText | undefined;
  for (const [name, rewrite] of Object.entries(LOADING)) {
    const attribute = attributes.find((each) => each.name === name);
    if (!attribute) continue;
    const text = rewrite(unreferenced(tag.slice(attribute.valueStart, attribute.valueEnd)), (url) => {
      if (sibling(url) === undefined) return url;
      loaded = attribute;
      if (change.grant) return grantUrl(url, change.grant);
      return change.mark ? mark(url, change.mark) : url;
    });
    const start = attribute.valueStart - attribute.quote.length;
    if (loaded === attribute)
      splices.push({ start, end: attribute.valueEnd + attribute.quote.length, text: `"${text}"` });
  }
  if (loaded && change.crossorigin !== undefined) {
    const written = attributes.find(({ name }) => name === 'crossorigin');
    splices.push(...credentialSplices(change.crossorigin, loaded, written));
  }
  return applySplices(
    tag,
    splices.sort((a, b) => a.start - b.start),
  );
}
