import { sniffType } from '../../inspect/file-type.ts';
import { isFile, isMedia, isOctets, isTable } from '../../policy/recognise/media-kinds.ts';
import type { SocketMessage } from './message-judges.ts';

/** A file that a message carries. */
export interface CarriedFile {
  readonly bytes: Buffer;
  /** What its bytes show, else what the message calls it. */
  readonly type: string | undefined;
}

/** Bytes from which on a message is a file, whatever is in it. */
export const LARGE = 1024 * 1024;
/** Bytes of a message that may stand in front of a file in it. */
const PREAMBLE = 1024;

/** Beginnings of documents and archives that do not come about by chance, wherever they stand. A zip entry: APPNOTE 4.3.7. */
const BEGINNINGS =
  /%PDF-\d|PK\x03\x04[\x0a-\x3f]\0[\s\S]{2}[\0\x08\x09\x0c\x0e]\0|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|7z\xbc\xaf\x27\x1c|Rar!\x1a\x07/;

/** Bytes in base64 or base64url (RFC 4648), as JSON may write a slash and a line may be broken. No group is repeated: a run may be megabytes long. */
const RUNS = /(?:[A-Za-z0-9+/_-]|\\\/){32}[A-Za-z0-9+/_\\\r\n-]*/g;
/** RFC 2397. */
const DATA_URL = /data:([\w.+-]{1,80}\\?\/[\w.+-]{1,80})?[^,"']{0,200};base64,/i;
const PROGRAM = 'application/x-msdownload';
/** Signs of a few bytes that words and counters have as well. */
const BY_CHANCE: ReadonlySet<string> = new Set(['image/x-icon', 'image/bmp', 'image/wmf']);

/**
 * The file that a message is or carries: by its bytes, behind a short preamble, as base64 in a text, or by sheer size. What a page shows
 * comes by sockets too, so that of what comes down pictures, sound and film are none.
 */
export function fileInMessage({ isText, payload, whole }: SocketMessage, isUpload: boolean): CarriedFile | undefined {
  const counts = (type: string): boolean => isFile(type) || (isUpload && isMedia(type));
  const type = signOf(payload);
  if (type !== undefined && counts(type)) return { bytes: payload, type };
  const start = payload.toString('latin1', 0, PREAMBLE + 64).search(BEGINNINGS);
  if (start >= 0) {
    const bytes = payload.subarray(start);
    return { bytes, type: sniffType(bytes) };
  }
  const encoded = isText ? encodedFile(payload.toString('latin1'), counts) : undefined;
  return encoded ?? (payload.length >= LARGE || !whole ? { bytes: payload, type: undefined } : undefined);
}

function encodedFile(text: string, counts: (type: string) => boolean): CarriedFile | undefined {
  for (const { 0: run, index } of text.matchAll(RUNS)) {
    const sign = signOf(decoded(run.slice(0, 6000)));
    if (sign !== undefined && counts(sign)) return { bytes: decoded(run), type: sign };
    const told = DATA_URL.exec(text.slice(Math.max(0, index - 400), index));
    const named = told && text.startsWith(told[0], index - told[0].length) ? (told[1] ?? '') : undefined;
    const type = named?.replace('\\', '').toLowerCase();
    if (type !== undefined && (counts(type) || isTable(type) || isOctets(type)))
      return { bytes: decoded(run), type: sign ?? type };
  }
  return undefined;
}

/** The type that bytes show, where they do not show it by chance. */
function signOf(bytes: Buffer): string | undefined {
  const type = sniffType(bytes);
  if (type === undefined || BY_CHANCE.has(type)) return undefined;
  if (type !== PROGRAM) return type;
  // Two letters are no sign; where they say that more follows, it does (PE format, "MS-DOS stub").
  const at = bytes.length < 64 ? bytes.length : bytes.readUInt32LE(60);
  return bytes.toString('latin1', at, at + 2) === 'PE' ? type : undefined;
}

function decoded(run: string): Buffer {
  return Buffer.from(run.replace(/\\[nr]|[\r\n]|\\/g, ''), 'base64');
}
