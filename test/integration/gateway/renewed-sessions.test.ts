import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { after, before, describe, test } from 'node:test';
import { connect } from 'node:tls';
import type { Configuration } from 'oidc-provider';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

describe('what is open when the provider says something else of its user', () => {
  let gateway: TestGateway;
  let [ahead, groups, disabled]: [number, string[], boolean] = [0, ['staff'], false];
  const wiki = (): string => gateway.suffix('wiki.corp.test');

  before(async () => {
    gateway = await startTestGateway({
      now: () => Date.now() + ahead,
      change: (config) => ({ ...config, sessions: { idle: 3_600_000, absolute: 36_000_000 } }),
      configure: (own: Configuration): Configuration => ({
        ...own,
        clients: own.clients?.map((client) => ({ ...client, grant_types: ['authorization_code', 'refresh_token'] })),
        issueRefreshToken: async () => true,
        ttl: { ...own.ttl, RefreshToken: 3600 },
        rotateRefreshToken: true,
        findAccount: async (koa, id, token) => {
          const account = await own.findAccount?.(koa, id, token);
          if (!account || (disabled && token?.kind === 'RefreshToken')) return undefined;
          return { ...account, claims: async (...use) => ({ ...(await account.claims(...use)), groups }) };
        },
      }),
      handler: ({ url }, response) => {
        if (url !== '/events') return void response.end('ok');
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const timer = setInterval(() => response.write('data: more\n\n'), 200);
        response.once('close', () => clearInterval(timer));
      },
    });
  });
  after(() => gateway.close());

  /** Opens an event stream; `closed` resolves once it has ended. */
  async function open(browser: BrowserClient): Promise<{ readonly closed: Promise<void> }> {
    const { hostname, host } = new URL(wiki());
    const stream = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request(
        `${wiki()}/events`,
        {
          createConnection: () =>
            connect({ host: '127.0.0.1', port: gateway.port, servername: hostname, rejectUnauthorized: false }),
          headers: { cookie: browser.jar.getCookieStringSync(wiki()), host },
        },
        (answer) => {
          answer.on('error', () => {});
          answer.on('data', () => resolve(answer));
        },
      );
      outgoing.on('error', reject);
      outgoing.end();
    });
    return { closed: new Promise<void>((resolve) => void stream.once('close', () => resolve())) };
  }

  test('SESS-19: is cut off without a request of the user: let in again under new groups, not at all when disabled', async () => {
    const [alice, bob] = [await gateway.signedIn('alice'), await gateway.signedIn('bob')];
    const hers = await open(alice);
    groups = ['guests'];
    ahead += 50_000;
    await hers.closed;
    assert.equal((await alice.send(`${wiki()}/`)).status, 200, 'the session lives on');
    const again = await open(alice);
    const his = await open(bob);
    assert.equal((await bob.send(`${wiki()}/`)).status, 200);
    disabled = true;
    ahead += 50_000;
    await Promise.all([again.closed, his.closed]);
    for (const browser of [alice, bob])
      assert.equal((await browser.send(`${wiki()}/`, { headers: { 'sec-fetch-mode': 'cors' } })).status, 401);
  });
});
