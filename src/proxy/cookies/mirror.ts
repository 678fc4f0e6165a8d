import type { HeaderList } from '../../model/headers.ts';
import type { AppJar, VisibleCookie } from './app-jar.ts';
import { OWN_PREFIX } from './own-name.ts';

const JOURNAL_PREFIX = `${OWN_PREFIX}-journal`;

/** The Cookie header of a browser's request, taken apart. Names are compared byte for byte. */
export interface BrowserCookies {
  /** Script-visible app cookies the browser holds for this host and path. */
  readonly app: ReadonlyMap<string, string>;
  /** What script wrote since the last request: one own cookie per write. */
  readonly journal: ReadonlyArray<{ readonly id: string; readonly cookie: string }>;
}

export function readBrowserCookies(headers: HeaderList): BrowserCookies {
  const app = new Map<string, string>();
  const journal: { id: string; cookie: string }[] = [];
  for (const [name, value] of headers) {
    if (name !== 'cookie') continue;
    for (const pair of value.split(';')) {
      // Only space and tab are dropped: a wider trim would make a look-alike name (U+00A0 before `__Host-`) our own.
      const trimmed = pair.replace(/^[ \t]+|[ \t]+$/g, '');
      const equals = trimmed.indexOf('=');
      const cookieName = equals < 0 ? '' : trimmed.slice(0, equals);
      const cookieValue = trimmed.slice(equals + 1);
      if (cookieName.startsWith(JOURNAL_PREFIX)) journal.push({ id: cookieName, cookie: decode(cookieValue) });
      else if (!cookieName.startsWith(OWN_PREFIX) && !app.has(cookieName)) app.set(cookieName, cookieValue);
    }
  }
  journal.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { app, journal };
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}

/** Set-Cookie fields that take back the journal entries a request carried. */
export function clearJournal(cookies: BrowserCookies): HeaderList {
  return cookies.journal.map(({ id }) => ['set-cookie', `${id}=; Max-Age=0; Path=/; Secure; SameSite=Lax`] as const);
}

/**
 * Set-Cookie fields that make the browser's copy of the script-visible cookies equal to the jar's for `url`: host-only
 * (no Domain), never HttpOnly. Nothing where they are equal already.
 */
export function mirrorCookies(jar: AppJar, url: string, held: ReadonlyMap<string, string>): HeaderList {
  const fields: [string, string][] = [];
  const visible = jar.visible(url);
  for (const cookie of visible) {
    if (held.get(cookie.name) !== cookie.value) fields.push(['set-cookie', mirrorOf(cookie)]);
  }
  const names = new Set(visible.map(({ name }) => name));
  for (const name of held.keys()) {
    if (names.has(name) || name === '') continue;
    for (const path of pathsOf(url)) fields.push(['set-cookie', `${name}=; Max-Age=0; Path=${path}; Secure`]);
  }
  return fields;
}

function mirrorOf({ name, value, path, expires, sameSite }: VisibleCookie): string {
  const parts = [`${name}=${value}`, `Path=${path}`, 'Secure'];
  if (expires) parts.push(`Expires=${expires.toUTCString()}`);
  if (sameSite === 'strict' || sameSite === 'lax' || sameSite === 'none') parts.push(`SameSite=${sameSite}`);
  return parts.join('; ');
}

/** Every path a cookie for this URL can have been set with (RFC 6265 section 5.1.4). */
function pathsOf(url: string): readonly string[] {
  const path = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ?? '/';
  const paths = ['/'];
  for (let slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1))
    paths.push(path.slice(0, slash), path.slice(0, slash + 1));
  if (path.length > 1) paths.push(path);
  return [...new Set(paths)];
}
