import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { buildClient } from '../../../src/client/build.ts';
import { builtClient } from '../../support/built-client.ts';

/** Bytes on the wire that a page may be made to wait for. */
const LIMIT = 40 * 1024;
/** What pages wait for beside it where they keep rules, and where rules ask or pages are marked. */
const FURTHER = { 'guarded.js': 5 * 1024, 'asking.js': 12 * 1024 } as const;

test('the page runtime is small, and one bundle without a module in it', async () => {
  const bundles = await buildClient();
  const { code } = bundles['runtime.js'];
  assert.ok(gzipSync(code).length < LIMIT, `${gzipSync(code).length} bytes`);
  for (const [name, most] of Object.entries(FURTHER) as [keyof typeof FURTHER, number][]) {
    const more = gzipSync(bundles[name].code).length - gzipSync(code).length;
    assert.ok(more > 0 && more < most, `${name}: ${more} bytes`);
  }
  assert.doesNotMatch(code, /^\s*(?:import|export)\b/m);
  assert.doesNotMatch(code, /sourceMappingURL/);
});

test('the hash names the content', async () => {
  const [first, second] = await Promise.all([buildClient(), buildClient()]);
  assert.equal(first['runtime.js'].hash, second['runtime.js'].hash);
  const hashes = Object.values(first).map(({ hash }) => hash);
  assert.equal(new Set(hashes).size, hashes.length);
});

test('what the other tests are given is what is built', async () => {
  assert.deepEqual(await builtClient(), await buildClient());
});
