import { trimmed } from '../../model/trimmed.ts';
import { parseCookieDate } from './cookie-date.ts';

/** A wider trim would let look-alike names pass for others. */
const BLANK = ' \t';

/** A Set-Cookie value, or what script assigns to `document.cookie`. */
export interface SetCookie {
  /** Exact bytes; empty for a nameless cookie. */
  readonly name: string;
  readonly value: string;
  /** Lower case, without a leading dot; absent for a host-only cookie. */
  readonly domain?: string;
  /** Begins with `/`; absent means the default path of the URL. */
  readonly path?: string;
  /** Epoch milliseconds. */
  readonly expires?: number;
  /** Seconds; wins over `expires`. */
  readonly maxAge?: number;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly partitioned: boolean;
  /** Absent where the attribute is missing or not understood: the browser's default holds. */
  readonly sameSite?: 'strict' | 'lax' | 'none';
}

/** RFC 6265bis section 5.6: octets of name and value together, and of one attribute value. */
const MAX_PAIR = 4096;
const MAX_ATTRIBUTE = 1024;

type Attributes = { -readonly [Key in keyof SetCookie]?: SetCookie[Key] };

/** One row an attribute; a later one of the same name overrules an earlier one. */
const ATTRIBUTES: Readonly<Record<string, (value: string, into: Attributes) => void>> = {
  expires(value, into) {
    const at = parseCookieDate(value);
    if (at !== undefined) into.expires = at;
  },
  'max-age'(value, into) {
    if (/^-?\d+$/.test(value)) into.maxAge = Number(value);
  },
  domain(value, into) {
    if (value === '') delete into.domain;
    else into.domain = value.replace(/^\./, '').toLowerCase();
  },
  path(value, into) {
    if (value.startsWith('/')) into.path = value;
    else delete into.path;
  },
  secure(_value, into) {
    into.secure = true;
  },
  httponly(_value, into) {
    into.httpOnly = true;
  },
  partitioned(_value, into) {
    into.partitioned = true;
  },
  samesite(value, into) {
    const mode = value.toLowerCase();
    if (mode === 'strict' || mode === 'lax' || mode === 'none') into.sameSite = mode;
    else delete into.sameSite;
  },
};

/**
 * Reads one Set-Cookie value as RFC 6265bis section 5.6 says, one character an octet. Undefined for what a browser would
 * refuse whatever the URL: control characters, nothing at all, too long, or a `__Host-`/`__Secure-` name without what it
 * promises.
 */
export function parseSetCookie(text: string): SetCookie | undefined {
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(text)) return undefined;
  const [pair = '', ...rest] = text.split(';');
  const equals = pair.indexOf('=');
  const name = trimmed(pair.slice(0, Math.max(equals, 0)), BLANK);
  const value = trimmed(pair.slice(equals + 1), BLANK);
  if ((name === '' && value === '') || name.length + value.length > MAX_PAIR) return undefined;
  const found: Attributes = {};
  for (const attribute of rest) {
    const at = attribute.indexOf('=');
    const key = trimmed(at < 0 ? attribute : attribute.slice(0, at), BLANK).toLowerCase();
    const argument = at < 0 ? '' : trimmed(attribute.slice(at + 1), BLANK);
    if (argument.length <= MAX_ATTRIBUTE && Object.hasOwn(ATTRIBUTES, key)) ATTRIBUTES[key]?.(argument, found);
  }
  const cookie: SetCookie = { secure: false, httpOnly: false, partitioned: false, ...found, name, value };
  return keepsItsPrefix(cookie) && (cookie.secure || !needsSecure(cookie)) ? cookie : undefined;
}

/** What is meant for other sites' pages goes over TLS only (RFC 6265bis section 5.7; CHIPS section 2). */
function needsSecure({ sameSite, partitioned }: SetCookie): boolean {
  return sameSite === 'none' || partitioned;
}

/** RFC 6265bis section 4.1.3, and the two prefixes of its successor (draft-ietf-httpbis-layered-cookies). */
const PREFIXES: readonly (readonly [prefix: RegExp, kept: (cookie: SetCookie) => boolean])[] = [
  [/^__secure-/i, ({ secure }) => secure],
  [/^__host-/i, ({ secure, path, domain }) => secure && path === '/' && domain === undefined],
  [/^__http-/i, ({ secure, httpOnly }) => secure && httpOnly],
  [/^__host-http-/i, ({ httpOnly }) => httpOnly],
];

/** Letter case is ignored, and a nameless cookie may not pass for a prefixed one. */
function keepsItsPrefix(cookie: SetCookie): boolean {
  if (cookie.name === '') return !PREFIXES.some(([prefix]) => prefix.test(cookie.value));
  return PREFIXES.every(([prefix, kept]) => !prefix.test(cookie.name) || kept(cookie));
}
