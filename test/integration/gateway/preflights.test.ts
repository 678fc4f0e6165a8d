import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

let gateway: TestGateway;
let alice: BrowserClient;
let wiki = '';
let cdn = '';
/** What the app got. */
const got: string[] = [];
/** What the app says to a preflight. */
let leave: Readonly<Record<string, string>> = {};

before(async () => {
  gateway = await startTestGateway({
    handler: (request, response) => {
      const { origin, cookie, authorization } = request.headers;
      got.push(`${request.method} ${origin ?? ''}${cookie || authorization ? ' with credentials' : ''}`);
      response.writeHead(200, leave).end('done');
    },
  });
  wiki = gateway.suffix('wiki.corp.test');
  cdn = gateway.suffix('static.corp.test');
  alice = await gateway.signedIn('alice');
  await alice.navigate(`${cdn}/`);
});
after(() => gateway?.close());

async function send(method: string, fields: Readonly<Record<string, string>> = {}, mark = '') {
  got.splice(0);
  const headers = { origin: wiki, 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'empty' };
  const { status } = await alice.send(`${cdn}/data${mark}`, { method, headers: { ...headers, ...fields } });
  return [status, ...got];
}

const HOME = 'https://wiki.corp.test';

test('a request that the app gives no leave for never reaches it', async () => {
  for (const answer of [
    {},
    { 'access-control-allow-origin': '*', 'access-control-allow-methods': '*', 'access-control-allow-headers': '*' },
    { 'access-control-allow-origin': HOME, 'access-control-allow-methods': 'DELETE' },
    {
      'access-control-allow-origin': 'https://evil.example',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'DELETE',
    },
  ]) {
    leave = answer;
    assert.deepEqual(await send('DELETE'), [403, `OPTIONS ${HOME}`]);
  }
  leave = { 'access-control-allow-origin': HOME, 'access-control-allow-credentials': 'true' };
  assert.deepEqual(await send('GET', { 'x-do': 'it' }), [403, `OPTIONS ${HOME}`]);
  assert.deepEqual(await send('POST', { 'content-type': 'application/json' }), [403, `OPTIONS ${HOME}`]);
});

test('what the app gives leave for is asked about and sent', async () => {
  leave = {
    'access-control-allow-origin': HOME,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'DELETE',
    'access-control-allow-headers': 'Content-Type, X-Do',
  };
  assert.deepEqual(await send('DELETE'), [200, `OPTIONS ${HOME}`, `DELETE ${HOME}`]);
  const json = { 'content-type': 'application/json', 'x-do': 'it' };
  assert.deepEqual(await send('POST', json), [200, `OPTIONS ${HOME}`, `POST ${HOME}`]);
  leave = { 'access-control-allow-origin': '*', 'access-control-allow-methods': '*' };
  assert.deepEqual(await send('PUT', {}, '?sallyport-as=omit'), [200, `OPTIONS ${HOME}`, `PUT ${HOME}`]);
});

test('requests that need no leave are not asked about', async () => {
  leave = {};
  assert.deepEqual(await send('GET'), [200, `GET ${HOME}`]);
  assert.deepEqual(await send('POST', { 'content-type': 'text/plain;charset=utf-8' }), [200, `POST ${HOME}`]);
  assert.deepEqual(await send('DELETE', { 'sec-fetch-site': 'same-origin', origin: cdn }), [
    200,
    'DELETE https://static.corp.test',
  ]);
});
