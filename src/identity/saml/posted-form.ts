import type { Inbound } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import { MAX_MESSAGE } from './filter/message-text.ts';
import { SamlRefusal } from './saml-reason.ts';

/** Octets of a form: a message in base64, of which every third character may be percent-encoded, and a little more. */
const MAX_FORM = MAX_MESSAGE * 2;

/** Reads the form of a POST, bounded. Throws SamlRefusal for another kind of body and for one that is too large. */
export async function readPostedForm({ headers, body }: Pick<Inbound, 'headers' | 'body'>): Promise<URLSearchParams> {
  const type = headerValue(headers, 'content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) throw new SamlRefusal('unexpected-message', type);
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body ?? []) {
    size += piece.length;
    if (size > MAX_FORM) throw new SamlRefusal('too-large');
    pieces.push(piece);
  }
  return new URLSearchParams(Buffer.concat(pieces).toString('latin1'));
}

/** A field that comes exactly once; undefined for none. Throws SamlRefusal for several. */
export function onlyField(form: URLSearchParams, name: string): string | undefined {
  const [first, ...more] = form.getAll(name);
  if (more.length > 0) throw new SamlRefusal('unexpected-message', `${name} twice`);
  return first;
}
