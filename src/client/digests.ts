import { DIGESTS_ROUTE, loadedAs } from '../rewrite/html/integrity.ts';
import type { AttributeOwner } from './markup-stream.ts';
import { requestText } from './request-text.ts';
import { SUFFIX_ORIGIN, setup, toOrigin, toSuffix } from './setup.ts';

const NativeUrl = globalThis.URL;
const encode = encodeURIComponent;
/** What the gateway has put behind the digests of the page. */
const TRANSLATED = /\t \tsha\d+-[\w+/=]+/g;
const DIGESTS = /^[\t\n\f\r ]*sha(?:256|384|512)-/;
const known = new Map<string, string>();

/**
 * The digests that an element gets for what it loads from a URL, with those that the file has here behind the page's own. The
 * element loads as soon as it has both, so the gateway is asked at once. Where it cannot be, the page's own stay, and the
 * browser refuses a file that was changed.
 */
export function digestsIn(owner: AttributeOwner, digests: string, url?: string): string {
  const own = digests.replace(TRANSLATED, '');
  if (!DIGESTS.test(own)) return own;
  const value = (name: string): string | undefined => owner.value(name) ?? undefined;
  const source = url ?? value('src') ?? value('href');
  const loads = loadedAs(owner.element, (name) => (name === 'src' ? source : value(name)));
  const target = loads && source !== undefined ? NativeUrl.parse(toOrigin(source), document.baseURI) : null;
  if (!loads || !target || !setup.grants.origins.includes(target.origin) || toSuffix(target.href) === target.href)
    return own;
  const query = `url=${encode(target.href)}&digests=${encode(own)}&loads=${loads}`;
  const told = known.get(query) ?? ask(query, own);
  // What could not be told may be told the next time.
  if (told !== own) known.set(query, told);
  return told;
}

function ask(query: string, own: string): string {
  try {
    const told = requestText(`${SUFFIX_ORIGIN}/.well-known/sallyport/${DIGESTS_ROUTE}?${query}`);
    // What the answer is if it is no refusal: whatever is added could only let in more.
    return told.replace(TRANSLATED, '') === own.replace(/[\t\n\f\r ]+/g, ' ') ? told : own;
  } catch {
    // A policy of the page or of the gateway forbids it.
    return own;
  }
}
