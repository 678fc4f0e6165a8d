import { type HeaderList, headerValues } from '../model/headers.ts';
import { trimmed } from '../model/trimmed.ts';

/**
 * The gateway's own cookies. `__Host-` makes the browser keep each to one host and to `Secure` (RFC 6265bis section
 * 4.1.3.2), so no sibling host can set it.
 */
export const OWN_COOKIES = {
  session: '__Host-sallyport-session',
  /** The same session for what a document without an origin opens: browsers take that for another site. */
  opaque: '__Host-sallyport-opaque',
  /** On the sign-in host, followed by the id of a provider. */
  login: '__Host-sallyport-login-',
} as const;
/** The session of an app's host, or on the sign-in host that of a provider, by its id. */
export type OwnCookie = 'session' | 'opaque' | { readonly login: string };

const nameOf = (which: OwnCookie): string =>
  typeof which === 'string' ? OWN_COOKIES[which] : OWN_COOKIES.login + which.login;

/** What the token in a cookie is bound to: put into another cookie, or sent to another host, it opens nothing. */
export const boundTo = (which: OwnCookie, authority: string): string =>
  which === 'opaque' ? `${which} ${authority}` : authority;

const attributesOf = (which: OwnCookie): string =>
  `Path=/; Secure; HttpOnly; SameSite=${which === 'opaque' ? 'None' : 'Lax'}`;

/** Secrets of a browser: of a way in, `flow` on the host it began on and `browser` on the sign-in host; there, too, `notice` of what its user hid. */
const SECRET_COOKIES = {
  flow: '__Host-sallyport-flow-',
  browser: '__Host-sallyport-browser-',
  notice: '__Host-sallyport-notice-',
} as const;
export type SecretCookie = keyof typeof SECRET_COOKIES;

/** A secret and the end of its cookie's name. Each has a name of its own, so tabs that begin at once keep theirs. */
export interface OwnSecret {
  readonly label: string;
  readonly secret: string;
}

/** Secrets looked at; a browser holds more only when somebody wrote them. */
const MAX_SECRETS = 32;
/** Cookies of providers looked at. */
const MAX_LOGINS = 32;

/** Name and value as they stand between two semicolons. Names are never decoded, trimmed beyond SP and HTAB, or folded. */
function* cookiePairs(headers: HeaderList): Generator<readonly [name: string, value: string]> {
  for (const header of headerValues(headers, 'cookie')) {
    for (const pair of header.split(';')) {
      const own = trimmed(pair, ' \t');
      const equals = own.indexOf('=');
      if (equals > 0) yield [own.slice(0, equals), own.slice(equals + 1)];
    }
  }
}

function valuesOf(headers: HeaderList, which: OwnCookie): string[] {
  const values: string[] = [];
  for (const [name, value] of cookiePairs(headers)) if (name === nameOf(which)) values.push(value);
  return values;
}

/**
 * The value of an own cookie: names are compared byte for byte, and a duplicate means no cookie at all, since one of the
 * two was put there by somebody else.
 */
export function ownCookie(headers: HeaderList, which: OwnCookie): string | undefined {
  const values = valuesOf(headers, which);
  return values.length === 1 ? values[0] : undefined;
}

/**
 * Set-Cookie of an own cookie, which lives as long as the browser. Chromium keeps some 180 for all hosts of a site and lets others go first
 * (draft-west-cookie-priority): scripts may set many.
 */
export function setOwnCookie(which: OwnCookie, value: string): readonly [string, string] {
  // Without the one for documents without an origin all but these goes on.
  const priority = which === 'opaque' ? '' : '; Priority=High';
  return ['set-cookie', `${nameOf(which)}=${value}; ${attributesOf(which)}${priority}`];
}

const clearing = (which: OwnCookie): string => `${nameOf(which)}=; ${attributesOf(which)}; Max-Age=0`;

/** Set-Cookie that removes an own cookie. */
export function clearOwnCookie(which: OwnCookie): readonly [string, string] {
  return ['set-cookie', clearing(which)];
}

/**
 * Set-Cookie fields that free a browser which sends an own cookie twice: the second lies in the partitioned jar, the one
 * place where page script can put a cookie of the same name, host and path.
 */
export function clearDoubledCookie(headers: HeaderList, which: OwnCookie): HeaderList {
  if (valuesOf(headers, which).length < 2) return [];
  return [clearOwnCookie(which), ['set-cookie', `${clearing(which)}; Partitioned`]];
}

/** Ids, well-formed, of the providers that the browser has a cookie of on the sign-in host, each once. */
export function loginProviders(headers: HeaderList): readonly string[] {
  const found = new Set<string>();
  for (const [name] of cookiePairs(headers)) {
    if (!name.startsWith(OWN_COOKIES.login) || found.size >= MAX_LOGINS) continue;
    const provider = name.slice(OWN_COOKIES.login.length);
    if (/^[a-z0-9-]+$/.test(provider)) found.add(provider);
  }
  return [...found];
}

/** Every well-formed secret of a kind that the browser holds; a name that comes twice counts as none. */
export function ownSecrets(headers: HeaderList, which: SecretCookie): OwnSecret[] {
  const prefix = SECRET_COOKIES[which];
  const found = new Map<string, string | undefined>();
  for (const [name, value] of cookiePairs(headers)) {
    if (!name.startsWith(prefix)) continue;
    const label = name.slice(prefix.length);
    if (!/^[\w-]{8}$/.test(label) || !/^[\w-]{43}$/.test(value)) continue;
    if (found.size >= MAX_SECRETS && !found.has(label)) continue;
    found.set(label, found.has(label) ? undefined : value);
  }
  return [...found].flatMap(([label, secret]) => (secret === undefined ? [] : [{ label, secret }]));
}

/** Set-Cookie of a secret; `maxAge` in seconds. */
export function setOwnSecret(
  which: SecretCookie,
  { label, secret }: OwnSecret,
  maxAge: number,
): readonly [string, string] {
  const name = SECRET_COOKIES[which] + label;
  return ['set-cookie', `${name}=${secret}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${maxAge}`];
}
