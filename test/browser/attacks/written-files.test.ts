import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type PageStage, startPageStage } from '../../support/page-stage.ts';

const SECRET = 'Card 4111 1111 1111 1111';
const PLAIN = 'Words for everybody here';

/** Ways by which script writes `text` to the file of `handle`. A bucket's files stand for the user's: both lie outside of the app's own. */
const WAYS: Record<string, string> = {
  'a text': `const w = await handle.createWritable(); await w.write(text); await w.close()`,
  'a blob': `const w = await handle.createWritable(); await w.write(new Blob([text])); await w.close()`,
  bytes: `const w = await handle.createWritable(); await w.write(new TextEncoder().encode(text).buffer); await w.close()`,
  'a command': `const w = await handle.createWritable(); await w.write({ type: 'write', data: text, position: 0 }); await w.close()`,
  'a writer': `const w = (await handle.createWritable()).getWriter(); await w.write(text); await w.close()`,
  'a pipe': `await new Blob([text]).stream().pipeTo(await handle.createWritable())`,
  'its second half first': `const w = await handle.createWritable(); const h = text.length / 2; await w.seek(h); await w.write(text.slice(h)); await w.seek(0); await w.write(text.slice(0, h)); await w.close()`,
  'letter by letter': `const w = await handle.createWritable(); for (const sign of text) await w.write(sign); await w.close()`,
  'more, and cut off': `const w = await handle.createWritable(); await w.write(text + 'and more'); await w.truncate(text.length); await w.close()`,
  'behind what is there': `let w = await handle.createWritable(); await w.write(text.slice(0, 5)); await w.close(); w = await handle.createWritable({ keepExistingData: true }); await w.write({ type: 'write', data: text.slice(5), position: 5 }); await w.close()`,
  'a handle that was cloned': `const w = await structuredClone(handle).createWritable(); await w.write(text); await w.close()`,
  'a handle out of a database': `const db = await new Promise((r) => { const q = indexedDB.open('h' + Math.random()); q.onupgradeneeded = () => q.result.createObjectStore('s'); q.onsuccess = () => r(q.result) }); await new Promise((r) => { const t = db.transaction('s', 'readwrite'); t.objectStore('s').put(handle, 1); t.oncomplete = r }); const kept = await new Promise((r) => { const q = db.transaction('s').objectStore('s').get(1); q.onsuccess = () => r(q.result) }); const w = await kept.createWritable(); await w.write(text); await w.close()`,
  'functions of an empty frame': `const f = document.createElement('iframe'); document.body.append(f); const w = await f.contentWindow.FileSystemFileHandle.prototype.createWritable.call(handle); await w.write(text); await w.close()`,
  'a handle that another window sent': `const f = document.createElement('iframe'); f.srcdoc = '<p>x'; document.body.append(f); await new Promise((r) => (f.onload = r)); const got = new Promise((r) => f.contentWindow.addEventListener('message', (e) => r(e.data))); f.contentWindow.postMessage(handle, '*'); const w = await (await got).createWritable(); await w.write(text); await w.close()`,
};

/** What a page may do to have one thing asked about and another written. */
const TRICKS: Record<string, string> = {
  'a text that changes': `let n = 0; const w = await handle.createWritable(); await w.write({ type: 'write', get data() { return n++ ? text : 'none' } }); await w.write({ toString: () => (n++ ? text : 'none') }); await w.close()`,
  'bytes that change': `const bytes = new TextEncoder().encode('x'.repeat(text.length)); const w = await handle.createWritable(); const done = w.write(bytes); bytes.set(new TextEncoder().encode(text)); await done; await w.close()`,
  'promises of its own': `const own = Promise.prototype.then; Promise.prototype.then = function (a, b) { return own.call(this, () => a(null), b) }; const w = await handle.createWritable(); await w.write(text); await w.close()`,
  'streams and blobs of its own': `WritableStream.prototype.getWriter = () => ({ write() {}, releaseLock() {} }); Blob.prototype.slice = () => new Blob(['none']); Object.defineProperty(Blob.prototype, 'size', { get: () => 0 }); const w = await handle.createWritable(); await w.write(text); await w.close()`,
  'a list that it counts otherwise': `const each = Array.prototype[Symbol.iterator]; Array.prototype[Symbol.iterator] = function () { return this.length === 1 && typeof this[0] === 'string' ? ['none'].values() : each.call(this) }; const w = await handle.createWritable(); await w.write(text); await w.close()`,
  'requests of its own': `XMLHttpRequest.prototype.send = () => {}; Object.defineProperty(XMLHttpRequest.prototype, 'responseText', { get: () => 'pass' }); Object.defineProperty(XMLHttpRequest.prototype, 'status', { get: () => 200 }); const w = await handle.createWritable(); await w.write(text); await w.close()`,
  'a file system of its own': `StorageManager.prototype.getDirectory = async () => handle; FileSystemDirectoryHandle.prototype.resolve = async () => ['x']; Object.defineProperty(navigator, 'storage', { value: {} }); const w = await handle.createWritable(); await w.write(text); await w.close()`,
  'the prototype of the stream': `const w = await handle.createWritable(); const f = document.createElement('iframe'); document.body.append(f); await f.contentWindow.FileSystemWritableFileStream.prototype.write.call(w, text); await w.close()`,
};

