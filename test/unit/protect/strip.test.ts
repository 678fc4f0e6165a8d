import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import { PDFDocument, PDFName, PDFString } from '@cantoo/pdf-lib';
import { makeDocx } from '../../../src/demo/files-app/documents/ooxml.ts';
import { stripJpeg } from '../../../src/protect/image/strip-jpeg.ts';
import { stripPng } from '../../../src/protect/image/strip-png.ts';
import { openPackage } from '../../../src/protect/office/office-package.ts';
import { changeFile, type DocumentKind, type FileChange } from '../../../src/protect/protect-file.ts';
import { Unprotectable } from '../../../src/protect/unprotectable.ts';
import { fc } from '../../support/properties.ts';
import { zipFile } from '../../support/zip-file.ts';

const AT = Date.UTC(2026, 0, 31);
const LABEL = {
  id: '2096f6a2-d2f7-48be-b329-b73aaa526e5d',
  siteId: 'cb46c030-1825-4e81-a295-151c039dbf02',
  name: 'Secret',
};
const change = async (kind: DocumentKind, bytes: Uint8Array, more: Partial<FileChange>): Promise<Buffer> =>
  Buffer.from(await changeFile({ kind, bytes, at: AT, ...more }));

const RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const docm = (extra: readonly { name: string; content: string }[] = [], types = ''): Buffer =>
  zipFile([
    {
      name: '[Content_Types].xml',
      content: `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/><Override PartName="/word/vbaData.xml" ContentType="application/vnd.ms-word.vbaData+xml"/>${types}</Types>`,
    },
    {
      name: '_rels/.rels',
      content: `<Relationships><Relationship Id="r1" Type="${RELATION}/officeDocument" Target="word/document.xml"/><Relationship Id="r2" Type="x/thumbnail" Target="docProps/thumbnail.jpeg"/></Relationships>`,
    },
    { name: 'word/document.xml', content: '<w:document><w:body><w:p>text</w:p></w:body></w:document>' },
    {
      name: 'word/_rels/document.xml.rels',
      content: `<Relationships><Relationship Id="r9" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/><Relationship Id="r8" Type="${RELATION}/hyperlink" Target="https://example.com/" TargetMode="External"/></Relationships>`,
    },
    { name: 'word/vbaProject.bin', content: 'Sub AutoOpen()' },
    {
      name: 'word/_rels/vbaProject.bin.rels',
      content: '<Relationships><Relationship Id="r1" Type="x" Target="vbaData.xml"/></Relationships>',
    },
    { name: 'word/vbaData.xml', content: '<wne:vbaSuppData/>' },
    {
      name: 'docProps/core.xml',
      content: '<cp:coreProperties><dc:creator>Jane Author</dc:creator></cp:coreProperties>',
    },
    { name: 'docProps/app.xml', content: '<Properties><Company>Corp</Company></Properties>' },
    {
      name: 'docProps/custom.xml',
      content: `<Properties><property fmtid="{x}" pid="2" name="Client"><vt:lpwstr>Acme</vt:lpwstr></property><property fmtid="{x}" pid="3" name="MSIP_Label_${LABEL.id}_Enabled"><vt:lpwstr>true</vt:lpwstr></property></Properties>`,
    },
    { name: 'docProps/thumbnail.jpeg', content: 'picture' },
    ...extra,
  ]);
const partsOf = (bytes: Buffer): Record<string, string> => {
  const parts = openPackage(bytes);
  return Object.fromEntries(parts.names().map((name) => [name, parts.read(name)!.toString()]));
};

