import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { degrees, PDFDocument } from '@cantoo/pdf-lib';
import { getDocumentProxy } from 'unpdf';
import { makeDocx, makeXlsx } from '../../../src/demo/files-app/documents/ooxml.ts';
import type { LabelToWrite } from '../../../src/protect/label.ts';
import { BLOCK_KEYS, decrypt, keyFor, sha512, spun, vectorFor } from '../../../src/protect/office/agile-keys.ts';
import { compoundFile } from '../../../src/protect/office/compound-file.ts';
import { encryptOffice } from '../../../src/protect/office/encrypt-office.ts';
import { changeFile } from '../../../src/protect/protect-file.ts';
import { Unprotectable } from '../../../src/protect/unprotectable.ts';
import { encryptZip } from '../../../src/protect/zip/encrypt-zip.ts';
import { littleCounter } from '../../../src/protect/zip/little-counter.ts';
import { zipKeys } from '../../../src/protect/zip/zip-keys.ts';
import { otherReader } from '../../support/other-reader.ts';
import { fc } from '../../support/properties.ts';
import { zipFile } from '../../support/zip-file.ts';
import { detector, inspectBytes } from '../inspect/inspect-bytes.ts';

const PASSWORD = 'grün 4x Zaun – staple';
const AT = Date.UTC(2026, 0, 31, 12, 30, 10);
const LABEL: LabelToWrite = {
  id: '2096f6a2-d2f7-48be-b329-b73aaa526e5d',
  siteId: 'cb46c030-1825-4e81-a295-151c039dbf02',
  name: 'Confidential & "secret"',
};

const directory = mkdtempSync(join(tmpdir(), 'sallyport-protect-'));
after(() => rmSync(directory, { recursive: true, force: true }));
function kept(name: string, bytes: Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
}

const qpdf = otherReader('qpdf', ['--version'], 'Debian package qpdf');
const pdftotext = otherReader('pdftotext', ['-v'], 'Debian package poppler-utils');
const sevenZip = otherReader('7zz', ['i'], 'Debian package 7zip');
const msoffcrypto = otherReader(
  '/usr/bin/python3',
  ['-c', 'import msoffcrypto'],
  'Debian package python3-msoffcrypto-tool',
);

async function makePdf(lines: readonly string[]): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  for (const line of lines) document.addPage([300, 200]).drawText(line, { x: 20, y: 100, size: 12 });
  return document.save();
}

/** What pdf.js reads on each page. */
async function pdfTexts(bytes: Uint8Array, password?: string): Promise<string[]> {
  const document = await getDocumentProxy(Uint8Array.from(bytes), {
    verbosity: 0,
    ...(password === undefined ? {} : { password }),
  });
  const texts: string[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const { items } = await (await document.getPage(number)).getTextContent();
    texts.push(items.map((item) => ('str' in item ? item.str : '')).join(''));
  }
  return texts;
}

/** Streams of a compound file, read by its tables alone. */
function streamsOf(file: Buffer): Map<string, Buffer> {
  const at = (sector: number): number => (sector + 1) * 512;
  const fatSectors: number[] = [];
  for (let index = 0; index < 109; index++) fatSectors.push(file.readUInt32LE(76 + index * 4));
  for (let sector = file.readUInt32LE(68); sector < 0xfffffffa; sector = file.readUInt32LE(at(sector) + 508))
    for (let index = 0; index < 127; index++) fatSectors.push(file.readUInt32LE(at(sector) + index * 4));
  const fat = fatSectors
    .filter((sector) => sector < 0xfffffffa)
    .flatMap((sector) => Array.from({ length: 128 }, (_, index) => file.readUInt32LE(at(sector) + index * 4)));
  const chain = (start: number, table: readonly number[], piece: (sector: number) => Buffer): Buffer => {
    const pieces: Buffer[] = [];
    for (let sector = start; sector < 0xfffffffa; sector = table[sector]!) pieces.push(piece(sector));
    return Buffer.concat(pieces);
  };
  const large = (start: number): Buffer => chain(start, fat, (sector) => file.subarray(at(sector), at(sector) + 512));
  const directoryStream = large(file.readUInt32LE(48));
  const miniBytes = large(file.readUInt32LE(60));
  const miniFat = Array.from({ length: miniBytes.length / 4 }, (_, index) => miniBytes.readUInt32LE(index * 4));
  const field = (entry: number, offset: number): number => directoryStream.readUInt32LE(entry * 128 + offset);
  const mini = large(field(0, 116));
  const found = new Map<string, Buffer>();
  const walk = (entry: number, path: string): void => {
    if (entry === 0xffffffff) return;
    const raw = directoryStream.subarray(entry * 128, entry * 128 + 128);
    const name = path + raw.toString('utf16le', 0, raw.readUInt16LE(64) - 2);
    walk(field(entry, 68), path);
    walk(field(entry, 72), path);
    if (raw[66] === 1) walk(field(entry, 76), `${name}/`);
    const size = field(entry, 120);
    const start = field(entry, 116);
    if (raw[66] === 2)
      found.set(
        name,
        (size < 4096
          ? chain(start, miniFat, (sector) => mini.subarray(sector * 64, sector * 64 + 64))
          : large(start)
        ).subarray(0, size),
      );
  };
  walk(field(0, 76), '');
  return found;
}

