import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type PageStage, startPageStage } from '../../support/page-stage.ts';
import { sendSignIn } from '../../support/sign-in-form.ts';

const DAY = 24 * 60 * 60 * 1000;

describe('the notice before an app, in Chromium', () => {
  let stage: PageStage;
  let later = 0;
  before(async () => {
    stage = await startPageStage({
      now: () => Date.now() + later,
      change: (config) => ({ ...config, notice: {}, sessions: { idle: 30 * DAY, absolute: 30 * DAY } }),
      handler: (_request, response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end('<title>App</title><p>app'),
    });
  });
  after(() => stage?.close());

  test('E1: it says what is, and leads to what was asked for; E2: it is asked for again in another app', async () => {
    const page = await stage.browser.context.newPage();
    await page.goto(`${stage.wiki}/deep?a=1#part`);
    await sendSignIn(page, { username: 'alice', password: 'a' });
    await page.waitForSelector('text=monitored');
    assert.match((await page.textContent('main')) ?? '', /Access to Wiki is monitored/);
    const button = page.locator('button', { hasText: 'Continue to Wiki' });
    await button.click();
    await page.waitForURL(`${stage.wiki}/deep?a=1#part`);
    await page.goto(`${stage.wiki}/again`);
    assert.equal(await page.title(), 'App', 'once in a session');
    const mail = stage.gateway.suffix('mail.partner.test');
    await page.goto(`${mail}/`);
    assert.match((await page.textContent('main')) ?? '', /Access to Mail is monitored/);
  });

  test('E2: hidden for a week, it is hidden for all apps, and comes back', async () => {
    await stage.browser.context.clearCookies();
    const page = await stage.browser.context.newPage();
    await page.goto(`${stage.wiki}/`);
    const signIn = async (): Promise<void> => {
      const field = page.locator('input[name=password]');
      await field.or(page.locator('text=monitored')).first().waitFor();
      if (await field.count()) await sendSignIn(page, { username: 'alice', password: 'a' });
    };
    await signIn();
    await page.waitForSelector('text=monitored');
    await page.check('input[type=checkbox]');
    await page.locator('button', { hasText: 'Continue to Wiki' }).click();
    await page.waitForURL(`${stage.wiki}/`);
    await page.goto(`${stage.gateway.suffix('mail.partner.test')}/`);
    assert.equal(await page.title(), 'App', 'in the other app as well');
    later = 8 * DAY;
    await page.goto(`${stage.wiki}/later`);
    await signIn();
    await page.waitForSelector('text=monitored');
  });
});
