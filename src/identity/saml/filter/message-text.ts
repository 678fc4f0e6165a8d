import { inflateRawSync } from 'node:zlib';
import type { SamlReason } from '../saml-reason.ts';

/** Octets of one message; a response with a few hundred groups has some tens of thousands. */
export const MAX_MESSAGE = 256 * 1024;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

export type MessageText = { readonly text: string } | { readonly reason: SamlReason };

/** A message as the POST binding carries it: base64 of UTF-8 (SAML bindings, section 3.5.4). */
export function postedText(parameter: string): MessageText {
  const octets = octetsOf(parameter, Math.ceil(MAX_MESSAGE / 3) * 4);
  return 'reason' in octets ? octets : decoded(octets.octets);
}

/** A message as the redirect binding carries it: base64 of raw DEFLATE (section 3.4.4.1). Inflating is bounded before it begins. */
export function redirectedText(parameter: string): MessageText {
  const octets = octetsOf(parameter, MAX_MESSAGE);
  if ('reason' in octets) return octets;
  try {
    return decoded(inflateRawSync(octets.octets, { maxOutputLength: MAX_MESSAGE }));
  } catch {
    return { reason: 'not-deflate' };
  }
}

function octetsOf(parameter: string, limit: number): { readonly octets: Buffer } | { readonly reason: SamlReason } {
  // Base64 may be wrapped; a quarter more leaves room for the line ends.
  if (parameter.length > limit * 1.25) return { reason: 'too-large' };
  const compact = parameter.replace(/[\r\n\t ]+/g, '');
  if (compact.length > limit) return { reason: 'too-large' };
  if (compact === '' || compact.length % 4 !== 0 || !BASE64.test(compact)) return { reason: 'not-base64' };
  const octets = Buffer.from(compact, 'base64');
  return octets.length > MAX_MESSAGE ? { reason: 'too-large' } : { octets };
}

/** Octets as text, line ends made line feeds (XML 1.0, section 2.11). */
export function decoded(octets: Uint8Array): MessageText {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(octets).replace(/\r\n?/g, '\n') };
  } catch {
    return { reason: 'not-utf8' };
  }
}