/** Opens an encrypted document by the letter of the standard, from what it says of itself. */
function openOffice(file: Buffer, password: string): Buffer | undefined {
  const streams = streamsOf(file);
  const xml = streams.get('EncryptionInfo')!.toString('utf8', 8);
  const values = (name: string): Buffer[] =>
    [...xml.matchAll(new RegExp(`\\b${name}="([^"]+)"`, 'g'))].map(([, value]) => Buffer.from(value!, 'base64'));
  const [dataSalt, salt] = values('saltValue');
  const hash = spun(password, salt!, Number(/spinCount="(\d+)"/.exec(xml)![1]));
  const opened = (name: string, key: Uint8Array): Buffer => decrypt(keyFor(hash, key), salt!, values(name)[0]!);
  if (
    !sha512(opened('encryptedVerifierHashInput', BLOCK_KEYS.verifierInput)).equals(
      opened('encryptedVerifierHashValue', BLOCK_KEYS.verifierValue),
    )
  )
    return undefined;
  const key = opened('encryptedKeyValue', BLOCK_KEYS.key);
  const sealed = streams.get('EncryptedPackage')!;
  const pieces: Buffer[] = [];
  for (let at = 8; at < sealed.length; at += 4096) {
    const number = Buffer.alloc(4);
    number.writeUInt32LE((at - 8) / 4096);
    pieces.push(decrypt(key, vectorFor(dataSalt!, number), sealed.subarray(at, at + 4096)));
  }
  return Buffer.concat(pieces).subarray(0, Number(sealed.readBigUInt64LE(0)));
}

describe('Office documents', () => {
  test('the key of a document that Office wrote comes out', () => {
    // From a document saved by Office with this password.
    const salt = Buffer.from('4c725d45dc610f939412a04da7910466', 'hex');
    const sealed = Buffer.from('a16cd5165a7ab9d271113ed386a78cf49692e8e527b0c5fc0055ed080b7cb94b', 'hex');
    const key = decrypt(keyFor(spun('Password1234_', salt, 100_000), BLOCK_KEYS.key), salt, sealed);
    assert.equal(key.toString('hex'), '40206609d9faadf24b076aebf2c435b74292c8b8a7aa81bc679be89711b02ac2');
  });

  test('an encrypted document opens with its password and with no other', () => {
    for (const size of [1, 15, 16, 4095, 4096, 4097, 100_000]) {
      const document = Buffer.alloc(size, 'office ');
      const file = encryptOffice(document, PASSWORD);
      assert.deepEqual(openOffice(file, PASSWORD), document, String(size));
      if (size === 1) assert.equal(openOffice(file, `${PASSWORD} `), undefined);
      assert.ok(!file.includes('office office'));
    }
  });

  test('compound files of any size hold their streams', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9000 }), { minLength: 1, maxLength: 12 }), (sizes) => {
        const storage = Object.fromEntries(sizes.map((size, at) => [`stream ${at * 7}`, Buffer.alloc(size, at + 1)]));
        const found = streamsOf(compoundFile({ ...storage, inner: storage }));
        for (const [name, content] of Object.entries(storage)) {
          assert.deepEqual(found.get(name), content);
          assert.deepEqual(found.get(`inner/${name}`), content);
        }
      }),
      { numRuns: 30 },
    );
    const large = Buffer.alloc(20_000_000, 'x');
    assert.deepEqual(streamsOf(compoundFile({ large })).get('large'), large);
  });

  test('another hand opens it and finds it unchanged', { skip: msoffcrypto.skip }, async () => {
    for (const [name, document] of [
      ['a.docx', makeDocx(Array.from({ length: 3000 }, (_, at) => `line ${at} ${at * at}`))],
      ['b.xlsx', makeXlsx('Sheet', [['a', 1]])],
    ] as const) {
      const path = kept(name, await changeFile({ kind: 'office', bytes: document, password: PASSWORD, at: AT }));
      const script =
        'import msoffcrypto,sys\nf=msoffcrypto.OfficeFile(open(sys.argv[1],"rb"))\nf.load_key(password=sys.argv[2],verify_password=True)\nf.decrypt(open(sys.argv[3],"wb"),verify_integrity=True)';
      const out = join(directory, `open-${name}`);
      const opened = msoffcrypto.run('-c', script, path, PASSWORD, out);
      assert.equal(opened.status, 0, opened.stderr);
      assert.deepEqual(readFileSync(out), document);
      assert.notEqual(msoffcrypto.run('-c', script, path, 'wrong', join(directory, 'none')).status, 0);
    }
  });

  test('a label is written in the place of any other, and what was there stays', async () => {
    const once = Buffer.from(
      await changeFile({
        kind: 'office',
        bytes: makeDocx(['Report 4111 1111 1111 1111']),
        label: { ...LABEL, id: LABEL.siteId },
        at: AT,
      }),
    );
    const twice = Buffer.from(await changeFile({ kind: 'office', bytes: once, label: LABEL, at: AT }));
    const findings = await inspectBytes(twice, { name: 'r.docx' });
    assert.equal(findings.status, 'scanned');
    assert.deepEqual(
      findings.matches.map(({ count }) => count),
      [1],
    );
    const seen = findings.labels
      .filter(({ enabled }) => enabled)
      .map(({ source, id, siteId }) => ({ source, id, siteId }));
    assert.deepEqual(
      seen.toSorted((a, b) => (a.source < b.source ? -1 : 1)),
      [
        { source: 'custom-properties', id: LABEL.id, siteId: LABEL.siteId },
        { source: 'label-info', id: LABEL.id, siteId: LABEL.siteId },
      ],
    );
  });

  test('what is no document is said to be none', async () => {
    const good = zipFile([{ name: '[Content_Types].xml', content: '<Types></Types>' }]);
    for (const bytes of [
      Buffer.from('PK'),
      Buffer.alloc(0),
      good.subarray(0, good.length - 30),
      zipFile([
        { name: 'a', content: 'x' },
        { name: 'a', content: 'y' },
      ]),
      zipFile([{ name: '[Content_Types].xml', content: '<Types></Types>', encrypted: true }]),
    ])
      await assert.rejects(changeFile({ kind: 'office', bytes, label: LABEL, at: AT }), Unprotectable);
  });
});

