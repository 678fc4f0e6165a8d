/**
 * A query parameter that the gateway and the page runtime put last into URLs of a sibling host, for what the request itself
 * cannot say once it carries the gateway's cookie, or cannot carry. Its value is a credentials mode of the Fetch standard
 * (section 2.2.5), as the page asked, or a grant (src/identity/grants.ts). It is taken off before anything reads the URL.
 */
const NAME = 'sallyport-as';

/** Its value; a dot after it ends a sentence in which the URL stands. */
const VALUE = '[\\w-]*(?:\\.[\\w-]+)*';
const PLAIN = new RegExp(`[?&]${NAME}=(${VALUE})`, 'g');
/** Marks in a row with their separators, written plainly or percent-encoded any number of times. */
const AND = '(?:&|%(?:25)*26)';
const PAIR = `${NAME}(?:=|%(?:25)*3d)${VALUE}`;
const MARKED = new RegExp(`([?&]|%(?:25)*(?:3f|26))${PAIR}(?:${AND}${PAIR})*(${AND})?`, 'gi');

/** The credentials mode a page asked with. */
export type AskedMode = 'include' | 'same-origin' | 'omit';

/** The URL with the mark in place of any it has. `unmark(mark(u, v)) === unmark(u)`. */
export function mark(url: string, value: string): string {
  const plain = unmark(url);
  const hash = plain.indexOf('#');
  const end = hash < 0 ? plain.length : hash;
  const head = plain.slice(0, end);
  return `${head}${head.includes('?') ? '&' : '?'}${NAME}=${value}${plain.slice(end)}`;
}

/** A text without any mark, wherever in it that stands; one that has none comes back as it is. */
export function unmark(text: string): string {
  if (!text.includes(NAME)) return text;
  return text.replace(MARKED, (_whole, before: string, behind?: string) => (behind === undefined ? '' : before));
}

/** The value of the last mark in a URL's own query. */
export function markOf(url: string): string | undefined {
  return url.includes(NAME) ? [...url.matchAll(PLAIN)].at(-1)?.[1] : undefined;
}
