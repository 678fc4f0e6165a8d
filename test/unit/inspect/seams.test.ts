import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DetectorSpec } from '../../../src/inspect/detectors/detector.ts';
import { compileMasks, createMasker } from '../../../src/inspect/mask/masker.ts';
import { CARD, countIn, detector } from './inspect-bytes.ts';

const NUMBER = '4111111111111111';
const page = (markup: string): string => `<!doctype html><html><body>${markup}</body></html>`;

/** Markup, what must be found in it, and how often. */
const CASES: Readonly<Record<string, readonly [markup: string, what: DetectorSpec, count?: number]>> = {
  'a label before it': [`<b>Card</b><i>${NUMBER}</i>`, CARD],
  'another number behind it': [`<span>${NUMBER}</span><span>12</span>`, CARD],
  'another number before it': [`<span>12</span><span>${NUMBER}</span>`, CARD],
  'text on both sides': [`Card<em>${NUMBER}</em>of Anna`, CARD],
  'one beside another': [`<span>${NUMBER}</span><span>5500000000000004</span>`, CARD, 2],
  'one in pieces': ['<span>4111</span><span>1111</span><span>1111</span><span>1111</span>', CARD],
  'one in pieces of one digit': [[...NUMBER].map((digit) => `<span>${digit}</span>`).join(''), CARD],
  'one in groups, behind a label': ['<b>No</b><i>4111 1111 1111 1111</i><b>Name</b>', CARD],
  'one that both readings see': [`<b> </b>${NUMBER}<i> end</i>`, CARD],
  'a word': ['<b>State</b><i>confidential</i>', detector('keywords', { words: ['confidential'] })],
  'an address': ['<b>Mail</b><i>jane@example.com</i><b>Phone</b>', detector('email-address')],
  'an expression': ['<b>Id</b><i>EMP-123456</i><b>x</b>', detector('expression', { pattern: '\\bEMP-[0-9]{6}\\b' })],
  'a key': [`<b>Key</b><i>${'AKIA'}IOSFODNN7EXAMPLE</i>`, detector('secrets')],
  'words near, at a seam too': ['<b>SSN</b><i>536904399</i>', detector('us-ssn-plain')],
};
const LEFT: Readonly<Record<string, readonly [markup: string, what: DetectorSpec]>> = {
  'a part of a longer number in one element': [`<b>Card</b><i>${NUMBER}5</i>`, CARD],
  'nothing near': ['<b>Order</b><i>536904399</i>', detector('us-ssn-plain')],
};
/** Before and behind: so much text that windows end everywhere around it. */
const PADDING = ['', 'x '.repeat(31_700), 'word '.repeat(13_107), `${'<b>a</b><i>b</i> '.repeat(4000)}`];

function masked(markup: string, what: DetectorSpec, size: number): string {
  const masker = createMasker(compileMasks([what]), 'html', 'utf-8');
  const bytes = Buffer.from(page(markup));
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) out.push(masker.write(bytes.subarray(at, at + size)));
  return Buffer.concat([...out, masker.end()]).toString();
}

describe('text at the seams of elements', () => {
  for (const [name, [markup, what, count = 1]] of Object.entries(CASES))
    test(`${name} is found once`, async () => {
      for (const padding of PADDING) {
        const text = page(`${padding}${markup} ${padding}`);
        assert.deepEqual(
          await countIn(text, { detectors: [what], split: [4099] }),
          { [what.id]: count },
          padding.slice(0, 9),
        );
      }
      const json = JSON.stringify({ html: markup });
      assert.deepEqual(await countIn(json, { detectors: [what], split: [7] }), { [what.id]: count });
    });

  for (const [name, [markup, what]] of Object.entries(LEFT))
    test(`${name} is left`, async () => {
      assert.deepEqual(await countIn(page(markup), { detectors: [what] }), {});
    });

  test('what is found there is masked, and the elements stay', () => {
    for (const size of [1, 13, 4096]) {
      const stars = '*'.repeat(16);
      assert.equal(
        masked(`<b>Card</b><i>${NUMBER}</i><b>of</b>`, CARD, size),
        page(`<b>Card</b><i>${stars}</i><b>of</b>`),
      );
      assert.equal(masked(`<u>12</u><u>${NUMBER}</u><u>1</u>`, CARD, size), page(`<u>12</u><u>${stars}</u><u>1</u>`));
      assert.equal(masked('<b>41111111</b><i>11111111</i>', CARD, size), page('<b>********</b><i>********</i>'));
    }
  });
});
