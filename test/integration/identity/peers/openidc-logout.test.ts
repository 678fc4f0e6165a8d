import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { type Apache, withoutApache } from '../../../support/apache.ts';
import type { BrowserClient } from '../../../support/browser-client.ts';
import { followForms } from '../../../support/follow-forms.ts';
import { freePort } from '../../../support/free-port.ts';
import { startOpenidc, WIKI_SECRET } from '../../../support/openidc.ts';
import { passTo } from '../../../support/pass-to.ts';
import { signOut } from '../../../support/sign-out.ts';
import { signOutAtProvider } from '../../../support/sign-out-at-provider.ts';
import { startTestGateway, type TestGateway } from '../../../support/test-gateway.ts';

const ORIGIN = 'https://wiki.corp.test';
const BYE = `${ORIGIN}/wiki/bye`;

describe('signing out with mod_auth_openidc as the app', { skip: withoutApache('auth_openidc') }, () => {
  let gateway: TestGateway;
  let apache: Apache;
  let port: number;

  before(async () => {
    port = await freePort();
    gateway = await startTestGateway({
      handler: passTo(port),
      change: (config) => ({
        ...config,
        apps: config.apps.map((app) =>
          app.id === 'wiki'
            ? {
                ...app,
                oidc: {
                  clientId: 'wiki',
                  auth: { method: 'client_secret_basic', secret: WIKI_SECRET },
                  redirectUris: [`${ORIGIN}/oidc/cb`],
                  postLogoutRedirectUris: [BYE],
                  backchannelLogoutUri: `${ORIGIN}/oidc/cb?logout=backchannel`,
                  pkce: 'required',
                  subject: 'email',
                  claims: {},
                },
              }
            : app,
        ),
      }),
    });
    apache = await startOpenidc(port, gateway);
  });
  after(async () => {
    await apache?.close();
    await gateway?.close();
  });

  const wiki = (): string => gateway.suffix('wiki.corp.test');

  async function signedIn(): Promise<{ readonly browser: BrowserClient; readonly cookie: string }> {
    const browser = gateway.client();
    const fill = { username: 'alice', password: 'a' };
    const page = await followForms(browser, await browser.navigate(`${wiki()}/wiki/page`), { fill });
    assert.match(page.body.toString(), /user=alice@corp\.test/, `${page.url} ${page.body} ${apache.log()}`);
    const { headers } = gateway.origin.seen.findLast(({ url }) => url === '/wiki/page') ?? { headers: { cookie: '' } };
    return { browser, cookie: headers.cookie ?? '' };
  }

  /** What the app says to somebody who comes with this cookie past the gateway. */
  const atTheApp = (cookie: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = { host: 'wiki.corp.test', cookie, 'sec-fetch-mode': 'navigate', accept: 'text/html' };
      const asked = request({ port, path: '/wiki/page', headers }, (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
      });
      asked.on('error', reject);
      asked.end();
    });

  async function signsOutAtTheApp(cookie: string): Promise<void> {
    for (let attempt = 0; attempt < 1200; attempt++) {
      if ((await atTheApp(cookie)) !== 200) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`the app still knows the session: ${apache.log()}`);
  }

  test('the app’s own sign-out asks nothing, ends everything, and leads back under the suffix', async () => {
    const { browser, cookie } = await signedIn();
    assert.equal(await atTheApp(cookie), 200);
    const back = encodeURIComponent(`${wiki()}/wiki/bye`);
    const page = await browser.navigate(`${wiki()}/oidc/cb?logout=${back}`);
    assert.equal(await signOutAtProvider(browser, page), `${wiki()}/wiki/bye`);
    assert.notEqual(await atTheApp(cookie), 200);
    const again = await browser.navigate(`${wiki()}/wiki/page`);
    assert.match(again.body.toString(), /name="username"/, 'somebody has to sign in again');
  });

  test('the app’s server is told of a sign-out at the gateway, by a token that it believes', async () => {
    const { browser, cookie } = await signedIn();
    const other = await signedIn();
    assert.equal(await atTheApp(cookie), 200);
    await signOut(browser, wiki());
    await signsOutAtTheApp(cookie);
    assert.equal(await atTheApp(other.cookie), 200, 'her session in another browser goes on');
  });
});
