import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { MAX_MESSAGE, postedText, redirectedText } from '../../../../src/identity/saml/filter/message-text.ts';
import { readMessage } from '../../../../src/identity/saml/filter/read-message.ts';
import { readXml } from '../../../../src/identity/saml/read-xml.ts';
import { SAML_REASONS } from '../../../../src/identity/saml/saml-reason.ts';
import { certificateKey } from '../../../../src/identity/saml/x509-key.ts';
import { verifiedText } from '../../../../src/identity/saml/xml-signature.ts';
import { fc } from '../../../support/properties.ts';
import {
  assertionXml,
  type ResponseFields,
  responseXml,
  type SigningPair,
  samlKeys,
  signElement,
} from '../../../support/saml-idp.ts';

const FIELDS: ResponseFields = {
  idp: 'https://idp.test/',
  acs: 'https://sp.test/acs',
  audience: 'https://sp.test/',
  inResponseTo: '_q',
  now: Date.parse('2026-01-01T00:00:00Z'),
  subject: 'bob@contoso.test',
  responseId: '_r',
  assertionId: '_a',
  sessionIndex: 's1',
  nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  recipient: 'https://sp.test/acs',
  destination: 'https://sp.test/acs',
  assertionIssuer: 'https://idp.test/',
  status: 'urn:oasis:names:tc:SAML:2.0:status:Success',
  notBefore: -60_000,
  notOnOrAfter: 300_000,
  confirmationEnd: 300_000,
  sessionEnd: undefined,
  classRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password',
  attributes: { groups: ['staff', 'a &amp; b'] },
};
const STRICT = { allowSha1: false };

let pair: SigningPair;
let signed: string;
before(async () => {
  pair = await samlKeys('filter');
  signed = signElement(signElement(responseXml(FIELDS, assertionXml(FIELDS)), '_a', pair), '_r', pair);
});
const reasonOf = (text: string): string => {
  const read = readMessage(text, STRICT);
  return typeof read === 'string' ? read : 'accepted';
};

describe('the strict reader', () => {
  const cases: Record<string, string> = {
    '': 'malformed-xml',
    '<a>': 'malformed-xml',
    '<a></b>': 'malformed-xml',
    '<a/><b/>': 'malformed-xml',
    'x<a/>': 'malformed-xml',
    '<a b=c/>': 'malformed-xml',
    '<a b="1" b="2"/>': 'malformed-xml',
    '<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>': 'malformed-xml',
    '<p:a/>': 'malformed-xml',
    '<a p:b="1"/>': 'malformed-xml',
    '<a>&x;</a>': 'malformed-xml',
    '<a>& </a>': 'malformed-xml',
    '<a>&#0;</a>': 'malformed-xml',
    '<a>&#xD800;</a>': 'malformed-xml',
    '<a>]]></a>': 'malformed-xml',
    '<a>\u0001</a>': 'malformed-xml',
    '<a b="<"/>': 'malformed-xml',
    '<a>x<b/></a>': 'mixed-content',
    '<!DOCTYPE a><a/>': 'markup-declaration',
    '<a><!-- x --></a>': 'markup-declaration',
    '<a><![CDATA[x]]></a>': 'markup-declaration',
    '<a><?php x ?></a>': 'processing-instruction',
    '<?xml version="1.0" encoding="utf-16"?><a/>': 'processing-instruction',
    '<?xml version="1.1"?><a/>': 'processing-instruction',
    [`${'<a>'.repeat(33)}${'</a>'.repeat(33)}`]: 'too-deep',
    [`<a>${'<b/>'.repeat(5000)}</a>`]: 'too-many-parts',
    [`<a ${Array.from({ length: 33 }, (_, index) => `b${index}=""`).join(' ')}/>`]: 'too-many-parts',
  };
  for (const [text, reason] of Object.entries(cases))
    test(`${text.slice(0, 48)} -> ${reason}`, () => assert.equal(readXml(text), reason));

  test('what is left means what it says', () => {
    const root = readXml(
      '<?xml version="1.0" encoding="UTF-8"?>\n<p:a xmlns:p="u" x=\'1 &lt; 2\'><p:b>&#x41;&amp;b</p:b></p:a>\n',
    );
    assert.ok(typeof root !== 'string');
    assert.deepEqual([root.name, root.namespace, root.attributes[0]?.value], ['a', 'u', '1 < 2']);
    assert.equal(root.children[0]?.text, 'A&b');
  });
});

describe('the bindings', () => {
  const bomb = deflateRawSync(Buffer.alloc(64 * 1024 * 1024, ' ')).toString('base64');
  for (const [name, read, parameter, reason] of [
    ['empty', postedText, '', 'not-base64'],
    ['no base64', postedText, '<a/>', 'not-base64'],
    ['url-safe base64', postedText, 'ab-_', 'not-base64'],
    ['too large', postedText, 'A'.repeat(MAX_MESSAGE * 2), 'too-large'],
    ['UTF-16', postedText, Buffer.from('\ufeff<a/>', 'utf16le').toString('base64'), 'not-utf8'],
    ['Latin-1', postedText, Buffer.from('<a>\u00e4</a>', 'latin1').toString('base64'), 'not-utf8'],
    ['not deflated', redirectedText, Buffer.from('<a/>').toString('base64'), 'not-deflate'],
    ['a bomb', redirectedText, bomb, 'not-deflate'],
  ] as const)
    test(`${name}: ${reason}`, () => assert.deepEqual(read(parameter), { reason }));

  test('line ends become line feeds', () =>
    assert.deepEqual(postedText(Buffer.from('<a>\r\n\r</a>').toString('base64')), { text: '<a>\n\n</a>' }));
});

