import type { Inbound } from '../model/exchange.ts';
import { headerValue } from '../model/headers.ts';

/** Octets and fields of a form that is kept for its user. */
const MAX_BYTES = 1024 * 1024;
const MAX_FIELDS = 2000;

/**
 * The fields of a form that a page of this very host sent in its own window, as they can be sent again; undefined for everything
 * else. Our cookies do not come with a form of another site (SameSite), so such a one looks like a form without a session, and
 * offering to send it again would make it one of this site.
 */
export async function postedFields(inbound: Inbound): Promise<readonly (readonly [string, string])[] | undefined> {
  const { headers, method, authority } = inbound;
  const is = (name: string, wanted: string): boolean => headerValue(headers, name) === wanted;
  if (method !== 'POST' || !is('sec-fetch-site', 'same-origin') || !is('origin', `https://${authority}`))
    return undefined;
  if (!is('sec-fetch-mode', 'navigate') || !is('sec-fetch-dest', 'document')) return undefined;
  return readFields(inbound);
}

/** The fields of a form in UTF-8, bounded; undefined for any other body. */
export async function readFields({
  headers,
  body,
}: Pick<Inbound, 'headers' | 'body'>): Promise<readonly (readonly [string, string])[] | undefined> {
  if (!/^application\/x-www-form-urlencoded\s*$/i.test(headerValue(headers, 'content-type') ?? '')) return undefined;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body ?? []) {
    size += piece.length;
    if (size > MAX_BYTES) return undefined;
    pieces.push(piece);
  }
  return fieldsOf(Buffer.concat(pieces).toString('latin1'));
}

/** Undefined for a form in another encoding than UTF-8, which could not be sent again as it was. */
function fieldsOf(text: string): readonly (readonly [string, string])[] | undefined {
  const pairs = text.split('&').filter((pair) => pair !== '');
  if (pairs.length > MAX_FIELDS) return undefined;
  const fields: (readonly [string, string])[] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const [name, value] = [
      decoded(equals < 0 ? pair : pair.slice(0, equals)),
      decoded(equals < 0 ? '' : pair.slice(equals + 1)),
    ];
    if (name === undefined || value === undefined) return undefined;
    fields.push([name, value]);
  }
  return fields;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
