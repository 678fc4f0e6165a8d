import assert from 'node:assert/strict';
import { PassThrough, type Readable } from 'node:stream';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Permitted } from '../../../../src/model/exchange.ts';
import { createFetchFile } from '../../../../src/proxy/stages/fetch-file.ts';
import type { UpstreamAnswer, UpstreamClient } from '../../../../src/proxy/upstream/upstream-client.ts';
import { createHostMap } from '../../../../src/rewrite/host-map.ts';

const hosts = createHostMap({
  suffix: 'mcas.localhost',
  port: 443,
  form: 'dotted',
  origins: ['https://wiki.corp.test'],
});
const host = { origin: { scheme: 'https', host: 'wiki.corp.test', port: 443 } };
const PAGE = {
  app: { id: 'wiki', hosts: [host] },
  host,
  headers: [],
  authority: 'wiki.corp.test.mcas.localhost',
  target: '/page',
  originUrl: 'https://wiki.corp.test/page',
} as unknown as Permitted;
/** Less than a page waits, and more than half of it. */
const NEARLY = 14_000;

describe('files that a page waits for', () => {
  /** Answers that the app has not given yet, by path. */
  let asked: Map<string, (body: Readable) => void>;
  let fetchFile: ReturnType<typeof createFetchFile>;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    asked = new Map();
    const client: Pick<UpstreamClient, 'send'> = {
      send(_app, _host, { target, signal }) {
        const { promise, resolve, reject } = Promise.withResolvers<UpstreamAnswer>();
        asked.set(target, (body) => {
          signal.addEventListener('abort', () => body.destroy(signal.reason as Error));
          resolve({ status: 200, headers: [], body, trailers: {} });
        });
        if (signal.aborted) reject(signal.reason);
        signal.addEventListener('abort', () => reject(signal.reason));
        return promise;
      },
    };
    fetchFile = createFetchFile(PAGE, undefined, hosts, client as UpstreamClient, new AbortController().signal);
  });
  afterEach(() => mock.timers.reset());

  const ask = (path: string) =>
    fetchFile(`https://wiki.corp.test${path}`, 'script').then(
      (file) => file?.bytes.toString(),
      (error: Error) => error.name,
    );
  /** Writes a piece of a file, and waits until it was read. */
  async function send(body: PassThrough, piece: string): Promise<void> {
    body.write(piece);
    while (body.readableLength > 0) await turn();
    await turn();
  }

  test('one that comes slowly is waited for as long as it comes', async () => {
    const file = ask('/slow.js');
    const body = new PassThrough();
    mock.timers.tick(NEARLY);
    asked.get('/slow.js')?.(body);
    await turn();
    for (const piece of ['a', 'b', 'c', 'd']) {
      mock.timers.tick(NEARLY);
      await send(body, piece);
    }
    mock.timers.tick(NEARLY);
    body.end();
    assert.equal(await file, 'abcd');
  });

  test('one that never comes is not, and all later ones go with it', async () => {
    const silent = ask('/silent.js');
    mock.timers.tick(2 * NEARLY);
    assert.equal(await silent, 'AbortError');
    assert.equal(await ask('/later.js'), 'AbortError');
  });

  test('nor one that stops midway', async () => {
    const file = ask('/half.js');
    const body = new PassThrough();
    asked.get('/half.js')?.(body);
    await turn();
    await send(body, 'half');
    mock.timers.tick(2 * NEARLY);
    assert.equal(await file, 'AbortError');
  });

  test('a page that comes slowly itself does not lose the files that it names later', async () => {
    for (const path of ['/first.js', '/second.js']) {
      const file = ask(path);
      const body = new PassThrough();
      asked.get(path)?.(body);
      body.end('all');
      assert.equal(await file, 'all');
      mock.timers.tick(4 * NEARLY);
    }
  });
});
