import type { Inbound } from '../model/exchange.ts';
import { headerValue } from '../model/headers.ts';
import { type PostedField, readPostedParts } from './posted-parts.ts';

/** Octets and fields of a form that is kept for its user. */
const MAX_BYTES = 1024 * 1024;
const MAX_FIELDS = 2000;

export interface PostedForm {
  readonly encoding: 'application/x-www-form-urlencoded' | 'multipart/form-data';
  readonly fields: readonly PostedField[];
}

/**
 * A form that a page of this very host sent in its own window, as it can be sent again; undefined for everything else. Our cookies
 * do not come with a form of another site (SameSite), so such a one looks like a form without a session, and offering to send it
 * again would make it one of this site. Reads the body, which is of no other use then.
 */
export async function readPostedForm(inbound: Inbound): Promise<PostedForm | undefined> {
  const { headers, method, authority } = inbound;
  const is = (name: string, wanted: string): boolean => headerValue(headers, name) === wanted;
  if (method !== 'POST' || !is('sec-fetch-site', 'same-origin') || !is('origin', `https://${authority}`))
    return undefined;
  if (!is('sec-fetch-mode', 'navigate') || !is('sec-fetch-dest', 'document')) return undefined;
  if (headerValue(headers, 'content-encoding') !== undefined) return undefined;
  const fields = await readFields(inbound);
  if (fields) return { encoding: 'application/x-www-form-urlencoded', fields };
  const type = headerValue(headers, 'content-type') ?? '';
  if (!/^multipart\/form-data\s*;/i.test(type)) return undefined;
  const bytes = await readBytes(inbound);
  const parts = bytes && readPostedParts(bytes, type);
  return parts && parts.length <= MAX_FIELDS ? { encoding: 'multipart/form-data', fields: parts } : undefined;
}

/** The fields of a form in UTF-8 without files, bounded; undefined for any other body, which is left alone. */
export async function readFields(
  inbound: Pick<Inbound, 'headers' | 'body'>,
): Promise<readonly PostedField[] | undefined> {
  const type = headerValue(inbound.headers, 'content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\s*$/i.test(type)) return undefined;
  const bytes = await readBytes(inbound);
  return bytes && fieldsOf(bytes.toString('latin1'));
}

async function readBytes({ body }: Pick<Inbound, 'body'>): Promise<Buffer | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body ?? []) {
    size += piece.length;
    if (size > MAX_BYTES) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Undefined for a form in another encoding than UTF-8, which could not be sent again as it was. */
function fieldsOf(text: string): readonly PostedField[] | undefined {
  const pairs = text.split('&').filter((pair) => pair !== '');
  if (pairs.length > MAX_FIELDS) return undefined;
  const fields: PostedField[] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const name = decoded(equals < 0 ? pair : pair.slice(0, equals));
    const value = decoded(equals < 0 ? '' : pair.slice(equals + 1));
    if (name === undefined || value === undefined) return undefined;
    fields.push({ name, value });
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
