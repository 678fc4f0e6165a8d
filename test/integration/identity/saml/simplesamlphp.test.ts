import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createSamlProvider } from '../../../../src/identity/saml/saml-provider.ts';
import type { SamlSettings } from '../../../../src/identity/saml/saml-settings.ts';
import type { Answer, BrowserClient } from '../../../support/browser-client.ts';
import { followForms } from '../../../support/follow-forms.ts';
import { type Harness, startHarness, userOf } from '../../../support/handoff-harness.ts';
import { MAPPING } from '../../../support/saml-harness.ts';
import { samlKeys } from '../../../support/saml-idp.ts';
import { HAS_SIMPLESAMLPHP, type SimpleSamlPhp, startSimpleSamlPhp } from '../../../support/simplesamlphp.ts';

const HOST = 'idp.corp.localhost';

describe('an identity provider from another hand: SimpleSAMLphp', { skip: !HAS_SIMPLESAMLPHP }, () => {
  let idp: SimpleSamlPhp;
  let gateway: Harness;
  const warnings: string[] = [];
  const change: { binding: SamlSettings['binding'] } = { binding: 'redirect' };
  let spMetadata: string;
  /** The response that went through the browser last. */
  let lastResponse = '';

  before(async () => {
    const [keys, own] = [await samlKeys('idp'), await samlKeys('gateway')];
    gateway = await startHarness({
      protocol: async ({ ca, ...parts }) => {
        idp = await startSimpleSamlPhp(HOST, await ca.issue([HOST]), keys);
        const settings: SamlSettings = {
          id: 'corp',
          name: 'Corp',
          metadata: idp.metadataUrl,
          metadataSigners: [keys.cert],
          issuer: idp.metadataUrl,
          refresh: 3_600_000,
          ca: [ca.certificate],
          connect: { scheme: 'https', host: '127.0.0.1', port: idp.port },
          entityId: undefined,
          keys: [own],
          get binding() {
            return change.binding;
          },
          mustSign: 'both',
          allowSha1: false,
          timeout: 60_000,
          clockSkew: 300_000,
          unsolicitedApp: 'mail',
          authnContexts: [],
          nameIdFormat: undefined,
          subjectAttribute: undefined,
        };
        return {
          protocol: createSamlProvider(settings, { ...parts, warn: (what) => warnings.push(what) }),
          mapping: MAPPING,
        };
      },
    });
    spMetadata = (await gateway.client().send(`${gateway.login}/.well-known/sallyport/saml/corp`)).body.toString();
    idp.configure(spMetadata);
  });
  after(async () => {
    await gateway.close();
    await idp.close();
  });

  const why = (): string => JSON.stringify([warnings, gateway.failures.map(({ detail }) => detail)]);
  async function signIn(browser: BrowserClient, url = `${gateway.at('wiki.corp.test')}/deep?x=1`): Promise<Answer> {
    const page = await browser.navigate(url);
    return followForms(browser, page, {
      fill: { username: 'bob', password: 'bobpass' },
      sent: ({ SAMLResponse }) => {
        if (SAMLResponse !== undefined) lastResponse = Buffer.from(SAMLResponse, 'base64').toString();
      },
    });
  }

  for (const [name, settings, mark] of [
    ['in clear', '', '<saml:Assertion '],
    ['encrypted as it does by default', "'assertion.encryption' => true,", 'xmlenc#aes128-cbc'],
  ] as const)
    for (const binding of ['redirect', 'post'] as const)
      test(`signs in with an assertion ${name}, asked by ${binding}`, async () => {
        idp.configure(spMetadata, settings);
        change.binding = binding;
        const answer = await signIn(gateway.client());
        assert.equal(answer.status, 200, `${answer.url} ${why()} ${answer.body.toString().slice(0, 2000)}`);
        const { user, device, target } = JSON.parse(answer.body.toString());
        assert.equal(target, '/deep?x=1');
        assert.ok(lastResponse.includes(mark), `no ${mark} in the response`);
        assert.deepEqual(
          [user.subject, user.name, user.email, user.groups, device.tags],
          ['bob@contoso.test', 'Bob & Ærø', 'bob@contoso.test', ['staff', 'admins'], ['compliant']],
        );
      });

  for (const binding of ['redirect', 'post'] as const)
    test(`signing out at the gateway signs out at the provider, by ${binding}`, async () => {
      idp.configure(spMetadata);
      change.binding = binding;
      const browser = gateway.client();
      await signIn(browser);
      const out = await browser.navigate(`${gateway.login}/.well-known/sallyport/sign-out`, {
        method: 'POST',
        headers: { origin: gateway.login, 'sec-fetch-site': 'same-origin' },
      });
      const end = await followForms(browser, out);
      assert.match(end.body.toString(), /signed out/, `${end.url} ${why()} ${end.body.toString().slice(0, 1500)}`);
      assert.ok(end.url.startsWith(gateway.login), end.url);
      // The provider asks again.
      const again = await followForms(browser, await browser.navigate(`${gateway.at('wiki.corp.test')}/`));
      assert.match(again.body.toString(), /name="username"/);
      assert.equal(await gateway.whoAt(browser, 'wiki.corp.test'), undefined);
    });

  test('signing out at the provider ends the session at the gateway', async () => {
    change.binding = 'redirect';
    const browser = gateway.client();
    await signIn(browser);
    assert.equal(await gateway.whoAt(browser, 'wiki.corp.test'), 'Bob & Ærø', why());
    const start = await browser.navigate(
      `${idp.origin}/saml2/idp/SingleLogoutService.php?ReturnTo=${encodeURIComponent(`${idp.origin}/robots.txt`)}`,
    );
    const end = await followForms(browser, start);
    assert.ok(end.url.startsWith(idp.origin), `${end.url} ${why()} ${end.body.toString().slice(0, 1500)}`);
    assert.equal(await gateway.whoAt(browser, 'wiki.corp.test'), undefined, why());
    assert.equal(gateway.events.at(-1)?.type, 'sign-out');
  });

  test('a sign-in begun at the provider opens the app it is set for', async () => {
    const browser = gateway.client();
    const url = `${idp.origin}/saml2/idp/SSOService.php?spentityid=${encodeURIComponent(`${gateway.login}/.well-known/sallyport/saml/corp`)}`;
    const answer = await signIn(browser, url);
    assert.equal(userOf(answer), 'Bob & Ærø', why());
    assert.ok(answer.url.startsWith(gateway.at('mail.partner.test')), answer.url);
  });
});
