import { Readable } from 'node:stream';

/** Bytes of the large download: 1 GiB. */
export const BIG_SIZE = 1024 ** 3;
const BLOCK = 65_536;

/** A block's bytes are a function of its number, so any range can be made without the rest and checked by the receiver. */
function block(number: number): Buffer {
  const bytes = Buffer.alloc(BLOCK);
  let state = (number * 2_654_435_761 + 1) >>> 0;
  for (let at = 0; at < BLOCK; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes.writeUInt32LE(state, at);
  }
  return bytes;
}

/** The bytes from `start` up to and without `end`, made as they are read. */
export function bigFile(start: number, end: number): Readable {
  function* blocks(): Generator<Buffer> {
    for (let at = start; at < end; ) {
      const number = Math.floor(at / BLOCK);
      const until = Math.min(end, (number + 1) * BLOCK);
      yield block(number).subarray(at - number * BLOCK, until - number * BLOCK);
      at = until;
    }
  }
  return Readable.from(blocks(), { objectMode: false, highWaterMark: BLOCK });
}

/** A single range of a Range field, `end` exclusive (RFC 9110, 14.1.2); undefined when there is none to honour. */
export function rangeOf(
  field: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(field ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const last = match[2] === '' ? size - 1 : Number(match[2]);
  const start = match[1] === '' ? Math.max(0, size - last) : Number(match[1]);
  const end = match[1] === '' ? size : Math.min(size, last + 1);
  return start < end ? { start, end } : undefined;
}
