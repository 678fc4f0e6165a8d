import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { after, before, test } from 'node:test';
import type { Activity } from '../../../src/model/activity-row.ts';
import { WAIT_TIMES } from '../../../src/proxy/waits/waits.ts';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRows } from '../../support/written-row.ts';

const CARD = '4111 1111 1111 1111';
const PATH = '/.well-known/sallyport/held';

let gateway: TestGateway;
let wiki: string;
let bob: BrowserClient;
/** How often the app was asked, by path. */
const asked = new Map<string, number>();
/** Answers that are under way: each a line now and then, until it is told how to end. */
const open = new Map<string, { readonly response: ServerResponse; end(last: string): void }>();

before(async () => {
  gateway = await startTestGateway({
    waitTimes: WAIT_TIMES,
    policies: [
      {
        ...{ id: 'cards', name: 'No cards', severity: 'high', mode: 'active', control: 'download', action: 'block' },
        when: { content: { detectors: [{ kind: 'payment-card' }] } },
      },
    ],
    handler: (request, response) => {
      const url = request.url ?? '';
      asked.set(url, (asked.get(url) ?? 0) + 1);
      if (!url.startsWith('/slow')) {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<p>page');
        return;
      }
      request.resume();
      response.writeHead(200, {
        'content-type': 'application/octet-stream',
        ...(url.includes('unnamed') ? {} : { 'content-disposition': 'attachment; filename="list.bin"' }),
      });
      const timer = setInterval(() => response.write('a line of it\n'), 200);
      response.once('close', () => clearInterval(timer));
      open.set(url, {
        response,
        end(last) {
          clearInterval(timer);
          response.end(last);
        },
      });
    },
  });
  wiki = gateway.suffix('wiki.corp.test');
  bob = await gateway.signedIn('bob');
});
after(async () => {
  for (const { end } of open.values()) end('');
  await gateway?.close();
});

/** Follows a slow file to its page, and tells the id of the page. */
async function waiting(path: string, method = 'GET', client = bob): Promise<string> {
  const answer = await client.send(wiki + path, {
    method,
    headers: method === 'POST' ? { origin: wiki, 'sec-fetch-site': 'same-origin' } : {},
  });
  assert.equal(answer.status, 303);
  const [, id] = /^\/\.well-known\/sallyport\/held\?id=([\w-]{22})$/.exec(answer.headers.location ?? '') ?? [];
  return id ?? assert.fail(String(answer.headers.location));
}
const get = (path: string, id: string, headers: Record<string, string> = {}, client = bob): Promise<Answer> =>
  client.send(`${wiki}${PATH}${path}?id=${id}`, { headers });
const SCRIPT = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };
async function stateOf(id: string): Promise<{ seen: number; size?: number; isReady: boolean }> {
  return JSON.parse((await get('-state', id, SCRIPT)).body.toString());
}
async function ready(id: string): Promise<void> {
  for (let turn = 0; turn < 6000; turn++) {
    if ((await stateOf(id)).isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail('never ready');
}

test('a person sees how far it is, and nothing leaves before the verdict', async () => {
  const id = await waiting('/slow/clean');
  const page = await get('', id);
  assert.equal(page.status, 200);
  const html = page.body.toString();
  assert.match(html, /Your file is being checked/);
  assert.match(html, /list\.bin/);
  assert.match(html, /<progress/);
  assert.doesNotMatch(html, /a line of it/);
  const { seen, isReady } = await stateOf(id);
  assert.ok(seen > 0);
  assert.equal(isReady, false);
  // Before the verdict the address of the file leads to the page.
  const early = await get('-file', id);
  assert.match(early.body.toString(), /being checked/);
  assert.equal(early.headers['content-disposition'], undefined);
  open.get('/slow/clean')?.end('the end');
  await ready(id);
  assert.match((await get('', id)).body.toString(), /http-equiv="refresh" content="0; url=[^"]*held-file/);
  const file = await get('-file', id);
  assert.equal(file.status, 200);
  assert.match(file.headers['content-disposition'] ?? '', /list\.bin/);
  assert.match(file.body.toString(), /^a line of it[\s\S]*the end$/);
  // Once, and the app was asked once.
  assert.match((await get('-file', id)).body.toString(), /No file waits here/);
  assert.equal((await get('-state', id, SCRIPT)).status, 404);
  assert.equal(asked.get('/slow/clean'), 1);
});

test('what the verdict refuses comes as the block page, and not a byte of it', async () => {
  const id = await waiting('/slow/secret');
  open.get('/slow/secret')?.end(CARD);
  await ready(id);
  const answer = await get('-file', id);
  assert.equal(answer.status, 403);
  assert.match(answer.body.toString(), /Download blocked/);
  assert.doesNotMatch(answer.body.toString(), /a line of it|4111 /);
  const isIt = ({ object }: Activity): boolean => object?.url?.endsWith('/slow/secret') === true;
  const rows = await writtenRows(gateway.directory, {}, (written) => written.some(isIt));
  assert.deepEqual(
    rows.filter(isIt).map(({ outcome }) => outcome),
    ['blocked'],
  );
});

test('a file that a form brings is made once, and one without a name keeps that of its address', async () => {
  const id = await waiting('/slow/unnamed.bin', 'POST');
  open.get('/slow/unnamed.bin')?.end('');
  await ready(id);
  const file = await get('-file', id);
  assert.equal(file.status, 200);
  assert.match(file.headers['content-disposition'] ?? '', /^attachment; filename="unnamed\.bin"/);
  assert.equal(asked.get('/slow/unnamed.bin'), 1);
});

test('attack: by another session, on another host, by script, by a guessed id', async () => {
  const id = await waiting('/slow/attacked');
  const alice = await gateway.signedIn('alice');
  const gone = async (answer: Promise<Answer>): Promise<void> => {
    const { body } = await answer;
    assert.doesNotMatch(body.toString(), /a line of it|list\.bin|"seen"/);
  };
  const other = gateway.suffix('static.corp.test');
  await bob.navigate(`${other}/`);
  const attempts = async (): Promise<void> => {
    for (const path of ['', '-file', '-state']) {
      await gone(get(path, id, {}, alice));
      await gone(get(path, id, {}, gateway.client()));
      await gone(get(path, `${id.slice(0, -1)}${id.endsWith('A') ? 'Q' : 'A'}`));
      await gone(bob.send(`${other}${PATH}${path}?id=${id}`));
    }
    for (const path of ['', '-file']) assert.ok((await get(path, id, SCRIPT)).status >= 400);
    await alice.send(`${wiki}${PATH}?id=${id}`, { method: 'POST', headers: { origin: wiki } });
    const forged = await bob.send(`${wiki}${PATH}?id=${id}`, {
      method: 'POST',
      headers: { origin: other, 'sec-fetch-site': 'same-site' },
    });
    assert.ok(forged.status >= 400);
  };
  await attempts();
  open.get('/slow/attacked')?.end('');
  await ready(id);
  await attempts();
  assert.match((await get('-file', id)).body.toString(), /a line of it/);
});

test('giving up breaks the answer of the app off', async () => {
  const id = await waiting('/slow/given-up');
  const { response } = open.get('/slow/given-up')!;
  const closed = once(response, 'close');
  const answer = await bob.send(`${wiki}${PATH}?id=${id}`, {
    method: 'POST',
    headers: { origin: wiki, 'sec-fetch-site': 'same-origin' },
  });
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.location, '/');
  await closed;
  assert.equal(response.writableFinished, false);
  assert.match((await get('', id)).body.toString(), /No file waits here/);
});
