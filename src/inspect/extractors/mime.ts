import type { CarriedFiles } from '../../model/carried-files.ts';
import { multipartDelimiter } from '../../policy/recognise/multipart-boundary.ts';
import { ByteReader } from '../bytes/byte-reader.ts';
import { type Fields, readFields } from '../mime/fields.ts';
import { partStream } from '../mime/part-stream.ts';
import { transferDecoded } from '../mime/transfer-decoding.ts';
import { Unscannable } from '../unscannable.ts';
import { inspectCarriedPart, NO_FILE } from './carried-files.ts';
import type { Extractor, OpenDocument } from './extractor.ts';

const MAILBOX = 'application/mbox';
const NOTHING: Fields = { field: undefined, contentType: undefined, transferEncoding: '', fileName: '', text: '' };

/** Mail and web archives (RFC 5322, RFC 2557), and bodies of forms (RFC 7578): every part is a document. */
export const mime: Extractor = {
  name: 'mime',
  fits: (type) => type.startsWith('multipart/') || type === 'message/rfc822' || type === MAILBOX,
  async extract(document) {
    const { reader } = document;
    if (document.type === MAILBOX) await mailbox(document, reader);
    else if (document.type === 'message/rfc822') await entity(document, reader, await head(document, reader));
    else await parts(document, reader, document.declaredType ?? '');
  },
};

/** The file that a part of a form is, by its name: `actions[][content]` as `actions.*.content`. */
function carriedIn(files: readonly CarriedFiles[], field: string | undefined): CarriedFiles | undefined {
  const path = field
    ?.toLowerCase()
    .replace(/\[\d*\]/g, '.*')
    .replace(/\[([^\]]*)\]/g, '.$1');
  return files.find(({ content }) => content.replace(/^\*\*\./, '').toLowerCase() === path);
}

async function head({ aside, type }: OpenDocument, reader: ByteReader): Promise<Fields> {
  const fields = await readFields(reader, !type.startsWith('multipart/'));
  if (fields === undefined) return NOTHING;
  aside.write(`${fields.text}\n`);
  aside.end();
  return fields;
}

/** Gives whether it is a file that the form carries as text. */
async function entity(document: OpenDocument, reader: ByteReader, fields: Fields): Promise<boolean> {
  const { contentType, transferEncoding, fileName, field } = fields;
  const bytes = transferDecoded(reader.pieces(), transferEncoding);
  if (bytes === undefined) document.unscanned('unsupported', `the transfer encoding ${transferEncoding.slice(0, 40)}`);
  // Some servers take the encoding off a form's file, others leave it on (RFC 7578 4.7): what the file is, nobody can say.
  else if (document.type === 'multipart/form-data' && bytes !== undefined && /base64|quoted/i.test(transferEncoding))
    document.unscanned('unsupported', 'a file of a form in a transfer encoding');
  const carried = document.carried && carriedIn(document.carried, field);
  if (carried && fileName === '') {
    await inspectCarriedPart(document, carried, bytes ?? reader.pieces());
    return true;
  }
  // Servers differ in what they take for the name then.
  if (document.carried && field === undefined && fileName === '')
    document.unscanned('corrupted', 'a part of a form whose name is written in an uncommon way');
  await document.nested({
    name: fileName || 'part',
    declaredType: contentType,
    isFile: fileName !== '' || contentType !== undefined,
    bytes: bytes ?? reader.pieces(),
  });
  return false;
}

/**
 * Every line that begins with the delimiter begins a part, whatever follows on it and also behind the closing one, as the most lenient
 * servers read; what stands before and behind the parts is looked at like them.
 */
async function parts(document: OpenDocument, reader: ByteReader, contentType: string): Promise<void> {
  const written = multipartDelimiter(contentType);
  if (written === undefined)
    throw new Unscannable('corrupted', 'a body in parts without a boundary that all read alike');
  const delimiter = Buffer.from(written, 'latin1');
  let closed = false;
  let between = true;
  let carries = false;
  for (;;) {
    document.budget.checkTime();
    const stream = partStream(reader, delimiter);
    const inner = new ByteReader(stream.bytes);
    if (between) {
      if ((await inner.peek(1)).length > 0) await document.nested({ name: 'beside', bytes: inner.pieces() });
    } else carries = (await entity(document, inner, await head(document, inner))) || carries;
    await inner.drain();
    if (!stream.ended()) break;
    const mark = Buffer.from((await reader.peek(2)).subarray(0, 2)).toString('latin1');
    closed = mark === '--';
    between = closed;
    await endOfLine(reader);
  }
  if (!closed) document.unscanned('corrupted', 'a body in parts without its end');
  if (document.carried && !carries) document.unscanned('unsupported', NO_FILE);
}

/** RFC 4155: a line that begins with `From ` begins a message; within one such lines are written in another way. */
async function mailbox(document: OpenDocument, reader: ByteReader): Promise<void> {
  const delimiter = Buffer.from('From ');
  for (;;) {
    document.budget.checkTime();
    const stream = partStream(reader, delimiter);
    const inner = new ByteReader(stream.bytes);
    if ((await inner.peek(1)).length > 0) await entity(document, inner, await head(document, inner));
    await inner.drain();
    if (!stream.ended()) return;
    await endOfLine(reader);
  }
}

/** Reads past the rest of a delimiter's line. */
async function endOfLine(reader: ByteReader): Promise<void> {
  for (let byte = await reader.take(1); byte !== undefined; byte = await reader.take(1)) {
    if (byte[0] === 0x0a) return;
    if (byte[0] === 0x0d && (await reader.peek(1))[0] !== 0x0a) return;
  }
}
