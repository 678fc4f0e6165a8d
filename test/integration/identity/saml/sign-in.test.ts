import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { readMessage } from '../../../../src/identity/saml/filter/read-message.ts';
import { certificateKey } from '../../../../src/identity/saml/x509-key.ts';
import { verifiedText } from '../../../../src/identity/saml/xml-signature.ts';
import { userOf } from '../../../support/handoff-harness.ts';
import { type SamlHarness, SSO, startSamlHarness } from '../../../support/saml-harness.ts';
import { assertionXml, encryptedAssertion, responseXml, signElement } from '../../../support/saml-idp.ts';

const GCM = 'http://www.w3.org/2009/xmlenc11#aes256-gcm';
const CBC = 'http://www.w3.org/2001/04/xmlenc#aes128-cbc';

describe('signing in with SAML', () => {
  let saml: SamlHarness;
  before(async () => {
    saml = await startSamlHarness();
  });
  after(() => saml.close());

  test('leads from the app to the provider and back to the very place, with user, groups and device', async () => {
    const browser = saml.gateway.client();
    const answer = await saml.signIn(browser);
    assert.equal(answer.status, 200, saml.reason());
    const { user, device, target } = JSON.parse(answer.body.toString());
    assert.deepEqual(user, { provider: 'corp', subject: 'bob@contoso.test', name: 'Bob', groups: ['staff', 'admins'] });
    assert.deepEqual(device.tags, ['compliant']);
    assert.equal(target, '/deep?x=1');
    assert.equal(saml.gateway.events.at(-1)?.type, 'sign-in');
    // Other hosts follow without asking again.
    assert.equal(userOf(await browser.navigate(`${saml.gateway.at('mail.partner.test')}/`)), 'Bob');
  });

  test('the request is signed over the query as it stands, and says what the standard wants', async () => {
    const { location, xml, relayState, requestId } = await saml.begin(saml.gateway.client());
    const [, query = ''] = location.split('?');
    const [toVerify = '', signature = ''] = query.split('&Signature=');
    assert.match(toVerify, /^SAMLRequest=[^&]+&RelayState=[^&]+&SigAlg=[^&]+$/);
    const octets = Buffer.from(decodeURIComponent(signature), 'base64');
    assert.ok(verify('sha256', Buffer.from(toVerify), createPublicKey(saml.own.cert), octets));
    assert.ok(xml.includes(`Destination="${SSO}"`) && xml.includes(`AssertionConsumerServiceURL="${saml.acs}"`));
    assert.ok(xml.includes(`>${saml.entityId}</`));
    assert.match(relayState, /^[\w-]{64}$/);
    assert.match(requestId, /^_[0-9a-f]{40}$/);
  });

  test('metadata is served, signed, with both addresses and the keys', async () => {
    const answer = await saml.gateway.client().send(saml.entityId);
    assert.equal(answer.headers['content-type'], 'application/samlmetadata+xml');
    const message = readMessage(answer.body.toString(), { allowSha1: false });
    assert.ok(typeof message !== 'string', String(message));
    const key = certificateKey(saml.own.cert);
    assert.ok(key);
    const verified = verifiedText(message, message.root, [key]);
    assert.ok(typeof verified !== 'string', String(verified));
    for (const text of [saml.acs, saml.slo, 'use="encryption"', 'use="signing"', 'AuthnRequestsSigned="true"'])
      assert.ok(verified.signed.includes(text), text);
  });

  test('a signature on either part is enough, and a cipher over both', async () => {
    for (const sign of ['assertion', 'response'] as const) {
      const browser = saml.gateway.client();
      const { requestId, relayState } = await saml.begin(browser);
      const fields = saml.fields(requestId);
      const id = sign === 'assertion' ? fields.assertionId : fields.responseId;
      const xml = signElement(responseXml(fields, assertionXml(fields)), id, saml.idp);
      assert.equal((await saml.deliver(browser, xml, relayState)).status, 200, `${sign} ${saml.reason()}`);
    }
    for (const [algorithm, inner, outer] of [
      [GCM, true, false],
      [GCM, false, true],
      [CBC, true, true],
      [CBC, false, true],
    ] as const) {
      const browser = saml.gateway.client();
      const { requestId, relayState } = await saml.begin(browser);
      const fields = saml.fields(requestId);
      const plain = assertionXml(fields);
      const assertion = inner ? signElement(plain, fields.assertionId, saml.idp) : plain;
      const unsigned = responseXml(fields, await encryptedAssertion(assertion, saml.own.cert, algorithm));
      const xml = outer ? signElement(unsigned, fields.responseId, saml.idp) : unsigned;
      const answer = await saml.deliver(browser, xml, relayState);
      assert.equal(answer.status, 200, `${algorithm} inner ${inner} outer ${outer}: ${saml.reason()}`);
    }
  });

  test('the session ends no later than the provider’s own', async () => {
    const browser = saml.gateway.client();
    await saml.signIn(browser, { sessionEnd: 20_000 });
    assert.equal(await saml.gateway.whoAt(browser, 'wiki.corp.test'), 'Bob');
    saml.gateway.clock.now += 21_000;
    assert.equal(await saml.gateway.whoAt(browser, 'wiki.corp.test'), undefined);
  });
});

