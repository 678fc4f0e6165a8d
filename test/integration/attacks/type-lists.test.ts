import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

/** Browsers take the last of several types (Fetch, "extract a MIME type"); who reads the first sees a page. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  'two fields': ['text/html', 'application/octet-stream'],
  'a list': ['text/html, application/octet-stream'],
  'a list with nothing': ['text/html, application/octet-stream, , nonsense'],
};

let gateway: TestGateway;
let bob: BrowserClient;
before(async () => {
  gateway = await startTestGateway({
    policies: [{ id: 'none', name: 'none', severity: 'low', mode: 'active', control: 'download', action: 'block' }],
    handler: (request, response) => {
      const name = decodeURIComponent((request.url ?? '').slice(1));
      const types = name === 'page' ? ['application/octet-stream', 'text/html'] : (LISTS[name] ?? []);
      response
        .writeHead(
          200,
          types.flatMap((type) => ['content-type', type]),
        )
        .end('the file');
    },
  });
  bob = await gateway.signedIn('bob');
});
after(() => gateway?.close());

const NAVIGATION = { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate', accept: 'text/html' };
const open = (name: string) =>
  bob.send(`${gateway.suffix('wiki.corp.test')}/${encodeURIComponent(name)}`, { headers: NAVIGATION });

for (const name of Object.keys(LISTS))
  test(`attack: a file whose type is ${name} is a download`, async () => {
    const answer = await open(name);
    assert.equal(answer.status, 403);
    assert.ok(!answer.body.includes('the file'));
  });

test('a page is one by its last type, and goes out with that alone', async () => {
  const answer = await open('page');
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['content-type'], 'text/html');
  assert.ok(answer.body.includes('the file'));
});
