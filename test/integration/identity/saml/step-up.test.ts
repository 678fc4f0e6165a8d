import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserClient } from '../../../support/browser-client.ts';
import { type SamlHarness, startSamlHarness } from '../../../support/saml-harness.ts';

const PASSWORD = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';
const STRONG = 'https://refeds.org/profile/mfa';
const TARGET = `/strong?strength=${encodeURIComponent(STRONG)}`;

describe('a SAML provider is asked for a stronger or more recent sign-in', () => {
  let saml: SamlHarness;
  before(async () => {
    saml = await startSamlHarness();
  });
  after(() => saml.close());

  const signedIn = async (): Promise<BrowserClient> => {
    const browser = saml.gateway.client();
    await saml.signIn(browser);
    return browser;
  };

  test('by the method that the policy names; what was asked for is opened then', async () => {
    const browser = await signedIn();
    const asked = await saml.begin(browser, TARGET);
    assert.match(
      asked.xml,
      /<p:RequestedAuthnContext Comparison="exact"><a:AuthnContextClassRef>https:\/\/refeds\.org\/profile\/mfa</,
    );
    assert.doesNotMatch(asked.xml, /ForceAuthn/);
    const answer = saml.signed(saml.fields(asked.requestId, { classRef: STRONG }));
    const page = await saml.deliver(browser, answer, asked.relayState);
    assert.equal(page.status, 200, page.body.toString());
    assert.equal((JSON.parse(page.body.toString()) as { target: string }).target, TARGET);
    const again = await browser.send(`${saml.gateway.at('wiki.corp.test')}${TARGET}`);
    assert.equal(again.status, 200, 'it is remembered');
  });

  test('anew, where the last sign-in is too old', async () => {
    const browser = await signedIn();
    saml.gateway.clock.now += 30_000;
    const asked = await saml.begin(browser, '/strong?maxAge=20000');
    assert.match(asked.xml, / ForceAuthn="true"/);
    assert.doesNotMatch(asked.xml, /RequestedAuthnContext/);
    const page = await saml.deliver(browser, saml.signed(saml.fields(asked.requestId)), asked.relayState);
    assert.equal(page.status, 200, page.body.toString());
  });

  test('an answer that is weaker, older or without a time is not taken for one', async () => {
    for (const [target, change] of [
      [TARGET, { classRef: PASSWORD }],
      [TARGET, { classRef: STRONG.toUpperCase().replace('MFA', 'MFA2') }],
      [TARGET, { classRef: PASSWORD, attributes: { acr: [STRONG] } }],
      ['/strong?maxAge=20000', { now: saml.gateway.clock.now - 120_000 }],
    ] as const) {
      const browser = await signedIn();
      saml.gateway.clock.now += 30_000;
      const asked = await saml.begin(browser, target);
      const page = await saml.deliver(browser, saml.signed(saml.fields(asked.requestId, change)), asked.relayState);
      assert.equal(page.status, 403, `${target} ${page.body}`);
      assert.match(saml.reason(), /^step-up-failed/);
    }
  });
});

test('where every sign-in must be by certain methods, a stronger one counts as well when it was asked for, and only then', async () => {
  const saml = await startSamlHarness({ authnContexts: [PASSWORD] });
  try {
    const browser = saml.gateway.client();
    const first = await saml.begin(browser);
    await saml.deliver(browser, saml.signed(saml.fields(first.requestId, { classRef: STRONG })), first.relayState);
    assert.match(saml.reason(), /weak-authentication/);
    await saml.signIn(browser);
    const asked = await saml.begin(browser, TARGET);
    assert.doesNotMatch(asked.xml, /PasswordProtectedTransport/);
    const stronger = saml.signed(saml.fields(asked.requestId, { classRef: STRONG }));
    assert.equal((await saml.deliver(browser, stronger, asked.relayState)).status, 200);
  } finally {
    await saml.close();
  }
});
