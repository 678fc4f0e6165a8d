import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { makeTarball } from '../../../../src/demo/registry/tarball.ts';

test('a tarball holds its files in whole blocks, each with a true checksum, and ends in two empty ones', () => {
  const files = { 'package/a.txt': 'hello', 'package/empty': '', 'package/long': 'x'.repeat(512), 'package/ü': 'ü' };
  const tar = gunzipSync(makeTarball(files));
  const found: Record<string, string> = {};
  let at = 0;
  for (; tar[at] !== 0; ) {
    const header = tar.subarray(at, at + 512);
    const field = (from: number, to: number): string => header.toString('utf8', from, to).split('\0')[0] ?? '';
    assert.equal(field(257, 263), 'ustar');
    const blanked = Buffer.from(header);
    blanked.fill(' ', 148, 156);
    assert.equal(
      Number.parseInt(field(148, 156), 8),
      blanked.reduce((sum, byte) => sum + byte, 0),
    );
    const size = Number.parseInt(field(124, 136), 8);
    found[field(0, 100)] = tar.toString('utf8', at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  assert.deepEqual(found, files);
  assert.equal(tar.length - at, 1024);
  assert.ok(tar.subarray(at).every((byte) => byte === 0));
});
