import { parseContentDisposition } from '../../policy/recognise/content-disposition.ts';
import type { ByteReader } from '../bytes/byte-reader.ts';
import { readDeclaredType } from '../declared-type.ts';

const MAX_HEAD = 256 * 1024;
const BLANK_LINE = /\r\n\r\n|\n\n|\r\r|\n\r\n/;

/** The head of a message or part: what it says of what follows. */
export interface Fields {
  readonly contentType: string | undefined;
  readonly transferEncoding: string;
  readonly fileName: string;
  /** Name of a form's field as browsers write it (RFC 7578 section 4.2); undefined where it is written in another way. */
  readonly field: string | undefined;
  /** All of it, encoded words (RFC 2047) decoded. */
  readonly text: string;
}

/** Lines of fields at the beginning. */
const FIELDS = /^(?:[\w-]{1,80}:[^\r\n]*(?:\r\n|\n|\r|$)(?:[ \t][^\r\n]*(?:\r\n|\n|\r|$))*)+/;

/**
 * Reads a head and the blank line behind it; undefined where there is none, and then nothing was read. `isMail`: a head is one without that
 * line too, since mail may have no body (RFC 5322 3.5).
 */
export async function readFields(reader: ByteReader, isMail = false): Promise<Fields | undefined> {
  let seen = -1;
  for (let wanted = 1024; ; wanted *= 2) {
    const held = await reader.peek(wanted);
    const text = Buffer.from(held.buffer, held.byteOffset, Math.min(held.length, MAX_HEAD)).toString('latin1');
    // A head may be empty: then its blank line is the first.
    const empty = /^(?:\r\n|\n|\r)/.exec(text);
    const blank = empty ?? BLANK_LINE.exec(text);
    if (blank !== null) {
      reader.skip(blank.index + blank[0].length);
      return parse(text.slice(0, blank.index));
    }
    if (held.length === seen || held.length < wanted || wanted > MAX_HEAD) {
      const all = isMail ? FIELDS.exec(text)?.[0] : undefined;
      if (all === undefined) return undefined;
      reader.skip(all.length);
      return parse(all);
    }
    seen = held.length;
  }
}

function parse(head: string): Fields {
  const values = new Map<string, string>();
  for (const line of head.replace(/(?:\r\n|\n|\r)[ \t]+/g, ' ').split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !values.has(name)) values.set(name, line.slice(colon + 1).trim());
  }
  const contentType = values.get('content-type');
  // The name of a form's field is none of a file.
  const disposition = (values.get('content-disposition') ?? '').replace(
    /;\s*name\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^;]*)/gi,
    '',
  );
  return {
    contentType,
    field: /^form-data;\s*name="([^"\\\r\n]*)"$/i.exec(values.get('content-disposition') ?? '')?.[1],
    transferEncoding: values.get('content-transfer-encoding') ?? '',
    fileName:
      parseContentDisposition(disposition).filename ?? readDeclaredType(contentType).parameters.get('name') ?? '',
    text: decodeWords(Buffer.from(head, 'latin1').toString('utf8')),
  };
}

function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?([\w-]{1,40})(?:\*[\w-]+)?\?([bq])\?([^?]{0,2000})\?=/gi, (written, charset, form, content) => {
      const bytes =
        form.toLowerCase() === 'b'
          ? Buffer.from(content, 'base64')
          : Buffer.from(
              content
                .replaceAll('_', ' ')
                .replace(/=([0-9a-f]{2})/gi, (_: string, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
              'latin1',
            );
      return TEXT_DECODERS.test(charset) ? new TextDecoder(charset).decode(bytes) : written;
    });
}

/** Character sets of encoded words that are read; others stay as written. */
const TEXT_DECODERS =
  /^(?:utf-8|us-ascii|iso-8859-\d{1,2}|windows-125\d|koi8-[ru]|shift_jis|iso-2022-jp|euc-(?:jp|kr)|gb18030|gb2312|gbk|big5)$/i;
