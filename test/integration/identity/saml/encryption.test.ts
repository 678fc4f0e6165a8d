import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type SamlHarness, startSamlHarness } from '../../../support/saml-harness.ts';
import {
  assertionXml,
  encryptedAssertion,
  responseXml,
  type SigningPair,
  samlKeys,
  signElement,
} from '../../../support/saml-idp.ts';

const GCM = 'http://www.w3.org/2009/xmlenc11#aes128-gcm';
const CBC = 'http://www.w3.org/2001/04/xmlenc#aes128-cbc';
const TRIPLE = 'http://www.w3.org/2001/04/xmlenc#tripledes-cbc';

/** What changes in an encrypted assertion. */
interface Shape {
  readonly algorithm?: Parameters<typeof encryptedAssertion>[2];
  readonly key?: Parameters<typeof encryptedAssertion>[3];
  readonly toStranger?: boolean;
  readonly signs?: readonly ('assertion' | 'response')[];
  readonly change?: (encrypted: string) => string;
  readonly plain?: (assertion: string) => string;
}

describe('encrypted assertions under attack', () => {
  let saml: SamlHarness;
  let stranger: SigningPair;
  before(async () => {
    saml = await startSamlHarness();
    stranger = await samlKeys('stranger');
  });
  after(() => saml.close());

  async function deliver({
    algorithm = GCM,
    key,
    toStranger = false,
    signs = ['assertion', 'response'],
    change,
    plain,
  }: Shape) {
    const browser = saml.gateway.client();
    const { requestId, relayState } = await saml.begin(browser);
    const fields = saml.fields(requestId);
    const bare = assertionXml(fields);
    const inner = signs.includes('assertion') ? signElement(bare, fields.assertionId, saml.idp) : bare;
    const encrypted = await encryptedAssertion(
      plain ? plain(inner) : inner,
      (toStranger ? stranger : saml.own).cert,
      algorithm,
      key,
    );
    const whole = responseXml(fields, change ? change(encrypted) : encrypted);
    const xml = signs.includes('response') ? signElement(whole, fields.responseId, saml.idp) : whole;
    const answer = await saml.deliver(browser, xml, relayState);
    return { status: answer.status, body: answer.body.toString(), reason: saml.reason() };
  }

  test('the genuine ones are accepted', async () => {
    assert.equal((await deliver({})).status, 200);
    assert.equal((await deliver({ algorithm: CBC })).status, 200);
  });

  const cases: Record<string, readonly [shape: Shape, reason: string]> = {
    'SAML-25 CBC without a signature around it': [{ algorithm: CBC, signs: ['assertion'] }, 'cbc-unprotected'],
    'SAML-25 RSA-1_5, also under both signatures': [
      { key: 'http://www.w3.org/2001/04/xmlenc#rsa-1_5' },
      'encryption-algorithm',
    ],
    'triple DES': [{ algorithm: TRIPLE }, 'encryption-algorithm'],
    'nothing signed': [{ signs: [] }, 'unsigned'],
    'for another key': [{ toStranger: true }, 'not-decrypted'],
    'two keys': [
      { change: (text) => text.replace(/(<e:EncryptedKey.*?<\/e:EncryptedKey>)/s, '$1$1') },
      'encryption-shape',
    ],
    'a value by reference': [
      {
        change: (text) =>
          text.replace(
            /<(\w+:)?CipherValue>[^<]*<\/(\w+:)?CipherValue>(?!.*CipherValue)/s,
            '<$1CipherReference URI="http://evil.test/"/>',
          ),
      },
      'encryption-shape',
    ],
    'something else beside the data': [
      {
        change: (text) =>
          text.replace('</saml:EncryptedAssertion>', '<saml:Issuer>x</saml:Issuer></saml:EncryptedAssertion>'),
      },
      'encryption-shape',
    ],
    'something else than an assertion inside': [
      { plain: () => '<saml:Advice xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>' },
      'not-one-assertion',
    ],
    'two assertions inside': [{ plain: (text) => `${text}${text}` }, 'malformed-xml'],
    'a document type inside': [{ plain: (text) => `<!DOCTYPE x>${text}` }, 'markup-declaration'],
    'a signed one with another name inside': [
      { plain: (text) => text.replace('bob@contoso.test', 'admin@contoso.test') },
      'wrong-signature',
    ],
  };
  for (const [name, [shape, reason]] of Object.entries(cases))
    test(`${name}: ${reason}`, async () => {
      const answer = await deliver(shape);
      assert.equal(answer.status, 400);
      assert.equal(answer.reason, `sign-in-failed ${reason}`);
    });

  test('SAML-25 whatever octet is flipped, the answer is one and the same', async () => {
    const flipped = (encrypted: string, fromEnd: number, mask: number): string => {
      const values = [...encrypted.matchAll(/<(?:\w+:)?CipherValue>([^<]+)</g)];
      const text = values.at(-1)?.[1] ?? '';
      const octets = Buffer.from(text, 'base64');
      const at = octets.length - 1 - fromEnd;
      octets[at] = (octets[at] ?? 0) ^ mask;
      return encrypted.replace(text, octets.toString('base64'));
    };
    const bodies = new Set<string>();
    for (const [algorithm, signs, reason] of [
      [CBC, ['assertion'], 'cbc-unprotected'],
      [GCM, ['assertion'], 'not-decrypted'],
    ] as const)
      for (const fromEnd of [0, 1, 7, 15, 16, 17, 31])
        for (const mask of [1, 0x80]) {
          const answer = await deliver({ algorithm, signs, change: (text) => flipped(text, fromEnd, mask) });
          bodies.add(`${answer.status} ${answer.body}`);
          assert.equal(answer.reason, `sign-in-failed ${reason}`);
        }
    assert.equal(bodies.size, 1);
  });
});
