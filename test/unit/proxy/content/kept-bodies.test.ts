import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { createKeptBodies, type KeptBodiesParts } from '../../../../src/proxy/content/kept-bodies.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-kept-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const shelf = (more: Partial<KeptBodiesParts> = {}) => createKeptBodies({ directory, memoryBytes: 8, ...more });
const body = (text: string): Readable => Readable.from([Buffer.from(text)], { objectMode: false });
const read = async (stream: Readable | undefined): Promise<string> =>
  Buffer.concat(await Array.fromAsync(stream ?? [])).toString();

test('gives a body to the session that it is kept for, once', async () => {
  const kept = shelf();
  const id = await kept.keep('one', body('more than eight bytes'), 100);
  assert.ok(id !== undefined && kept.has(id));
  assert.equal(kept.take(id, 'two'), undefined);
  assert.equal(kept.take(`${id}x`, 'one'), undefined);
  assert.equal(await read(kept.take(id, 'one')), 'more than eight bytes');
  assert.equal(kept.take(id, 'one'), undefined);
  assert.deepEqual(readdirSync(directory), [], 'no file has a name');
  await kept.close();
});

test('keeps nothing that is too large, and nothing of what breaks off', async () => {
  const kept = shelf();
  assert.equal(await kept.keep('one', body('four!'), 4), undefined);
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('a');
      throw new Error('gone');
    })(),
    { objectMode: false },
  );
  await assert.rejects(kept.keep('one', broken, 100), /gone/);
  await kept.close();
});

test('of one session only so many wait: the oldest goes', async () => {
  const kept = shelf();
  const ids: string[] = [];
  for (let at = 0; at < 9; at++) ids.push((await kept.keep('one', body(String(at)), 10)) ?? '');
  const other = (await kept.keep('two', body('other'), 10)) ?? '';
  assert.deepEqual(ids.map(kept.has), [false, ...Array.from({ length: 8 }, () => true)]);
  assert.equal(await read(kept.take(ids[8]!, 'one')), '8');
  assert.equal(await read(kept.take(other, 'two')), 'other');
  await kept.close();
  assert.ok(!kept.has(ids[3]!));
});

test('lets a body go that nobody fetches', async () => {
  const kept = shelf({ life: 1 });
  const id = (await kept.keep('one', body('a'), 10)) ?? '';
  for (let turn = 0; turn < 1000 && kept.has(id); turn++) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(kept.take(id, 'one'), undefined);
  await kept.close();
});
