import { type HeaderList, headerValues } from '../../model/headers.ts';

/**
 * The chunks of S3 (Signature Version 4, `aws-chunked`): what an object is stands between lines of them. `length`: bytes of the
 * object.
 */
export interface ChunkFrames {
  readonly length: number;
}

const KIND = /^STREAMING-(?:UNSIGNED-PAYLOAD-TRAILER|AWS4-(?:HMAC|ECDSA-P256)-SHA256-PAYLOAD(?:-TRAILER)?)$/;
const CODING = 'aws-chunked';

/** Whether a body comes in such chunks; `unclear` where it says so by halves, or twice. */
export function chunkFramesOf(headers: HeaderList, url: string): ChunkFrames | 'unclear' | undefined {
  const kinds = headerValues(headers, 'x-amz-content-sha256').map((value) => value.trim());
  const lengths = headerValues(headers, 'x-amz-decoded-content-length').map((value) => value.trim());
  const isCoded = headerValues(headers, 'content-encoding').some((value) => value.toLowerCase().includes(CODING));
  const isFramed = isCoded || lengths.length > 0 || kinds.some((kind) => /^streaming-/i.test(kind));
  const inAddress = /x-amz-(?:content-sha256=streaming|decoded-content-length=)/i.test(url);
  if (!isFramed && !inAddress) return undefined;
  const [kind = ''] = kinds;
  const [length = ''] = lengths;
  const isClear = kinds.length === 1 && KIND.test(kind) && lengths.length === 1 && /^\d{1,15}$/.test(length);
  return isClear && !inAddress ? { length: Number(length) } : 'unclear';
}

/** The header without the coding that the chunks are. S3 takes it off wherever it stands in the list. */
export function withoutFrames(headers: HeaderList): HeaderList {
  return headers.map(([name, value]) =>
    name === 'content-encoding'
      ? [
          name,
          value
            .split(',')
            .filter((each) => each.trim().toLowerCase() !== CODING)
            .join(','),
        ]
      : [name, value],
  );
}

/** Takes the lines off. Whatever is not written as S3 takes it breaks it, for good. */
export interface Unframing {
  /** What the next bytes bring of the object. */
  write(chunk: Uint8Array): readonly Uint8Array[];
  /** Whether the object came as announced, and nothing behind it. */
  end(): boolean;
  isBroken(): boolean;
}

const SIZE = /^(?<size>[0-9a-f]{1,8})(?:;chunk-signature=[0-9a-f]{64,144})?$/i;
const TRAILER =
  /^x-amz-(?:checksum-(?:crc32|crc32c|crc64nvme|sha1|sha256): ?[a-z0-9+/]{4,44}={0,2}|trailer-signature: ?[0-9a-f]{64,144})$/i;
const LONGEST_LINE = 256;
/** A checksum and its signature. */
const MOST_TRAILERS = 2;

export function unframing({ length }: ChunkFrames): Unframing {
  let state: 'size' | 'data' | 'end of data' | 'trailer' | 'over' | 'broken' = 'size';
  let line = '';
  let left = 0;
  let total = 0;
  let trailers = 0;

  /** What a line begins. */
  function after(text: string): typeof state {
    if (state === 'end of data') return text === '' ? 'size' : 'broken';
    if (state === 'trailer') {
      if (text === '') return 'over';
      return TRAILER.test(text) && ++trailers <= MOST_TRAILERS ? 'trailer' : 'broken';
    }
    const size = SIZE.exec(text)?.groups?.['size'];
    if (size === undefined) return 'broken';
    left = Number.parseInt(size, 16);
    total += left;
    return total > length ? 'broken' : left > 0 ? 'data' : 'trailer';
  }

  return {
    write(chunk) {
      const found: Uint8Array[] = [];
      for (let at = 0; at < chunk.length && state !== 'broken'; ) {
        if (state === 'over') state = 'broken';
        else if (state === 'data') {
          const piece = chunk.subarray(at, at + left);
          found.push(piece);
          at += piece.length;
          left -= piece.length;
          if (left === 0) state = 'end of data';
        } else {
          line += String.fromCharCode(chunk[at++]!);
          if (line.endsWith('\r\n')) {
            state = after(line.slice(0, -2));
            line = '';
          } else if (line.length > LONGEST_LINE) state = 'broken';
        }
      }
      return found;
    },
    end() {
      if (state !== 'over' || total !== length) state = 'broken';
      return state === 'over';
    },
    isBroken: () => state === 'broken',
  };
}
