import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../support/properties.ts';
import { zipFile } from '../../support/zip-file.ts';
import { CARD, countIn, detector, inspectBytes } from './inspect-bytes.ts';

const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const DRAWING = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"';
const ODF =
  'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"';
const xml = (root: string, attributes: string, content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} ${attributes}>${content}</${root}>`;

const FINDS: Record<string, string> = {
  'runs of a word': xml(
    'w:document',
    WORD,
    '<w:p><w:r><w:t>4111</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>1111</w:t></w:r><w:r><w:t>11111111</w:t></w:r></w:p>',
  ),
  'runs with a field between': xml(
    'w:document',
    WORD,
    '<w:p><w:r><w:t>41111111</w:t></w:r><w:r><w:instrText>9</w:instrText></w:r><w:r><w:t>11111111</w:t></w:r></w:p>',
  ),
  'deleted text': xml(
    'w:document',
    WORD,
    '<w:p><w:del><w:r><w:delText>4111111111111111</w:delText></w:r></w:del></w:p>',
  ),
  'what was deleted, between runs of a number': xml(
    'w:document',
    WORD,
    '<w:p><w:r><w:t>4111 1111 </w:t></w:r><w:del><w:r w:rsidDel="1"><w:delText>and so on</w:delText></w:r></w:del><w:r><w:t>1111 1111</w:t></w:r></w:p>',
  ),
  'deleted text in runs': xml(
    'w:document',
    WORD,
    '<w:p><w:del><w:r w:rsidDel="1"><w:delText>4111 11</w:delText></w:r><w:r w:rsidDel="2"><w:delText>11 1111 1111</w:delText></w:r></w:del></w:p>',
  ),
  'spaces that are elements': xml(
    'office:document-content',
    ODF,
    '<text:p>4111<text:s/>1111<text:s text:c="1"></text:s>1111<text:s/>1111</text:p>',
  ),
  'spans of a picture': xml(
    'svg',
    'xmlns="http://www.w3.org/2000/svg"',
    '<text>4111 <tspan x="1">11</tspan><tspan x="2">11 </tspan><a href="x">1111 1111</a></text>',
  ),
  'spans of a picture in a page': '<html><svg><text>4111 11<tspan>11</tspan> 1111 1111</text></svg></html>',
  'a field code': xml('w:document', WORD, '<w:r><w:instrText>4111111111111111</w:instrText></w:r>'),
  'alternative text': xml('w:document', WORD, '<w:drawing descr="4111111111111111"/>'),
  'a root padded beyond the first look': `<!--${'x'.repeat(9000)}-->${xml('w:document', WORD, '<w:t>41111111</w:t><w:t>11111111</w:t>').slice(39)}`,
  'a shared string': xml('sst', SHEET, '<si><r><t>4111 1111</t></r><r><rPr><b/></rPr><t> 1111 1111</t></r></si>'),
  'a number in a cell': xml(
    'worksheet',
    SHEET,
    '<row><c r="A1"><v>4111111111111111</v></c><c r="B1"><v>5</v></c></row>',
  ),
  'a formula': xml('worksheet', SHEET, '<c><f>"4111111111111111"</f></c>'),
  'notes of a slide': xml(
    'p:notes',
    `${DRAWING} xmlns:p="x"`,
    '<a:p><a:r><a:t>4111-1111</a:t></a:r><a:r><a:t>-1111-1111</a:t></a:r></a:p>',
  ),
  'spans in OpenDocument': xml(
    'office:document-content',
    ODF,
    '<text:p>4111<text:span>1111</text:span>11111111</text:p>',
  ),
  'any data': xml('payment', '', '<number>4111111111111111</number><amount>12</amount>'),
  CDATA: xml('payment', '', '<number><![CDATA[4111111111111111]]></number>'),
  'an attribute': xml('payment', '', '<card number="4111111111111111"/>'),
  'inline elements': '<html><p>4111<b>1111</b><!-- x -->1111<span class="a>b">1111</span></p>',
  references: '<html><p>&#52;&#x31;11&nbsp;1111&#8203;&#160;1111 11&shy;11</p>',
  'table cells': '<html><table><tr><td>4111111111111111</td><td>123</td></tr></table>',
  'a script': '<html><script>var card = "4111111111111111";</script>',
  'an attribute in a page': '<html><input value=4111111111111111>',
  'a comment': '<html><!-- 4111111111111111 -->',
  'a script without end': '<html><script>4111111111111111',
  'a tag without end': '<html><p title="4111111111111111',
  'a less-than sign': '<html>3 < 4 and 4111111111111111 > 2',
  SVG: '<svg xmlns="http://www.w3.org/2000/svg"><text>4111111111111111</text></svg>',
};

for (const [name, content] of Object.entries(FINDS)) {
  test(`found: ${name}`, async () => {
    assert.deepEqual(await countIn(content), { 'payment-card': 1 });
    assert.deepEqual(await countIn(Buffer.from(content, 'utf16le'), { split: [3] }), { 'payment-card': 1 });
  });
}

test('what a reader sees apart is not joined', async () => {
  for (const content of [
    xml('w:document', WORD, '<w:p><w:r><w:t>41111111</w:t></w:r></w:p><w:p><w:r><w:t>11111111</w:t></w:r></w:p>'),
    xml('worksheet', SHEET, '<c><v>41111111</v></c><c><v>11111111</v></c>'),
    '<html><td>41111111</td><td>11111111</td>',
    '<html><p>41111111<p>11111111',
  ])
    assert.deepEqual(await countIn(content), {}, content);
});

test('every split gives the same', async () => {
  const pieces = [
    '<p>',
    '</p>',
    '<b a="x>y">',
    '<!--',
    '-->',
    '&#52;',
    '&nbsp;',
    '4111',
    '1111',
    '<script>',
    '</script>',
    '<![CDATA[',
    ']]>',
    '<',
    '>',
    '"',
    '&',
    '<?',
    'é',
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...pieces), { maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      async (parts, split) => {
        const content = `<html>${parts.join('')}`;
        const given = { detectors: [CARD, detector('keywords', { words: ['4111', 'x'], partial: true })] };
        assert.deepEqual(await inspectBytes(content, { ...given, split }), await inspectBytes(content, given));
      },
    ),
    { numRuns: 100 },
  );
});

test('entities of its own and unknown character sets are told', async () => {
  const own = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY n "4111">]><a>&n;&n;</a>';
  assert.equal((await inspectBytes(own)).status, 'unsupported');
  assert.equal((await inspectBytes('4111', { declaredType: 'text/plain; charset=x-none' })).status, 'unsupported');
});

const ID = '2096f6a2-d2f7-48be-b329-b73aaa526e5d';
const SITE = 'cb46c030-1825-4e81-a295-151c039dbf02';

test('sensitivity labels of Office documents', async () => {
  const property = (key: string, value: string): string =>
    `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="MSIP_Label_${ID}_${key}"><vt:lpwstr>${value}</vt:lpwstr></property>`;
  const custom = xml(
    'Properties',
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"',
    property('Enabled', 'true') +
      property('SiteId', SITE) +
      property('Name', 'Public') +
      property('Method', 'Standard'),
  );
  const written = xml(
    'clbl:labelList',
    'xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"',
    `<clbl:label id="{${ID.toUpperCase()}}" enabled="1" method="Privileged" siteId="{${SITE}}" removed="0"/>`,
  );
  const seen = await inspectBytes(
    zipFile([
      { name: 'docProps/custom.xml', content: custom },
      { name: 'docMetadata/LabelInfo.xml', content: written },
    ]),
  );
  assert.deepEqual(seen.labels, [
    { source: 'custom-properties', id: ID, siteId: SITE, name: 'Public', method: 'Standard', enabled: true },
    { source: 'label-info', id: ID, siteId: SITE, name: undefined, method: 'Privileged', enabled: true },
  ]);
  const removed = written.replace('removed="0"', 'removed="1"');
  assert.equal((await inspectBytes(removed)).labels[0]?.enabled, false);
});
