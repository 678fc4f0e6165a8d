import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { crc32, inflateRawSync, inflateSync } from 'node:zlib';
import { makeLibrary } from '../../../../src/demo/files-app/documents/library.ts';
import { makePdf } from '../../../../src/demo/files-app/documents/pdf.ts';
import { Canvas } from '../../../../src/demo/files-app/documents/png.ts';
import { makeZip } from '../../../../src/demo/files-app/documents/zip.ts';
import { fc } from '../../../support/properties.ts';

/** Reads an archive by its central directory, as unpackers do. */
function unzip(archive: Buffer): Map<string, Buffer> {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const files = new Map<string, Buffer>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    assert.equal(archive.toString('latin1', at, at + 4), 'PK\x01\x02');
    const [sum, packed, size] = [16, 20, 24].map((offset) => archive.readUInt32LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const name = archive.toString('utf8', at + 46, at + 46 + archive.readUInt16LE(at + 28));
    const local = archive.readUInt32LE(at + 42);
    assert.equal(archive.toString('latin1', local, local + 4), 'PK\x03\x04');
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const content = inflateRawSync(archive.subarray(from, from + packed));
    assert.equal(content.length, size);
    assert.equal(crc32(content), sum);
    files.set(name, content);
    at += 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  assert.equal(at, end);
  return files;
}

describe('archives', () => {
  test('what goes in comes out', () => {
    const entry = fc.tuple(
      fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }),
      fc.uint8Array({ maxLength: 300 }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(entry, { maxLength: 5, selector: ([name]) => name }), (entries) => {
        const files = unzip(makeZip(entries.map(([name, bytes]) => [name, Buffer.from(bytes)])));
        assert.deepEqual(
          [...files],
          entries.map(([name, bytes]) => [Buffer.from(name).toString(), Buffer.from(bytes)]),
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe('pictures', () => {
  test('every pixel is where it was drawn', () => {
    const canvas = new Canvas(5, 4, [1, 2, 3]);
    canvas.fill(3, 2, 9, 9, [200, 100, 50]);
    const png = canvas.toPng();
    const chunks = new Map<string, Buffer>();
    for (let at = 8; at < png.length; ) {
      const size = png.readUInt32BE(at);
      const body = png.subarray(at + 4, at + 8 + size);
      assert.equal(crc32(body), png.readUInt32BE(at + 8 + size));
      chunks.set(body.toString('latin1', 0, 4), body.subarray(4));
      at += size + 12;
    }
    assert.deepEqual([...chunks.keys()], ['IHDR', 'IDAT', 'IEND']);
    const rows = inflateSync(chunks.get('IDAT')!);
    assert.equal(rows.length, 4 * (1 + 5 * 3));
    const pixel = (x: number, y: number): number[] => [...rows.subarray(y * 16 + 1 + x * 3, y * 16 + 4 + x * 3)];
    assert.deepEqual(
      [pixel(0, 0), pixel(2, 2), pixel(3, 2), pixel(4, 3)],
      [
        [1, 2, 3],
        [1, 2, 3],
        [200, 100, 50],
        [200, 100, 50],
      ],
    );
  });
});

describe('PDF files', () => {
  const pdf = makePdf('A (very) good \\ title', [
    { title: 'One', lines: ['a', 'b'], bars: [['x', 0.5]] },
    { title: 'Two', lines: [] },
  ]).toString('latin1');
  test('the table points at every object', () => {
    const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(pdf)?.[1]);
    assert.ok(pdf.startsWith('xref\n0 10\n', table));
    const offsets = [...pdf.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, digits]) => Number(digits));
    assert.equal(offsets.length, 9);
    for (const [index, offset] of offsets.entries()) assert.ok(pdf.startsWith(`${index + 1} 0 obj\n`, offset));
  });
  test('streams are as long as they say, and pages are counted', () => {
    const streams = [...pdf.matchAll(/<< \/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/g)];
    assert.equal(streams.length, 2);
    for (const [, length, content] of streams) assert.equal(content?.length, Number(length));
    assert.match(pdf, /\/Kids \[6 0 R 8 0 R\] \/Count 2/);
    assert.ok(pdf.includes('/Title (A \\(very\\) good \\\\ title)'));
  });
});

describe('the library', () => {
  const library = makeLibrary();
  const content = (id: string): Buffer => library.find((each) => each.id === id)!.content;

  test('has every kind of document, under its own id, with the same bytes at each start', () => {
    assert.equal(new Set(library.map(({ id }) => id)).size, library.length);
    assert.deepEqual([...new Set(library.map(({ kind }) => kind))].sort(), [
      'archive',
      'image',
      'pdf',
      'sheet',
      'table',
      'text',
      'word',
    ]);
    assert.deepEqual(makeLibrary(), library);
  });
  test('office files hold what office programs look for', () => {
    const word = unzip(content('contract'));
    assert.match(word.get('word/document.xml')!.toString(), /Jonas Müller/);
    const sheet = unzip(content('budget'));
    assert.match(sheet.get('xl/worksheets/sheet1.xml')!.toString(), /<c><v>412000<\/v><\/c>/);
    for (const files of [word, sheet]) {
      const types = files.get('[Content_Types].xml')!.toString();
      for (const [, part] of types.matchAll(/PartName="\/([^"]+)"/g)) assert.ok(files.has(part!), part!);
    }
  });
  test('two documents are not what they say they are', () => {
    assert.equal(content('minutes').toString('latin1', 1, 4), 'PNG');
    assert.equal(library.find(({ id }) => id === 'minutes')?.type, 'text/plain');
    assert.equal(content('press').toString('latin1', 0, 2), 'PK');
    assert.equal(library.find(({ id }) => id === 'press')?.type, 'image/png');
  });
});