describe('PDF', () => {
  test('an encrypted PDF opens with its password and with no other', async () => {
    const file = await changeFile({
      kind: 'pdf',
      bytes: await makePdf(['first page', 'second page']),
      password: PASSWORD,
      at: AT,
    });
    assert.deepEqual(await pdfTexts(file, PASSWORD), ['first page', 'second page']);
    await assert.rejects(pdfTexts(file), /password/i);
    await assert.rejects(pdfTexts(file, 'wrong'), /password/i);
    const text = Buffer.from(file).toString('latin1');
    assert.match(text, /\/V 5\b/);
    assert.match(text, /\/R 6\b/);
  });

  test('qpdf opens it, finds AES-256 and no fault', { skip: qpdf.skip }, async () => {
    const path = kept(
      'q.pdf',
      await changeFile({ kind: 'pdf', bytes: await makePdf(['page']), password: PASSWORD, label: LABEL, at: AT }),
    );
    const check = qpdf.run(`--password=${PASSWORD}`, '--check', path);
    assert.equal(check.status, 0, check.stderr + check.stdout.toString());
    const shown = qpdf.run(`--password=${PASSWORD}`, '--show-encryption', path).stdout.toString();
    assert.match(shown, /R = 6/);
    assert.match(shown, /stream encryption method: AESv3/);
    assert.notEqual(qpdf.run('--password=wrong', '--check', path).status, 0);
  });

  test('poppler reads its text', { skip: pdftotext.skip }, async () => {
    const path = kept(
      'p.pdf',
      await changeFile({ kind: 'pdf', bytes: await makePdf(['seen by poppler']), password: 'plain words', at: AT }),
    );
    assert.match(pdftotext.run('-upw', 'plain words', path, '-').stdout.toString(), /seen by poppler/);
    assert.notEqual(pdftotext.run(path, '-').status, 0);
  });

  test('a label is written in the place of any other', async () => {
    const once = await changeFile({
      kind: 'pdf',
      bytes: await makePdf(['page']),
      label: { ...LABEL, id: LABEL.siteId },
      at: AT,
    });
    const twice = await changeFile({ kind: 'pdf', bytes: once, label: LABEL, at: AT });
    const { labels, status } = await inspectBytes(Buffer.from(twice), { name: 'r.pdf', detectors: [detector('iban')] });
    assert.equal(status, 'scanned');
    assert.deepEqual([...new Set(labels.map(({ id }) => id))], [LABEL.id]);
  });

  test('a mark stands on every page, and what was there stays', async () => {
    const document = await PDFDocument.create();
    document.addPage([300, 200]).drawText('plain');
    const turned = document.addPage([5000, 9000]);
    turned.setRotation(degrees(90));
    turned.setCropBox(100, 100, 400, 300);
    turned.drawText('turned', { x: 150, y: 150 });
    document.addPage([14_400, 14_400]);
    const mark = 'Zoë Łuk · 2026-01-31 08:05 UTC · compliant · 3q2-7wAA';
    const marked = await changeFile({ kind: 'pdf', bytes: await document.save(), stamp: mark, at: AT });
    const texts = await pdfTexts(marked);
    for (const [page, text] of texts.entries())
      assert.ok(text.split('Zoë ?uk · 2026-01-31').length > 3, `page ${page}`);
    assert.match(texts[0]!, /^plain/);
    assert.match(texts[1]!, /^turned/);
    assert.ok(marked.length < 200_000, `${marked.length} bytes`);
    if (!qpdf.skip) assert.equal(qpdf.run('--check', kept('marked.pdf', marked)).status, 0);
    await assert.rejects(changeFile({ kind: 'office', bytes: makeDocx(['x']), stamp: mark, at: AT }), Unprotectable);
  });

  test('one that is encrypted already, and what is none, is said to be so', async () => {
    const sealed = await changeFile({ kind: 'pdf', bytes: await makePdf(['page']), password: PASSWORD, at: AT });
    for (const bytes of [sealed, Buffer.from('%PDF-1.7\nnothing'), Buffer.alloc(0)])
      await assert.rejects(changeFile({ kind: 'pdf', bytes, password: 'x', at: AT }), { message: /PDF/ });
  });
});

