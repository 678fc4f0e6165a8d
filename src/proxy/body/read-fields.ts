import type { Readable } from 'node:stream';
import { type Fields, formFields, gather, jsonFields, UNREAD } from '../../catalog/fields.ts';
import { type HeaderList, headerValues } from '../../model/headers.ts';
import { multipartDelimiter } from '../../policy/recognise/multipart-boundary.ts';
import { contentCodings } from './content-coding.ts';
import { peek } from './peek.ts';

/** Bytes of a body that are read for its fields, and held back until then. */
const MOST = 1024 * 1024;

/**
 * Reads the fields of a form or a JSON body and gives the body back whole. What is no form and no JSON, is coded, or longer
 * than MOST is not read (UNREAD), whatever it is declared as: servers differ in what they believe.
 */
export async function readFields(
  source: Readable,
  headers: HeaderList,
): Promise<{ readonly fields: Fields; readonly body: Readable }> {
  const { prefix, complete, body } = await peek(source, (bytes) => bytes.length > MOST);
  return { fields: fieldsOf(prefix.subarray(0, MOST), complete && prefix.length <= MOST, headers), body };
}

function fieldsOf(bytes: Buffer, complete: boolean, headers: HeaderList): Fields {
  const types = headerValues(headers, 'content-type');
  const coded = contentCodings(headers)?.length !== 0;
  if (coded || types.length > 1) return UNREAD;
  const type = types[0] ?? '';
  if (/^\s*multipart\//i.test(type)) return multipartFields(bytes, complete, type);
  if (!complete) return UNREAD;
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  if (/^\s*application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) return formFields(text);
  return jsonFields(text) ?? (/^\s*[\w.~%+-]+=/.test(text) ? { ...formFields(text), complete: false } : UNREAD);
}

/** The fields of a form with files (RFC 7578). Parts whose head is of another shape than browsers write leave it unread. */
function multipartFields(bytes: Buffer, complete: boolean, type: string): Fields {
  const delimiter = multipartDelimiter(type);
  if (delimiter === undefined) return UNREAD;
  const gathered = gather();
  let sound = complete;
  const parts = `\r\n${bytes.toString('latin1')}`.split(`\r\n${delimiter}`);
  for (const [index, part] of parts.entries()) {
    if (index === 0 || part.startsWith('--')) continue;
    const end = part.indexOf('\r\n\r\n');
    const name = /^[ \t]*\r\ncontent-disposition:\s*form-data;\s*name="([^"\\\r\n]*)"/i.exec(part)?.[1];
    if (end < 0 || name === undefined) sound = false;
    else gathered.add(utf8(name), /;\s*filename/i.test(part.slice(0, end)) ? '' : utf8(part.slice(end + 4)));
  }
  const { values, complete: all } = gathered.fields();
  return { values, complete: sound && all && parts.length > 1 };
}

function utf8(binary: string): string {
  return Buffer.from(binary, 'latin1').toString('utf8');
}
