import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createByteText } from '../../../../src/proxy/body/byte-text.ts';
import { chain, oneChunk } from '../../../../src/proxy/body/chain.ts';
import { changeFile } from '../../../../src/proxy/body/file-change.ts';
import { BYTES_SCRIPT, UTF8_SCRIPT } from '../../../../src/proxy/body/inline-text.ts';
import { createLargeFiles, LARGE, type LargeFiles } from '../../../../src/proxy/body/large-files.ts';
import { largeInline } from '../../../../src/proxy/body/large-inline.ts';
import { createLaterText } from '../../../../src/proxy/body/later-text.ts';
import { rewritingStream } from '../../../../src/proxy/body/rewriting-stream.ts';
import type { HtmlOptions } from '../../../../src/rewrite/html/contract.ts';
import { createHtmlRewriter } from '../../../../src/rewrite/html/html-rewriter.ts';
import { rewriteScript } from '../../../../src/rewrite/js/rewrite-script.ts';
import { SAMPLE, toSuffix } from '../../rewrite/html/sample-options.ts';

const PADDING = `/*${' '.repeat(LARGE)}*/`;
const CODE = `${PADDING}import('https://cdn.corp.test/m.js'); var ort = location.href`;
const UNICODE = `${CODE} + "zürich 東京"`;

const optionsFor = (isUtf8: boolean): HtmlOptions => ({
  ...SAMPLE,
  script: (source, goal) => rewriteScript(source, { goal, url: toSuffix }).splices,
  ...(isUtf8 ? UTF8_SCRIPT : BYTES_SCRIPT),
});

/** The page as it goes out where large scripts are left to `large`. */
function through(large: LargeFiles, bytes: Buffer, encoding: string) {
  const isUtf8 = encoding === 'utf-8';
  const later = createLaterText();
  const options = { ...optionsFor(isUtf8), later: largeInline({ large, later, isUtf8, url: toSuffix }) };
  return chain(oneChunk(bytes), [rewritingStream(createHtmlRewriter(options), createByteText(encoding), later.settle)]);
}

function atOnce(bytes: Buffer, encoding: string): string {
  const { read, write } = createByteText(encoding);
  const rewriter = createHtmlRewriter(optionsFor(encoding === 'utf-8'));
  return write(rewriter.write(read(bytes)) + rewriter.end()).toString('latin1');
}

async function collected(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

describe('large scripts within a page', () => {
  const threads = createLargeFiles();
  after(() => threads.close());
  let taken = 0;
  const large: LargeFiles = {
    ...threads,
    change(...task) {
      taken += 1;
      return threads.change(...task);
    },
  };
  const page = (body: string): string => `<!doctype html><title>p</title>${body}<a href="https://cdn.corp.test/">b</a>`;
  const script = (code: string, attributes = ''): string => `<script${attributes}>${code}</script>`;
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

  for (const [name, body, onThreads, encoding = 'utf-8'] of [
    ['several, with small ones between', script(CODE) + script('location = 1') + script(UNICODE), 2],
    ['a module', script(`${CODE}; export {}`, ' type=module'), 1],
    ['what is no script', script(JSON.stringify(PADDING), ' type="application/json"'), 0],
    ['what cannot be parsed', script(`${CODE} +`), 1],
    ['one that changes nothing', script(PADDING), 1],
    ['bytes of no character', `${script(`${UNICODE} + "\u00ff"`)}\xff`, 1],
    ['Shift_JIS', script(`${CODE} + "\u0095\\\\"`), 1, 'shift_jis'],
    ['windows-1252', script(`${CODE} + "Z\u00fcrich"`), 1, 'windows-1252'],
    ['documents within the page', `<iframe srcdoc="${escaped(script(CODE))}"></iframe>`, 0],
    ['noscript', `<noscript>${script(CODE)}</noscript>`, 0],
    ['SVG', `<svg>${script(escaped(CODE))}</svg>`, 0],
  ] as const)
    test(`become the same on a thread: ${name}`, async () => {
      taken = 0;
      const bytes = Buffer.from(page(body), encoding === 'utf-8' && !body.endsWith('\xff') ? 'utf8' : 'latin1');
      const expected = atOnce(bytes, encoding);
      assert.equal((await collected(through(large, bytes, encoding))) === expected, true);
      assert.equal(taken, onThreads);
      assert.match(expected, /cdn\.corp\.test\.gw\.test:8443\/">b<\/a>$/);
    });

  test('what stands before goes out first, what follows waits', async () => {
    const held = Promise.withResolvers<void>();
    const slow: LargeFiles = {
      ...threads,
      async change(bytes, change, urls) {
        await held.promise;
        return changeFile(bytes, change, urls);
      },
    };
    const bytes = Buffer.from(page(script(CODE)));
    const later = createLaterText();
    const stream = rewritingStream(
      createHtmlRewriter({
        ...optionsFor(true),
        later: largeInline({ large: slow, later, isUtf8: true, url: toSuffix }),
      }),
      createByteText('utf-8'),
      later.settle,
    );
    const before = bytes.indexOf('<script>') + 8;
    stream.write(bytes.subarray(0, before));
    const first = String(await new Promise<Buffer>((resolve) => stream.once('data', resolve)));
    assert.match(first, /<title>p<\/title><script>$/);
    const rest: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => rest.push(chunk));
    stream.end(bytes.subarray(before));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(rest, []);
    held.resolve();
    await new Promise((resolve) => stream.once('end', resolve));
    assert.equal(first + Buffer.concat(rest).toString('latin1') === atOnce(bytes, 'utf-8'), true);
  });

  test('an error of the threads breaks the page off, also when nobody waits for its text any more', async () => {
    const broken: LargeFiles = { ...threads, change: () => Promise.reject(new Error('no thread')) };
    const body = through(broken, Buffer.from(page(script(CODE))), 'utf-8');
    await assert.rejects(collected(body), /no thread/);
    through(broken, Buffer.from(page(script(CODE))), 'utf-8').destroy();
    await new Promise((resolve) => setImmediate(resolve));
  });
});