describe('archives', () => {
  async function zipped(content: Buffer, password: string, name = 'Über blick.csv'): Promise<Buffer> {
    const pieces: Buffer[] = [];
    async function* source(): AsyncGenerator<Buffer> {
      for (let at = 0; at < content.length; at += 1000) yield content.subarray(at, at + 1000);
    }
    for await (const piece of encryptZip({ name, size: content.length, content: source(), at: AT }, password))
      pieces.push(piece);
    return Buffer.concat(pieces);
  }

  test('an archive that 7-Zip wrote opens', async () => {
    const archive = Buffer.from(
      '504b0304330001006300955c755d000000002c0000001000000005000b00762e7478740199070002004145030000050df1b26be9ee9455d845ae949ab6d6acd918f3f9d195a417a9adc25ca6634245e135c3886c3f7db3d5bc44',
      'hex',
    );
    const data = archive.subarray(30 + 5 + 11);
    const keys = await zipKeys('correct horse', data.subarray(0, 16));
    assert.deepEqual(keys.verifier, data.subarray(16, 18));
    assert.equal(littleCounter(keys.encryption)(data.subarray(18, -10)).toString(), 'Vermögen: 1234\n');
  });

  test('the counter goes on over blocks and batches, however the bytes are cut', async () => {
    const { encryption } = await zipKeys('p', Buffer.alloc(16));
    const bytes = Buffer.alloc(200_000, 'counter');
    const whole = littleCounter(encryption)(bytes);
    const cut = littleCounter(encryption);
    assert.deepEqual(
      Buffer.concat([cut(bytes.subarray(0, 5)), cut(bytes.subarray(5, 70_001)), cut(bytes.subarray(70_001))]),
      whole,
    );
    assert.deepEqual(littleCounter(encryption)(whole), bytes);
  });

  test('another hand opens it', { skip: sevenZip.skip }, async () => {
    const content = Buffer.from('name,card\n'.repeat(30_000));
    const path = kept('a.zip', await zipped(content, PASSWORD));
    const opened = sevenZip.run('x', '-so', `-p${PASSWORD}`, path);
    assert.equal(opened.status, 0, opened.stderr);
    assert.deepEqual(opened.stdout, content);
    assert.match(
      sevenZip.run('l', '-slt', path).stdout.toString(),
      /Path = Über blick\.csv[\s\S]*Method = AES-256 Store/,
    );
    assert.notEqual(sevenZip.run('t', '-pwrong', path).status, 0);
    assert.equal(
      sevenZip.run('t', `-p${PASSWORD}`, kept('empty.zip', await zipped(Buffer.alloc(0), PASSWORD))).status,
      0,
    );
  });

  test('a changed byte does not go unnoticed', { skip: sevenZip.skip }, async () => {
    const archive = await zipped(Buffer.alloc(1000, 'a'), PASSWORD);
    archive[500]! ^= 1;
    assert.notEqual(sevenZip.run('t', `-p${PASSWORD}`, kept('changed.zip', archive)).status, 0);
  });

  test('a file that ends early breaks off', async () => {
    const source = (async function* () {
      yield Buffer.from('abc');
    })();
    await assert.rejects(async () => {
      for await (const _ of encryptZip({ name: 'a', size: 4, content: source, at: AT }, 'p'));
    }, /3/);
  });
});
