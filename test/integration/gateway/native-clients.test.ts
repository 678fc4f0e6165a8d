import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import { readMessage } from '../../../src/policy/read-message.ts';
import type { RoutingPolicyDocument } from '../../../src/policy/routing-document.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRow } from '../../support/written-row.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
/** What somebody at a browser can send instead: of a tool, of an app, of a browser within an app. */
const NATIVE = [
  'curl/8',
  'okhttp/4.12.0',
  'Outlook-iOS/1.0 CFNetwork/1490 Darwin/23',
  `${FIREFOX} Teams/1.7 Electron/28`,
  'Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36; wv)',
];

const named = (id: string) => ({ id, name: id, severity: 'low', mode: 'active' }) as const;
const POLICIES: readonly PolicyDocument[] = [
  { ...named('any'), control: 'download', when: { path: ['/any*'] }, action: 'block' },
  { ...named('browsers'), control: 'download', when: { path: ['/browser*'], client: ['browser'] }, action: 'block' },
  {
    ...named('but-apps'),
    control: 'download',
    when: { path: ['/but-apps*'], not: { client: ['native'] } },
    action: 'block',
  },
  {
    ...named('entry'),
    control: 'access',
    when: { path: ['/entry*'], client: ['native'], unknown: 'fails' },
    action: 'block',
    message: readMessage('Not with *apps*.'),
  },
];
const ROUTING: readonly RoutingPolicyDocument[] = [
  { ...named('apps-are-watched'), when: { client: ['native'], user: ['bob'] }, outcome: 'monitorOnly' },
  { ...named('watched'), when: { user: ['carol'] }, outcome: 'monitorOnly' },
];

describe('clients that say they are no browser', () => {
  let gateway: TestGateway;
  let wiki: string;
  let mail: string;
  let bob: BrowserClient;
  const asked: string[] = [];
  before(async () => {
    gateway = await startTestGateway({
      policies: POLICIES,
      change: (config) => ({
        ...config,
        routing: { otherwise: 'custom', policies: ROUTING },
        apps: config.apps.map((app) =>
          app.id === 'wiki' ? app : { ...app, provider: 'corp', nativeClients: { admit: true } },
        ),
      }),
      handler: (request, response) => {
        asked.push(request.url ?? '');
        response.writeHead(200, {
          'content-type': 'application/pdf',
          'content-disposition': 'attachment; filename="plan.pdf"',
        });
        response.end('%PDF-1.7');
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    mail = gateway.suffix('mail.partner.test');
    bob = await gateway.signedIn('bob');
    await bob.navigate(`${mail}/`);
  });
  after(() => gateway?.close());

  /** The cookie of a browser, taken out of it and sent by a tool that sends nothing else. */
  const replay = (from: BrowserClient, url: string, agent: string) =>
    gateway.client().plain(url, { cookie: from.jar.getCookieStringSync(url), 'user-agent': agent });
  const as = (agent: string, more: Record<string, string> = {}) => ({ headers: { 'user-agent': agent, ...more } });

  test('a browser’s session is of no use to them, and nothing reaches the app', async () => {
    assert.equal((await bob.send(`${wiki}/file`, as(FIREFOX))).status, 200, 'the browser comes in');
    asked.length = 0;
    for (const agent of NATIVE) {
      const answer = await replay(bob, `${wiki}/file?q=1`, agent);
      assert.equal(answer.status, 403, agent);
      assert.equal(answer.headers['sallyport-decision'], 'blocked');
      assert.equal(answer.headers['cache-control'], 'no-store');
      const { error, guidance, open } = JSON.parse(answer.body.toString()) as Record<string, string>;
      assert.deepEqual([error, open], ['browser_required', `${wiki}/`]);
      assert.ok((guidance ?? '').endsWith(`${wiki}/`), guidance ?? '');
    }
    const embedded = await bob.send(`${wiki}/file`, as(NATIVE.at(-1) ?? '', { 'sec-fetch-mode': 'navigate' }));
    assert.equal(embedded.status, 403);
    assert.match(String(embedded.headers['content-type']), /^text\/html/);
    assert.match(embedded.body.toString(), /is used in a web browser here/);
    const posted = await bob.send(`${wiki}/put`, { method: 'POST', body: 'x', ...as('curl/8') });
    assert.equal(posted.status, 403);
    assert.deepEqual(asked, []);
  });

  test('the log has the refusal and why', async () => {
    await bob.send(`${wiki}/logged`, as('curl/8'));
    const row = await writtenRow(
      gateway.directory,
      ({ type, policies }) => type === 'access' && policies[0]?.policyId === 'native-clients',
    );
    assert.deepEqual([row.outcome, row.policies[0]?.reasons], ['blocked', ['native-client']]);
  });

  test('where an app admits them, what holds for browsers holds on: a user agent is no way out of a policy', async () => {
    for (const agent of [FIREFOX, ...NATIVE]) {
      for (const path of ['/any', '/browser', '/but-apps'])
        assert.equal((await replay(bob, `${mail}${path}`, agent)).status, 403, `replayed: ${path} ${agent}`);
      for (const path of ['/any', '/browser', '/but-apps'])
        assert.equal((await bob.send(`${mail}${path}`, as(agent))).status, 403, `${path} ${agent}`);
      assert.equal((await bob.send(`${mail}/free`, as(agent))).status, 200, agent);
    }
  });

  test('a policy for native clients holds for them, and says what it says', async () => {
    assert.equal((await bob.send(`${mail}/entry`, as(FIREFOX))).status, 200);
    const refused = await bob.send(`${mail}/entry`, as('curl/8', { accept: 'text/html' }));
    assert.equal(refused.status, 403);
    assert.match(refused.body.toString(), /Not with <em>apps<\/em>/);
  });

  test('routing leads nobody past the policies for what he says of himself', async () => {
    assert.equal((await replay(bob, `${mail}/any`, 'curl/8')).status, 403, 'apps-are-watched adds nothing laxer');
  });

  test('whom routing only watches is watched with every client', async () => {
    const carol = await gateway.signedIn('carol');
    assert.equal((await carol.send(`${wiki}/any`, as(FIREFOX))).status, 200);
    assert.equal((await carol.send(`${wiki}/any`, as('curl/8'))).status, 200);
  });
});
