import { createCipheriv } from 'node:crypto';

const BLOCK = 16;
/** Bytes of key stream made at once. */
const BATCH = 64 * 1024;

/**
 * AES in counter mode with a counter of little-endian order that begins at 1, as WinZip has it; Node's own counts in big-endian order.
 * The same for both ways.
 */
export function littleCounter(key: Uint8Array): (bytes: Uint8Array) => Buffer {
  const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
  const counters = Buffer.alloc(BATCH);
  let stream: Buffer = Buffer.alloc(0);
  let used = 0;
  let count = 1n;

  function refill(): void {
    for (let at = 0; at < BATCH; at += BLOCK) counters.writeBigUInt64LE(count++, at);
    stream = cipher.update(counters);
    used = 0;
  }

  return (bytes) => {
    const out = Buffer.allocUnsafe(bytes.length);
    for (let at = 0; at < bytes.length; ) {
      if (used === stream.length) refill();
      const length = Math.min(bytes.length - at, stream.length - used);
      for (let index = 0; index < length; index++) out[at + index] = bytes[at + index]! ^ stream[used + index]!;
      at += length;
      used += length;
    }
    return out;
  };
}
