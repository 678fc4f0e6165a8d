import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { changeFile, type FileChange, type FileUrls } from '../../../../src/proxy/body/file-change.ts';
import { createLargeFiles, type LargeFileThreads } from '../../../../src/proxy/body/large-files.ts';
import { fc } from '../../../support/properties.ts';

const URLS: FileUrls = {
  comment: (url) => url.replace('//a.test', '//a.test.gateway.example'),
  text: (url, property) =>
    url.replace('//a.test', `//a.test.gateway.example/${property}`).replace(/^\.\//, './granted/'),
};
const SCRIPT: FileChange = { kind: 'script', encoding: undefined };
const MAP = { version: 3, sources: ['a.ts'], names: [], mappings: 'AAAA,iBAAiB,8BAAA;AACA' };

/** A thread that answers each file with itself, after `first` has been done with its bytes. */
const thread = (first: string): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(
      `import{parentPort as p}from"node:worker_threads";
p.on("message",(task)=>{
if(task===undefined)return p.postMessage({kind:"end"});
const bytes=task.bytes;${first}
p.postMessage({kind:"file",bytes:undefined,result:"untouched",map:undefined})})`,
    )}`,
  );
const HANGS = thread('for(;;);');
const BY_FIRST_BYTE = thread('if(bytes[0]===33)process.exit(1);if(bytes[0]===63)throw new Error("?");');
const WHEN_LET = thread('Atomics.wait(new Int32Array(bytes.buffer),0,0);');
const threads = (script: URL, more: Partial<LargeFileThreads> = {}): LargeFileThreads => ({
  ...{ script, most: 2, milliseconds: 600_000, mostWaiting: 1024 },
  ...more,
});
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('files on threads of their own', () => {
  const large = createLargeFiles();
  after(() => large.close());

  async function same(bytes: Buffer, change: FileChange): Promise<void> {
    assert.deepEqual(await large.change(bytes, change, URLS), changeFile(bytes, change, URLS));
  }

  for (const [folder, change] of [
    ['js', SCRIPT],
    ['css', { kind: 'css', encoding: undefined, relative: false }],
    ['css', { kind: 'css', encoding: undefined, relative: true }],
  ] as const)
    test(`all of fixtures/rewrite/${folder} becomes the same there as here (${JSON.stringify(change)})`, async () => {
      const at = new URL(`../../../../fixtures/rewrite/${folder}/`, import.meta.url);
      const files = readdirSync(at);
      assert.ok(files.length > 0);
      for (const file of files) await same(readFileSync(new URL(file, at)), change);
    });

  test('so do URLs, source maps, encodings and what is no script', async () => {
    const text = `import a from "https://a.test/x.js"; import b from "./b.js"; export { c } from '//a.test/"';
