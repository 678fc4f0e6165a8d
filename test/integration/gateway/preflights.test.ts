import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const HOME = 'https://wiki.corp.test';
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
      if (request.method === 'GET' && request.url === '/lead')
        response.writeHead(302, { ...leave, location: `${HOME}/led` }).end();
      else response.writeHead(200, leave).end('done');
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

test('behind a sibling that leads on, the app is asked as well, and a preflight without an origin is let through there alone', async () => {
  const script = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'x-do': 'it' };
  const asks = { origin: 'null', 'access-control-request-method': 'GET', 'access-control-request-headers': 'x-do' };
  const stranger = gateway.client();
  for (const isGiven of [false, true]) {
    leave = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'x-do' };
    const asked = { ...script, origin: wiki, 'sec-fetch-site': 'same-site' };
    const { headers } = await alice.send(`${cdn}/lead?sallyport-as=same-origin`, { headers: asked });
    const led = String(headers.location);
    assert.ok(led.startsWith(`${wiki}/led`));
    for (const [url, status] of [
      [`${wiki}/led`, 403],
      [led.replace('/led', '/other'), 403],
      [led, 204],
    ] as const) {
      const answer = await stranger.send(url, { method: 'OPTIONS', headers: asks });
      assert.equal(answer.status, status, url);
      assert.equal(answer.headers['access-control-allow-origin'], status === 204 ? 'null' : undefined);
    }
    got.splice(0);
    if (!isGiven) leave = { 'access-control-allow-origin': '*' };
    // Chromium says this of the site behind a preflight.
    const followed = { ...script, origin: 'null', 'sec-fetch-site': 'same-origin' };
    const { status } = await stranger.send(led, { headers: followed });
    assert.deepEqual([status, ...got], isGiven ? [200, 'OPTIONS null', 'GET null'] : [403, 'OPTIONS null']);
  }
});
