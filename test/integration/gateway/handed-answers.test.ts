import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { openSqliteActivityLog } from '../../../src/activity/sqlite-activity-log.ts';
import { HANDED_FIELD } from '../../../src/model/handed-answer.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import { readMessage } from '../../../src/policy/read-message.ts';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const blocking = (id: string, activity: 'copy' | 'download' | 'view', path: string[]): PolicyDocument => ({
  id,
  name: id,
  severity: 'high',
  mode: 'active',
  control: 'activities',
  activities: [activity],
  when: { path },
  action: 'block',
  message: readMessage('Stays here.'),
});

const PAGE = '<!doctype html><p>page</p>';

let gateway: TestGateway;
let wiki: string;
let bob: BrowserClient;
const asked: string[] = [];
before(async () => {
  gateway = await startTestGateway({
    policies: [
      { ...blocking('no-copy', 'copy', []), when: { not: { device: ['compliant'] } } },
      blocking('no-download', 'download', ['/files*']),
      blocking('no-view', 'view', ['/secret*']),
      { ...blocking('seen', 'view', ['/shell*']), action: 'audit' },
    ],
    handler: (request, response) => {
      const plain: Record<string, [Record<string, string>, string]> = {
        '/untyped': [{}, PAGE],
        '/unknown': [{ 'content-type': 'application/unknown' }, PAGE],
        '/nosniff': [{ 'x-content-type-options': 'nosniff' }, PAGE],
        '/text': [{}, 'only text'],
      };
      const untyped = plain[request.url ?? ''];
      if (untyped) return void response.writeHead(200, untyped[0]).end(untyped[1]);
      asked.push(`${request.method} ${request.url}`);
      response
        .writeHead(200, {
          'content-type': 'text/html',
          [HANDED_FIELD]: 'handed-document',
          'cache-control': 'max-age=60',
        })
        .end(PAGE);
    },
  });
  wiki = gateway.suffix('wiki.corp.test');
  bob = await gateway.signedIn('bob');
});
after(() => gateway?.close());

interface Given {
  readonly path?: string;
  readonly destination?: string;
  readonly status?: number;
  readonly type?: string;
  readonly fields?: readonly (readonly [string, string])[];
  readonly body: string;
  readonly headers?: Record<string, string>;
  readonly method?: string;
  readonly head?: string;
}

const hand = (
  {
    path = '/shell',
    destination = 'document',
    status = 200,
    type = 'text/html',
    fields = [],
    body,
    headers = {},
    method = 'POST',
    head,
  }: Given,
  client = bob,
): Promise<Answer> =>
  client.send(`${wiki}${path}`, {
    method,
    headers: {
      accept: '*/*',
      origin: wiki,
      'sec-fetch-site': 'same-origin',
      'sec-fetch-mode': 'cors',
      'sec-fetch-dest': 'empty',
      [HANDED_FIELD]: destination,
      ...headers,
    },
    body: `${head ?? JSON.stringify({ status, headers: [['content-type', type], ...fields] })}\n${body}`,
  });

test('a page that a worker gives out is what the app would have sent: rewritten, with the rules of now and their nonce', async () => {
  asked.length = 0;
  const page = '<!doctype html><head></head><a href="https://wiki.corp.test/x">x</a><script>location.href</script>';
  const answer = await hand({
    status: 404,
    body: page,
    fields: [
      ['content-security-policy', "script-src https://static.corp.test 'nonce-abc'"],
      ['set-cookie', 'a=b'],
      ['content-encoding', 'br'],
      [HANDED_FIELD, 'handed-script'],
    ],
  });
  assert.equal(answer.status, 404);
  assert.deepEqual(asked, []);
  assert.equal(answer.headers[HANDED_FIELD], 'handed-document');
  const text = answer.body.toString();
  assert.match(text, new RegExp(`href="${wiki}/x"`));
  assert.doesNotMatch(text, /<script>location/);
  const { rules } = JSON.parse(
    Buffer.from(/data-sallyport="([^"]+)"/.exec(text)?.[1] ?? '', 'base64url').toString(),
  ) as { rules: { activity: string; action: string }[] };
  assert.deepEqual(
    rules.filter(({ activity }) => activity === 'copy').map(({ action }) => action),
    ['block'],
  );
  const nonce = /nonce="(sallyport-[\w-]+)"/.exec(text)?.[1];
  const policy = String(answer.headers['content-security-policy']);
  assert.ok(policy.includes(`'nonce-${nonce}'`) && policy.includes('static.corp.test.mcas'), policy);
  assert.equal(answer.headers['content-encoding'], undefined);
  assert.doesNotMatch(String(answer.headers['set-cookie'] ?? ''), /a=b/);
  assert.match(String(answer.headers['cache-control']), /no-cache/);
});

