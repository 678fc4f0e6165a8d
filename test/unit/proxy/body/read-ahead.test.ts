import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { readAheadAt } from '../../../../src/proxy/body/read-ahead.ts';

const pieces = (...texts: string[]): Readable =>
  Readable.from(
    texts.map((text) => Buffer.from(text)),
    { objectMode: false },
  );

/** What comes out, and what was seen before which piece. */
async function run(source: Readable, limit = 1_000_000) {
  const seen: string[] = [];
  let out = '';
  let before: string | undefined;
  const stream = readAheadAt(source, /a-sign/i, limit, (page) => {
    before = out;
    seen.push(page.toString());
  });
  for await (const piece of stream) out += String(piece);
  return { out, seen, before };
}

test('a page without the sign goes on as it comes', async () => {
  assert.deepEqual(await run(pieces('one', 'two', 'three')), { out: 'onetwothree', seen: [], before: undefined });
});

test('the whole page is seen before the piece with the sign goes on, however the sign is split', async () => {
  for (const texts of [
    ['one ', 'an A-Sign ', 'three'],
    ['one an A-S', 'ign ', 'three'],
    ['one an A-Sign three'],
    [...'one an A-Sign three'],
  ]) {
    const { out, seen, before } = await run(pieces(...texts));
    assert.equal(out, texts.join(''));
    assert.deepEqual(seen, [texts.join('')]);
    assert.doesNotMatch(before ?? '', /a-sign/i);
  }
});

test('behind the beginning nothing is looked for, and a page above the limit goes on unseen', async () => {
  const far = 'x'.repeat(70_000);
  assert.deepEqual((await run(pieces(far, 'a-sign', 'end'))).seen, []);
  const { out, seen } = await run(pieces('a-sign', far, far, 'end'), 100_000);
  assert.equal(out, `a-sign${far}${far}end`);
  assert.deepEqual(seen, []);
});

test('a page that breaks off does so here', async () => {
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('a-sign');
      throw new Error('broken off');
    })(),
  );
  await assert.rejects(run(broken), /broken off/);
});
