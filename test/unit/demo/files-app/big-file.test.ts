import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { BIG_SIZE, bigFile, rangeOf } from '../../../../src/demo/files-app/big-file.ts';
import { fc } from '../../../support/properties.ts';

describe('the big file', () => {
  test('any range is a piece of the whole', async () => {
    const size = 200_000;
    const whole = await buffer(bigFile(0, size));
    assert.equal(whole.length, size);
    await fc.assert(
      fc.asyncProperty(fc.nat(size), fc.nat(size), async (a, b) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        assert.ok((await buffer(bigFile(start, end))).equals(whole.subarray(start, end)));
      }),
      { numRuns: 40 },
    );
  });
  test('its blocks differ, and its last byte can be had', async () => {
    const whole = await buffer(bigFile(0, 131_072));
    assert.notDeepEqual(whole.subarray(0, 65_536), whole.subarray(65_536));
    assert.equal((await buffer(bigFile(BIG_SIZE - 1, BIG_SIZE))).length, 1);
  });
  test('is made as it is read, not ahead', async () => {
    const stream = bigFile(0, BIG_SIZE);
    for await (const chunk of stream) {
      assert.ok((chunk as Buffer).length <= 65_536);
      break;
    }
    assert.ok(stream.destroyed);
  });
});

describe('ranges', () => {
  for (const [field, expected] of [
    ['bytes=0-0', [0, 1]],
    ['bytes=5-', [5, 100]],
    ['bytes=-10', [90, 100]],
    ['bytes=-1000', [0, 100]],
    ['bytes=90-1000', [90, 100]],
    ['bytes=100-', undefined],
    ['bytes=7-3', undefined],
    ['bytes=-', undefined],
    ['bytes=0-1,5-6', undefined],
    ['lines=0-1', undefined],
    [undefined, undefined],
  ] as const)
    test(`${field} of 100 bytes`, () => {
      const range = rangeOf(field, 100);
      assert.deepEqual(range && [range.start, range.end], expected);
    });
});
