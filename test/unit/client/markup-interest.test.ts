import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isOfInterest } from '../../../src/client/markup-interest.ts';

const OF_INTEREST = [
  '<a href="//wiki.corp.test/">',
  '<a href="https://wiki.corp.test/">',
  '<a href="/\t/wiki.corp.test/">',
  '<a href="\\\\wiki.corp.test/">',
  '<a href="java&#115;cript:f()">',
  '<a href="javascript:f()">',
  '<a href="JA\nVASCRIPT:f()">',
  '<a href="j\navascript:f()">',
  '<script>f()</script>',
  '<ScRiPt>',
  '<style>',
  '<svg:style>:STYLE<STYLE>',
  '<iframe>',
  '<FRAME>',
  '<object>',
  '<i style="--x:[href]">[href]',
];
const PLAIN = [
  '',
  'a'.repeat(100),
  '<p id="row-1" class="row"><b>Item</b> <i>of many</i></p>',
  '<a href="/items/1?page=2" title="sharing">x</a>',
  '<p class="sha256 [open]" data-row=1 hidden>5 < 6, 6 > 5</p></p>',
  '<input type=text value=x><br/>',
];
/** Names whose values are mapped whatever they are. */
const NAMES = ['onclick', 'onload', 'on', 'srcdoc', 'integrity', 'data-x/onclick', '"x"onclick'];

describe('whether markup can change on its way', () => {
  for (const markup of OF_INTEREST)
    test(`it can: ${JSON.stringify(markup)}`, () => assert.equal(isOfInterest(markup), true));
  for (const markup of PLAIN)
    test(`it cannot: ${JSON.stringify(markup).slice(0, 60)}`, () => assert.equal(isOfInterest(markup), false));

  test('such attributes are found however they are spelled, and wherever they stand', () => {
    const blanks = fc
      .array(fc.constantFrom(' ', '\t', '\n', '\f', '\r'), { maxLength: 50 })
      .map((list) => list.join(''));
    const spelled = fc
      .tuple(fc.constantFrom(...NAMES), fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }))
      .map(([name, upper]) => [...name].map((char, at) => (upper[at] ? char.toUpperCase() : char)).join(''));
    fc.assert(
      fc.property(
        fc.constantFrom(...PLAIN),
        blanks,
        spelled,
        blanks,
        fc.constantFrom('', '"', "'"),
        (before, gap, name, behind, quote) => {
          assert.equal(isOfInterest(`${before}<p${gap || ' '}${name}${behind}=${behind}${quote}x${quote}>`), true);
        },
      ),
    );
  });

  test('names too long to be looked at are taken for such', () => {
    assert.equal(isOfInterest(`<p ${'x'.repeat(40)}="1">`), true);
  });
});
