import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { startOrigin } from '../../../support/origin.ts';
import { type SamlHarness, startSamlHarness } from '../../../support/saml-harness.ts';
import {
  assertionXml,
  type ResponseFields,
  responseXml,
  type SigningPair,
  samlKeys,
  signElement,
} from '../../../support/saml-idp.ts';

/** The parts of a genuine response for bob that an attacker has in hand. */
interface Genuine {
  readonly fields: ResponseFields;
  readonly xml: string;
  /** The signed assertion, its signature, and the assertion without it. */
  readonly assertion: string;
  readonly assertionSignature: string;
  readonly bareAssertion: string;
  /** The signature of the response. */
  readonly responseSignature: string;
}

const EVIL = 'admin@contoso.test';
const SIGNATURE = /<ds:Signature .*?<\/ds:Signature>/s;
const evil = (xml: string): string => xml.replaceAll('bob@contoso.test', EVIL);
const renamed = (xml: string, from: string, to: string): string =>
  xml.replaceAll(`"${from}"`, `"${to}"`).replaceAll(`"#${from}"`, `"#${to}"`);
const inObject = (signature: string, content: string): string =>
  signature.replace('</ds:Signature>', `<ds:Object>${content}</ds:Object></ds:Signature>`);

describe('attacks on a response', () => {
  let saml: SamlHarness;
  let stranger: SigningPair;
  before(async () => {
    saml = await startSamlHarness();
    stranger = await samlKeys('idp.corp.test', 'stranger');
  });
  after(() => saml.close());

  /** A genuine response to a request that waits. */
  async function genuine(change: Partial<ResponseFields> = {}) {
    const browser = saml.gateway.client();
    const { requestId, relayState } = await saml.begin(browser);
    const fields = saml.fields(requestId, change);
    const assertion = signElement(assertionXml(fields), fields.assertionId, saml.idp);
    const xml = signElement(responseXml(fields, assertion), fields.responseId, saml.idp);
    const all: Genuine = {
      fields,
      xml,
      assertion,
      assertionSignature: SIGNATURE.exec(assertion)?.[0] ?? '',
      bareAssertion: assertion.replace(SIGNATURE, ''),
      responseSignature: SIGNATURE.exec(xml.replace(assertion, ''))?.[0] ?? '',
    };
    return { browser, relayState, all };
  }

  /** Delivers what `forge` makes of a genuine response and gives the reason it was refused for. */
  async function refusal(
    forge: (all: Genuine) => string | Promise<string>,
    change?: Partial<ResponseFields>,
  ): Promise<string> {
    const { browser, relayState, all } = await genuine(change);
    const forged = await forge(all);
    assert.notEqual(forged, all.xml, 'nothing was forged');
    const answer = await saml.deliver(browser, forged, relayState);
    assert.equal(answer.status, 400, `accepted: ${answer.body}`);
    assert.equal(await saml.gateway.whoAt(browser, 'wiki.corp.test'), undefined);
    return saml.reason();
  }

  test('the genuine response is accepted, or none of the others would prove anything', async () => {
    const { browser, relayState, all } = await genuine();
    assert.equal((await saml.deliver(browser, all.xml, relayState)).status, 200, saml.reason());
  });

  /** Signature wrapping: what is signed stays somewhere, what is read is the attacker's. */
  const wrappings: Record<string, readonly [forge: (all: Genuine) => string, reason: string]> = {
    'SAML-XSW1 the original in an object of the evil response’s signature': [
      ({ xml, fields, responseSignature }) => {
        const root = renamed(evil(xml), fields.responseId, '_e').replace(SIGNATURE, '');
        return root.replace(
          '<samlp:Status>',
          `${inObject(responseSignature, xml.replace(responseSignature, ''))}<samlp:Status>`,
        );
      },
      'doubled-id',
    ],
    'SAML-XSW1 again, with every ID of the evil one its own': [
      ({ xml, fields, responseSignature, assertion }) => {
        const root = renamed(renamed(evil(xml), fields.responseId, '_e'), fields.assertionId, '_ea').replace(
          SIGNATURE,
          '',
        );
        const original = xml.replace(responseSignature, '').replace(assertion, '');
        return root.replace('<samlp:Status>', `${inObject(responseSignature, original)}<samlp:Status>`);
      },
      'signature-shape',
    ],
    'SAML-XSW2 the original before the detached signature': [
      ({ xml, fields, responseSignature }) => {
        const root = renamed(renamed(evil(xml), fields.responseId, '_e'), fields.assertionId, '_ea').replace(
          SIGNATURE,
          '',
        );
        return root.replace(
          '<samlp:Status>',
          `${xml.replace(responseSignature, '')}${responseSignature}<samlp:Status>`,
        );
      },
      'not-one-assertion',
    ],
    'SAML-XSW3 an evil assertion before the signed one': [
      ({ xml, assertion, fields, bareAssertion }) =>
        xml.replace(assertion, `${renamed(evil(bareAssertion), fields.assertionId, '_ea')}${assertion}`),
      'not-one-assertion',
    ],
    'SAML-XSW4 the signed assertion inside the evil one': [
      ({ xml, assertion, fields, bareAssertion }) =>
        xml.replace(
          assertion,
          renamed(evil(bareAssertion), fields.assertionId, '_ea').replace(
            '</saml:Assertion>',
            `${assertion}</saml:Assertion>`,
          ),
        ),
      'not-one-assertion',
    ],
    'SAML-XSW5 the evil assertion keeps the signature, the original stands at the end': [
      ({ xml, assertion, fields, bareAssertion }) =>
        xml
          .replace(
            assertion,
            renamed(evil(assertion), fields.assertionId, '_ea').replace('URI="#_ea"', `URI="#${fields.assertionId}"`),
          )
          .replace('</samlp:Response>', `${bareAssertion}</samlp:Response>`),
      'not-one-assertion',
    ],
    'SAML-XSW6 the original inside the signature of the evil one': [
      ({ xml, assertion, fields, bareAssertion, assertionSignature }) =>
        xml.replace(
          assertion,
          renamed(evil(bareAssertion), fields.assertionId, '_ea').replace(
            '<saml:Subject>',
            `${inObject(assertionSignature, bareAssertion)}<saml:Subject>`,
          ),
        ),
      'not-one-assertion',
    ],
    'SAML-XSW7 the evil assertion in extensions, with the same ID': [
      ({ xml, bareAssertion }) =>
        xml.replace('<samlp:Status>', `<samlp:Extensions>${evil(bareAssertion)}</samlp:Extensions><samlp:Status>`),
      'doubled-id',
    ],
    'SAML-XSW8 the original in an object, the evil one around it': [
      ({ xml, assertion, bareAssertion, assertionSignature }) =>
        xml.replace(
          assertion,
          evil(bareAssertion).replace('<saml:Subject>', `${inObject(assertionSignature, bareAssertion)}<saml:Subject>`),
        ),
      'doubled-id',
    ],
    'SAML-09 two elements of one ID, the second signed': [
      ({ xml, bareAssertion, assertion }) => xml.replace(assertion, `${evil(bareAssertion)}${assertion}`),
      'doubled-id',
    ],
  };
  for (const [name, [forge, reason]] of Object.entries(wrappings))
    test(name, async () => assert.equal(await refusal(forge), `sign-in-failed ${reason}`));

  const changed: Record<string, readonly [forge: (all: Genuine) => string | Promise<string>, reason: string]> = {
    'the name changed under both signatures': [({ xml }) => evil(xml), 'wrong-signature'],
    'SAML-11 a comment in the digest': [
      ({ xml }) => evil(xml).replace('<ds:DigestValue>', '<ds:DigestValue><!--AAAA-->'),
      'markup-declaration',
    ],
    'SAML-11 the other order': [
      ({ xml }) => evil(xml).replace('</ds:DigestValue>', '<!--AAAA--></ds:DigestValue>'),
      'markup-declaration',
    ],
    'a comment in the name': [
      ({ xml }) => xml.replace('bob@contoso.test', 'bob@contoso.test<!-- -->.evil.test'),
      'markup-declaration',
    ],
    'an element in the digest': [
      ({ xml }) => evil(xml).replace('<ds:DigestValue>', '<ds:DigestValue><ds:x/>'),
      'mixed-content',
    ],
    'two digests': [
      ({ xml }) => evil(xml).replace('<ds:DigestValue>', '<ds:DigestValue>AAAA</ds:DigestValue><ds:DigestValue>'),
      'signature-shape',
    ],
    'SAML-13a no signature at all': [
      ({ xml }) => evil(xml).replaceAll(/<ds:Signature .*?<\/ds:Signature>/gs, ''),
      'unsigned',
    ],
    'SAML-13c an empty signature': [
      ({ xml }) => xml.replace(SIGNATURE, '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>'),
      'signature-shape',
    ],
    'SAML-13d an empty value': [
      ({ xml }) => xml.replace(/<ds:SignatureValue>.*?</s, '<ds:SignatureValue><'),
      'signature-shape',
    ],
    'only the response’s signature removed, its status changed under the assertion’s': [
      ({ xml, responseSignature }) => evil(xml.replace(responseSignature, '')),
      'wrong-signature',
    ],
    'SAML-15 another key, its certificate by the provider’s own name in KeyInfo': [
      ({ fields }) => saml.signed({ ...fields, subject: EVIL }, stranger),
      'wrong-signature',
    ],
    'SAML-15 another key as RSAKeyValue': [
      ({ fields }) =>
        saml
          .signed({ ...fields, subject: EVIL }, stranger)
          .replaceAll(
            /<ds:KeyInfo>.*?<\/ds:KeyInfo>/gs,
            '<ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue></ds:KeyInfo>',
          ),
      'wrong-signature',
    ],
    'the gateway’s own key': [({ fields }) => saml.signed({ ...fields, subject: EVIL }, saml.own), 'wrong-signature'],
    'SAML-17 rsa-sha1': [
      ({ fields }) =>
        signElement(responseXml(fields, assertionXml(fields)), fields.assertionId, saml.idp, {
          signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
        }),
      'sha1-refused',
    ],
    'SAML-17 rsa-sha256 over a sha1 digest': [
      ({ fields }) =>
        signElement(responseXml(fields, assertionXml(fields)), fields.assertionId, saml.idp, {
          digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1',
        }),
      'sha1-refused',
    ],
    'HMAC with the public key as the secret': [
      ({ xml }) => xml.replaceAll('xmldsig-more#rsa-sha256', 'xmldsig-more#hmac-sha256'),
      'signature-algorithm',
    ],
    'an ECDSA name over an RSA key': [
      ({ xml }) => xml.replaceAll('xmldsig-more#rsa-sha256', 'xmldsig-more#ecdsa-sha256'),
      'wrong-signature',
    ],
    'SAML-27 two signed assertions': [
      ({ xml, fields }) => {
        const carol = saml.fields(fields.inResponseTo, { subject: 'carol@contoso.test' });
        return xml.replace(
          '</samlp:Response>',
          `${signElement(assertionXml(carol), carol.assertionId, saml.idp)}</samlp:Response>`,
        );
      },
      'not-one-assertion',
    ],
    'SAML-27 one in clear and one encrypted': [
      ({ xml }) =>
        xml.replace(
          '</samlp:Response>',
          '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/></samlp:Response>',
        ),
      'not-one-assertion',
    ],
    'a logout request at the consumer': [
      ({ xml }) => xml.replaceAll('samlp:Response', 'samlp:LogoutRequest'),
      'not-one-assertion',
    ],
    'a bare signed assertion': [({ assertion }) => assertion, 'unexpected-message'],
  };
  for (const [name, [forge, reason]] of Object.entries(changed))
    test(name, async () => assert.equal(await refusal(forge), `sign-in-failed ${reason}`));

  test('SAML-19 every document type, entity and other encoding is refused before it is read', async () => {
    const spy = await startOrigin((_request, response) => response.end());
    try {
      const inside = (declaration: string) => (all: Genuine) => `${declaration}${all.xml.replace('Bob', '&f;')}`;
      for (const declaration of [
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
        `<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:${spy.port}/x"> %p;]>`,
        `<!DOCTYPE x SYSTEM "http://127.0.0.1:${spy.port}/x.dtd">`,
        '<!DOCTYPE x>',
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY f "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
      ])
        assert.equal(await refusal(inside(declaration)), 'sign-in-failed markup-declaration', declaration);
      for (const [name, octets, reason] of [
        ['UTF-16', (xml: string) => Buffer.from(`\ufeff${xml}`, 'utf16le'), 'not-utf8'],
        [
          'UTF-7',
          (xml: string) => Buffer.from(`<?xml version="1.0" encoding="utf-7"?>${xml}`),
          'processing-instruction',
        ],
        ['no UTF-8', (xml: string) => Buffer.from(xml.replace('Bob', 'B\u00f6b'), 'latin1'), 'not-utf8'],
      ] as const) {
        const { browser, relayState, all } = await genuine();
        const SAMLResponse = octets(all.xml).toString('base64');
        assert.equal((await saml.post(browser, saml.acs, { SAMLResponse, RelayState: relayState })).status, 400, name);
        assert.equal(saml.reason(), `sign-in-failed ${reason}`, name);
      }
      assert.deepEqual(spy.seen, []);
    } finally {
      await spy.close();
    }
  });

  test('SAML-21 a response works once, in whatever browser it is posted again', async () => {
    const { browser, relayState, all } = await genuine();
    assert.equal((await saml.deliver(browser, all.xml, relayState)).status, 200);
    for (const again of [browser, saml.gateway.client()]) {
      assert.equal((await saml.deliver(again, all.xml, relayState)).status, 400);
      assert.match(saml.reason(), /^sign-in-expired/);
    }
    // With the state of a request of the attacker's own.
    const other = saml.gateway.client();
    const { relayState: state } = await saml.begin(other);
    assert.equal((await saml.deliver(other, all.xml, state)).status, 400);
    assert.equal(saml.reason(), 'sign-in-failed wrong-request');
  });

  test('SAML-21 a stolen response, not used yet, is of no use with another request or in another browser', async () => {
    const { relayState, all } = await genuine();
    const thief = saml.gateway.client();
    const { relayState: own } = await saml.begin(thief);
    assert.equal((await saml.deliver(thief, all.xml, own)).status, 400);
    assert.equal(saml.reason(), 'sign-in-failed wrong-request');
    assert.equal((await saml.deliver(thief, all.xml, relayState)).status, 400);
    assert.match(saml.reason(), /another browser/);
  });

  const matrix: Record<string, readonly [change: Partial<ResponseFields>, reason: string]> = {
    'another audience': [{ audience: 'https://other.test/' }, 'wrong-audience'],
    'an audience that only begins like ours': [{ audience: 'https://login.mcas.localhost' }, 'wrong-audience'],
    'no audience': [{ audience: undefined }, 'wrong-audience'],
    'another recipient': [{ recipient: 'https://other.test/acs' }, 'wrong-recipient'],
    'another destination': [{ destination: 'https://other.test/acs' }, 'wrong-destination'],
    'an empty destination': [{ destination: '' }, 'wrong-destination'],
    'another issuer': [{ idp: 'https://other.test/' }, 'wrong-issuer'],
    'another issuer of the assertion': [{ assertionIssuer: 'https://other.test/' }, 'wrong-issuer'],
    'conditions past their end': [{ notBefore: -900_000, notOnOrAfter: -300_001 }, 'expired'],
    'conditions before their beginning': [{ notBefore: 300_001, notOnOrAfter: 900_000 }, 'not-yet-valid'],
    'a confirmation past its end': [{ confirmationEnd: -300_001 }, 'expired'],
    'a confirmation without an end': [{ confirmationEnd: undefined }, 'unbounded-time'],
    'a session that has ended': [{ sessionEnd: -300_001 }, 'session-ended'],
    'a failure with an assertion inside': [
      { status: 'urn:oasis:names:tc:SAML:2.0:status:Responder' },
      'status-not-success',
    ],
    'an answer to another request': [{ inResponseTo: '_other' }, 'wrong-request'],
    'an answer to no request': [{ inResponseTo: undefined }, 'wrong-request'],
    'a name for once': [{ nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' }, 'no-subject'],
    'no name': [{ subject: ' ' }, 'no-subject'],
  };
  for (const [name, [change, reason]] of Object.entries(matrix))
    test(`SAML-23 ${name}: ${reason}`, async () => {
      const forge = ({ fields }: Genuine): string =>
        saml.signed({ ...fields, ...change, responseId: '_rr', assertionId: `_aa${fields.assertionId}` });
      assert.equal(await refusal(forge), `sign-in-failed ${reason}`);
    });

  test('SAML-23 conditions and confirmations that are not understood', async () => {
    for (const [from, to, reason] of [
      ['</saml:AudienceRestriction>', '</saml:AudienceRestriction><saml:Condition/>', 'unknown-condition'],
      ['cm:bearer', 'cm:holder-of-key', 'no-bearer'],
      ['cm:bearer', 'cm:sender-vouches', 'no-bearer'],
      [/<saml:AuthnStatement.*<\/saml:AuthnStatement>/, '', 'no-authentication'],
      [/<saml:Conditions.*<\/saml:Conditions>/, '', 'wrong-audience'],
      [/ IssueInstant="[^"]*"/, ' IssueInstant="yesterday"', 'expired'],
      [/NotOnOrAfter="[^"]*"/g, 'NotOnOrAfter="2999"', 'expired'],
      ['Version="2.0"', 'Version="1.1"', 'unexpected-message'],
    ] as const)
      assert.equal(
        await refusal(({ fields }) => {
          const assertion = signElement(assertionXml(fields).replace(from, to), fields.assertionId, saml.idp);
          return responseXml(fields, assertion);
        }),
        `sign-in-failed ${reason}`,
        reason,
      );
  });

  test('a failure of the provider without an assertion says so', async () => {
    const fields = { status: 'urn:oasis:names:tc:SAML:2.0:status:Requester' };
    assert.equal(
      await refusal((all) => responseXml({ ...all.fields, ...fields }, '')),
      'sign-in-failed status-not-success',
    );
    assert.equal(
      await refusal(({ fields: all }) => signElement(responseXml(all, ''), all.responseId, saml.idp)),
      'sign-in-failed not-one-assertion',
    );
  });

  test('SAML-33 clocks may differ by 300 seconds and no more, either way', async () => {
    for (const [shift, good] of [
      [290_000, true],
      [-290_000, true],
      [310_000, false],
      [-310_000, false],
    ] as const) {
      const { browser, relayState, all } = await genuine();
      const fields = { ...all.fields, now: all.fields.now + shift, notBefore: 0 };
      const { status } = await saml.deliver(browser, saml.signed(fields), relayState);
      assert.equal(status, good ? 200 : 400, `${shift}`);
      if (!good) assert.equal(saml.reason(), `sign-in-failed ${shift > 0 ? 'not-yet-valid' : 'expired'}`);
    }
  });

  test('SAML-37 bombs by every way are refused at little cost', async () => {
    const bomb = deflateRawSync(Buffer.alloc(128 * 1024 * 1024, ' ')).toString('base64');
    const browser = saml.gateway.client();
    const { relayState } = await saml.begin(browser);
    const memory = process.memoryUsage().rss;
    for (const url of [saml.acs, saml.slo])
      for (const name of ['SAMLRequest', 'SAMLResponse'])
        assert.equal((await saml.post(browser, url, { [name]: bomb, RelayState: relayState })).status, 400);
    const query = new URLSearchParams({ SAMLRequest: bomb.slice(0, 12_000) });
    assert.equal((await browser.send(`${saml.slo}?${query}`)).status, 400);
    assert.ok(process.memoryUsage().rss - memory < 64 * 1024 * 1024, 'memory grew');
  });

  test('a form is read to a bound, once each field, and only as a form', async () => {
    const browser = saml.gateway.client();
    const { relayState, all } = await genuine();
    const send = (body: string, type = 'application/x-www-form-urlencoded'): Promise<{ status: number }> =>
      browser.send(saml.acs, { method: 'POST', headers: { 'content-type': type }, body });
    const SAMLResponse = encodeURIComponent(Buffer.from(all.xml).toString('base64'));
    const whole = `SAMLResponse=${SAMLResponse}&RelayState=${relayState}`;
    for (const [body, reason, type] of [
      [`${whole}&SAMLResponse=${SAMLResponse}`, 'unexpected-message'],
      [`${whole}&RelayState=${relayState}`, 'unexpected-message'],
      [whole, 'unexpected-message', 'text/plain'],
      [`SAMLResponse=${'A'.repeat(600_000)}`, 'too-large'],
      [`SAMLResponse=${SAMLResponse}`, 'unsolicited'],
      [`SAMLResponse=${SAMLResponse}&RelayState=https://evil.example/`, 'unsolicited'],
    ] as const) {
      assert.equal((await send(body, type)).status, 400);
      assert.equal(saml.reason(), `sign-in-failed ${reason}`);
    }
    assert.equal((await browser.send(saml.acs)).status, 400);
  });
});

describe('attacks that a setting lets in, and no further', () => {
  test('SAML-17 SHA-1 is accepted where it is switched on, and the log says so', async () => {
    const saml = await startSamlHarness({ allowSha1: true });
    try {
      const browser = saml.gateway.client();
      const { requestId, relayState } = await saml.begin(browser);
      const fields = saml.fields(requestId);
      const xml = signElement(responseXml(fields, assertionXml(fields)), fields.assertionId, saml.idp, {
        signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
        digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1',
      });
      assert.equal((await saml.deliver(browser, xml, relayState)).status, 200, saml.reason());
      assert.match(saml.warnings.join(), /SHA-1/);
    } finally {
      await saml.close();
    }
  });

  test('SAML-21 a response that nobody asked for works once', async () => {
    const saml = await startSamlHarness({ unsolicitedApp: 'mail' });
    try {
      const fields = saml.fields(undefined);
      assert.equal((await saml.deliver(saml.gateway.client(), saml.signed(fields))).status, 200);
      for (const again of [saml.signed(fields), saml.signed({ ...fields, responseId: '_another' })]) {
        assert.equal((await saml.deliver(saml.gateway.client(), again)).status, 400);
        assert.equal(saml.reason(), 'sign-in-failed replayed');
      }
      // It is too old before it is forgotten.
      for (let minute = 0; minute < 14; minute++) {
        saml.gateway.clock.now += 60_000;
        assert.equal((await saml.deliver(saml.gateway.client(), saml.signed(fields))).status, 400);
        assert.match(saml.reason(), /replayed|expired/);
      }
    } finally {
      await saml.close();
    }
  });
});
