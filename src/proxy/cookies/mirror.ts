import { serializeMirror } from '../../rewrite/cookies/serialize-mirror.ts';
import { type JarCookie, pairOf } from './jar-cookie.ts';

/** Where the browser's copies are: the suffix host it sees and all suffix domains above it, and the path asked for. */
export interface MirrorPlace {
  readonly domains: readonly string[];
  readonly path: string;
}

/** What the browser's copy lacks or has too much of, by the names of cookies. */
export interface Drift {
  /** Cookies it has not, or with another value. */
  readonly missing: readonly JarCookie[];
  /** Names of cookies it has and the jar has not. */
  readonly extra: readonly string[];
}

/** Octets of Set-Cookie fields in one answer; what is left out then is missing again in the next one. */
const MIRROR_LIMIT = 32 * 1024;

/**
 * Compares what the browser sent with what it should have sent. `expected`: visible cookies on the path of the request. A
 * pair too many whose name is also missing is the old value of that one, and will be replaced with it.
 */
export function findDrift(held: readonly string[], expected: readonly JarCookie[]): Drift {
  const left = [...held];
  const missing = shown(expected).filter((cookie) => {
    const at = left.indexOf(pairOf(cookie));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const owed = missing.map(({ name }) => name);
  const extra = left.map(nameOf).filter((name) => {
    const at = owed.indexOf(name);
    if (at >= 0) owed.splice(at, 1);
    return at < 0;
  });
  return { missing, extra: [...new Set(extra)] };
}

function nameOf(pair: string): string {
  return pair.slice(0, Math.max(0, pair.indexOf('=')));
}

/** A host-only copy can stand for one cookie of a name and path: the one that comes first in the field. */
export function shown(cookies: readonly JarCookie[]): readonly JarCookie[] {
  const first = new Map<string, JarCookie>();
  for (const cookie of cookies) {
    const key = placeOf(cookie);
    if (!first.has(key)) first.set(key, cookie);
  }
  return [...first.values()];
}

/** What tells one host-only copy from another. */
export function placeOf({ name, path, partition }: JarCookie): string {
  return JSON.stringify([name, path, partition !== undefined]);
}

/** Set-Cookie value of the browser's copy. */
export function copyOf(cookie: JarCookie): string | undefined {
  return serializeMirror({ ...cookie, partitioned: cookie.partition !== undefined });
}

/** Set-Cookie value that takes back the host-only copy of a cookie. */
export function takeBack({ name, path, partition }: Pick<JarCookie, 'name' | 'path' | 'partition'>): string {
  // A nameless cookie must have a value to be a cookie at all.
  const pair = name === '' ? '=x' : `${name}=`;
  return `${pair}; Max-Age=0; Path=${path}; Secure${partition === undefined ? '' : '; Partitioned'}`;
}

/**
 * Set-Cookie values that take back what script of this or another app put there round the page runtime, wherever it may
 * lie: on this host, on a domain above it, in either jar of the browser; but not the copies in `kept`.
 */
export function takeBackAll(name: string, place: MirrorPlace, kept: ReadonlySet<string>): readonly string[] {
  const paths = pathsOf(place.path);
  const found: string[] = [];
  for (const partition of [undefined, '']) {
    for (const path of paths) {
      const cookie = { name, path, ...(partition === undefined ? {} : { partition }) };
      const text = takeBack(cookie);
      if (!kept.has(JSON.stringify([name, path, partition !== undefined]))) found.push(text);
      if (!/^__host-/i.test(name)) found.push(...place.domains.map((domain) => `${text}; Domain=${domain}`));
    }
  }
  return found;
}

/** As many of the fields as one answer may carry. */
export function withinLimit(values: readonly string[]): readonly string[] {
  let octets = 0;
  return values.filter((value) => {
    octets += value.length + 14;
    return octets <= MIRROR_LIMIT;
  });
}

/** Every path a cookie for this path can have been set with (RFC 6265bis section 5.1.4). */
function pathsOf(path: string): readonly string[] {
  const paths = ['/'];
  for (let slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1))
    paths.push(path.slice(0, slash), path.slice(0, slash + 1));
  if (path.length > 1) paths.push(path);
  return [...new Set(paths)];
}
