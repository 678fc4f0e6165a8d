import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { expiresAt, type KeyPair, type LocalCa } from './local-ca.ts';

/** What node calls with the server name of a ClientHello. */
export type SniResolver = (
  servername: string,
  callback: (error: Error | null, context?: SecureContext) => void,
) => void;

interface Held {
  readonly context: SecureContext;
  readonly until: number;
}

/** Contexts kept; a host more than these costs one more signature. */
const MAX_CONTEXTS = 1000;
/** Of names that no app has: enough for people who mistyped, too few to push out what is used. */
const MAX_STRANGERS = 100;
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/;
const RENEW_BEFORE = 30 * 86_400_000;

/**
 * Certificates minted by the local authority, per host: for the names that `isOurs` knows, and for any other name under
 * the suffix, since whoever follows a link to a host of no app must be told so, which takes a handshake.
 */
export function suffixSni(ca: LocalCa, suffix: string, isOurs: (servername: string) => boolean): SniResolver {
  const ours = mintingSni(ca, isOurs);
  const strangers = mintingSni(ca, (name) => HOST_NAME.test(name) && name.endsWith(`.${suffix}`), MAX_STRANGERS);
  return (servername, callback) => (isOurs(servername.toLowerCase()) ? ours : strangers)(servername, callback);
}

/** Certificates minted by the local authority, per host, for names that `admits` knows and no others. */
export function mintingSni(ca: LocalCa, admits: (servername: string) => boolean, capacity = MAX_CONTEXTS): SniResolver {
  const contexts = new Map<string, Promise<Held>>();
  async function mint(servername: string): Promise<Held> {
    const pair = await ca.issue([servername]);
    return {
      context: createSecureContext({ ...pair, minVersion: 'TLSv1.2' }),
      until: expiresAt(pair.cert) - RENEW_BEFORE,
    };
  }
  async function contextOf(servername: string): Promise<SecureContext> {
    const known = contexts.get(servername);
    if (known) {
      const held = await known;
      if (held.until > Date.now()) return held.context;
      // Whoever of those that waited comes first renews it; the others then find the new one.
      if (contexts.get(servername) === known) contexts.delete(servername);
      return contextOf(servername);
    }
    if (contexts.size >= capacity) contexts.delete(contexts.keys().next().value as string);
    const fresh = mint(servername);
    contexts.set(servername, fresh);
    fresh.catch(() => contexts.delete(servername));
    return (await fresh).context;
  }
  return (servername, callback) => {
    const name = servername.toLowerCase();
    if (!admits(name)) return callback(new Error(`no certificate for ${name}`));
    contextOf(name).then(
      (context) => callback(null, context),
      (error: Error) => callback(error),
    );
  };
}

/** Certificates from files; an exact name beats a wildcard (RFC 6125 section 6.4.3, one label). */
export function fileSni(pairs: ReadonlyArray<{ readonly cert: string; readonly key: string }>): SniResolver {
  const loaded = pairs.map((pair) => {
    const cert = readFileSync(pair.cert, 'utf8');
    const names = (new X509Certificate(cert).subjectAltName ?? '')
      .split(',')
      .map((name) => name.trim().replace(/^DNS:/, '').toLowerCase());
    return {
      names,
      context: createSecureContext({ cert, key: readFileSync(pair.key, 'utf8'), minVersion: 'TLSv1.2' }),
    };
  });
  return (servername, callback) => {
    const name = servername.toLowerCase();
    const wildcard = `*.${name.slice(name.indexOf('.') + 1)}`;
    const found =
      loaded.find(({ names }) => names.includes(name)) ?? loaded.find(({ names }) => names.includes(wildcard));
    if (found) callback(null, found.context);
    else callback(new Error(`no certificate for ${name}`));
  };
}

/** The pair of one host, for a server of its own: minted, and minted anew before it ends. */
export function mintedPair(ca: LocalCa, host: string): () => Promise<KeyPair> {
  let held: { readonly pair: KeyPair; readonly until: number } | undefined;
  return async () => {
    if (held && held.until > Date.now()) return held.pair;
    const pair = await ca.issue([host]);
    held = { pair, until: expiresAt(pair.cert) - RENEW_BEFORE };
    return pair;
  };
}

/** The pair of one host among files. Throws when none names it: a server that can greet nobody must not start. */
export function filePair(
  pairs: ReadonlyArray<{ readonly cert: string; readonly key: string }>,
  host: string,
): () => Promise<KeyPair> {
  const loaded = pairs.map(({ cert, key }) => ({ cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }));
  const found = loaded.find(({ cert }) => new X509Certificate(cert).checkHost(host) !== undefined);
  if (!found) throw new Error(`no certificate of gateway.tls.certificates names ${host}`);
  return async () => found;
}
