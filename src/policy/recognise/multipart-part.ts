import { parseContentDisposition } from './content-disposition.ts';
import { shownFileName } from './file-name.ts';

/** `empty-name` is a file if it has any bytes: a browser sends it for a file input nobody has used. */
export type PartVerdict = { readonly file: string } | 'empty-name' | 'field';

/** What browsers write; only these exact forms are believed to be no file. */
const FIELD = /^content-disposition:\s*form-data\s*;\s*name\s*=\s*(?:"[^"\\]*"|[^\s";\\]*)(?:\s*;)?\s*$/i;
const UNUSED_INPUT = /^content-disposition:\s*form-data\s*;\s*name="[^"\\]*";\s*filename=""\s*$/i;
/** Types of parts that servers take for text where they have no file name. */
const TEXT =
  /^content-type\s*:\s*(?:(?:text\/[\w.+-]+|application\/(?:json|xml|[\w.-]+\+json|x-www-form-urlencoded))\s*(?:;.*)?)?$/i;
/** RFC 7578 section 4.7 has no other left; a server that reads one finds something else than what is here. */
const PLAINLY_SENT = /^content-transfer-encoding\s*:\s*(?:7bit|8bit|binary)\s*$/i;

/**
 * Judges a part by the text between its delimiter and its first byte (RFC 7578 section 4.2, RFC 2046 section 5.1). Whatever
 * some server could take for a file is one: `filename` in any spelling and any field, a type that is not text, parts in
 * parts, and lines that end in different ways, which servers divide differently.
 */
export function judgePart(head: string): PartVerdict {
  if (new Set(head.match(/\r\n|\n|\r/g)).size > 1) return { file: '' };
  const lines = head.replace(/(?:\r\n|\n|\r)[ \t]+/g, ' ').split(/\r\n|\n|\r/);
  const naming = lines.filter((line) => /filename/i.test(line) && !FIELD.test(line));
  if (naming.length === 1 && UNUSED_INPUT.test(naming[0]!)) return 'empty-name';
  if (naming.length > 0) return { file: shownFileName(nameIn(naming[0]!)) };
  const coded = lines.some((line) => /^content-transfer-encoding/i.test(line) && !PLAINLY_SENT.test(line));
  return coded || lines.some((line) => /^content-type/i.test(line) && !TEXT.test(line)) ? { file: '' } : 'field';
}

/** The file name of a field; the name of the form's field is none. */
function nameIn(line: string): string {
  const field = line.slice(line.indexOf(':') + 1).replace(/;\s*name\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^;]*)/gi, '');
  return parseContentDisposition(field).filename ?? '';
}
