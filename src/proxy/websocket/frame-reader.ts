/** A part of a frame, as far as it has come. */
export interface FramePart {
  readonly opcode: number;
  /** Of the message, not of the frame: whether this frame is its last. */
  readonly final: boolean;
  /** Whether the frame ends with this part. */
  readonly ends: boolean;
  /** As it came. */
  readonly raw: Buffer;
  /** The payload among it, unmasked. */
  readonly payload: Buffer;
}

/** What no peer may send (RFC 6455 section 5); the other side might read it otherwise than it was read here. */
export class FrameFault extends Error {}

const CONTINUATION = 0;
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PONG = 10;
const EMPTY = Buffer.alloc(0);
const LONGEST_HEAD = 14;

export const isControl = (opcode: number): boolean => opcode >= CLOSE;

/**
 * Reads the frames of one direction as they come, without any extension (RFC 6455 section 5.2). Readers of packages give whole messages
 * only, which one of any length would have to fit into; here a frame is passed on with the very bytes it came with.
 */
export function createFrameReader(masked: boolean): (chunk: Buffer) => Generator<FramePart> {
  let head: Buffer = EMPTY;
  let left = 0;
  let opcode = 0;
  let final = false;
  let mask: Buffer | undefined;
  let at = 0;
  /** Opcode of the message that is not over yet. */
  let message: number | undefined;

  /** Takes a header, once it is whole; gives its length. */
  function open(): number | undefined {
    if (head.length < 2) return undefined;
    const [first, second] = [head[0]!, head[1]!];
    const short = second & 0x7f;
    const extended = short === 127 ? 8 : short === 126 ? 2 : 0;
    const size = 2 + extended + (masked ? 4 : 0);
    if ((first & 0x70) !== 0) throw new FrameFault('a bit of an extension that nobody agreed on');
    if (second >> 7 !== Number(masked)) throw new FrameFault('a mask where there is none, or none where there is one');
    if (head.length < size) return undefined;
    left = extended === 0 ? short : extended === 2 ? head.readUInt16BE(2) : Number(head.readBigUInt64BE(2));
    if ((extended === 2 && left < 126) || (extended === 8 && left < 65_536) || !Number.isSafeInteger(left))
      throw new FrameFault('a length that is not the shortest');
    opcode = first & 0x0f;
    final = first >> 7 === 1;
    mask = masked ? Buffer.from(head.subarray(size - 4, size)) : undefined;
    at = 0;
    check();
    return size;
  }

  function check(): void {
    if (isControl(opcode)) {
      if (opcode > PONG || !final || left > 125) throw new FrameFault('no control frame');
      return;
    }
    if (opcode > BINARY) throw new FrameFault('an opcode that there is not');
    if ((opcode === CONTINUATION) !== (message !== undefined)) throw new FrameFault('a message inside another');
    if (opcode !== CONTINUATION) message = opcode;
    opcode = message ?? TEXT;
    if (final) message = undefined;
  }

  return function* read(chunk) {
    let rest = chunk;
    let isOpen = left > 0;
    while (rest.length > 0) {
      if (!isOpen) {
        const had = head.length;
        head = Buffer.concat([head, rest.subarray(0, LONGEST_HEAD - had)]);
        const size = open();
        if (size === undefined) return;
        const raw = head.subarray(0, size);
        rest = rest.subarray(size - had);
        head = EMPTY;
        isOpen = left > 0;
        yield { opcode, final, ends: !isOpen, raw, payload: EMPTY };
        continue;
      }
      const raw = rest.subarray(0, left);
      rest = rest.subarray(raw.length);
      left -= raw.length;
      isOpen = left > 0;
      yield { opcode, final, ends: !isOpen, raw, payload: mask ? unmasked(raw, mask, at) : raw };
      at += raw.length;
    }
  };
}

function unmasked(raw: Buffer, mask: Buffer, from: number): Buffer {
  const plain = Buffer.from(raw);
  for (let i = 0; i < plain.length; i++) plain[i]! ^= mask[(from + i) & 3]!;
  return plain;
}
