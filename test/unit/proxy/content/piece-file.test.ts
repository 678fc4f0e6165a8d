import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { createPieceFile } from '../../../../src/proxy/content/piece-file.ts';
import { fc } from '../../../support/properties.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-pieces-'));
after(() => rmSync(directory, { recursive: true }));

test('gives any part of what was appended, and leaves nothing with a name', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 200, size: 'max' }), { maxLength: 6 }),
      fc.nat(),
      fc.nat(),
      async (chunks, one, other) => {
        const file = createPieceFile(directory);
        for (const chunk of chunks) await file.append(chunk);
        const all = Buffer.concat(chunks);
        assert.equal(file.size(), all.length);
        const [from = 0, to = 0] = [one % (all.length + 1), other % (all.length + 1)].toSorted((a, b) => a - b);
        assert.deepEqual(await buffer(file.read(from, to)), all.subarray(from, to));
        assert.deepEqual(readdirSync(directory), []);
        await file.discard();
        await assert.rejects(file.append(Buffer.from('more')));
      },
    ),
    { numRuns: 40 },
  );
});

test('reads across the steps it takes', async () => {
  const file = createPieceFile(directory);
  const all = Buffer.from(Array.from({ length: 200_000 }, (_, at) => at % 251));
  await file.append(all);
  assert.deepEqual(await buffer(file.read(65_530, 150_001)), all.subarray(65_530, 150_001));
  await file.discard();
});
