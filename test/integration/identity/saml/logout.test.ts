import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import type { BrowserClient } from '../../../support/browser-client.ts';
import { IDP, type SamlHarness, SLO, startSamlHarness } from '../../../support/saml-harness.ts';
import {
  assertionXml,
  logoutXml,
  posted,
  redirectQuery,
  type SigningPair,
  samlKeys,
  signElement,
} from '../../../support/saml-idp.ts';

describe('single logout', () => {
  let saml: SamlHarness;
  let stranger: SigningPair;
  before(async () => {
    saml = await startSamlHarness();
    stranger = await samlKeys('stranger');
  });
  after(() => saml.close());

  let counter = 0;
  const request = (change: Partial<Parameters<typeof logoutXml>[0]> = {}): string =>
    logoutXml({
      kind: 'LogoutRequest',
      id: `_l${++counter}`,
      issuer: IDP,
      destination: saml.slo,
      now: saml.gateway.clock.now,
      nameId: 'bob@contoso.test',
      ...change,
    });
  const here = (browser: BrowserClient): Promise<string | undefined> => saml.gateway.whoAt(browser, 'wiki.corp.test');
  const messageIn = (location: string): { xml: string; relayState: string | null; parameter: string } => {
    const { searchParams } = new URL(location);
    const parameter = searchParams.has('SAMLRequest') ? 'SAMLRequest' : 'SAMLResponse';
    const octets = Buffer.from(searchParams.get(parameter) ?? '', 'base64');
    return { xml: inflateRawSync(octets).toString(), relayState: searchParams.get('RelayState'), parameter };
  };

  test('a request of the provider ends every session of the person, and is answered', async () => {
    const [one, two, other] = [saml.gateway.client(), saml.gateway.client(), saml.gateway.client()];
    for (const browser of [one, two]) await saml.signIn(browser);
    await saml.signIn(other, { subject: 'carol@contoso.test' });
    const answer = await saml.gateway
      .client()
      .send(`${saml.slo}?${redirectQuery('SAMLRequest', request({ id: '_all' }), saml.idp, 'r&=s')}`);
    assert.equal(answer.status, 303, saml.reason());
    assert.ok(answer.headers.location?.startsWith(`${SLO}?SAMLResponse=`));
    const { xml, relayState } = messageIn(answer.headers.location ?? '');
    assert.equal(relayState, 'r&=s');
    assert.ok(
      xml.includes('InResponseTo="_all"') && xml.includes('status:Success') && xml.includes(`Destination="${SLO}"`),
    );
    assert.deepEqual([await here(one), await here(two), await here(other)], [undefined, undefined, 'Bob']);
    assert.equal(
      saml.gateway.events.filter(({ type, sessionId }) => type === 'sign-out' && sessionId !== undefined).length,
      2,
    );
    assert.equal(saml.gateway.ended.length >= 2, true);
  });

  test('the apps of a session are told where the browser brings the request, before it ends', async () => {
    const [brings, other] = [saml.gateway.client(), saml.gateway.client()];
    for (const browser of [brings, other]) await saml.signIn(browser, { subject: 'dora@contoso.test' });
    const before = saml.gateway.told.length;
    const query = redirectQuery('SAMLRequest', request({ nameId: 'dora@contoso.test' }), saml.idp);
    assert.equal((await brings.send(`${saml.slo}?${query}`)).status, 303, saml.reason());
    assert.equal(saml.gateway.told.length - before, 1, 'of the other nothing can be opened');
    assert.deepEqual([await here(brings), await here(other)], [undefined, undefined]);
  });

  test('one that names a session ends that one', async () => {
    const [one, two] = [saml.gateway.client(), saml.gateway.client()];
    await saml.signIn(one, { sessionIndex: 'one' });
    await saml.signIn(two, { sessionIndex: 'two' });
    const xml = signElement(request({ id: '_one', sessionIndex: 'one' }), '_one', saml.idp);
    assert.equal(
      (await saml.post(saml.gateway.client(), saml.slo, { SAMLRequest: posted(xml) })).status,
      303,
      saml.reason(),
    );
    assert.deepEqual([await here(one), await here(two)], [undefined, 'Bob']);
  });

  test('signing out here ends the session first, then asks the provider, and takes its answer once', async () => {
    const browser = saml.gateway.client();
    await saml.signIn(browser, { sessionIndex: 'mine' });
    const out = await browser.send(`${saml.gateway.login}/.well-known/sallyport/sign-out`, {
      method: 'POST',
      headers: { origin: saml.gateway.login, 'sec-fetch-site': 'same-origin' },
    });
    assert.equal(await here(browser), undefined);
    const { xml, parameter } = messageIn(out.headers.location ?? '');
    assert.equal(parameter, 'SAMLRequest');
    assert.match(xml, /<p:LogoutRequest .*>bob@contoso\.test<.*<p:SessionIndex>mine</);
    const inResponseTo = /ID="([^"]*)"/.exec(xml)?.[1] ?? '';
    const response = (change = {}): string =>
      request({ kind: 'LogoutResponse', nameId: undefined, inResponseTo, ...change });
    const url = (text: string, pair?: SigningPair): string =>
      `${saml.slo}?${redirectQuery('SAMLResponse', text, pair)}`;
    for (const [text, pair, reason] of [
      [response(), undefined, 'unsigned'],
      [response(), stranger, 'wrong-signature'],
      [response({ inResponseTo: '_other' }), saml.idp, 'wrong-request'],
      [response({ destination: 'https://other.test/' }), saml.idp, 'wrong-destination'],
    ] as const) {
      assert.equal((await browser.send(url(text, pair))).status, 400);
      assert.equal(saml.reason(), `bad-request ${reason}`);
    }
    const good = url(response(), saml.idp);
    const end = await browser.send(good);
    assert.equal(end.headers.location, `${saml.gateway.login}/.well-known/sallyport/signed-out`, saml.reason());
    assert.equal((await browser.send(good)).status, 400);
    assert.equal(saml.reason(), 'bad-request wrong-request');
  });

  describe('attacks', () => {
    let victim: BrowserClient;
    before(async () => {
      victim = saml.gateway.client();
      await saml.signIn(victim);
    });

    const assertionOfBob = (): string => {
      const fields = saml.fields('_captured');
      return signElement(assertionXml(fields), fields.assertionId, saml.idp);
    };
    const query = (text: string, pair?: SigningPair): string => redirectQuery('SAMLRequest', text, pair);
    const redirected: Record<string, readonly [query: () => string, reason: string]> = {
      'SAML-35 no signature': [() => query(request()), 'unsigned'],
      'SAML-35 an empty signature': [
        () => query(request(), saml.idp).replace(/&Signature=.*/, '&Signature='),
        'unsigned',
      ],
      'SAML-35 no algorithm': [() => query(request(), saml.idp).replace(/&SigAlg=[^&]*/, ''), 'unsigned'],
      'SAML-35 the signature of another request': [
        () => `${query(request()).replace(/&.*/, '')}&${/SigAlg=.*/.exec(query(request(), saml.idp))?.[0]}`,
        'wrong-signature',
      ],
      'SAML-35 rsa-sha1': [
        () =>
          query(request(), saml.idp).replace(
            /SigAlg=[^&]*/,
            `SigAlg=${encodeURIComponent('http://www.w3.org/2000/09/xmldsig#rsa-sha1')}`,
          ),
        'sha1-refused',
      ],
      'an unknown algorithm': [
        () => query(request(), saml.idp).replace(/SigAlg=[^&]*/, 'SigAlg=constructor'),
        'signature-algorithm',
      ],
      'another key': [() => query(request(), stranger), 'wrong-signature'],
      'SAML-29 a signed assertion in an unsigned request': [
        () => query(request({ extra: assertionOfBob() })),
        'unsigned',
      ],
      'SAML-29 a signature over other parameters': [
        () => {
          const good = query(request({ nameId: 'mallory@contoso.test' }), saml.idp);
          return `${query(request())}&${good}`;
        },
        'unexpected-message',
      ],
      'SAML-29 the message hidden behind percent-encoding': [
        () =>
          `${query(request({ nameId: 'mallory@contoso.test' }), saml.idp)}&${query(request()).replace('SAML', '%53AML')}`,
        'unexpected-message',
      ],
      'SAML-29 a RelayState added': [() => `${query(request(), saml.idp)}&RelayState=x`, 'wrong-signature'],
      'request and response at once': [() => `${query(request(), saml.idp)}&SAMLResponse=x`, 'unexpected-message'],
      'SAML-29 lower-case percent-encoding put in afterwards': [
        () => query(request(), saml.idp).replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
        'wrong-signature',
      ],
      'another destination': [
        () => query(request({ destination: 'https://other.test/slo' }), saml.idp),
        'wrong-destination',
      ],
      'no destination': [() => query(request().replace(/ Destination="[^"]*"/, ''), saml.idp), 'wrong-destination'],
      'another issuer': [() => query(request({ issuer: 'https://other.test/' }), saml.idp), 'wrong-issuer'],
      'an old one': [() => query(request({ now: saml.gateway.clock.now - 310_000 }), saml.idp), 'expired'],
      'one past its end': [
        () => query(request({ notOnOrAfter: saml.gateway.clock.now - 310_000 }), saml.idp),
        'expired',
      ],
      'nobody named': [() => query(request({ nameId: undefined }), saml.idp), 'no-subject'],
      'a response to sign in': [() => query(saml.signed(saml.fields('_x')), saml.idp), 'unexpected-message'],
      'a document type': [() => query(`<!DOCTYPE x>${request()}`, saml.idp), 'markup-declaration'],
    };
    for (const [name, [make, reason]] of Object.entries(redirected))
      test(name, async () => {
        const answer = await saml.gateway.client().send(`${saml.slo}?${make()}`);
        assert.equal(answer.status, 400);
        assert.equal(saml.reason(), `bad-request ${reason}`);
        assert.equal(await here(victim), 'Bob');
      });

    const forms: Record<string, readonly [xml: () => string, reason: string]> = {
      'no signature': [() => request(), 'unsigned'],
      'SAML-29 a signed assertion inside': [() => request({ extra: assertionOfBob() }), 'not-one-assertion'],
      'SAML-29 a signed assertion inside extensions of a signed wrapper': [
        () => request({ extra: `<samlp:Extensions>${assertionOfBob()}</samlp:Extensions>` }),
        'not-one-assertion',
      ],
      'a signature moved in from another request': [
        () => {
          const signed = signElement(request({ id: '_own', nameId: 'mallory@contoso.test' }), '_own', saml.idp);
          const signature = /<ds:Signature .*<\/ds:Signature>/s.exec(signed)?.[0] ?? '';
          return request({ id: '_own' }).replace('<saml:NameID>', `${signature}<saml:NameID>`);
        },
        'wrong-signature',
      ],
      'another key': [() => signElement(request({ id: '_s' }), '_s', stranger), 'wrong-signature'],
    };
    for (const [name, [make, reason]] of Object.entries(forms))
      test(`posted: ${name}`, async () => {
        const answer = await saml.post(saml.gateway.client(), saml.slo, { SAMLRequest: posted(make()) });
        assert.equal(answer.status, 400);
        assert.equal(saml.reason(), `bad-request ${reason}`);
        assert.equal(await here(victim), 'Bob');
      });

    test('a request works once', async () => {
      const text = query(request({ nameId: 'somebody@contoso.test' }), saml.idp);
      assert.equal((await saml.gateway.client().send(`${saml.slo}?${text}`)).status, 303);
      assert.equal((await saml.gateway.client().send(`${saml.slo}?${text}`)).status, 400);
      assert.equal(saml.reason(), 'bad-request replayed');
    });

    test('signed as AD FS writes it, with lower-case percent-encoding, it counts', async () => {
      const xml = request({ nameId: 'somebody@contoso.test' });
      const text = redirectQuery('SAMLRequest', xml, saml.idp, undefined, (whole) =>
        encodeURIComponent(whole).replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
      );
      assert.equal((await saml.gateway.client().send(`${saml.slo}?${text}`)).status, 303, saml.reason());
    });
  });
});