const WORKER = `onmessage = async ({ data: [handle, text] }) => { try { const w = await handle.createWritable(); await w.write(text); await w.close(); postMessage('written') } catch (e) { postMessage(e.name) } }`;
const IN_WORKER = `const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(WORKER)}], { type: 'text/javascript' }))); const said = await new Promise((r) => { worker.onmessage = (e) => r(e.data); worker.postMessage([handle, text]) }); if (said !== 'written') throw new DOMException('', said)`;

describe('files of the user’s that script writes', () => {
  let stage: PageStage;
  let page: Page;
  before(async () => {
    const policy = { severity: 'high', mode: 'active', control: 'download', action: 'block' } as const;
    const wiki = { app: ['wiki'] };
    stage = await startPageStage({
      policies: [
        { ...policy, id: 'none', name: 'No files', when: { all: [wiki, { not: { device: ['compliant'] } }] } },
        {
          ...policy,
          id: 'cards',
          name: 'No cards',
          when: { all: [wiki, { device: ['compliant'] }, { content: { detectors: [{ kind: 'payment-card' }] } }] },
        },
      ],
      handler: (_request, response) =>
        response
          .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
          .end('<!doctype html><html><head><title>Wiki</title></head><body><p>Words</p></body></html>'),
    });
  });
  after(() => stage?.close());

  /** What a way came to, and what is in the file then; in a page of its own, whose changes go with it. */
  async function run(
    way: string,
    text: string,
    root: 'bucket' | 'own' = 'bucket',
  ): Promise<[said: string, content: string]> {
    await page.goto(`${stage.wiki}/`);
    const where =
      root === 'own'
        ? 'navigator.storage.getDirectory()'
        : `(await navigator.storageBuckets.open('users')).getDirectory()`;
    const script = `(async () => {
      const text = ${JSON.stringify(text)}, folder = await ${where};
      const handle = await folder.getFileHandle('list.txt', { create: true }), read = FileSystemFileHandle.prototype.getFile, words = Blob.prototype.text;
      await folder.removeEntry('list.txt'); await folder.getFileHandle('list.txt', { create: true });
      let said = 'written';
      try { ${way} } catch (e) { said = e.name }
      document.title = JSON.stringify([said, await words.call(await read.call(handle))]);
    })().catch((e) => { document.title = JSON.stringify(['broken', String(e)]) })`;
    await page.evaluate(
      `(() => { const script = document.createElement('script'); script.textContent = ${JSON.stringify(script)}; document.head.append(script) })()`,
    );
    for (let tries = 0; tries < 4800; tries++) {
      const title = await page.title();
      if (title.startsWith('[')) return JSON.parse(title) as [string, string];
      await page.waitForTimeout(25);
    }
    return assert.fail(`nothing came of ${way}`);
  }
  const rows = () => stage.rows().filter(({ type }) => type === 'download');

  describe('where their content is asked about', () => {
    before(async () => {
      page = await stage.signIn('alice');
    });

    for (const [name, way] of Object.entries(WAYS))
      test(`${name}: is written without certain data, and not with it`, async () => {
        assert.deepEqual(await run(way, PLAIN), ['written', PLAIN]);
        const known = new Set(rows().map(({ id }) => id));
        const [said, content] = await run(way, SECRET);
        assert.equal(said, 'NotAllowedError');
        assert.ok(!content.includes('1111 1111'), content);
        const [row] = await stage.rowsOnce(
          ({ id, outcome, type }) => type === 'download' && outcome === 'blocked' && !known.has(id),
        );
        assert.deepEqual([row?.enforcedBy, row?.object?.name, row?.user], ['page', 'list.txt', 'alice']);
        assert.equal(row?.content?.matches[0]?.count, 1);
      });

    for (const [name, way] of Object.entries(TRICKS))
      test(`${name}: nothing is written that was not asked about`, async () => {
        const [, content] = await run(way, SECRET);
        assert.ok(!content.includes('1111'), content);
      });

    test('the stream is one of files, and what is given up is not written', async () => {
      const [said] = await run(
        `const w = await handle.createWritable(); if (!(w instanceof FileSystemWritableFileStream) || w.locked || Object.keys(w).length) throw new DOMException('', 'Other'); await w.write(text); await w.abort()`,
        PLAIN,
      );
      assert.equal(said, 'written');
      const [, content] = await run(
        `const w = await handle.createWritable(); await w.write(text); await w.abort()`,
        PLAIN,
      );
      assert.equal(content, '');
      assert.equal(
        (await run(`const w = await handle.createWritable(); await w.write({ type: 'write' })`, PLAIN))[0],
        'TypeError',
      );
    });

    test('in a worker there is nobody to ask', async () => {
      assert.deepEqual(await run(IN_WORKER, PLAIN), ['NotAllowedError', '']);
    });

    test('the app’s own files are none of the user’s', async () => {
      const before = rows().length;
      for (const way of ['a text', 'a pipe'])
        assert.deepEqual(await run(WAYS[way]!, SECRET, 'own'), ['written', SECRET]);
      assert.deepEqual(await run(IN_WORKER, SECRET, 'own'), ['written', SECRET]);
      assert.equal(rows().length, before);
    });

    test('but moved out of there they are', async () => {
      const move = `const own = await (await navigator.storage.getDirectory()).getFileHandle('x', { create: true }); await own.move(folder, 'y')`;
      assert.equal((await run(move, SECRET))[0], 'NotAllowedError');
    });
  });

  describe('where none may be saved', () => {
    before(async () => {
      page = await stage.signIn('bob');
    });

    for (const name of ['a text', 'a pipe', 'a handle out of a database', 'functions of an empty frame'])
      test(`${name}: is refused`, async () => {
        const known = new Set(rows().map(({ id }) => id));
        assert.deepEqual(await run(WAYS[name]!, PLAIN), ['NotAllowedError', '']);
        const [row] = await stage.rowsOnce(({ id, type }) => type === 'download' && !known.has(id));
        assert.deepEqual([row?.outcome, row?.enforcedBy, row?.user], ['blocked', 'page', 'bob']);
      });

    test('also in a worker, and not among the app’s own files', async () => {
      assert.deepEqual(await run(IN_WORKER, PLAIN), ['NotAllowedError', '']);
      assert.deepEqual(await run(WAYS['a text']!, PLAIN, 'own'), ['written', PLAIN]);
    });

    test('a file that the user has dropped is not written to', async () => {
      const path = join(stage.gateway.directory, 'dropped.txt');
      writeFileSync(path, 'as it was');
      await page.goto(`${stage.wiki}/`);
      await page.evaluate(
        `(() => { const script = document.createElement('script'); script.textContent = ${JSON.stringify(`
        document.addEventListener('dragover', (e) => e.preventDefault());
        document.addEventListener('drop', async (e) => {
          e.preventDefault();
          const handle = await e.dataTransfer.items[0].getAsFileSystemHandle();
          try { const w = await handle.createWritable(); await w.write('changed'); await w.close(); document.title = 'written' }
          catch (error) { document.title = handle.name + ' ' + error.message }
        })`)}; document.head.append(script) })()`,
      );
      const session = await stage.browser.context.newCDPSession(page);
      const data = { items: [], files: [path], dragOperationsMask: 1 };
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
        await session.send('Input.dispatchDragEvent', { type, x: 20, y: 20, data });
      await page.waitForFunction("document.title !== 'Wiki'");
      assert.equal(await page.title(), 'dropped.txt Blocked by policy');
      assert.equal(readFileSync(path, 'utf8'), 'as it was');
    });
  });
});
