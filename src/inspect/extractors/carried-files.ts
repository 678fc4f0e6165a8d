import { JsonFault } from '../../catalog/json-reader.ts';
import type { CarriedFiles } from '../../model/carried-files.ts';
import { ByteReader } from '../bytes/byte-reader.ts';
import { Channel } from '../bytes/channel.ts';
import type { CarriedPart, Written } from '../carried/carried-parts.ts';
import { readCarriedForm } from '../carried/read-form.ts';
import { type CarriedReader, readCarriedJson } from '../carried/read-json.ts';
import { SNIFF_BYTES, sniffType } from '../file-type.ts';
import { transferDecoded } from '../mime/transfer-decoding.ts';
import { sniffCharset } from '../text/decoder.ts';
import { Unscannable } from '../unscannable.ts';
import type { OpenDocument } from './extractor.ts';

const FIRST = 4096;
export const NO_FILE = 'a body that carries no file where one was expected';
/** Readers of JSON take nothing else, whatever is declared; those that believe a declaration read base64 alike in these. */
const CHARSETS = /^(?:utf-?8|us-ascii|ascii|iso-8859-1|latin1|windows-1252)$/i;
/** RFC 4648, both alphabets, in lines. */
const BASE64 = /^[A-Za-z0-9+/_\-=\s]*$/;

/** What is only another reading is no document of its own. */
const OTHER = { name: 'as text', declaredType: 'text/plain' };

/** What reads a body that carries files, by how it begins: servers believe that more than its declared type. Undefined for what is neither. */
function readerOf(
  first: Uint8Array,
  charset: string | undefined,
  files: readonly CarriedFiles[],
): { reader: CarriedReader; decoder: TextDecoder } | undefined {
  const sniffed = sniffCharset(first);
  const decoder = new TextDecoder(sniffed ?? 'utf-8');
  const start = decoder.decode(first.subarray(0, FIRST), { stream: true });
  const isJson = /^[\t\n\r ]*[[{]/.test(start);
  if (!isJson && !/^[^&=\0-\x20"<>]{0,200}=/.test(start)) return undefined;
  if (sniffed === undefined && charset !== undefined && !CHARSETS.test(charset))
    throw new Unscannable('unsupported', `a body that carries files, in the character set ${charset.slice(0, 40)}`);
  return {
    reader: isJson ? readCarriedJson(files) : readCarriedForm(files),
    decoder: new TextDecoder(sniffed ?? 'utf-8'),
  };
}

/** Inspects the files that a body of JSON or a form carries as text, and all else in it. False, with nothing read, where it is neither. */
export async function inspectCarried(document: OpenDocument, files: readonly CarriedFiles[]): Promise<boolean> {
  const { reader: bytes, budget, text } = document;
  const opened = readerOf(await bytes.peek(FIRST), document.charset, files);
  if (opened === undefined) return false;
  const { reader, decoder } = opened;
  let file: OpenFile | undefined;
  let isThere = false;

  async function take(parts: Iterable<CarriedPart>): Promise<void> {
    for (const part of parts) {
      if (part.kind === 'text') text.write(part.text);
      else if (part.kind === 'doubt') document.unscanned('corrupted', part.why);
      else if (part.kind === 'file') {
        isThere = true;
        file = openFile(document, part.name, part.type, part.written);
      } else if (part.kind === 'piece') await file?.write(part.text);
      else {
        await file?.end();
        file = undefined;
      }
    }
  }
  try {
    for await (const piece of bytes.pieces()) {
      budget.checkTime();
      await take(reader.read(decoder.decode(piece, { stream: true })));
    }
    await take(reader.read(decoder.decode()));
    await take(reader.end());
    if (!isThere) document.unscanned('unsupported', NO_FILE);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    document.unscanned('corrupted', `no JSON: ${error.message}`);
  } finally {
    await file?.end();
  }
  return true;
}

/** The same of one part of a form, of which only its own name is known. */
export async function inspectCarriedPart(
  document: OpenDocument,
  { coding, type }: CarriedFiles,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  const file = openFile(document, undefined, type, coding === undefined ? 'base64' : 'either');
  const decoder = new TextDecoder();
  try {
    for await (const piece of bytes) {
      document.budget.checkTime();
      await file.write(decoder.decode(piece, { stream: true }));
    }
    await file.write(decoder.decode());
  } finally {
    await file.end();
  }
}

interface OpenFile {
  write(text: string): Promise<void>;
  end(): Promise<void>;
}

/**
 * Reads a file as base64 and as text at once, since an app may take for base64 what looks like none, or the other way round. What it is
 * said to be, else what it looks like, counts as the file; the other reading counts where it shows anything.
 */
function openFile(
  document: OpenDocument,
  name: string | undefined,
  type: string | undefined,
  written: Written,
): OpenFile {
  const named = { name: name ?? document.path.slice(document.path.lastIndexOf('/') + 1), declaredType: type };
  const asText = new Channel();
  const asBase64 = new Channel();
  let reading: Promise<unknown> | undefined;

  function begin(first: string): Promise<unknown> {
    const isBase64 = written === 'base64' || (written === 'either' && BASE64.test(first));
    const decoded = transferDecoded(asBase64, 'base64')!;
    if (isBase64)
      return Promise.all([
        document.nested({ ...named, isFile: true, bytes: decoded }),
        document.nested({ ...OTHER, isBeside: true, bytes: asText }),
      ]);
    return Promise.all([
      document.nested({ ...named, isFile: true, bytes: asText }),
      (async () => {
        const bytes = new ByteReader(decoded);
        const isFile = sniffType(await bytes.peek(SNIFF_BYTES)) !== undefined;
        await document.nested({ ...(isFile ? named : OTHER), isFile, isBeside: true, bytes: bytes.pieces() });
      })(),
    ]);
  }
  return {
    async write(text) {
      reading ??= begin(text);
      const bytes = Buffer.from(text, 'utf8');
      await Promise.all([asText.push(bytes), asBase64.push(bytes)]);
    },
    async end() {
      asText.close();
      asBase64.close();
      await reading;
    },
  };
}