describe('settings of a SAML provider', () => {
  test('requests by form, with the methods asked for, and the subject from an attribute', async () => {
    const saml = await startSamlHarness({
      binding: 'post',
      authnContexts: ['urn:strong'],
      subjectAttribute: 'uid',
      nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
    });
    try {
      const browser = saml.gateway.client();
      const { xml, location, requestId, relayState } = await saml.begin(browser);
      assert.equal(location, SSO);
      const message = readMessage(xml, { allowSha1: false });
      const key = certificateKey(saml.own.cert);
      assert.ok(typeof message !== 'string' && key && typeof verifiedText(message, message.root, [key]) !== 'string');
      assert.match(xml, /<a:AuthnContextClassRef>urn:strong</);
      const change = {
        classRef: 'urn:strong',
        nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
        attributes: { uid: ['u1'], sub: ['admin'], acr: ['x'] },
      };
      const answer = await saml.deliver(browser, saml.signed(saml.fields(requestId, change)), relayState);
      assert.equal(JSON.parse(answer.body.toString()).user?.subject, 'u1', saml.reason());
      for (const [more, reason] of [
        [{ classRef: 'urn:weak' }, 'sign-in-failed weak-authentication'],
        [{ attributes: { uid: ['u1', 'u2'] } }, 'sign-in-failed no-subject'],
        [{ attributes: {} }, 'sign-in-failed no-subject'],
      ] as const) {
        assert.equal((await saml.signIn(saml.gateway.client(), { ...change, ...more })).status, 400);
        assert.equal(saml.reason(), reason);
      }
    } finally {
      await saml.close();
    }
  });

  test('SAML-13b what must be signed: one part, the other, or both', async () => {
    for (const [mustSign, good] of [
      ['assertion', ['assertion', 'both']],
      ['response', ['response', 'both']],
      ['both', ['both']],
    ] as const) {
      const saml = await startSamlHarness({ mustSign });
      try {
        for (const signs of ['assertion', 'response', 'both'] as const) {
          const browser = saml.gateway.client();
          const { requestId, relayState } = await saml.begin(browser);
          const fields = saml.fields(requestId);
          let xml = responseXml(fields, assertionXml(fields));
          if (signs !== 'response') xml = signElement(xml, fields.assertionId, saml.idp);
          if (signs !== 'assertion') xml = signElement(xml, fields.responseId, saml.idp);
          const { status } = await saml.deliver(browser, xml, relayState);
          const expected = good.some((each) => each === signs);
          assert.equal(status, expected ? 200 : 400, `${mustSign} ${signs}`);
          if (!expected) assert.equal(saml.reason(), 'sign-in-failed unsigned');
        }
      } finally {
        await saml.close();
      }
    }
  });

  test('a sign-in begun at the provider opens the app it is set for, and only a browser that nobody else is signed in', async () => {
    const saml = await startSamlHarness({ unsolicitedApp: 'mail' });
    try {
      const browser = saml.gateway.client();
      const answer = await saml.deliver(browser, saml.signed(saml.fields(undefined)), 'https://evil.example/');
      assert.equal(answer.status, 200, saml.reason());
      assert.equal(new URL(answer.url).host, new URL(saml.gateway.at('mail.partner.test')).host);
      assert.equal(userOf(answer), 'Bob');
      const other = saml.fields(undefined, { subject: 'mallory@contoso.test' });
      assert.equal((await saml.deliver(browser, saml.signed(other))).status, 400);
      assert.match(saml.reason(), /sign-in-failed .*somebody else/);
      assert.equal(await saml.gateway.whoAt(browser, 'mail.partner.test'), 'Bob');
      // An answer to some request is none to no request.
      assert.equal((await saml.deliver(saml.gateway.client(), saml.signed(saml.fields('_q')))).status, 400);
      assert.equal(saml.reason(), 'sign-in-failed wrong-request');
      // The browser that posted is the one that goes on.
      const stolen = await saml.post(saml.gateway.client(), saml.acs, {
        SAMLResponse: Buffer.from(saml.signed(saml.fields(undefined))).toString('base64'),
      });
      assert.equal((await saml.gateway.client().navigate(stolen.headers.location ?? '')).status, 400);
      assert.match(saml.reason(), /another browser/);
    } finally {
      await saml.close();
    }
  });
});
