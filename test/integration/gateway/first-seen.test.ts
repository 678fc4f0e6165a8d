import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import { countryDatabase } from '../../support/address-database.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { signOut } from '../../support/sign-out.ts';
import { startTestGateway, type TestGateway, USERS } from '../../support/test-gateway.ts';

const DAY = 24 * 60 * 60 * 1000;
const policy = (id: string, seen: 'device' | 'country', path: string): PolicyDocument => ({
  id,
  name: id,
  severity: 'high',
  mode: 'active',
  control: 'download',
  when: { path: [path], firstSeen: [seen] },
  action: 'block',
});

describe('browsers and countries not seen before with a user', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-seen-'));
  let gateway: TestGateway;
  let wiki: string;
  let later = 0;
  before(async () => {
    const countryFile = join(directory, 'countries.mmdb');
    writeFileSync(countryFile, countryDatabase({ '127.0.0.0/8': 'DE' }));
    gateway = await startTestGateway({
      now: () => Date.now() + later,
      policies: [policy('new-device', 'device', '/by-device'), policy('new-country', 'country', '/by-country')],
      change: (config) => ({ ...config, countryFile }),
      handler: (request, response) => {
        const isFile = request.url?.startsWith('/by-') === true;
        response
          .writeHead(200, { 'content-type': isFile ? 'application/zip' : 'text/html' })
          .end(isFile ? 'PK\x03\x04' : '<p>home');
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
  });
  after(async () => {
    await gateway?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function signIn(browser: BrowserClient, username: string): Promise<void> {
    // The provider asks who it is; the gateway knows the browser.
    await browser.jar.store.removeCookies('idp.corp.localhost', null);
    const page = await browser.navigate(`${wiki}/`);
    await browser.signIn(page, username, USERS.find((user) => user.username === username)!.password);
  }
  const saved = async (browser: BrowserClient): Promise<readonly number[]> => [
    (await browser.navigate(`${wiki}/by-device`)).status,
    (await browser.navigate(`${wiki}/by-country`)).status,
  ];

  test('count as new once, for each user apart, and again after 400 days', async () => {
    const first = gateway.client();
    await signIn(first, 'alice');
    assert.deepEqual(await saved(first), [403, 403], 'both are new');
    await signOut(first, wiki);
    await signIn(first, 'alice');
    assert.deepEqual(await saved(first), [200, 200], 'both are known');

    const second = gateway.client();
    await signIn(second, 'alice');
    assert.deepEqual(await saved(second), [403, 200], 'another browser in the same country');
    await signOut(second, wiki);
    await signIn(second, 'carol');
    assert.deepEqual(await saved(second), [403, 403], 'another user of that browser');

    await signOut(first, wiki);
    later = 401 * DAY;
    await signIn(first, 'alice');
    assert.deepEqual(await saved(first), [403, 403], 'forgotten');
  });

  test('a secret of the browser that somebody made up is a new browser', async () => {
    const own = gateway.client();
    await signIn(own, 'bob');
    await signOut(own, wiki);
    await signIn(own, 'bob');
    assert.equal((await saved(own))[0], 200);
    const forged = gateway.client();
    const login = gateway.suffix('login');
    const kept = (own.jar.serializeSync()?.cookies ?? []).filter(({ domain }) => String(domain).startsWith('login.'));
    assert.ok(kept.length > 0);
    for (const { key } of kept)
      forged.jar.setCookieSync(`${String(key)}=${'A'.repeat(43)}; Path=/; Secure`, `${login}/`);
    await signIn(forged, 'bob');
    assert.equal((await saved(forged))[0], 403);
  });
});