test('policies judge it: a view that is blocked, an audited one that is in the log, a file that may not be saved', async () => {
  assert.equal((await hand({ body: '<p>seen' })).status, 200);
  const blocked = await hand({ path: '/secret', body: '<p id=raw>raw' });
  assert.equal(blocked.status, 403);
  assert.match(blocked.body.toString(), /Stays here/);
  assert.doesNotMatch(blocked.body.toString(), /id=raw/);
  assert.equal(blocked.headers[HANDED_FIELD], 'handed-document');
  const file = await hand({ path: '/files', type: 'application/octet-stream', body: 'raw bytes' });
  assert.doesNotMatch(file.body.toString(), /raw bytes/);
  const log = openSqliteActivityLog(join(gateway.directory, 'state', 'activity.sqlite'), assert.ifError);
  const wanted = [
    'view monitored https://wiki.corp.test/shell',
    'view blocked https://wiki.corp.test/secret',
    'download blocked https://wiki.corp.test/files',
  ];
  try {
    let missing: readonly string[] = wanted;
    for (let attempt = 0; attempt < 2400 && missing.length > 0; attempt++) {
      const rows = [...log.query({})].map(({ type, outcome, object }) => `${type} ${outcome} ${object?.url}`);
      missing = wanted.filter((row) => !rows.includes(row));
      if (missing.length > 0) await delay(50);
    }
    assert.deepEqual(missing, []);
  } finally {
    log.close();
  }
});

test('every destination is rewritten as it would be on the ordinary road', async () => {
  const script = await hand({ destination: 'script', type: 'text/javascript', body: 'window.at = location.href;' });
  assert.equal(script.headers[HANDED_FIELD], 'handed-script');
  assert.notEqual(script.body.toString(), 'window.at = location.href;');
  const style = await hand({
    destination: 'style',
    type: 'text/css',
    body: 'p{background:url(https://static.corp.test/a)}',
  });
  assert.match(style.body.toString(), /static\.corp\.test\.mcas/);
  const worker = await hand({ destination: 'worker', type: 'text/javascript', body: '1;' });
  assert.match(worker.body.toString(), /^\(function sallyport/);
  const manifest = await hand({
    destination: 'manifest',
    type: 'application/json',
    body: '{"start_url":"https://wiki.corp.test/a"}',
  });
  assert.match(manifest.body.toString(), /wiki\.corp\.test\.mcas/);
});

test('only script of the very same host may ask, with a session, and for what pages load', async () => {
  const body = '<p>raw';
  const attempts: [number, Given, BrowserClient?][] = [
    [403, { body, headers: { origin: gateway.suffix('static.corp.test'), 'sec-fetch-site': 'same-site' } }],
    [403, { body, headers: { origin: gateway.suffix('mail.partner.test'), 'sec-fetch-site': 'same-site' } }],
    [403, { body, headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' } }],
    [403, { body, headers: { 'sec-fetch-mode': 'navigate' } }],
    [405, { body, method: 'PUT' }],
    [400, { body, destination: 'image' }],
    [400, { body, destination: 'toString' }],
    [400, { body, head: 'no json' }],
    [400, { body, head: '{"status":100,"headers":[]}' }],
    [400, { body, head: '{"status":200,"headers":[["a\\r\\nb","c"]]}' }],
    [400, { body, head: '{"status":200,"headers":[["a","c\\r\\nset-cookie: x=y"]]}' }],
    [400, { body, head: `{"status":200,"headers":[],"pad":"${'x'.repeat(70_000)}"}` }],
    [401, { body }, gateway.client()],
  ];
  asked.length = 0;
  for (const [status, given, client] of attempts) {
    const answer = await hand(given, client);
    assert.equal(answer.status, status, JSON.stringify(given).slice(0, 200));
    assert.equal(answer.headers[HANDED_FIELD], undefined);
  }
  assert.deepEqual(asked, []);
});

test('an app cannot say itself that its answer was rewritten, and no copy of data is ever a page', async () => {
  const data = await bob.send(`${wiki}/data`, { headers: { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' } });
  assert.equal(data.headers[HANDED_FIELD], undefined);
  assert.match(String(data.headers.vary), /sec-fetch-dest/);
  const page = await bob.send(`${wiki}/data`);
  assert.equal(page.headers[HANDED_FIELD], 'document');
  assert.match(String(page.headers.vary), /sec-fetch-dest/);
});

test('a navigation that a service worker passes on is no download of the page', async () => {
  const passed = { 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin', 'upgrade-insecure-requests': '1' };
  const page = await bob.send(`${wiki}/files/page`, { headers: passed });
  assert.equal(page.body.toString(), '<!doctype html><p>page</p>');
  const saved = await bob.send(`${wiki}/files/page`, { headers: { ...passed, 'upgrade-insecure-requests': '0' } });
  assert.notEqual(saved.body.toString(), '<!doctype html><p>page</p>');
});

test('what a browser would guess to be a page is one, from the app as from its worker', async () => {
  for (const given of ['untyped', 'unknown']) {
    const answer = await bob.send(`${wiki}/${given}`);
    assert.match(answer.body.toString(), /data-sallyport=/, given);
    assert.equal(answer.headers['content-type'], 'text/html', given);
  }
  // Texts, so that the page around each holds the rule.
  const kept = await bob.send(`${wiki}/nosniff`);
  assert.match(kept.body.toString(), /<pre[^>]*>\n&lt;!doctype html>&lt;p>page&lt;\/p><\/pre>/);
  assert.match((await bob.send(`${wiki}/text`)).body.toString(), /<pre[^>]*>\nonly text<\/pre>/);
  const handed = await hand({ head: '{"status":200,"headers":[]}', body: ' \n<P >raw' });
  assert.match(handed.body.toString(), /data-sallyport=/);
});
