import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, describe, test } from 'node:test';
import { disposition } from '../../../../src/demo/files-app/answers.ts';
import { openUploads, safeName } from '../../../../src/demo/files-app/uploads.ts';
import { visitCookie, visitorOf } from '../../../../src/demo/files-app/visitor.ts';
import { fc } from '../../../support/properties.ts';

const folder = mkdtempSync(join(tmpdir(), 'uploads-'));
after(() => rmSync(folder, { recursive: true }));
const uploads = openUploads(folder);

describe('uploads', () => {
  test('what is stored can be listed and read', async () => {
    const stored = await uploads.store('Grüße.txt', Readable.from(['hal', 'lo']));
    assert.deepEqual([stored.name, stored.size], ['Grüße.txt', 5]);
    assert.deepEqual(
      uploads.list().map(({ name }) => name),
      ['Grüße.txt'],
    );
    const found = uploads.open('Grüße.txt');
    assert.equal(found?.size, 5);
    assert.equal(found && (await text(found.content)), 'hallo');
  });
  test('the same name again replaces the file', async () => {
    await uploads.store('twice.txt', Readable.from(['one']));
    assert.equal((await uploads.store('twice.txt', Readable.from(['three']))).size, 5);
  });
  test('an upload that breaks off leaves nothing', async () => {
    const before = readdirSync(folder);
    const broken = Readable.from(
      (async function* () {
        yield 'half';
        throw new Error('gone');
      })(),
    );
    await assert.rejects(uploads.store('broken.txt', broken), /gone/);
    assert.deepEqual(readdirSync(folder), before);
  });
  test('a name that was never stored is not found, wherever it points', () => {
    for (const name of ['../uploads.test.ts', '/etc/hostname', '', '.', 'none'])
      assert.equal(uploads.open(name), undefined);
  });
  test('no name leaves the folder', () => {
    for (const [name, safe] of [
      ['../../etc/passwd', 'passwd'],
      ['C:\\docs\\a.txt', 'a.txt'],
      ['..', 'unnamed'],
      ['', 'unnamed'],
      ['.bashrc', 'bashrc'],
      ['a\u0000b.txt', 'ab.txt'],
    ] as const)
      assert.equal(safeName(name), safe);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const safe = safeName(name);
        assert.ok(safe !== '' && !/[/\\\x00]|^\./.test(safe) && Buffer.byteLength(safe) <= 183);
        assert.equal(safeName(safe), safe);
      }),
    );
  });
});

describe('Content-Disposition', () => {
  test('plain names are written plainly', () => {
    assert.equal(disposition('attachment', 'Budget 2026.xlsx'), 'attachment; filename="Budget 2026.xlsx"');
  });
  test('others have a stand-in and the exact name', () => {
    assert.equal(
      disposition('inline', `Mü"('%).txt`),
      `inline; filename="M__('_).txt"; filename*=UTF-8''M%C3%BC%22%28%27%25%29.txt`,
    );
  });
});

describe('visitors', () => {
  test('are known by their cookies', () => {
    assert.deepEqual(visitorOf('theme=dark; visits=4; other=1'), {
      theme: 'dark',
      visits: 4,
      cookieNames: ['other', 'theme', 'visits'],
    });
    assert.deepEqual(visitorOf(undefined), { theme: 'auto', visits: 0, cookieNames: [] });
    assert.equal(visitorOf('theme="><script>').theme, 'auto');
    assert.equal(visitorOf('visits=many').visits, 0);
  });
  test('are counted on both hosts, out of reach of script', () => {
    const cookie = visitCookie({ theme: 'auto', visits: 4, cookieNames: [] });
    assert.match(cookie, /^visits=5; Domain=corp\.test; .*HttpOnly/);
  });
});
