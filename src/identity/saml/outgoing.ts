import { deflateRawSync } from 'node:zlib';
import type { Onward } from '../onward.ts';
import type { OwnKey } from './own-key.ts';
import { signingAlgorithm, signOctets } from './raw-signature.ts';
import type { Binding } from './saml-names.ts';
import { signXml } from './xml-signature.ts';

/** A message of ours: its XML, and the element after which its signature stands. */
export interface OutgoingMessage {
  readonly parameter: 'SAMLRequest' | 'SAMLResponse';
  readonly xml: string;
  readonly relayState: string | undefined;
}

/** Signs a message and carries it by a binding. */
export const CARRIERS: Readonly<Record<Binding, (url: string, message: OutgoingMessage, key: OwnKey) => Onward>> = {
  redirect: byRedirect,
  post: byPost,
};

/** In the URL, with the signature over the query as it is written (SAML bindings, section 3.4.4.1). */
function byRedirect(url: string, { parameter, xml, relayState }: OutgoingMessage, { key }: OwnKey): Onward {
  const message = deflateRawSync(Buffer.from(xml)).toString('base64');
  const toSign = [
    `${parameter}=${encodeURIComponent(message)}`,
    ...(relayState === undefined ? [] : [`RelayState=${encodeURIComponent(relayState)}`]),
    `SigAlg=${encodeURIComponent(signingAlgorithm(key))}`,
  ].join('&');
  const signature = signOctets(Buffer.from(toSign), key).toString('base64');
  const query = `${toSign}&Signature=${encodeURIComponent(signature)}`;
  return { url: `${url}${url.includes('?') ? '&' : '?'}${query}` };
}

/** In a form, with the signature in the message (section 3.5.4). */
function byPost(url: string, { parameter, xml, relayState }: OutgoingMessage, own: OwnKey): Onward {
  const signed = signXml(xml, own, 'Issuer');
  return {
    url,
    fields: {
      [parameter]: Buffer.from(signed).toString('base64'),
      ...(relayState === undefined ? {} : { RelayState: relayState }),
    },
  };
}