describe('Office documents', () => {
  test('macros are taken out, with all that leads to them, and the rest stays', async () => {
    const parts = partsOf(await change('office', docm(), { strip: ['macros'] }));
    assert.deepEqual(
      Object.keys(parts).filter((name) => /vba/i.test(name)),
      [],
    );
    assert.doesNotMatch(Object.values(parts).join(), /vba|macroEnabled|AutoOpen/i);
    assert.match(parts['[Content_Types].xml']!, /wordprocessingml\.document\.main\+xml/);
    assert.match(parts['word/_rels/document.xml.rels']!, /https:\/\/example\.com\//);
    assert.match(parts['word/document.xml']!, /text/);
    assert.match(parts['docProps/core.xml']!, /Jane Author/);
  });

  test('macros that cannot be taken out are no document without any', async () => {
    const sheets = docm([{ name: 'xl/macrosheets/sheet1.xml', content: '<xm:macrosheet/>' }]);
    const hidden = docm(
      [{ name: 'word/other.dat', content: 'Sub AutoOpen()' }],
      '<Override PartName="/word/other.dat" ContentType="application/vnd.ms-office.vbaProject"/>',
    );
    for (const bytes of [sheets, hidden])
      await assert.rejects(change('office', bytes, { strip: ['macros'] }), Unprotectable);
  });

  test('metadata is taken out; labels stay, or are written anew', async () => {
    const parts = partsOf(await change('office', docm(), { strip: ['metadata'] }));
    assert.doesNotMatch(Object.values(parts).join(), /Jane|Corp<|Acme|thumbnail/);
    assert.match(parts['docProps/custom.xml']!, /MSIP_Label_/);
    assert.match(Object.keys(parts).join(), /vbaProject/);
    const labelled = partsOf(await change('office', docm(), { strip: ['metadata', 'macros'], label: LABEL }));
    assert.match(labelled['docMetadata/LabelInfo.xml']!, new RegExp(LABEL.id));
    assert.doesNotMatch(Object.values(labelled).join(), /Jane|vba/i);
  });

  test('a document without either keeps what it has', async () => {
    const plain = makeDocx(['line']);
    assert.deepEqual(partsOf(await change('office', plain, { strip: ['macros', 'metadata'] })), partsOf(plain));
  });
});

describe('PDF', () => {
  async function made(): Promise<PDFDocument> {
    const document = await PDFDocument.create();
    const page = document.addPage([200, 200]);
    page.drawText('text');
    document.setAuthor('Jane Author');
    document.addJavaScript('main', 'app.alert("hello from the script")');
    const action = document.context.obj({ Type: 'Action', S: 'JavaScript', JS: PDFString.of('app.alert("opened")') });
    document.catalog.set(PDFName.of('OpenAction'), document.context.register(action));
    page.node.set(PDFName.of('AA'), document.context.obj({ O: { S: 'Launch', F: PDFString.of('calc.exe') } }));
    document.catalog.set(
      PDFName.of('Metadata'),
      document.context.register(document.context.stream('<x:xmpmeta>Jane Author</x:xmpmeta>')),
    );
    return document;
  }
  /** All that is in it, unpacked. */
  async function laidOpen(bytes: Uint8Array): Promise<string> {
    const document = await PDFDocument.load(bytes, { updateMetadata: false });
    return Buffer.from(await document.save({ useObjectStreams: false, updateFieldAppearances: false })).toString(
      'latin1',
    );
  }

  test('scripts and starting of programs are taken out', async () => {
    const bytes = await (await made()).save();
    const open = await laidOpen(await change('pdf', bytes, { strip: ['macros'] }));
    assert.doesNotMatch(open, /\/JavaScript|\/JS\b|\/Launch|calc\.exe/);
    assert.match(open, /Author/);
  });

  test('metadata is taken out', async () => {
    const bytes = await (await made()).save();
    const stripped = await change('pdf', bytes, { strip: ['metadata'] });
    const document = await PDFDocument.load(stripped, { updateMetadata: false });
    assert.equal(document.getAuthor(), undefined);
    assert.equal(document.getProducer(), undefined);
    assert.equal(document.catalog.get(PDFName.of('Metadata')), undefined);
    assert.equal(document.getPageCount(), 1);
  });
});

describe('pictures', () => {
  const segment = (marker: number, content: string | Buffer): Buffer => {
    const bytes = Buffer.from(content as string, 'latin1');
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(bytes.length + 2, 2);
    return Buffer.concat([head, bytes]);
  };
  const exif = (orientation: number): Buffer => {
    const tiff = Buffer.from('49492a0008000000020012010300010000000000000025880400010000002600000000000000', 'hex');
    tiff.writeUInt16LE(orientation, 18);
    return segment(
      0xe1,
      Buffer.concat([Buffer.from('Exif\0\0GPS'.slice(0, 6), 'latin1'), tiff, Buffer.from('N 48.13 E 11.57')]),
    );
  };
  const jpeg = (...middle: readonly Buffer[]): Buffer =>
    Buffer.concat([
      Buffer.from([0xff, 0xd8]),
      segment(0xe0, 'JFIF\0\x01\x02'),
      ...middle,
      segment(0xdb, 'tables'),
      segment(0xda, 'scan'),
      Buffer.from([1, 2, 0xff, 0, 3, 0xff, 0xd0, 4]),
      segment(0xda, 'second scan'),
      Buffer.from([5, 6]),
      Buffer.from([0xff, 0xd9]),
    ]);

  test('a JPEG keeps its picture and which way is up, and nothing else', () => {
    const bare = jpeg();
    assert.deepEqual(stripJpeg(bare), bare);
    const told = jpeg(
      exif(1),
      segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0Jane'),
      segment(0xed, 'Photoshop Jane'),
      segment(0xfe, 'by Jane'),
      segment(0xe2, 'MPF\0Jane'),
      segment(0xe0, 'JFXX\0thumb'),
    );
    assert.deepEqual(stripJpeg(Buffer.concat([told, Buffer.from('hidden behind'), told])), bare);
    const turned = stripJpeg(jpeg(exif(6)));
    assert.ok(!turned.includes('48.13'));
    assert.equal(turned.length, bare.length + 36);
    assert.deepEqual(stripJpeg(turned), turned);
    const profile = jpeg(segment(0xe2, 'ICC_PROFILE\0\x01\x01profile'), segment(0xee, 'Adobe\0'));
    assert.deepEqual(stripJpeg(profile), profile);
  });

  const chunk = (name: string, content: string | Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), Buffer.from(content as string, 'latin1')]);
    const bytes = Buffer.alloc(body.length + 8);
    bytes.writeUInt32BE(body.length - 4);
    body.copy(bytes, 4);
    bytes.writeUInt32BE(crc32(body), body.length + 4);
    return bytes;
  };
  const png = (...middle: readonly Buffer[]): Buffer =>
    Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      chunk('IHDR', Buffer.alloc(13)),
      chunk('gAMA', 'abcd'),
      ...middle,
      chunk('IDAT', deflateSync(Buffer.alloc(10))),
      chunk('IEND', ''),
    ]);

  test('a PNG keeps its picture, and nothing else', () => {
    const told = png(
      chunk('tEXt', 'Author\0Jane'),
      chunk('iTXt', 'x'),
      chunk('zTXt', 'x'),
      chunk('eXIf', 'GPS'),
      chunk('tIME', '1234567'),
      chunk('prVt', 'mine'),
    );
    assert.deepEqual(stripPng(Buffer.concat([told, Buffer.from('hidden behind')])), png());
  });

  test('whatever the bytes are, the answer is a picture or that it is none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat({ max: 100 }), (noise, at) => {
        for (const [strip, picture] of [
          [stripJpeg, jpeg(exif(3))],
          [stripPng, png()],
        ] as const) {
          const bytes = Buffer.from(picture);
          bytes.set(noise.subarray(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length));
          try {
            strip(bytes);
          } catch (error) {
            assert.ok(error instanceof Unprotectable, String(error));
          }
        }
      }),
    );
  });
});
