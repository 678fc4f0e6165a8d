import { isUtf8 } from 'node:buffer';
import { multipartDelimiter } from '../policy/recognise/multipart-boundary.ts';

/** A field as it can be sent again. `value`: text, or the name of the file. */
export interface PostedField {
  readonly name: string;
  readonly value: string;
  /** Without a name and without bytes where no file was chosen. */
  readonly file?: { readonly type: string; readonly bytes: Buffer };
}

/** The head of a part as browsers write it (HTML, 4.10.21.8): quotes and line breaks in names come percent-encoded, and go so again. */
const HEAD =
  /^\r\ncontent-disposition: form-data; name="([^"\r\n]*)"(?:; filename="([^"\r\n]*)"\r\ncontent-type: ?([^\r\n]*))?\r\n\r\n/i;

/**
 * The fields of a form with files (RFC 7578). Undefined for one that is not as browsers write it, or not in UTF-8: it could not be
 * sent again as it was.
 */
export function readPostedParts(bytes: Buffer, contentType: string): readonly PostedField[] | undefined {
  const delimiter = multipartDelimiter(contentType);
  if (delimiter === undefined) return undefined;
  // One character a byte.
  const [before, ...parts] = `\r\n${bytes.toString('latin1')}`.split(`\r\n${delimiter}`);
  const end = parts.pop();
  if (before !== '' || end === undefined || !/^--(\r\n)?$/.test(end)) return undefined;
  const fields: PostedField[] = [];
  for (const part of parts) {
    const head = HEAD.exec(part);
    if (!head) return undefined;
    const content = Buffer.from(part.slice(head[0].length), 'latin1');
    const name = utf8(head[1] ?? '');
    const fileName = head[2] === undefined ? undefined : utf8(head[2]);
    const isFile = head[2] !== undefined;
    if (name === undefined || (isFile && fileName === undefined) || (!isFile && !isUtf8(content))) return undefined;
    fields.push(
      isFile
        ? { name, value: fileName ?? '', file: { type: head[3]?.trim() ?? '', bytes: content } }
        : { name, value: content.toString('utf8') },
    );
  }
  return fields;
}

function utf8(binary: string): string | undefined {
  const bytes = Buffer.from(binary, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}
