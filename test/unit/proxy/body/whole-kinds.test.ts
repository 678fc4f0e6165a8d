import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Screened } from '../../../../src/model/exchange.ts';
import type { HostMap } from '../../../../src/model/host-map.ts';
import { LARGE, type LargeFiles } from '../../../../src/proxy/body/large-files.ts';
import type { TextFileRewrite } from '../../../../src/proxy/body/rewrite-text-file.ts';
import { createWholeKinds, type WholeKindParts } from '../../../../src/proxy/body/whole-kinds.ts';

const EXCHANGE = {} as Screened;
const ASKED = { contentType: 'text/javascript', variant: undefined };
const file = (size: number): Buffer => Buffer.alloc(size, 'a;');

/** Whole kinds whose large files come when they are let, with those that were given to be changed. */
function kinds() {
  const given: Buffer[] = [];
  const let_: ((made: TextFileRewrite) => void)[] = [];
  const large: LargeFiles = {
    change(bytes) {
      given.push(bytes);
      return new Promise((resolve) => let_.push(resolve));
    },
    room: async () => {},
    close() {},
  };
  const parts: Partial<WholeKindParts> = {
    hosts: { toSuffix: (url: string) => url } as unknown as HostMap,
    large,
    prelude: () => 'before();',
  };
  return { ...createWholeKinds(parts as WholeKindParts), given, give: (made: TextFileRewrite) => let_.shift()?.(made) };
}

describe('files that are read whole', () => {
  for (const kind of ['script', 'css', 'worker'] as const)
    test(`a large ${kind} goes to another thread, and others are done while it is there`, async () => {
      const { given, give, ...all } = kinds();
      const told: string[] = [];
      const large = all[kind](EXCHANGE, ASKED)(file(LARGE)).then(({ bytes }) => told.push(`large ${bytes}`));
      for (const small of ['script', 'css', 'worker'] as const) {
        await all[small](EXCHANGE, ASKED)(file(LARGE - 1));
        told.push(small);
      }
      give({ bytes: Buffer.from('made'), result: 'rewritten' });
      await large;
      assert.deepEqual(told, ['script', 'css', 'worker', `large ${kind === 'worker' ? 'before();' : ''}made`]);
      assert.deepEqual(
        given.map(({ length }) => length),
        [LARGE],
      );
    });

  test('who asks for the same meanwhile waits for the same, and the largest is remembered', async () => {
    const { script, given, give } = kinds();
    const made: TextFileRewrite = { bytes: file(24 * 1024 * 1024), result: 'rewritten' };
    const both = [1, 2].map(() => script(EXCHANGE, ASKED)(file(LARGE)));
    await new Promise((resolve) => setImmediate(resolve));
    give(made);
    assert.deepEqual(await Promise.all(both), [made, made]);
    assert.equal(await script(EXCHANGE, ASKED)(file(LARGE)), made);
    assert.equal(given.length, 1);
  });

  test('what a thread gave up is tried again', async () => {
    const { script, given, give } = kinds();
    const bytes = file(LARGE);
    for (const made of [
      { bytes, result: 'unparsable', isFailed: true } as const,
      { bytes, result: 'rewritten' } as const,
    ]) {
      const waits = script(EXCHANGE, ASKED)(bytes);
      await new Promise((resolve) => setImmediate(resolve));
      give(made);
      assert.equal((await waits).result, made.result);
    }
    assert.equal(given.length, 2);
  });
});
