import assert from 'node:assert/strict';
import type { KeyObject } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { SAML } from '@node-saml/node-saml';
import { STRONG } from '../../../../src/demo/idp/dev-idp.ts';
import { readIdpMetadata } from '../../../../src/identity/saml/idp-metadata.ts';
import { certificateKey } from '../../../../src/identity/saml/x509-key.ts';
import type { Answer, BrowserClient } from '../../../support/browser-client.ts';
import { redirectQuery, type SigningPair, samlKeys, signElement } from '../../../support/saml-idp.ts';
import { startTestGateway, type TestGateway } from '../../../support/test-gateway.ts';
import { writtenRow } from '../../../support/written-row.ts';

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

  test('the page on the way to the app speaks the person’s language', async () => {
    const browser = await gateway.signedIn('alice');
    const answer = await browser.send(await ask(), { headers: { 'accept-language': 'de-CH, en;q=0.5' } });
    assert.match(answer.body.toString(), /<html lang="de".*Einen Moment.*name="SAMLResponse"/s);
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

  test('a name in another form is answered with a refusal and no assertion', async () => {
    const browser = await gateway.signedIn('alice');
    const policy = '</a:Issuer><p:NameIDPolicy Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"/>';
    const xml = request((text) => text.replace('</a:Issuer>', policy));
    const { response } = formOf((await send(browser, xml)).body.toString());
    const text = Buffer.from(response, 'base64').toString();
    assert.ok(text.includes('status:InvalidNameIDPolicy"') && !text.includes('Assertion '), text);
  });

  const xmlOf = (html: string): string => Buffer.from(formOf(html).response, 'base64').toString();
  const asking = (contexts: readonly string[], more = ''): string =>
    request((text) =>
      text
        .replace('ID="_q1"', `ID="_q1"${more}`)
        .replace(
          '</a:Issuer>',
          `</a:Issuer><p:RequestedAuthnContext>${contexts.map((each) => `<a:AuthnContextClassRef>${each}</a:AuthnContextClassRef>`).join('')}</p:RequestedAuthnContext>`,
        ),
    );

  test('an app that asks for a fresh or a stronger sign-in gets one of the identity provider', async () => {
    const browser = await gateway.signedIn('alice');
    const forced = request((text) => text.replace('ID="_q1"', 'ID="_q1" ForceAuthn="true"'));
    const led = await send(browser, forced);
    assert.match(led.headers.location ?? '', /\/begin\?flow=/);
    const passive = request((text) => text.replace('ID="_q1"', 'ID="_q1" ForceAuthn="true" IsPassive="true"'));
    const refused = xmlOf((await send(browser, passive)).body.toString());
    assert.ok(refused.includes('status:NoPassive"') && !refused.includes('Assertion '), refused);
    const answer = await browser.navigate(new URL(led.headers.location ?? '').href);
    const text = xmlOf(answer.body.toString());
    const instant = Date.parse(/AuthnInstant="([^"]*)"/.exec(text)?.[1] ?? '');
    assert.ok(Math.abs(Date.now() - instant) < 60_000, text);
    assert.equal((await send(browser, forced)).status, 200, 'a sign-in of a moment ago is one');

    const strong = await send(browser, asking([STRONG]));
    assert.match(strong.headers.location ?? '', /\/begin\?flow=/);
    const form = await browser.navigate(strong.headers.location ?? '');
    const stepped = xmlOf((await browser.signIn(form, 'alice', 'a')).body.toString());
    assert.match(stepped, new RegExp(`<a:AuthnContextClassRef>${STRONG}</a:AuthnContextClassRef>`));
  });

  test('methods that say no more than that somebody signed in are met by any sign-in', async () => {
    const browser = await gateway.signedIn('alice');
    const password = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';
    assert.match(xmlOf((await send(browser, asking([password]))).body.toString()), new RegExp(`>${password}<`));
  });

  const post = (browser: BrowserClient, xml: string, cookie = ''): Promise<Answer> =>
    browser.send(`${signOn}-post`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'cross-site',
        origin: 'https://wiki.corp.test',
        cookie,
      },
      body: new URLSearchParams({ SAMLRequest: Buffer.from(xml).toString('base64'), RelayState: 'r&s' }).toString(),
    });
  const signedRequest = (xml: string = request(), pair = keys): string => signElement(xml, '_q1', pair);

  test('a request by POST from another site is answered as one by redirect, with a sign-in on the way or without', async () => {
    for (const browser of [gateway.client(), await gateway.signedIn('bob')]) {
      const kept = await post(browser, signedRequest());
      assert.equal(kept.status, 303, kept.body.toString());
      const page = await browser.navigate(kept.headers.location ?? '');
      const asked = /name="username"/.test(page.body.toString());
      const answer = asked ? await browser.signIn(page, 'bob', 'b') : page;
      const { action, relayState } = formOf(answer.body.toString());
      assert.deepEqual([action, relayState], [`${gateway.suffix('wiki.corp.test')}/saml/acs`, 'r&amp;s']);
      assert.match(xmlOf(answer.body.toString()), /InResponseTo="_q1".*>bob@corp\.test</);
    }
  });

  test('a posted request that is not the app’s is refused before anything is kept', async () => {
    const browser = await gateway.signedIn('alice');
    const stranger = await samlKeys('stranger');
    const wrapped = signedRequest()
      .replace(/^<p:AuthnRequest/, '<p:AuthnRequest')
      .replace(ACS, 'https://evil.test/acs');
    for (const [name, xml] of [
      ['unsigned', request()],
      ['another key', signedRequest(request(), stranger)],
      ['changed after signing', wrapped],
      ['another app', signedRequest(request((text) => text.replace(`>${ENTITY}<`, '>https://mail.partner.test/<')))],
      ['no XML', 'x'],
    ] as const)
      assert.equal((await post(browser, xml)).status, 400, name);
    assert.equal((await browser.send(`${signOn}-post`)).status, 400, 'GET');
    const kept = new URL((await post(browser, signedRequest())).headers.location ?? '');
    await browser.navigate(`${gateway.suffix('mail.partner.test')}/`);
    const elsewhere = kept.href.replace(gateway.suffix('wiki.corp.test'), gateway.suffix('mail.partner.test'));
    assert.equal((await browser.send(elsewhere)).status, 404);
    assert.equal((await browser.send(`${signOn}?kept=${'A'.repeat(64)}`)).status, 400);
  });

  test('SAML-37 a bomb is refused at little cost, by redirect and by form, whoever sends it', async () => {
    const bomb = deflateRawSync(Buffer.alloc(128 * 1024 * 1024, ' ')).toString('base64');
    // The most that a target may hold here, which is still some ten megabytes.
    const short = deflateRawSync(Buffer.alloc(8 * 1024 * 1024, ' ')).toString('base64');
    const memory = process.memoryUsage().rss;
    for (const browser of [gateway.client(), await gateway.signedIn('alice')]) {
      for (const SAMLRequest of [bomb, short]) {
        const posted = await browser.send(`${signOn}-post`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ SAMLRequest }).toString(),
        });
        assert.equal(posted.status, 400);
      }
      const asked = await browser.send(
        `${signOn}?${new URLSearchParams({ SAMLRequest: short, SigAlg: 'x', Signature: 'x' })}`,
      );
      assert.ok(asked.status >= 300 && asked.status < 500, String(asked.status));
      assert.doesNotMatch(asked.body.toString(), /SAMLResponse/);
    }
    assert.ok(process.memoryUsage().rss - memory < 64 * 1024 * 1024, 'memory grew');
  });

  test('a sign-in to the app is in the activity log', async () => {
    const browser = await gateway.signedIn('alice');
    await send(browser, request());
    await writtenRow(
      gateway.directory,
      ({ type, object, appId, user }) =>
        type === 'sign-in' && object?.url === ACS && appId === 'wiki' && user === 'alice',
    );
  });
});

test('of two keys the first signs, and both are in the metadata', async () => {
  const [old, next] = [await samlKeys('old'), await samlKeys('next')];
  const saml = { entityId: ENTITY, acs: [ACS], certificates: [], nameId: 'email', attributes: {} } as const;
  for (const pairs of [
    [old, next],
    [next, old],
  ] as const) {
    const gateway = await startTestGateway({
      handler: (_request, response) => response.end('wiki'),
      change: (config) => ({
        ...config,
        appKeys: [...pairs],
        apps: config.apps.map((each) => (each.id === 'wiki' ? { ...each, saml } : each)),
      }),
    });
    try {
      const url = `${gateway.suffix('login')}/.well-known/sallyport/app/wiki`;
      const metadata = (await gateway.client().send(url)).body.toString();
      const { keys } = readIdpMetadata(metadata, {
        signers: [certificateKey(pairs[0].cert) as KeyObject],
        issuer: undefined,
        now: Date.now(),
      });
      assert.equal(keys.length, 2);
      assert.throws(() =>
        readIdpMetadata(metadata, {
          signers: [certificateKey(pairs[1].cert) as KeyObject],
          issuer: undefined,
          now: Date.now(),
        }),
      );
    } finally {
      await gateway.close();
    }
  }
});
