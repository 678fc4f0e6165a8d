import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { ProviderConfig } from '../../src/config/gateway-config.ts';
import { openLocalCa } from '../../src/proxy/tls/local-ca.ts';
import { launchChromium, type TestBrowser } from '../support/chromium.ts';
import { samlKeys } from '../support/saml-idp.ts';
import { sendSignIn } from '../support/sign-in-form.ts';
import { HAS_SIMPLESAMLPHP, type SimpleSamlPhp, startSimpleSamlPhp } from '../support/simplesamlphp.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';

const HOST = 'idp.corp.localhost';

/** What only a browser can show: cookies over a form of another site, forms that send themselves, the policy on them. */
describe('signing in and out with SAML in Chromium', { skip: !HAS_SIMPLESAMLPHP }, () => {
  for (const binding of ['redirect', 'post'] as const)
    describe(`asked by ${binding}`, () => {
      let directory: string;
      let idp: SimpleSamlPhp;
      let gateway: TestGateway;
      let browser: TestBrowser;

      before(async () => {
        directory = mkdtempSync(join(tmpdir(), 'sallyport-saml-browser-'));
        const ca = await openLocalCa(directory, 'Provider test authority');
        idp = await startSimpleSamlPhp(HOST, await ca.issue([HOST]), await samlKeys('idp'));
        const provider: ProviderConfig = {
          type: 'saml',
          id: 'corp',
          name: 'Corp',
          metadata: idp.metadataUrl,
          metadataSigners: [],
          issuer: undefined,
          refresh: 3_600_000,
          ca: [ca.certificate],
          connect: { scheme: 'https', host: '127.0.0.1', port: idp.port },
          entityId: undefined,
          keys: [],
          binding,
          mustSign: 'both',
          allowSha1: false,
          timeout: 60_000,
          clockSkew: 300_000,
          unsolicitedApp: undefined,
          authnContexts: [],
          nameIdFormat: undefined,
          subjectAttribute: undefined,
          claims: { name: 'displayName', email: 'mail', groups: 'groups' },
          deviceTags: [],
        };
        gateway = await startTestGateway({
          handler: (_request, response) =>
            response
              .writeHead(200, { 'content-type': 'text/html' })
              .end('<!doctype html><title>Wiki</title><p>Here</p>'),
          change: (config) => ({ ...config, providers: [provider] }),
        });
        const metadata = await gateway.client().send(`${gateway.suffix('login')}/.well-known/sallyport/saml/corp`);
        idp.configure(metadata.body.toString());
        browser = await launchChromium();
      });
      after(async () => {
        await browser.close();
        await gateway.close();
        await idp.close();
        rmSync(directory, { recursive: true, force: true });
      });

      test('one sign-in leads to the very place, and signing out ends it on both sides', async () => {
        const page = await browser.context.newPage();
        const wiki = gateway.suffix('wiki.corp.test');
        await page.goto(`${wiki}/deep?x=1#part`);
        await page.waitForURL((url) => url.hostname === HOST);
        await sendSignIn(page, { username: 'bob', password: 'bobpass' });
        await page.waitForURL(`${wiki}/deep?x=1#part`);
        assert.equal(await page.title(), 'Wiki');

        await page.goto(`${gateway.suffix('login')}/.well-known/sallyport/sign-out`);
        assert.match(await page.innerText('body'), /Bob & Ærø/);
        await page.click('button[type=submit]');
        await page.waitForURL(/\/\.well-known\/sallyport\/signed-out$/);
        assert.match(await page.innerText('body'), /signed out/i);
        await page.goto(`${wiki}/`);
        await page.waitForURL((url) => url.hostname === HOST);
        await page.waitForSelector('input[name=password]');
      });
    });
});