describe('the rules', () => {
  test('a signed response passes and gives what was signed', () => {
    const message = readMessage(signed, STRICT);
    assert.ok(typeof message !== 'string', String(message));
    const key = certificateKey(pair.cert);
    assert.ok(key);
    const verified = verifiedText(message, message.root, [key]);
    assert.ok(typeof verified !== 'string', String(verified));
    assert.match(verified.signed, /^<samlp:Response .*bob@contoso\.test/s);
  });

  const changed: readonly (readonly [string, (xml: string) => string, string])[] = [
    ['an ID used twice', (xml) => xml.replace('<samlp:Status>', '<samlp:Status ID="_a">'), 'doubled-id'],
    ['an Id of another case', (xml) => xml.replace('<samlp:Status>', '<samlp:Status id="_a">'), 'doubled-id'],
    ['an ID that is none', (xml) => xml.replace('<samlp:Status>', '<samlp:Status ID="a\'b">'), 'doubled-id'],
    [
      'two assertions',
      (xml) => xml.replace('</samlp:Response>', '<saml:Assertion ID="_b"/></samlp:Response>'),
      'not-one-assertion',
    ],
    [
      'an assertion of no namespace',
      (xml) => xml.replace('<samlp:Status>', '<assertion/><samlp:Status>'),
      'not-one-assertion',
    ],
    [
      'a signature of no namespace',
      (xml) => xml.replace('<samlp:Status>', '<Signature/><samlp:Status>'),
      'misplaced-signature',
    ],
    [
      'a signature inside another element',
      (xml) => xml.replace(/(<ds:Signature.*?<\/ds:Signature>)(<samlp:Status>)/s, '$2$1'),
      'misplaced-signature',
    ],
    [
      'an object in a signature',
      (xml) => xml.replace('</ds:Signature>', '<ds:Object/></ds:Signature>'),
      'signature-shape',
    ],
    ['two SignedInfo', (xml) => xml.replace(/(<ds:SignedInfo>.*?<\/ds:SignedInfo>)/s, '$1$1'), 'signature-shape'],
    ['two references', (xml) => xml.replace(/(<ds:Reference.*?<\/ds:Reference>)/s, '$1$1'), 'signature-shape'],
    ['a reference to another ID', (xml) => xml.replace('URI="#_r"', 'URI="#_a"'), 'signature-shape'],
    ['a reference to the whole document', (xml) => xml.replace('URI="#_r"', 'URI=""'), 'signature-shape'],
    ['a third transform', (xml) => xml.replace(/(<ds:Transform [^>]*>)/, '$1$1'), 'signature-shape'],
    [
      'an XPath transform',
      (xml) =>
        xml.replace(
          `<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"`,
          '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"',
        ),
      'signature-algorithm',
    ],
    [
      'inclusive canonicalisation',
      (xml) =>
        xml.replace(
          'CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"',
          'CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"',
        ),
      'signature-algorithm',
    ],
    ['HMAC', (xml) => xml.replace('xmldsig-more#rsa-sha256', 'xmldsig-more#hmac-sha256'), 'signature-algorithm'],
    [
      'MD5',
      (xml) => xml.replace('http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmldsig-more#md5'),
      'signature-algorithm',
    ],
    [
      'a property of every object',
      (xml) => xml.replace('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'constructor'),
      'signature-algorithm',
    ],
    [
      'SHA-1',
      (xml) => xml.replace('http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2000/09/xmldsig#sha1'),
      'sha1-refused',
    ],
  ];
  for (const [name, change, reason] of changed)
    test(`${name}: ${reason}`, () => {
      const text = change(signed);
      assert.notEqual(text, signed, 'the change does nothing');
      assert.equal(reasonOf(text), reason);
    });

  test('whatever the text, the answer is a message or a reason', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '/',
      '=',
      '<!--',
      '-->',
      '<!DOCTYPE a>',
      '<![CDATA[',
      ']]>',
      '<?x?>',
      '\0',
      '\r',
      ' ID="_a"',
      ' xmlns:q="u"',
      '<q:a/>',
      '&#10;',
      '&lt;',
      '</saml:Assertion>',
      '<saml:Assertion>',
      '<ds:Signature>',
      '\ud800',
    );
    const mutation = fc.tuple(fc.nat(), fc.nat(200), fc.oneof(pieces, fc.string({ maxLength: 8 })));
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        let text = signed;
        for (const [at, length, piece] of mutations) {
          const start = at % text.length;
          text = text.slice(0, start) + piece + text.slice(start + (length % 40));
        }
        const reason = reasonOf(text);
        assert.ok(reason === 'accepted' || Object.hasOwn(SAML_REASONS, reason), reason);
      }),
      { numRuns: 400 },
    );
  });

  test('no change that passes the rules changes what was signed and still verifies', () => {
    const key = certificateKey(pair.cert);
    assert.ok(key);
    const genuine = readMessage(signed, STRICT);
    assert.ok(typeof genuine !== 'string');
    const before = verifiedText(genuine, genuine.root, [key]);
    assert.ok(typeof before !== 'string');
    const change = fc.constantFrom('x', ' ', '\n', '&#32;', 'bob', 'admin', '"', '<saml:x/>', ' y=""');
    fc.assert(
      fc.property(fc.nat(signed.length), fc.nat(3), change, (at, length, piece) => {
        const message = readMessage(signed.slice(0, at) + piece + signed.slice(at + length), STRICT);
        if (typeof message === 'string') return;
        const verified = verifiedText(message, message.root, [key]);
        if (typeof verified !== 'string') assert.equal(verified.signed, before.signed);
      }),
      { numRuns: 300 },
    );
  });
});
