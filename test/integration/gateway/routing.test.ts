import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Activity } from '../../../src/model/activity-row.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import { readMessage } from '../../../src/policy/read-message.ts';
import type { RoutingDocument, RoutingPolicyDocument } from '../../../src/policy/routing-document.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRows } from '../../support/written-row.ts';

const BROWSER = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
const FETCH = { ...BROWSER, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' };
const named = (id: string) => ({ id, name: id, severity: 'low', mode: 'active' }) as const;
const ROUTING: RoutingDocument = {
  otherwise: 'custom',
  policies: [
    { ...named('managed'), when: { device: ['compliant'] }, outcome: 'direct' },
    {
      ...named('unmanaged'),
      when: { client: ['browser'], not: { device: ['compliant'] }, app: ['wiki'] },
      except: { users: ['carol'] },
      outcome: 'blockDownloads',
      message: readMessage('Not on **this** device.'),
    },
    {
      ...named('closed'),
      when: { app: ['mail'], user: ['bob'] },
      outcome: 'block',
      message: readMessage('Go **away**.'),
    },
    { ...named('watched'), when: { user: ['carol'], app: ['wiki'] }, outcome: 'monitorOnly' },
  ] satisfies RoutingPolicyDocument[],
};
const POLICIES: readonly PolicyDocument[] = [
  { ...named('no-upload'), control: 'upload', action: 'block' },
  { ...named('no-secret'), control: 'access', when: { path: ['/secret*'] }, action: 'block' },
];

const rowsOf = (directory: string, wanted: (rows: readonly Activity[]) => boolean): Promise<readonly Activity[]> =>
  writtenRows(directory, { order: 'oldest' }, wanted);

describe('routing on the road', () => {
  let gateway: TestGateway;
  let wiki: string;
  let mail: string;
  let received: string[] = [];
  before(async () => {
    gateway = await startTestGateway({
      policies: POLICIES,
      change: (config) => ({ ...config, routing: ROUTING }),
      handler: (request, response) => {
        received.push(`${request.method} ${request.url}`);
        if (request.url?.startsWith('/file'))
          response.writeHead(200, {
            'content-type': 'application/pdf',
            'content-disposition': 'attachment; filename="plan.pdf"',
          });
        else response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<!doctype html><p>page</p>');
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    mail = gateway.suffix('mail.partner.test');
  });
  after(() => gateway?.close());

  /** Signs in and follows redirects up to the app, or up to the host the gateway leads out to. */
  async function arrives(client: BrowserClient, username: string, url: string, password: string) {
    let answer = await client.navigate(url, { headers: BROWSER });
    if (!/<form/.test(answer.body.toString())) return answer;
    const action = /<form[^>]*action="([^"]*)"/.exec(answer.body.toString())?.[1] ?? '';
    answer = await client.send(new URL(action, answer.url).href, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...BROWSER },
      body: new URLSearchParams({ username, password }).toString(),
    });
    for (let hop = 0; hop < 20; hop++) {
      const next =
        answer.headers.location ??
        (JSON.parse(/location\.replace\(("[^"]*")/.exec(answer.body.toString())?.[1] ?? 'null') as string | null);
      if (!next || new URL(next, answer.url).port === '') return answer;
      answer = await client.send(new URL(next, answer.url).href, { headers: BROWSER });
    }
    return assert.fail('too many hops');
  }

  test('direct: a managed device is led to the real host with the deep link, and nothing has gone to the app', async () => {
    received = [];
    const alice = gateway.client();
    const answer = await arrives(alice, 'alice', `${wiki}/a/b?c=1&next=${encodeURIComponent(`${mail}/x`)}`, 'a');
    assert.equal(answer.status, 302);
    assert.equal(
      answer.headers.location,
      `https://wiki.corp.test/a/b?c=1&next=${encodeURIComponent('https://mail.partner.test/x')}`,
    );
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['referrer-policy'], 'no-referrer');
    assert.deepEqual(received, []);

    for (const path of ['//evil.test/', '/\\evil.test/', '/@evil.test/', '/.evil.test', '/%2f%2fevil.test']) {
      const { status, headers } = await alice
        .send(`${wiki}/`, { headers: BROWSER })
        .then(() => alice.send(`${wiki}${path}`, { headers: BROWSER }));
      assert.equal(status, 302, path);
      assert.equal(new URL(headers.location ?? '').host, 'wiki.corp.test', path);
    }
    const forged = await alice.send(`${wiki}/x`, {
      headers: { ...BROWSER, 'x-forwarded-host': 'evil.test', 'x-original-url': 'https://evil.test/' },
    });
    assert.equal(forged.headers.location, 'https://wiki.corp.test/x');

    const script = await alice.send(`${wiki}/data`, { headers: FETCH });
    assert.equal(script.status, 200, 'a page that is open keeps working');
    const upload = await alice.send(`${wiki}/put`, {
      method: 'POST',
      headers: { ...FETCH, 'content-type': 'application/octet-stream' },
      body: 'x',
    });
    assert.equal(upload.status, 403, 'what stays with the gateway stays under its policies');
  });

  test('direct: a client that cannot be told from a browser window’s page is not let out', async () => {
    const alice = gateway.client();
    await arrives(alice, 'alice', `${wiki}/`, 'a');
    const frame = await alice.send(`${wiki}/f`, { headers: { ...BROWSER, 'sec-fetch-dest': 'iframe' } });
    assert.equal(frame.status, 200);
    const posted = await alice.send(`${wiki}/form`, {
      method: 'POST',
      headers: { ...BROWSER, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a=b',
    });
    assert.equal(posted.status, 200);
  });

  test('blockDownloads: pages are served, files are not, and the page says why', async () => {
    const bob = gateway.client();
    const home = await arrives(bob, 'bob', `${wiki}/`, 'b');
    assert.equal(home.status, 200);
    const refused = await bob.send(`${wiki}/file`, { headers: BROWSER });
    assert.equal(refused.status, 403);
    assert.match(refused.body.toString(), /Not on <strong>this<\/strong> device\./);
    assert.match(refused.body.toString(), /plan\.pdf/);
    const scripted = await bob.send(`${wiki}/file`, { headers: FETCH });
    assert.equal(scripted.status, 403);
    const unknownClient = await bob.send(`${wiki}/file`, { headers: { 'user-agent': '' } });
    assert.equal(unknownClient.status, 403, 'leaving out the user agent frees nobody');
    const native = await bob.send(`${wiki}/file`, { headers: { 'user-agent': 'okhttp/4.12.0' } });
    assert.equal(native.status, 403, 'nor does naming another one');
    const upload = await bob.send(`${wiki}/put`, {
      method: 'POST',
      headers: { ...FETCH, 'content-type': 'application/octet-stream' },
      body: 'x',
    });
    assert.equal(upload.status, 403, 'the policies hold as well');
  });

  test('block: a clear page, for scripts a reason, and the app hears of nothing', async () => {
    const bob = gateway.client();
    received = [];
    const refused = await arrives(bob, 'bob', `${mail}/`, 'b');
    assert.equal(refused.status, 403);
    assert.match(refused.body.toString(), /Go <strong>away<\/strong>\./);
    const script = await bob.send(`${mail}/data`, { headers: FETCH });
    assert.equal(script.status, 403);
    assert.equal((JSON.parse(script.body.toString()) as { error: string }).error, 'blocked');
    assert.deepEqual(received, []);
  });

  test('monitorOnly: nothing is enforced, everything is recorded', async () => {
    const carol = gateway.client();
    const home = await arrives(carol, 'carol', `${wiki}/secret`, 'c');
    assert.equal(home.status, 200);
    assert.equal((await carol.send(`${wiki}/file`, { headers: BROWSER })).status, 200);
    const upload = await carol.send(`${wiki}/put`, {
      method: 'POST',
      headers: { ...FETCH, 'content-type': 'application/octet-stream' },
      body: 'x',
    });
    assert.equal(upload.status, 200);
    const rows = await rowsOf(gateway.directory, (all) =>
      all.some(({ user, type }) => user === 'carol' && type === 'upload'),
    );
    const recorded = rows.find(({ user, type }) => user === 'carol' && type === 'upload');
    assert.equal(recorded?.outcome, 'monitored');
    assert.deepEqual(recorded?.policies[0]?.reasons.at(-1), 'routed-monitor-only');
  });

  test('custom: where no routing policy matches the policies hold', async () => {
    const carol = gateway.client();
    await arrives(carol, 'carol', `${mail}/`, 'c');
    assert.equal((await carol.send(`${mail}/`, { headers: BROWSER })).status, 200);
    assert.equal((await carol.send(`${mail}/secret`, { headers: BROWSER })).status, 403);
  });

  test('the log has every outcome, at sign-in and at entry, and by whom', async () => {
    const all = (rows: readonly Activity[]): string[] =>
      rows.flatMap(({ type, route }) =>
        route ? [`${type} ${route.outcome} ${route.policies[0]?.policyId ?? '-'}`] : [],
      );
    const wanted = [
      'sign-in direct managed',
      'sign-in blockDownloads unmanaged',
      'sign-in block closed',
      'sign-in monitorOnly watched',
      'sign-in custom -',
      'access direct managed',
      'access blockDownloads unmanaged',
      'access block closed',
      'access monitorOnly watched',
      'access custom -',
      'download blockDownloads unmanaged',
    ];
    const rows = await rowsOf(gateway.directory, (found) => wanted.every((each) => all(found).includes(each)));
    assert.ok(rows.some(({ type, policies }) => type === 'download' && policies[0]?.policyId === 'unmanaged'));
  });
});
