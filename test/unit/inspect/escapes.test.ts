import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formText } from '../../../src/inspect/text/form-escapes.ts';
import { fc } from '../../support/properties.ts';
import { CARD, countIn, detector, inspectBytes } from './inspect-bytes.ts';

const JSON_TEXT = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
const FOUND = { 'payment-card': 1 };

describe('what is written in escapes is read as it is meant', () => {
  const HIDDEN: readonly (readonly [name: string, type: string, text: string])[] = [
    ['escapes of JSON', JSON_TEXT, String.raw`{"text":"\u0034111 1111 1111 1111"}`],
    ['escapes of all of it', JSON_TEXT, `["${[...'4111111111111111'].map((digit) => `\\u003${digit}`).join('')}"]`],
    ['digits of another width', JSON_TEXT, String.raw`{"text":"\uff14111 1111 1111 1111"}`],
    ['JSON that is called a text', 'text/plain', String.raw`{"text":"\u0034111 1111 1111 1111"}`],
    ['lines of JSON', 'application/x-ndjson', String.raw`{"a":1}${'\n'}{"text":"4111\u00201111 1111 1111"}`],
    ['JSON of an interface', 'application/vnd.api+json', String.raw`{"text":"4111 1111 1111 111\u0031"}`],
    ['elements around a part', JSON_TEXT, '{"content":"<p>41<b>11</b> 1111 <i class=\\"x\\">1111</i> 1111</p>"}'],
    ['a comment within', JSON_TEXT, '{"content":"4111<!-- x --> 1111 1111 1111"}'],
    ['an attribute', JSON_TEXT, '{"content":"<a title=\\"4111 1111 1111 1111\\">x</a>"}'],
    ['a comment', JSON_TEXT, '{"content":"x <!-- 4111 1111 1111 1111 --> y"}'],
    ['references', JSON_TEXT, '{"content":"&#52;111 1111&nbsp;1111 &#x31;111"}'],
    ['what begins as an element and is none', JSON_TEXT, '{"a":"1 <b 4111 1111 1111 1111"}'],
    ['a form', FORM, 'text=4111+1111+1111+1111&channel=C1'],
    ['octets of a form', FORM, 'text=%34%31%31%31%201111%201111%201111'],
    ['digits of another script in a form', FORM, `text=${encodeURIComponent('٤١١١ ١١١١ ١١١١ ١١١١')}`],
    ['JSON in a form', FORM, `payload=${encodeURIComponent(String.raw`{"text":"\u0034111 1111 1111 1111"}`)}`],
    ['markup in a form', FORM, `html=${encodeURIComponent('41<em>11</em> 1111 1111 1111')}`],
  ];
  for (const [name, declaredType, text] of HIDDEN)
    test(name, async () => assert.deepEqual(await countIn(text, { detectors: [CARD], declaredType }), FOUND));

  test('a number counts once, and parts of two values are none', async () => {
    const twice = '{"a":"4111 1111 1111 1111","b":"5555-5555-5555-4444"}';
    assert.deepEqual(await countIn(twice, { detectors: [CARD], declaredType: JSON_TEXT }), { 'payment-card': 2 });
    for (const [type, apart] of [
      [JSON_TEXT, '{"a":"4111 1111","b":"1111 1111"}'],
      [JSON_TEXT, String.raw`{"a":"4111 1111\\n1111 1111x"}`],
      [JSON_TEXT, '{"a":"<td>4111 1111</td><td>1111 1111</td>"}'],
      [FORM, 'a=4111+1111&b=1111+1111'],
    ] as const)
      assert.deepEqual(await countIn(apart, { detectors: [CARD], declaredType: type }), {}, apart);
  });

  test('every split of it gives the same findings', async () => {
    const detectors = [CARD, detector('keywords', { words: ['falcon'] }), detector('iban')];
    const parts = [
      '4111 1111 1111 1111',
      '\\u0034111 1111 1111 1111',
      '41<b>11</b> 1111 1111 1111',
      '&#52;111',
      'fal\\u0063on',
    ];
    const noise = ['<!--', '-->', '<', '&', '\\', '\\u', '\\u00', '%', '%3', '%34', '+', '"', 'ü', '😀', '</b', '<i'];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...parts, ...noise), { maxLength: 40 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(JSON_TEXT, FORM),
        async (pieces, split, declaredType) => {
          const text = `{"a":"${pieces.join(' ')}"}`;
          assert.deepEqual(
            await inspectBytes(text, { detectors, declaredType, split }),
            await inspectBytes(text, { detectors, declaredType }),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  test('a query is read whatever is written in it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => assert.equal(formText(encodeURIComponent(text)), text.toWellFormed())),
      {
        numRuns: 200,
      },
    );
    assert.equal(formText('a=%zz%4&b=%'), 'a=%zz%4\nb=%');
  });
});
