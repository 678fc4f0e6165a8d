import { findAuthority } from './authority.ts';

/**
 * What the gateway and the page runtime put into URLs of a sibling host, for what the request itself cannot say once it
 * carries the gateway's cookie, or cannot carry. Its value is a credentials mode of the Fetch standard (section 2.2.5), as the
 * page asked, a grant (src/identity/grants.ts), `IN_SANDBOX`, `OF_SIBLING`, `TO_SAVE`, `LED` or that of a link. It is the last parameter of the query or, where URLs that are relative to
 * this one need it too, the first segment of the path. It is taken off before anything reads the URL.
 */
const NAME = 'sallyport-as';

/** Its value; a dot after it ends a sentence in which the URL stands. */
const VALUE = '[\\w-]*(?:\\.[\\w-]+)*';
const PLAIN = new RegExp(`[?&]${NAME}=(${VALUE})`, 'g');
/**
 * Marks in a row with their separators, written plainly, as in markup (in documents within documents too) or percent-encoded
 * any number of times.
 */
const AND = '(?:&(?:amp;)*(?!(?:amp|quot|lt|gt|#\\d+);)|%(?:25)*26)';
const PAIR = `${NAME}(?:=|&(?:amp;)*#61;|%(?:25)*3d)${VALUE}`;
const MARKED = new RegExp(`([?]|&(?:amp;)*|%(?:25)*(?:3f|26))${PAIR}(?:${AND}${PAIR})*(${AND})?`, 'gi');
/** The first segment of a URL's own path, and one wherever in a text it stands. */
const LEADING = new RegExp(`^(?:[^?#/]*//[^?#/]*)?/${NAME}=(${VALUE})/`);
const SEGMENT = new RegExp(`(?:/|%(?:25)*2f)${PAIR}(?=[\\\\/]|%(?:25)*(?:2f|5c))`, 'gi');

/** The value in the URL of a document that its page shows in a sandbox without its origin. */
export const IN_SANDBOX = 'sandbox';
/** The value in the URL of a style sheet that one of another host than the page's imports. */
export const OF_SIBLING = 'sibling';

/** The value in the URL of a document that its user saves from the gateway's viewer. */
export const TO_SAVE = 'save';

/** The values in the URL of a link to `http` that leads to `https` (rewrite/secured-url.ts): with a path of its own, and without. */
const LINK = /^http(?:\.bare)?$/;
const LINKED = new RegExp(
  `s(:[\\\\/]{2}[^\\s"'<>\\\\/?#]*)/${NAME}(?:=|&(?:amp;)*#61;)http(?:\\.bare/|(?=[\\\\/]))`,
  'g',
);

/** What stands for the session in a URL that a redirect leads to (identity/led-requests.ts); alone it says no more than that. */
export const LED = 'led';
const LED_WORD = /^led\.([\w-]{22})$/;
export const markLed = (url: string, word: string): string => mark(url, `${LED}.${word}`);
/** The word of such a URL. */
export const ledBy = (value = ''): string | undefined => LED_WORD.exec(value)?.[1];

/** The credentials mode a page asked with. */
export type AskedMode = 'include' | 'same-origin' | 'omit';

/** The URL with the mark in place of any it has. `unmark(mark(u, v)) === unmark(u)`. */
export function mark(url: string, value: string): string {
  const plain = unmark(url);
  const hash = plain.indexOf('#');
  // Blanks behind a URL are no part of it (URL section 4.4).
  const end = hash < 0 ? plain.trimEnd().length : hash;
  const head = plain.slice(0, end);
  return `${head}${head.includes('?') ? '&' : '?'}${NAME}=${value}${plain.slice(end)}`;
}

/**
 * The URL with the mark as the first segment of its path, so that relative URLs keep it (RFC 3986 section 5.2.3). One that has
 * no path from the root on comes back as it is. `unmark(markPath(u, v)) === unmark(u)`.
 */
export function markPath(url: string, value: string): string {
  const plain = unmark(url);
  const path = findAuthority(plain)?.portEnd ?? 0;
  return /^[\\/]/.test(plain.slice(path)) ? `${plain.slice(0, path)}/${NAME}=${value}${plain.slice(path)}` : plain;
}

/** The URL of a link that was secured, with the mark of it. `unmark` gives `http` back. */
export function markLink(url: string): string {
  const path = findAuthority(url)!.portEnd;
  const rest = url.slice(path);
  return `${url.slice(0, path)}/${NAME}=http${/^[\\/]/.test(rest) ? '' : '.bare/'}${rest}`;
}

/** Whether a mark is that of a link which has led here by `http`. */
export const isOfLink = (value = ''): boolean => LINK.test(value);

/** Whether there may be a mark in a text. */
export const mayBeMarked = (text: string): boolean => text.includes(NAME);

/** A text without any mark, wherever in it that stands; one that has none comes back as it is. */
export function unmark(text: string): string {
  if (!mayBeMarked(text)) return text;
  return text
    .replace(LINKED, '$1')
    .replace(MARKED, (_whole, before: string, behind?: string) => (behind === undefined ? '' : before))
    .replace(SEGMENT, '');
}

/** The value of the last mark in a URL's own query, or else of the one in its path. */
export function markOf(url: string): string | undefined {
  return url.includes(NAME) ? ([...url.matchAll(PLAIN)].at(-1) ?? LEADING.exec(url))?.[1] : undefined;
}
