import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { EXPORTERS } from '../../../src/activity/exporters/exporters.ts';
import type { Activity } from '../../../src/model/activity-row.ts';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { loggedRows, writtenRows } from '../../support/written-row.ts';

const PAGE_ID = 'abcdefghijklmnopqrstuv';
const OWN = "script-src 'nonce-n' https://static.corp.test";

describe('confined pages', () => {
  let gateway: TestGateway;
  let wiki: string;
  let alice: BrowserClient;
  before(async () => {
    gateway = await startTestGateway({
      change: (config) => ({
        ...config,
        apps: config.apps.map((app) =>
          app.id === 'wiki'
            ? {
                ...app,
                confinement: {
                  mode: 'enforce' as const,
                  external: ['https://*.cdn.example'],
                  signIn: ['https://id.example'],
                },
              }
            : app,
        ),
      }),
      handler: (request, response) => {
        const type = request.url?.includes('.js') ? 'text/javascript' : 'text/html';
        const policy = request.url?.startsWith('/strict') ? { 'content-security-policy': OWN } : {};
        response.writeHead(200, { 'content-type': type, ...policy }).end('<!doctype html><title>Wiki</title>');
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    alice = await gateway.signedIn('alice');
  });
  after(() => gateway.close());

  const policies = (answer: Answer): readonly string[] =>
    String(answer.headers['content-security-policy'] ?? '')
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '');
  const report = (
    body: unknown,
    changed: Record<string, string> = {},
    client = alice,
    path = `escape?page=${PAGE_ID}`,
  ) =>
    client.send(`${wiki}/.well-known/sallyport/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/csp-report',
        origin: wiki,
        'sec-fetch-site': 'same-origin',
        'sec-fetch-mode': 'no-cors',
        'sec-fetch-dest': 'report',
        ...changed,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const violation = (blocked: unknown, directive: unknown = 'img-src') => ({
    'csp-report': { 'blocked-uri': blocked, 'effective-directive': directive, 'document-uri': `${wiki}/secret?q` },
  });
  const rows = (): readonly Activity[] => loggedRows(gateway.directory, { type: 'escape', order: 'oldest' });
  /** Rows that an act adds; the gateway writes them within a fraction of a second. */
  async function added(act: () => Promise<unknown>, wanted: number): Promise<readonly Activity[]> {
    const before = rows().length;
    await act();
    const next = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
    for (let look = 0; look < 6000 && rows().length - before < wanted; look++) await next();
    // And none more.
    for (let quiet = 0, known = -1; quiet < (wanted > 0 ? 10 : 50); quiet++) {
      await next();
      const now = rows().length;
      if (now !== known) quiet = 0;
      known = now;
    }
    return rows().slice(before);
  }

  test('a page gets a policy of its own beside the one of its app, which stays as it was', async () => {
    const [own, ours, ...more] = policies(await alice.send(`${wiki}/strict`));
    assert.deepEqual(more, []);
    assert.match(
      own ?? '',
      /^script-src 'nonce-n' https:\/\/static\.corp\.test\.mcas\.localhost:\d+ 'nonce-sallyport-/,
    );
    const suffix = `https://*.mcas.localhost:${gateway.port} wss://*.mcas.localhost:${gateway.port} https://*.cdn.example`;
    const within = 'data: blob: filesystem: mediastream:';
    assert.ok(
      ours?.startsWith(
        `default-src ${suffix} ${within} 'unsafe-inline' 'unsafe-eval'; form-action ${suffix} https://id.example ${within} `,
      ),
    );
    assert.match(
      ours ?? '',
      /; report-uri https:\/\/wiki\.corp\.test\.mcas\.localhost:\d+\/\.well-known\/sallyport\/escape\?page=[\w-]{22}$/,
    );
  });

  test('so do scripts, which may become workers, and whatever a script asks for, which may become a page', async () => {
    for (const [path, destination] of [
      ['/worker.js', 'worker'],
      ['/page', 'empty'],
    ] as const) {
      const headers = { 'sec-fetch-dest': destination, 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' };
      assert.equal(policies(await alice.send(`${wiki}${path}`, { headers })).length, 1, destination);
    }
  });

  test('an app that is not confined gets no policy, and takes no reports', async () => {
    const mail = gateway.suffix('mail.partner.test');
    const client = gateway.client();
    await client.signIn(await client.navigate(`${mail}/`), 'alice', 'a');
    assert.deepEqual(policies(await client.send(`${mail}/`)), []);
    const answer = await client.send(`${mail}/.well-known/sallyport/escape`, {
      method: 'POST',
      headers: { origin: mail, 'sec-fetch-site': 'same-origin', 'content-type': 'application/csp-report' },
      body: JSON.stringify(violation('https://evil.test/')),
    });
    assert.equal(answer.status, 404);
  });

  test('a report becomes an activity with the host, and nothing else of what was blocked', async () => {
    const [row, ...more] = await added(() => report(violation('https://user:pw@evil.test:8443/path?secret#part')), 1);
    assert.deepEqual(more, []);
    assert.deepEqual(row?.object, { name: 'evil.test:8443', type: 'img-src', url: 'https://evil.test:8443' });
    assert.deepEqual(
      [row?.type, row?.outcome, row?.enforcedBy, row?.user, row?.appId, row?.exchangeId],
      ['escape', 'blocked', 'page', 'alice', 'wiki', PAGE_ID],
    );
    assert.ok(!JSON.stringify(row).includes('secret'));
    assert.match(EXPORTERS.table.line(row as Activity), / escape +blocked +page +alice +wiki +evil\.test:8443 /);
  });

  test('it never reaches the app', async () => {
    const before = gateway.origin.seen.length;
    await added(async () => assert.equal((await report(violation('https://to-nobody.test/'))).status, 204), 1);
    assert.equal(gateway.origin.seen.length, before);
  });

  test('the same again is not logged again', async () => {
    const twice = async (): Promise<void> => {
      await report(violation('https://again.test/1'));
      await report(violation('https://again.test/2'));
      await report(violation('https://again.test/3', 'connect-src'));
    };
    assert.deepEqual(
      (await added(twice, 2)).map(({ object }) => object?.type),
      ['img-src', 'connect-src'],
    );
  });

  test('reports of others, and by others, are refused', async () => {
    const good = violation('https://forged.test/');
    const mail = gateway.suffix('mail.partner.test');
    const tries: readonly [string, () => Promise<Answer>, number][] = [
      ['no session', () => report(good, {}, gateway.client()), 401],
      ['a sibling app', () => report(good, { origin: mail, 'sec-fetch-site': 'same-site' }), 403],
      ['a sibling host', () => report(good, { origin: gateway.suffix('static.corp.test') }), 403],
      ['a stranger', () => report(good, { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' }), 403],
      ['a sandbox', () => report(good, { origin: 'null' }), 403],
      ['another type', () => report(good, { 'content-type': 'application/json' }), 415],
    ];
    const made = await added(async () => {
      for (const [name, attempt, status] of tries) assert.equal((await attempt()).status, status, name);
    }, 0);
    assert.deepEqual(made, []);
  });

  test('hostile bodies leave no row', async () => {
    const long = `https://${'a'.repeat(300)}.test/`;
    const bodies: readonly unknown[] = [
      '',
      'null',
      '[]',
      '{"csp-report":null}',
      '{"csp-report":[]}',
      '{',
      '['.repeat(60_000),
      violation(long),
      violation({ toString: 'x' }),
      violation(['https://evil.test/']),
      violation('inline'),
      violation('javascript:alert(1)'),
      violation('https://evil.test/', 'img-src\u001b[2J'),
      violation('https://evil.test/', '<img src=x onerror=alert(1)>'),
      violation('https://evil.test/', 'constructor'),
      violation('https://evil\u001b[2J.test/'),
      { 'csp-report': { __proto__: { 'blocked-uri': 'https://evil.test/' } } },
    ];
    const made = await added(async () => {
      for (const body of bodies) assert.equal((await report(body)).status, 400, JSON.stringify(body).slice(0, 60));
      assert.equal((await report(JSON.stringify(violation('https://evil.test/')) + ' '.repeat(70_000))).status, 413);
      assert.equal((await alice.send(`${wiki}/.well-known/sallyport/escape`)).status, 405);
    }, 0);
    assert.deepEqual(made, []);
  });

  test('what names the page is an exchange id or is not taken', async () => {
    const [row] = await added(
      () => report(violation('https://unnamed.test/'), {}, alice, 'escape?page=%3Cscript%3E'),
      1,
    );
    assert.match(row?.exchangeId ?? '', /^[\w-]{22}$/);
    assert.notEqual(row?.exchangeId, PAGE_ID);
  });

  test('a flood ends at the bound of its session and leaves other sessions theirs', async () => {
    const flood = async (): Promise<void> => {
      for (let at = 0; at < 150; at++)
        assert.equal((await report(violation(`https://h${at}.flood.test/`))).status, 204);
    };
    const made = (await added(flood, 81)).length;
    assert.ok(made > 80 && made <= 100, String(made));
    const bob = await gateway.signedIn('bob');
    const [row] = await added(() => report(violation('https://h0.flood.test/'), {}, bob), 1);
    assert.equal(row?.user, 'bob');
  });
});

test('report only: the field that blocks nothing, and rows that say so', async () => {
  const gateway = await startTestGateway({
    change: (config) => ({
      ...config,
      apps: config.apps.map((app) => ({ ...app, confinement: { mode: 'report', external: [], signIn: [] } })),
    }),
    handler: (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Wiki</title>'),
  });
  try {
    const client = await gateway.signedIn('bob');
    const wiki = gateway.suffix('wiki.corp.test');
    const { headers } = await client.send(`${wiki}/`);
    assert.equal(headers['content-security-policy'], undefined);
    assert.match(String(headers['content-security-policy-report-only']), /^default-src https:\/\/\*\.mcas\.localhost/);
    await client.send(`${wiki}/.well-known/sallyport/escape?page=${PAGE_ID}`, {
      method: 'POST',
      headers: { origin: wiki, 'sec-fetch-site': 'same-origin', 'content-type': 'application/csp-report' },
      body: '{"csp-report":{"blocked-uri":"https://evil.test","violated-directive":"script-src-elem https://x"}}',
    });
    const rows = await writtenRows(gateway.directory, { type: 'escape' }, (written) => written.length > 0);
    assert.deepEqual(
      rows.map(({ outcome, object }) => `${outcome} ${object?.name}`),
      ['monitored evil.test'],
    );
  } finally {
    await gateway.close();
  }
});
