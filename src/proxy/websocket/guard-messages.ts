import { Transform } from 'node:stream';
import { createFrameReader, type FramePart, isControl } from './frame-reader.ts';
import type { JudgeMessage } from './message-judges.ts';

/** Bytes of a message that are held. Of a longer one nobody sees the rest. */
export const HELD_BYTES = 8 * 1024 * 1024;
/** Frames may be empty, so that their headers count as well. */
const HELD_RAW = HELD_BYTES + 1024 * 1024;

const TEXT = 1;
const BINARY = 2;

/**
 * Lets the messages of one direction through once each was judged, in the very bytes they came in. A browser and most servers have a
 * message whole or not at all, so holding it takes nothing from them. `judge` says whether it may go on, or what does in its place, which is
 * for whole messages of a server only; where it may not, nothing goes on any more, and whoever judged ends the connection. What is no frame
 * is an error of the stream.
 */
export function guardMessages(masked: boolean, judge: JudgeMessage): Transform {
  const read = createFrameReader(masked);
  const raw = gathered();
  const payload = gathered();
  let passing = false;
  let refused = false;

  async function settle(stream: Transform, isText: boolean, whole: boolean): Promise<void> {
    const verdict = await judge({ isText, payload: payload.bytes(), whole });
    if (verdict === false) refused = true;
    else stream.push(verdict === true ? Buffer.from(raw.bytes()) : wholeFrame(isText, verdict));
    raw.clear();
    payload.clear();
  }

  async function pass(stream: Transform, part: FramePart): Promise<void> {
    const over = part.ends && part.final;
    if (isControl(part.opcode)) return void stream.push(part.raw);
    if (passing) {
      passing = !over;
      return void stream.push(part.raw);
    }
    raw.add(part.raw);
    payload.add(part.payload);
    if (over) return settle(stream, part.opcode === TEXT, true);
    if (payload.size() <= HELD_BYTES && raw.size() <= HELD_RAW) return;
    passing = true;
    await settle(stream, part.opcode === TEXT, false);
  }

  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      (async () => {
        for (const part of read(chunk)) {
          await pass(this, part);
          if (refused) return;
        }
      })().then(() => done(), done);
    },
  });
}

/** A message in one frame, as servers send it: without a mask (RFC 6455 section 5.2). */
function wholeFrame(isText: boolean, payload: Buffer): Buffer {
  const size = payload.length;
  const head = Buffer.alloc(size < 126 ? 2 : size < 65_536 ? 4 : 10);
  head[0] = 0x80 | (isText ? TEXT : BINARY);
  head[1] = size < 126 ? size : size < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(size, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(size), 2);
  return Buffer.concat([head, payload]);
}

/** Bytes put one behind the other, in room that doubles. */
function gathered() {
  let room = Buffer.alloc(0);
  let size = 0;
  return {
    add(bytes: Buffer): void {
      if (size + bytes.length > room.length) {
        const larger = Buffer.allocUnsafe(Math.max(4096, 2 * (size + bytes.length)));
        room.copy(larger, 0, 0, size);
        room = larger;
      }
      bytes.copy(room, size);
      size += bytes.length;
    },
    size: () => size,
    bytes: () => room.subarray(0, size),
    clear(): void {
      size = 0;
      // A socket that once had a large message does not keep the room for it.
      if (room.length > 65_536) room = Buffer.alloc(0);
    },
  };
}
