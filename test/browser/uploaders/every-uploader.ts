/** `npm run test:uploaders`: the clients of others that send files in pieces, each with its own idea of how. */

import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { Page } from 'playwright-core';
import { launchChromium, type TestBrowser } from '../../support/chromium.ts';
import { sendSignIn } from '../../support/sign-in-form.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { createUploadApps } from '../../support/upload-apps.ts';

const SECRET = ' 4111 1111 1111 1111 ';
const PIECE = 300_000;
const PART = 5 * 1024 * 1024;

/** Uploader -> size of the file, and where a number goes that lies in two pieces, where there are any. */
const CASES: Readonly<Record<string, readonly [size: number, at: number]>> = {
  's3-object': [500_000, 1000],
  's3-parts': [2 * PART + 1000, PART - 10],
  tus: [2 * PIECE + 1000, PIECE - 10],
  dropbox: [3 * PIECE + 1000, PIECE - 10],
  'uppy-tus': [2 * PIECE + 1000, PIECE - 10],
  'uppy-form': [500_000, 1000],
  dropzone: [2 * PIECE + 1000, PIECE - 10],
};

/** Takes forms, also in the pieces of Dropzone. */
function createFormApp(files: Map<string, Buffer>): (request: IncomingMessage, response: ServerResponse) => void {
  const pieces = new Map<string, Buffer[]>();
  return async (request, response) => {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    const form = await new Response(Buffer.concat(body), { headers }).formData();
    const file = form.get('file') as File;
    const upload = String(form.get('dzuuid') ?? file.name);
    const had = pieces.get(upload) ?? [];
    pieces.set(upload, had);
    had[Number(form.get('dzchunkindex') ?? 0)] = Buffer.from(await file.arrayBuffer());
    if (Object.keys(had).length === Number(form.get('dztotalchunkcount') ?? 1))
      files.set(file.name, Buffer.concat(had));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  };
}

/** The client of Dropbox asks for modules of Node, and uses them nowhere but there. */
const WITHOUT_NODE: Plugin = {
  name: 'without Node',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:crypto|util)$/ }, () => ({ path: 'none', namespace: 'none' }));
    onLoad({ filter: /./, namespace: 'none' }, () => ({ contents: '' }));
  },
};

describe('files that clients of others send, in Chromium', () => {
  let gateway: TestGateway;
  let browser: TestBrowser;
  let page: Page;
  const apps = createUploadApps(() => '');
  const forms = new Map<string, Buffer>();
  const formApp = createFormApp(forms);

  before(async () => {
    const bundled = await build({
      entryPoints: [fileURLToPath(new URL('page.mjs', import.meta.url))],
      bundle: true,
      write: false,
      format: 'iife',
      plugins: [WITHOUT_NODE],
      logLevel: 'silent',
    });
    const script = bundled.outputFiles[0]!.contents;
    gateway = await startTestGateway({
      policies: [
        {
          ...{ id: 'cards', name: 'No cards', severity: 'high', mode: 'active', control: 'monitor', action: 'block' },
          activities: ['upload'],
          when: { content: { detectors: [{ kind: 'payment-card' }] } },
        },
      ],
      handler: (request, response) => {
        const path = request.url ?? '';
        if (/^\/(?:s3|tus|dropbox)(?:\/|$)/.test(path)) apps.handle(request, response);
        else if (path === '/form') formApp(request, response);
        else if (path === '/uploaders.js') response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
        else
          response
            .writeHead(200, { 'content-type': 'text/html' })
            .end('<!doctype html><title>App</title><script src="/uploaders.js"></script>');
      },
    });
    browser = await launchChromium();
    page = await browser.context.newPage();
    await page.goto(`${gateway.suffix('wiki.corp.test')}/`);
    await sendSignIn(page, { username: 'alice', password: 'a' });
    await page.waitForURL(`${gateway.suffix('wiki.corp.test')}/`);
  });
  after(async () => {
    await browser?.close();
    await gateway?.close();
  });

  const stored = (name: string): Buffer | undefined =>
    forms.get(name) ?? [...apps.files].find(([path]) => path.endsWith(`/${name}`))?.[1];
  const send = (how: string, name: string, size: number, at: number, secret: string): Promise<string> =>
    page.evaluate(`send('${how}', '${name}', textOf(${size}, ${at}, '${secret}'), 'text/plain')`);

  for (const [how, [size, at]] of Object.entries(CASES))
    test(how, async () => {
      assert.equal(await send(how, `${how}-clean.txt`, size, at, ''), 'done');
      const whole = await page.evaluate(`textOf(${size}, 0, '')`);
      assert.equal(stored(`${how}-clean.txt`)?.toString(), whole, 'octet for octet');
      assert.notEqual(await send(how, `${how}-secret.txt`, size, at, SECRET), 'done');
      assert.equal(stored(`${how}-secret.txt`), undefined, 'the app has no such file');
    });

  test('s3-stream', async () => {
    const { sendStream } = await import(new URL('send-stream.mjs', import.meta.url).href);
    const alice = await gateway.signedIn('alice');
    const kinds = new Set<string | undefined>();
    const go = async (url: string, method: string, headers: Record<string, string>, body: Buffer): Promise<number> => {
      kinds.add(headers['x-amz-content-sha256']);
      const { host: _host, ...own } = headers;
      const sent = { ...own, origin: gateway.suffix('wiki.corp.test'), 'sec-fetch-site': 'same-origin' };
      const to = url.replace('https://wiki.corp.test', gateway.suffix('wiki.corp.test'));
      return (await alice.send(to, { method, headers: sent, body })).status;
    };
    const text = 'a line that says nothing\n'.repeat(5000);
    // The number lies in two chunks.
    const secret = text.slice(0, 65_530) + SECRET + text.slice(65_530);
    assert.equal(await sendStream(go, 'stream-clean.txt', text), 'done');
    assert.equal(stored('stream-clean.txt')?.toString(), text, 'octet for octet');
    assert.notEqual(await sendStream(go, 'stream-secret.txt', secret), 'done');
    assert.equal(stored('stream-secret.txt'), undefined, 'the app has no such file');
    assert.deepEqual(kinds, new Set(['STREAMING-UNSIGNED-PAYLOAD-TRAILER']));
  });
});
