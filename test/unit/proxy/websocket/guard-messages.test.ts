import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { guardMessages, HELD_BYTES } from '../../../../src/proxy/websocket/guard-messages.ts';
import { fc } from '../../../support/properties.ts';

const MASK = Buffer.from([7, 0, 255, 9]);

/** RFC 6455 section 5.2. */
function frame(opcode: number, isLast: boolean, payload: Buffer, masked: boolean): Buffer {
  const size = payload.length;
  const head = Buffer.alloc(size < 126 ? 2 : size < 65_536 ? 4 : 10);
  head[0] = (isLast ? 0x80 : 0) | opcode;
  head[1] = (masked ? 0x80 : 0) | (size < 126 ? size : size < 65_536 ? 126 : 127);
  if (head.length === 4) head.writeUInt16BE(size, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(size), 2);
  return masked
    ? Buffer.concat([head, MASK, payload.map((byte, at) => byte ^ MASK[at & 3]!)])
    : Buffer.concat([head, payload]);
}

async function through(bytes: Buffer, cuts: readonly number[], masked: boolean) {
  const judged: [isText: boolean, payload: string, whole: boolean][] = [];
  const guard = guardMessages(masked, async ({ isText, payload, whole }) => {
    judged.push([isText, payload.toString('latin1'), whole]);
    return true;
  });
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  const pieces = [0, ...ends].map((from, at) => bytes.subarray(from, ends[at] ?? bytes.length));
  const out = await buffer(Readable.from(pieces.filter(({ length }) => length > 0)).pipe(guard));
  return { out, judged };
}

test('any split of any messages gives the same bytes and the same messages', async () => {
  const message = fc.record({
    isText: fc.boolean(),
    parts: fc.array(fc.uint8Array({ maxLength: 400, size: 'max' }), { minLength: 1, maxLength: 4 }),
    ping: fc.option(fc.uint8Array({ maxLength: 125 }), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(), { maxLength: 8 }),
      fc.boolean(),
      async (messages, cuts, masked) => {
        const control: Buffer[] = [];
        const data: Buffer[] = [];
        const both = messages.flatMap(({ isText, parts, ping }) =>
          parts.flatMap((part, at) => {
            const own = frame(at === 0 ? (isText ? 1 : 2) : 0, at === parts.length - 1, Buffer.from(part), masked);
            data.push(own);
            if (ping === undefined || at === parts.length - 1) return [own];
            control.push(frame(9, true, Buffer.from(ping), masked));
            return [own, control.at(-1)!];
          }),
        );
        const { out, judged } = await through(Buffer.concat(both), cuts, masked);
        assert.deepEqual(
          judged,
          messages.map(({ isText, parts }) => [isText, Buffer.concat(parts).toString('latin1'), true]),
        );
        // Control frames overtake the message they are sent in.
        assert.equal(out.length, Buffer.concat(both).length);
        if (control.length === 0) assert.deepEqual(out, Buffer.concat(data));
      },
    ),
    { numRuns: 60 },
  );
});

test('what is longer than the room is judged by its beginning, and goes on as it comes', async () => {
  const long = frame(2, true, Buffer.alloc(HELD_BYTES + 100_000, 'x'), true);
  const { out, judged } = await through(
    Buffer.concat([long, frame(1, true, Buffer.from('after'), true)]),
    [5_000_000, HELD_BYTES + 50_000],
    true,
  );
  assert.deepEqual(
    judged.map(([isText, , whole]) => [isText, whole]),
    [
      [false, false],
      [true, true],
    ],
  );
  assert.equal(out.length, long.length + 11);
});
