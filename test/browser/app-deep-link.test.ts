import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { GatewayConfig } from '../../src/config/gateway-config.ts';
import { launchChromium, type TestBrowser } from '../support/chromium.ts';
import { redirectQuery } from '../support/saml-idp.ts';
import { sendSignIn } from '../support/sign-in-form.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';

const [WIKI, DEEP] = ['https://wiki.corp.test', '/deep?x=1'];
const ALICE = { username: 'alice', password: 'a' };

describe('a deep link with a fragment into an app that signs its users in at the gateway, in Chromium', () => {
  let gateway: TestGateway;
  let browser: TestBrowser;
  before(async () => {
    const saml = {
      entityId: `${WIKI}/`,
      acs: [`${WIKI}/acs`],
      certificates: [],
      nameId: 'email',
      attributes: {},
    } as const;
    gateway = await startTestGateway({
      change: (config): GatewayConfig => ({
        ...config,
        apps: config.apps.map((app) => (app.id === 'wiki' ? { ...app, saml } : app)),
      }),
      handler: (request, response) => {
        // As apps do: without a session of its own to the provider, and from there to the path that was asked for.
        if (request.method === 'POST')
          return void response
            .writeHead(303, { location: DEEP, 'set-cookie': 'known=1; Secure; Path=/; SameSite=None' })
            .end();
        if (request.headers.host === 'mail.partner.test' || request.headers.cookie?.includes('known=1'))
          return void response
            .writeHead(200, { 'content-type': 'text/html' })
            .end('<!doctype html><title>Wiki</title><p id="app">in');
        const xml = `<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" ID="_q${Date.now()}" Version="2.0" IssueInstant="${new Date().toISOString()}"><a:Issuer>${WIKI}/</a:Issuer></p:AuthnRequest>`;
        const query = redirectQuery('SAMLRequest', xml, undefined);
        response
          .writeHead(302, { location: `${gateway.suffix('wiki.corp.test')}/.well-known/sallyport/sign-on?${query}` })
          .end();
      },
    });
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await gateway?.close();
  });

  for (const [name, signedIn] of [
    ['at the first sign-in', false],
    ['with a session of the gateway', true],
  ] as const)
    test(`is kept whole ${name}`, async () => {
      await browser.context.clearCookies();
      const page = await browser.context.newPage();
      const wiki = gateway.suffix('wiki.corp.test');
      await page.goto(signedIn ? `${gateway.suffix('mail.partner.test')}/` : `${wiki}${DEEP}#part=2/ä`);
      await sendSignIn(page, ALICE);
      if (signedIn) {
        await page.waitForURL(/^https:\/\/wiki|^https:\/\/mail/);
        await page.goto(`${wiki}${DEEP}#part=2/ä`);
      }
      await page.waitForSelector('#app');
      assert.equal(
        await page.evaluate('document.title + location.pathname + location.search + location.hash'),
        `Wiki${DEEP}#part=2/%C3%A4`,
      );
      await page.close();
    });
});
