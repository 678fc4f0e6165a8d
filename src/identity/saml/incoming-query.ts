import type { KeyObject } from 'node:crypto';
import { SIGNATURE_ALGORITHMS } from './filter/signature-algorithms.ts';
import { verifyOctets } from './raw-signature.ts';
import { SamlRefusal } from './saml-reason.ts';

/** The parameters of the redirect binding, as they stand in the URL. */
const NAMES = ['SAMLRequest', 'SAMLResponse', 'RelayState', 'SigAlg', 'Signature', 'SAMLEncoding'] as const;
type Name = (typeof NAMES)[number];
const DEFLATE = 'urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE';

/** A message of the redirect binding before anything of it is believed. */
export interface SignedQuery {
  readonly parameter: 'SAMLRequest' | 'SAMLResponse';
  /** Decoded from percent-encoding, still deflated. */
  readonly message: string;
  readonly relayState: string | undefined;
  /** Throws SamlRefusal unless one of the keys signed exactly this query. */
  verify(keys: readonly KeyObject[], allowSha1: boolean): void;
}

/**
 * Takes a query apart. The signature is over the octets as the sender wrote them, so they are put together from the raw query
 * and never encoded again (SAML bindings, section 3.4.4.1); a parameter that comes twice is refused. Throws SamlRefusal.
 */
export function readSignedQuery(query: string): SignedQuery {
  const raw = new Map<string, string>();
  for (const piece of query.split('&')) {
    const [name = '', ...rest] = piece.split('=');
    if (!NAMES.some((known) => known === decode(name))) continue;
    if (raw.has(decode(name)) || decode(name) !== name) throw new SamlRefusal('unexpected-message', `${name} twice`);
    raw.set(name, rest.join('='));
  }
  const has = (name: Name): boolean => raw.has(name);
  if (has('SAMLRequest') === has('SAMLResponse')) throw new SamlRefusal('unexpected-message', 'not one message');
  if (has('SAMLEncoding') && decode(raw.get('SAMLEncoding') ?? '') !== DEFLATE)
    throw new SamlRefusal('unexpected-message', 'another encoding');
  const parameter = has('SAMLRequest') ? 'SAMLRequest' : 'SAMLResponse';
  const toVerify = [parameter, 'RelayState', 'SigAlg'].filter((name) => raw.has(name));
  const signed = toVerify.map((name) => `${name}=${raw.get(name)}`).join('&');
  return {
    parameter,
    message: decode(raw.get(parameter) ?? ''),
    relayState: has('RelayState') ? decode(raw.get('RelayState') ?? '') : undefined,
    verify(keys, allowSha1) {
      const algorithm = decode(raw.get('SigAlg') ?? '');
      const signature = Buffer.from(decode(raw.get('Signature') ?? ''), 'base64');
      if (algorithm === '' || signature.length === 0) throw new SamlRefusal('unsigned');
      const known = SIGNATURE_ALGORITHMS.get(algorithm);
      if (!known) throw new SamlRefusal('signature-algorithm', algorithm);
      if (known.hash === 'sha1' && !allowSha1) throw new SamlRefusal('sha1-refused');
      if (!keys.some((key) => verifyOctets(Buffer.from(signed), algorithm, key, signature)))
        throw new SamlRefusal('wrong-signature');
    },
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    throw new SamlRefusal('unexpected-message', 'broken percent-encoding');
  }
}
