import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Request } from 'playwright-core';
import { launchChromium, type TestBrowser } from '../support/chromium.ts';
import { followForms } from '../support/follow-forms.ts';
import { sendSignIn } from '../support/sign-in-form.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';

/** What only a browser can show: cookies over a form of another site, and where a code can be read afterwards. */
describe('signing in in Chromium where the provider answers by form', () => {
  let gateway: TestGateway;
  let browser: TestBrowser;
  let wiki: string;
  before(async () => {
    gateway = await startTestGateway({
      handler: (_request, response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Wiki</title><p>Here</p>'),
      change: (config) => ({
        ...config,
        providers: config.providers.map((each) =>
          each.type === 'oidc' ? { ...each, responseMode: 'form_post' } : each,
        ),
      }),
    });
    wiki = gateway.suffix('wiki.corp.test');
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await gateway?.close();
  });

  test('a form of somebody else’s sign-in signs nobody in', async () => {
    class Held extends Error {}
    let held: Readonly<Record<string, string>> = {};
    const attacker = gateway.client();
    await assert.rejects(
      followForms(attacker, await attacker.navigate(`${wiki}/`), {
        fill: { username: 'bob', password: 'b' },
        sent(fields) {
          if (!('code' in fields)) return;
          held = fields;
          throw new Held();
        },
      }),
      Held,
    );
    const page = await browser.context.newPage();
    const inputs = Object.entries(held).map(([name, value]) => `<input name="${name}" value="${value}">`);
    const action = `${gateway.suffix('login')}/.well-known/sallyport/callback`;
    await page.setContent(`<form method="post" action="${action}">${inputs.join('')}<button>win</button></form>`);
    await page.click('button');
    await page.waitForURL(/\/callback\?state=/);
    assert.doesNotMatch(page.url(), /code=/);
    await page.goto(`${wiki}/`);
    // The victim is asked to sign in.
    await page.waitForSelector('input[name=password]');
    await page.close();
  });

  test('one sign-in leads to the very place, and no address ever holds the code', async () => {
    const page = await browser.context.newPage();
    const requests: Request[] = [];
    page.on('request', (request) => requests.push(request));
    await page.goto(`${wiki}/deep?x=1#part`);
    await sendSignIn(page, { username: 'alice', password: 'a' });
    await page.waitForURL(`${wiki}/deep?x=1#part`);
    assert.equal(await page.title(), 'Wiki');
    const answers = requests.filter((request) => request.url().includes('/.well-known/sallyport/callback'));
    assert.deepEqual(
      answers.map((request) => request.method()),
      ['POST', 'GET'],
    );
    const [posted] = answers;
    assert.equal((await posted?.allHeaders())?.['cookie'], undefined, 'another site’s form brings no cookies');
    assert.match(posted?.postData() ?? '', /(^|&)code=/);
    const ofGateway = requests.filter((request) => new URL(request.url()).host.startsWith('login.'));
    for (const request of ofGateway) assert.doesNotMatch(request.url(), /[?&]code=/);
    await page.close();
  });
});
