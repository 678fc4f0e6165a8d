import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page, Request } from 'playwright-core';
import { type PageStage, startPageStage } from '../../support/page-stage.ts';

const DOMAIN = 'mcas.localhost';

describe('cookies and requests of another app in Chromium', () => {
  let stage: PageStage;
  let page: Page;
  let mail: string;
  before(async () => {
    stage = await startPageStage({
      policies: [],
      handler: (request, response) =>
        response
          .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
          .end(`<!doctype html><title>Wiki</title><p>${request.headers.host} ${request.headers.cookie ?? ''}`),
    });
    page = await stage.signIn('alice');
    mail = `${stage.gateway.suffix('mail.partner.test')}/`;
    await page.goto(mail);
  });
  after(() => stage?.close());

  const works = async (): Promise<void> => {
    await page.goto(`${stage.wiki}/works`);
    assert.equal(page.url(), `${stage.wiki}/works`);
    assert.match((await page.textContent('p')) ?? '', /^wiki\.corp\.test/);
  };

  test('SESS-11: no form, picture, frame or script of a sibling app, or of the app itself, signs anybody out', async () => {
    const target = `${stage.wiki}/.well-known/sallyport/sign-out`;
    const login = `https://login.${DOMAIN}:${stage.gateway.port}/.well-known/sallyport/sign-out`;
    for (const [from, url] of [
      [mail, target],
      [mail, login],
      [`${stage.wiki}/works`, target],
      [`${stage.wiki}/works`, login],
    ] as const)
      for (const way of [
        `const f = document.createElement('iframe'); f.name = 'f'; document.body.append(f); const g = document.createElement('form'); g.method = 'post'; g.target = 'f'; g.action = '${url}'; document.body.append(g); g.submit()`,
        `new Image().src = '${url}'`,
        `const f = document.createElement('iframe'); f.src = '${url}'; document.body.append(f)`,
        `fetch('${url}', { method: 'POST', mode: 'no-cors', credentials: 'include' }).catch(() => {})`,
        `navigator.sendBeacon('${url}', 'a=1')`,
        `fetch('${url}', { credentials: 'include' }).then((r) => r.text()).then((t) => fetch(/action="([^"]*)"/.exec(t)[1], { method: 'POST' })).catch(() => {})`,
      ]) {
        await page.goto(from);
        const isIt = (request: Request): boolean => request.url() === url;
        const over = [
          page.context().waitForEvent('requestfinished', isIt),
          page.context().waitForEvent('requestfailed', isIt),
        ];
        for (const each of over) each.catch(() => {});
        await page.evaluate(`(() => { ${way} })()`);
        // Of a frame that may not be there, nothing is told.
        await Promise.race([...over, page.waitForTimeout(1500)]);
      }
    await works();
  });

  test('SESS-21: cookies for the whole suffix, set by script or otherwise, keep no other app out for long', async () => {
    await page.goto(mail);
    await page.evaluate(
      `for (let at = 0; at < 200; at++) { document.cookie = 'bomb' + at + '=' + 'x'.repeat(4000) + '; domain=${DOMAIN}; path=/; secure'; document.cookie = 'bomb' + at + '=' + 'x'.repeat(4000) + '; domain=partner.test; path=/; secure' }`,
    );
    await works();
    // By names of their own: an answer that is late still clears those of before.
    await page.context().addCookies(
      Array.from({ length: 30 }, (_, at) => ({
        name: `otherwise${at}`,
        value: 'x'.repeat(3900),
        domain: `.${DOMAIN}`,
        path: '/',
        secure: true,
      })),
    );
    const refused = await page.goto(`${stage.wiki}/`);
    assert.equal(refused?.status(), 431);
    assert.match((await page.textContent('body')) ?? '', /load the page again/);
    await works();
  });
});
