import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { type Apache, withoutApache } from '../../../support/apache.ts';
import type { BrowserClient } from '../../../support/browser-client.ts';
import { followForms } from '../../../support/follow-forms.ts';
import { freePort } from '../../../support/free-port.ts';
import { MELLON, startMellon } from '../../../support/mellon.ts';
import { passTo } from '../../../support/pass-to.ts';
import { samlKeys } from '../../../support/saml-idp.ts';
import { signOut } from '../../../support/sign-out.ts';
import { signOutAtProvider } from '../../../support/sign-out-at-provider.ts';
import { startTestGateway, type TestGateway } from '../../../support/test-gateway.ts';

const FILL = { fill: { username: 'alice', password: 'a' } };

describe('single logout with mod_auth_mellon as the app', { skip: withoutApache('auth_mellon') }, () => {
  let gateway: TestGateway;
  let apache: Apache;
  let port: number;

  before(async () => {
    const keys = await samlKeys('wiki');
    port = await freePort();
    gateway = await startTestGateway({
      handler: passTo(port),
      change: (config) => ({
        ...config,
        apps: config.apps.map((app) =>
          app.id === 'wiki'
            ? {
                ...app,
                saml: {
                  entityId: `${MELLON}/metadata`,
                  acs: [`${MELLON}/postResponse`],
                  certificates: [keys.cert],
                  nameId: 'email',
                  attributes: {},
                  logout: { url: `${MELLON}/logout`, responseUrl: `${MELLON}/logout`, binding: 'redirect' },
                },
              }
            : app,
        ),
      }),
    });
    apache = await startMellon(port, gateway, gateway.client(), keys);
  });
  after(async () => {
    await apache?.close();
    await gateway?.close();
  });

  const wiki = (): string => gateway.suffix('wiki.corp.test');

  async function signedIn(): Promise<{ readonly browser: BrowserClient; readonly cookie: string }> {
    const browser = gateway.client();
    const page = await followForms(browser, await browser.navigate(`${wiki()}/wiki/page`), FILL);
    assert.match(page.body.toString(), /user=alice@corp\.test/, `${page.url} ${page.body} ${apache.log()}`);
    const { headers } = gateway.origin.seen.findLast(({ url }) => url === '/wiki/page') ?? { headers: { cookie: '' } };
    return { browser, cookie: headers.cookie ?? '' };
  }

  /** What the app says to somebody who comes with this cookie past the gateway. */
  const atTheApp = (cookie: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const asked = request({ port, path: '/wiki/page', headers: { host: 'wiki.corp.test', cookie } }, (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
      });
      asked.on('error', reject);
      asked.end();
    });

  const isSignedOut = async (browser: BrowserClient): Promise<boolean> => {
    const answer = await browser.send(`${wiki()}/wiki/page`, {
      headers: { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin', accept: '*/*' },
    });
    return answer.status === 401;
  };

  test('the app’s own sign-out ends the gateway’s session and the provider’s, and the app gets its answer', async () => {
    const { browser, cookie } = await signedIn();
    assert.equal(await atTheApp(cookie), 200);
    const before = gateway.origin.seen.length;
    const back = encodeURIComponent(`${wiki()}/wiki/bye`);
    const page = await browser.navigate(`${wiki()}/mellon/logout?ReturnTo=${back}`);
    const told = `${page.url} ${page.status} ${page.body} ${apache.log()}`;
    assert.ok(await isSignedOut(browser), told);
    assert.equal(await atTheApp(cookie), 303, 'the app has no session by this cookie any more');
    const seen = gateway.origin.seen.slice(before).map(({ url }) => url);
    assert.ok(
      seen.some((url) => url.startsWith('/mellon/logout?SAMLResponse=')),
      `the answer came: ${seen} ${told}`,
    );
    // The provider asks before it ends its own session, and leads back to where the app wanted to go on.
    const landed = await signOutAtProvider(browser, page);
    assert.equal(landed, `${wiki()}/wiki/bye`);
    assert.match((await browser.navigate(landed)).body.toString(), /name="username"/, 'somebody has to sign in again');
  });

  test('a sign-out at the gateway signs the app out', async () => {
    const { browser, cookie } = await signedIn();
    assert.equal(await atTheApp(cookie), 200);
    assert.equal((await signOut(browser, wiki())).status, 303);
    assert.equal(await atTheApp(cookie), 303, apache.log());
    assert.ok(await isSignedOut(browser));
  });
});
