import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

describe('an app that is asked for more than it can do', { timeout: 120_000 }, () => {
  let gateway: TestGateway;
  let alice: BrowserClient;
  let bob: BrowserClient;
  let isOver = false;
  const held: (() => void)[] = [];
  const ask = (browser: BrowserClient, path: string) => browser.send(gateway.suffix('wiki.corp.test') + path);
  /** Answered when all is over: what it comes to is not looked at. */
  const hold = () => ask(alice, '/hold').catch((error: unknown) => error);

  before(async () => {
    gateway = await startTestGateway({
      handler: (request, response) => {
        if (request.url !== '/hold' || isOver) response.end('ok');
        else held.push(() => response.end());
      },
      change: (config) => ({ ...config, limits: { ...config.limits, connectionsPerHost: 2 } }),
    });
    [alice, bob] = [await gateway.signedIn('alice'), await gateway.signedIn('bob')];
    // Half of the connections, four requests that wait for it, and one more.
    const refused = await Promise.race(Array.from({ length: 6 }, hold));
    assert.ok(refused && typeof refused === 'object' && 'status' in refused, String(refused));
    assert.equal(refused.status, 503);
  });
  after(async () => {
    isOver = true;
    for (const answer of held) answer();
    await gateway.close();
  });

  test('says when to come again', async () => {
    for (const metadata of [true, false]) {
      const { status, headers } = await alice.send(`${gateway.suffix('wiki.corp.test')}/more`, { metadata });
      assert.deepEqual([status, headers['retry-after']], [503, '5']);
    }
  });

  test('is there for others all the while', async () => {
    assert.equal((await ask(bob, '/')).status, 200);
    assert.equal((await ask(alice, '/')).status, 503);
  });
});
