import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Activity } from '../../../src/model/activity-row.ts';
import type { PageSetup } from '../../../src/model/page-setup.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRows } from '../../support/written-row.ts';

const marks = (id: string, when: PolicyDocument['when'], otherwise?: 'audit'): PolicyDocument => ({
  id,
  name: id,
  severity: 'low',
  mode: 'active',
  control: 'activities',
  activities: ['view'],
  action: 'watermark',
  ...(when ? { when } : {}),
  ...(otherwise ? { otherwise } : {}),
});

let gateway: TestGateway;
let wiki: string;
let bob: BrowserClient;
before(async () => {
  gateway = await startTestGateway({
    policies: [
      marks('strict', { path: ['/strict*'] }),
      marks('lenient', { path: ['/lenient*'] }, 'audit'),
      { ...marks('asked', { path: ['/strict-asked'] }), action: 'warn' },
    ],
    handler: (request, response) => {
      const [, type = 'text/html'] = /\?(.+)/.exec(request.url ?? '') ?? [];
      const sandbox = request.url?.includes('sandboxed') ? { 'content-security-policy': 'sandbox allow-forms' } : {};
      response
        .writeHead(200, { 'content-type': decodeURIComponent(type), etag: '"1"', ...sandbox })
        .end('<!doctype html><p>page</p>');
    },
  });
  wiki = gateway.suffix('wiki.corp.test');
  bob = await gateway.signedIn('bob');
});
after(() => gateway?.close());

/** What the page runtime is told. */
function setupIn(body: Buffer): Partial<PageSetup> {
  const data = /data-sallyport="([^"]+)"/.exec(body.toString())?.[1] ?? '';
  return JSON.parse(Buffer.from(data, 'base64url').toString() || '{}') as Partial<PageSetup>;
}
const markIn = (body: Buffer): string | undefined => setupIn(body).mark;

test('a page is told whose it is, a frame as well, and a page that no policy marks is not', async () => {
  assert.match(
    markIn((await bob.send(`${wiki}/strict`)).body) ?? '',
    /^bob · \d{4}-\d\d-\d\d \d\d:\d\d UTC · .* · [\w-]{8}$/,
  );
  const frame = await bob.send(`${wiki}/strict`, { headers: { 'sec-fetch-dest': 'iframe' } });
  assert.match(markIn(frame.body) ?? '', /^bob/);
  assert.equal(markIn((await bob.send(`${wiki}/plain`)).body), undefined);
});

test('what cannot be marked goes by the rule of the policy', async () => {
  for (const path of [
    '/strict?application/pdf',
    '/strict?image/svg%2bxml',
    '/strict?application/xml',
    '/strict-sandboxed',
  ])
    assert.equal((await bob.send(wiki + path)).status, 403, path);
  const shown = await bob.send(`${wiki}/lenient?image/svg%2bxml`);
  assert.equal(shown.status, 200);
  assert.equal(markIn((await bob.send(`${wiki}/lenient`)).body)?.startsWith('bob'), true);
});

test('a text and a picture in a window are pages with the mark', async () => {
  for (const type of ['text/plain', 'application/json', 'image/png'])
    assert.match(markIn((await bob.send(`${wiki}/strict?${type}`)).body) ?? '', /^bob/, type);
  const part = { 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'same-origin' };
  assert.equal(markIn((await bob.send(`${wiki}/strict?image/png`, { headers: part })).body), undefined);
});

test('a copy without the mark is not confirmed', async () => {
  const answer = await bob.send(`${wiki}/strict`, { headers: { 'if-none-match': '"1"' } });
  assert.equal(answer.status, 200);
  assert.match(markIn(answer.body) ?? '', /^bob/);
});

test('a question before the page does not take its mark', async () => {
  const asked = await bob.send(`${wiki}/strict-asked`);
  assert.equal(asked.status, 303);
  const login = `https://login.mcas.localhost:${gateway.port}`;
  await bob.send(asked.headers.location ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: login, 'sec-fetch-site': 'same-origin' },
    body: 'reason=work',
  });
  const page = await bob.send(`${wiki}/strict-asked`);
  assert.equal(page.status, 200);
  assert.match(markIn(page.body) ?? '', /^bob/);
});

test('notices of a page are told in the language that its browser asks for', async () => {
  const closing = async (language: string): Promise<string | undefined> =>
    setupIn((await bob.send(`${wiki}/plain`, { headers: { 'accept-language': language } })).body).words?.close;
  assert.equal(await closing('de-CH, en;q=0.5'), 'Schließen');
  assert.equal(await closing('en, de;q=0.5'), undefined, 'the runtime has the English words');
});

const isMarked = ({ outcome }: Activity): boolean => outcome === 'marked';
const isBlocked = ({ outcome }: Activity): boolean => outcome === 'blocked';

test('the log says marked, and by whom', async () => {
  const found = await writtenRows(
    gateway.directory,
    { type: 'view' },
    (rows) => rows.some(isMarked) && rows.filter(isBlocked).length >= 4,
  );
  assert.ok(found.filter(isMarked).every(({ enforcedBy }) => enforcedBy === 'page'));
  assert.ok(
    found
      .filter(isBlocked)
      .every(({ enforcedBy, policies }) => enforcedBy === 'gateway' && policies[0]?.reasons.includes('not-markable')),
  );
});
