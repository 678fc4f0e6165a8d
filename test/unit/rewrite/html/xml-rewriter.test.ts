import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HtmlOptions } from '../../../../src/rewrite/html/contract.ts';
import { createXmlRewriter } from '../../../../src/rewrite/html/xml-rewriter.ts';
import { fc } from '../../../support/properties.ts';
import { inPieces } from '../in-pieces.ts';
import { IDENTITY, SAMPLE, toOrigin, toSuffix } from './sample-options.ts';

function xml(text: string, options: HtmlOptions = SAMPLE, cuts: readonly number[] = []): string {
  return inPieces(createXmlRewriter(options), text, cuts);
}

const PLAIN: HtmlOptions = { ...IDENTITY, url: toSuffix };

const value = fc
  .array(
    fc.constantFrom(
      'https://wiki.corp.test',
      '//cdn.corp.test/x',
      '&u;',
      '&v;',
      '&#x2f;',
      '&#38;u;',
      '&amp;',
      '/y',
      'url(',
      ')',
      '%25',
      'é',
    ),
    { maxLength: 4 },
  )
  .map((words) => words.join(''));
const declaration = fc.oneof(
  fc.tuple(fc.constantFrom('u', 'v', 'w'), value).map(([name, text]) => `<!ENTITY ${name} "${text}">`),
  value.map((text) => `<!ENTITY m '<a href="${text}"><style>${text}</style></a>'>`),
  fc
    .tuple(fc.constantFrom('a', 'x:image', 'style'), fc.constantFrom('href', 'l:href', 'type', 'xmlns:l'), value)
    .map(([element, name, text]) => `<!ATTLIST ${element} id ID #IMPLIED ${name} CDATA #FIXED "${text}">`),
  fc.constantFrom('<!-- "> -->', "<?pi ']> ?>", '%p;', '<!ELEMENT a (#PCDATA)>', '"', '<!ENTITY s SYSTEM "x">'),
);
const content = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('a', 'x:image', 'y:use', 'set'),
      fc.constantFrom('href', 'l:href', 'xlink:href', 'to', 'style'),
      value,
    )
    .map(([element, name, text]) => `<${element} ${name}="${text}"/>`),
  value.map((text) => `<style>${text}<![CDATA[${text}]]></style>`),
  value.map((text) => `<script>"${text}" + location</script>`),
  fc.constantFrom(
    '<g xmlns:l="http://www.w3.org/1999/xlink">',
    '<g xmlns:x="&u;">',
    '<g xmlns="http://www.w3.org/1999/xhtml">',
    '</g>',
    '&m;',
    '<!-- -->',
    '<',
  ),
);
const documentText = fc
  .tuple(fc.constantFrom('svg', 'html', 'feed'), fc.array(declaration, { maxLength: 5 }), fc.array(content))
  .map(
    ([root, subset, parts]) =>
      `<!DOCTYPE ${root} [${subset.join('\n')}]><${root} xmlns="http://www.w3.org/2000/svg">${parts.join('')}</${root}>`,
  );

describe('laws of XML', () => {
  test('every split of the input gives the same output', () => {
    fc.assert(
      fc.property(documentText, fc.array(fc.nat(400), { maxLength: 6 }), (text, cuts) => {
        const sorted = cuts.filter((cut) => cut <= text.length).sort((a, b) => a - b);
        assert.equal(xml(text, SAMPLE, sorted), xml(text));
      }),
      { numRuns: 1500 },
    );
  });

  test('nothing to rewrite: the same text', () => {
    fc.assert(
      fc.property(documentText, (text) => assert.equal(xml(text, IDENTITY), text)),
      { numRuns: 1000 },
    );
  });

  test('what is rewritten once stays as it is', () => {
    fc.assert(
      fc.property(documentText, (text) => {
        const once = xml(text, PLAIN);
        assert.equal(xml(once, PLAIN), once);
      }),
      { numRuns: 1000 },
    );
  });

  test('a URL that an entity stands for is what it would be if it were written out', () => {
    const part = fc.constantFrom('https:', '//', 'wiki.corp.test', 'other.test', '/docs', '?a=1', '#i');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), fc.array(part, { maxLength: 3 }), (before, after) => {
        const url = before.join('') + after.join('');
        const out = xml(`<!DOCTYPE a [<!ENTITY e "${before.join('')}">]><a href="&e;${after.join('')}"/>`, PLAIN);
        const [, entity = '', written = ''] = /ENTITY e "(.*)">]><a href="(.*)"\/>$/.exec(out) ?? [];
        assert.equal(entity, before.join(''));
        assert.equal(written.replace('&e;', entity), toSuffix(url));
        assert.equal(toOrigin(written.replace('&e;', entity)), url);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('entities that grow', () => {
  const laughs = Array.from({ length: 40 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`).join('');

  test('are left as they are written', () => {
    const text = `<!DOCTYPE a [<!ENTITY e0 "//cdn.corp.test/">${laughs}]><a href="&e40;"/>`;
    assert.equal(xml(text, PLAIN), text);
  });

  test('cost no more than the document', () => {
    const size = { count: 0 };
    const url = (each: string): string => {
      size.count += each.length;
      return toSuffix(each);
    };
    const text = `<!DOCTYPE a [<!ENTITY e0 "//cdn.corp.test/">${laughs}]><a>${'<a href="&e3;"/>'.repeat(50)}</a>`;
    xml(text, { ...PLAIN, url });
    assert.ok(size.count <= 50 * 2 * 8192, `${size.count} characters`);
  });

  test('chains of any length are taken', () => {
    const chain = Array.from({ length: 20_000 }, (_, at) => `<!ENTITY e${at} "&e${at + 1};">`).join('');
    const text = `<!DOCTYPE a [${chain}]><a href="&e0;//cdn.corp.test/"/>`;
    assert.equal(xml(text, PLAIN), text);
  });

  test('a declaration of a megabyte is read in one go', () => {
    for (const part of ['a', 'a ', '% ', '%a', 'a CDATA ', "''", 'a (', '<!ENTITY a '])
      for (const begin of ['<!ATTLIST a ', '<!ENTITY a ', '']) {
        const text = `<!DOCTYPE a [${begin}${part.repeat(2 ** 20 / part.length)}>]><a/>`;
        assert.equal(xml(text, PLAIN), text);
      }
  });
});