a(location.href, b);
//# sourceMappingURL=https://a.test/x.js.map`;
    const { bytes } = await large.change(Buffer.from(text), SCRIPT, URLS);
    assert.match(bytes.toString(), /"https:\/\/a\.test\.gateway\.example\/\/x\.js"/);
    assert.match(bytes.toString(), /"\.\/granted\/b\.js"/);
    assert.match(bytes.toString(), /=https:\/\/a\.test\.gateway\.example\/x\.js\.map$/);
    const inline = `data:application/json;base64,${Buffer.from(JSON.stringify(MAP)).toString('base64')}`;
    for (const file of [text, `a(location.href);\n//# sourceMappingURL=${inline}`, 'a(', 'a()', ''])
      await same(Buffer.from(file), SCRIPT);
    for (const encoding of ['utf-16le', 'utf-16be'] as const) {
      const file = Buffer.from('\ufeffvar t = "表" + location.href;', 'utf16le');
      await same(encoding === 'utf-16be' ? file.swap16() : file, { kind: 'script', encoding });
    }
    const legacy = Buffer.concat([Buffer.from('t = "'), Buffer.from([0x95, 0x5c]), Buffer.from('" + location.href')]);
    await same(legacy, SCRIPT);
    await same(legacy, { kind: 'script', encoding: 'shift_jis' });
    for (const shifts of [[], [0, 2, 11, 0, 4, 1]])
      await same(Buffer.from(JSON.stringify(MAP)), { kind: 'source-map', shifts: Int32Array.from(shifts) });
  });

  test('and whatever else is put together of such pieces', async () => {
    const piece = fc.constantFrom(
      ...[
        'location',
        '.',
        '=',
        '(',
        ')',
        '{',
        '}',
        'a',
        '"https://a.test/x"',
        '"./m.js"',
        'import ',
        'from ',
        ';',
        '\n',
      ],
      ...[
        'url(//a.test/i)',
        '@import ',
        'mask:',
        '/*# sourceMappingURL=//a.test/m */',
        '//# sourceMappingURL=//a.test/m',
      ],
    );
    const change = fc.constantFrom<FileChange>(
      SCRIPT,
      { kind: 'css', encoding: 'utf-8', relative: false },
      { kind: 'css', encoding: undefined, relative: true },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 24 }), change, (pieces, what) =>
        same(Buffer.from(pieces.join('')), what),
      ),
      { numRuns: 150 },
    );
  });

  test('a file that is a part of other memory brings that along to no thread', async () => {
    const around = Buffer.alloc(1024, 'secret');
    around.write('a(location.href)', 100);
    const seen = createLargeFiles(threads(thread('if(bytes.buffer.byteLength!==16)throw new Error("more");')));
    const { isFailed } = await seen.change(around.subarray(100, 116), SCRIPT, URLS);
    assert.equal(isFailed, undefined);
    seen.close();
  });
});

describe('threads that fail', () => {
  test('one that dies makes its file unparsable and nobody else’s', async () => {
    const large = createLargeFiles(threads(BY_FIRST_BYTE));
    const results = await Promise.all(
      ['!', 'a', '?', 'b', '!', 'c'].map((text) => large.change(Buffer.from(text), SCRIPT, URLS)),
    );
    assert.deepEqual(
      results.map(({ bytes, result, isFailed }) => `${bytes} ${result} ${isFailed ?? false}`),
      [
        '! unparsable true',
        'a untouched false',
        '? unparsable true',
        'b untouched false',
        '! unparsable true',
        'c untouched false',
      ],
    );
    large.close();
  });

  test('one that takes too long is ended', async () => {
    const large = createLargeFiles(threads(HANGS, { milliseconds: 1, most: 1 }));
    for (const text of ['a', 'b'])
      assert.equal((await large.change(Buffer.from(text), SCRIPT, URLS)).result, 'unparsable');
    large.close();
  });

  test('the end of the gateway is the end of all, those that wait for a thread too', async () => {
    const large = createLargeFiles(threads(HANGS, { most: 1 }));
    const all = ['a', 'b', 'c'].map((text) => large.change(Buffer.from(text), SCRIPT, URLS));
    await turn();
    large.close();
    assert.deepEqual(
      (await Promise.all(all)).map(({ isFailed }) => isFailed),
      [true, true, true],
    );
  });
});

describe('more files than threads', () => {
  test('one runs at a time where there is one thread, and no more are read until there is room', async () => {
    const large = createLargeFiles(threads(WHEN_LET, { most: 1, mostWaiting: 8 }));
    const gates = [new SharedArrayBuffer(4), new SharedArrayBuffer(4)];
    const open = (gate: SharedArrayBuffer): void => {
      Atomics.store(new Int32Array(gate), 0, 1);
      Atomics.notify(new Int32Array(gate), 0);
    };
    const told: string[] = [];
    await large.room();
    const files = gates.map((gate, index) =>
      large.change(Buffer.from(gate), SCRIPT, URLS).then(({ result }) => told.push(`${index} ${result}`)),
    );
    const room = large.room().then(() => told.push('room'));
    // The second file may go on, and has no thread to do it on.
    open(gates[1]!);
    for (let turns = 0; turns < 50; turns++) await turn();
    assert.deepEqual(told, []);
    open(gates[0]!);
    await Promise.all([...files, room]);
    assert.equal(told[0], '0 untouched');
    assert.deepEqual([...told].sort(), ['0 untouched', '1 untouched', 'room']);
    large.close();
  });
});
