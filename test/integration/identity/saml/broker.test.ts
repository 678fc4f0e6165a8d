import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SAML } from '@node-saml/node-saml';
import { readIdpMetadata } from '../../../../src/identity/saml/idp-metadata.ts';
import type { BrowserClient } from '../../../support/browser-client.ts';
import { redirectQuery, type SigningPair, samlKeys } from '../../../support/saml-idp.ts';
import { startTestGateway, type TestGateway } from '../../../support/test-gateway.ts';

const ACS = 'https://wiki.corp.test/saml/acs';
const ENTITY = 'https://wiki.corp.test/';

describe('an app that takes the gateway as its SAML identity provider', () => {
  let gateway: TestGateway;
  let keys: SigningPair;
  let app: SAML;
  let signOn: string;

  before(async () => {
    keys = await samlKeys('wiki.corp.test');
    gateway = await startTestGateway({
      handler: (_request, response) => response.end('wiki'),
      change: (config) => ({
        ...config,
        apps: config.apps.map((each) =>
          each.id === 'wiki'
            ? {
                ...each,
                saml: {
                  entityId: ENTITY,
                  acs: [ACS, 'https://static.corp.test/acs'],
                  certificates: [keys.cert],
                  nameId: 'email',
                  attributes: { groups: 'groups', who: 'name' },
                },
              }
            : each,
        ),
      }),
    });
    const metadata = (
      await gateway.client().send(`${gateway.suffix('login')}/.well-known/sallyport/app/wiki`)
    ).body.toString();
    const cert = /<d:X509Certificate>([^<]*)</.exec(metadata)?.[1] ?? '';
    const idp = readIdpMetadata(metadata, { signers: [], issuer: undefined, now: Date.now() });
    signOn = idp.signOn[0]?.url ?? '';
    app = new SAML({
      idpCert: cert,
      idpIssuer: idp.entityId,
      entryPoint: signOn,
      issuer: ENTITY,
      callbackUrl: ACS,
      audience: ENTITY,
      privateKey: keys.key,
      signatureAlgorithm: 'sha256',
      wantAuthnResponseSigned: true,
      wantAssertionsSigned: true,
      validateInResponseTo: 'always' as never,
      identifierFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    });
  });
  after(() => gateway.close());

  const formOf = (html: string): { action: string; response: string; relayState: string } => {
    const field = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
    return {
      action: /action="([^"]*)"/.exec(html)?.[1] ?? '',
      response: field('SAMLResponse'),
      relayState: field('RelayState'),
    };
  };
  const ask = (relay = 'back'): Promise<string> => app.getAuthorizeUrlAsync(relay, undefined, {});

  test('whoever has a session is signed in to the app, which is another hand’s', async () => {
    const browser = await gateway.signedIn('alice');
    const answer = await browser.send(await ask('a&b"c'));
    assert.equal(answer.status, 200, answer.body.toString());
    const { action, response, relayState } = formOf(answer.body.toString());
    assert.equal(action, `${gateway.suffix('wiki.corp.test')}/saml/acs`);
    assert.equal(relayState, 'a&amp;b&quot;c');
    const { profile } = await app.validatePostResponseAsync({ SAMLResponse: response });
    assert.equal(profile?.nameID, 'alice@corp.test');
    assert.deepEqual([profile?.['groups'], profile?.['who']], ['staff', 'alice']);
    const xml = Buffer.from(response, 'base64').toString();
    assert.ok(
      xml.includes(`Recipient="${ACS}"`) && !xml.includes(`${gateway.suffix('wiki.corp.test')}/saml`),
      'the app sees its own address',
    );
    await assert.rejects(app.validatePostResponseAsync({ SAMLResponse: response }), /InResponseTo/);
  });

  test('without a session the person signs in first and comes back to the request', async () => {
    const browser = gateway.client();
    const page = await browser.navigate(await ask());
    const answer = await browser.signIn(page, 'bob', 'b');
    const { profile } = await app.validatePostResponseAsync({ SAMLResponse: formOf(answer.body.toString()).response });
    assert.equal(profile?.nameID, 'bob@corp.test');
  });

  const request = (change: (xml: string) => string = (xml) => xml): string =>
    change(
      `<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" ID="_q1" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${signOn}" AssertionConsumerServiceURL="${ACS}"><a:Issuer>${ENTITY}</a:Issuer></p:AuthnRequest>`,
    );
  const send = (browser: BrowserClient, xml: string, pair: SigningPair | undefined = keys) =>
    browser.send(`${signOn}?${redirectQuery('SAMLRequest', xml, pair)}`);

  test('a request that is not the app’s is refused, and the answer goes to no other address', async () => {
    const browser = await gateway.signedIn('alice');
    assert.equal((await send(browser, request())).status, 200);
    const stranger = await samlKeys('stranger');
    for (const [name, xml, pair] of [
      ['another key', request(), stranger],
      ['another address', request((text) => text.replace(ACS, 'https://evil.test/acs')), keys],
      ['an address that only begins like one', request((text) => text.replace(ACS, `${ACS}.evil.test`)), keys],
      ['another app', request((text) => text.replace(`>${ENTITY}<`, '>https://mail.partner.test/<')), keys],
      ['another destination', request((text) => text.replace(signOn, 'https://evil.test/')), keys],
      [
        'an old one',
        request((text) => text.replace(/IssueInstant="[^"]*"/, 'IssueInstant="2020-01-01T00:00:00Z"')),
        keys,
      ],
      ['another message', request((text) => text.replaceAll('AuthnRequest', 'LogoutRequest')), keys],
      ['a document type', request((text) => `<!DOCTYPE x>${text}`), keys],
    ] as const) {
      const answer = await send(browser, xml, pair);
      assert.equal(answer.status, 400, name);
      assert.doesNotMatch(answer.body.toString(), /SAMLResponse/);
    }
    assert.equal((await browser.send(`${signOn}?${redirectQuery('SAMLRequest', request(), undefined)}`)).status, 400);
    assert.equal((await browser.send(signOn)).status, 400);
  });

  test('script of a page cannot fetch an answer, and another app has no such address', async () => {
    const browser = await gateway.signedIn('alice');
    const url = `${signOn}?${redirectQuery('SAMLRequest', request(), keys)}`;
    const fetched = await browser.send(url, {
      headers: { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', accept: '*/*' },
    });
    assert.equal(fetched.status, 400);
    await browser.navigate(`${gateway.suffix('mail.partner.test')}/`);
    const other = url.replace(gateway.suffix('wiki.corp.test'), gateway.suffix('mail.partner.test'));
    assert.equal((await browser.send(other)).status, 404);
  });

  test('what cannot be promised is answered with a refusal and no assertion', async () => {
    const browser = await gateway.signedIn('alice');
    for (const [xml, status] of [
      [request((text) => text.replace('ID="_q1"', 'ID="_q1" ForceAuthn="true"')), 'NoAuthnContext'],
      [
        request((text) =>
          text.replace(
            '</a:Issuer>',
            '</a:Issuer><p:NameIDPolicy Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"/>',
          ),
        ),
        'InvalidNameIDPolicy',
      ],
    ] as const) {
      const { response } = formOf((await send(browser, xml)).body.toString());
      const text = Buffer.from(response, 'base64').toString();
      assert.ok(text.includes(`status:${status}"`) && !text.includes('Assertion '), text);
    }
  });
});
