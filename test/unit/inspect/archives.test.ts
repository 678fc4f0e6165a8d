import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { makeDocx } from '../../../src/demo/files-app/documents/ooxml.ts';
import { fc } from '../../support/properties.ts';
import { tarFile } from '../../support/tar-file.ts';
import { type ZipFile, zipFile } from '../../support/zip-file.ts';
import { inspectBytes } from './inspect-bytes.ts';

const CARD_TEXT = 'card 4111 1111 1111 1111';
const secret = makeDocx(['Report', CARD_TEXT]);

async function see(content: Buffer, given: object = {}) {
  const { status, matches, unscanned } = await inspectBytes(content, given);
  return { status, cards: matches[0]?.count ?? 0, why: unscanned.map(({ why }) => why) };
}
const FOUND = { status: 'scanned', cards: 1, why: [] };

test('archives in archives', async () => {
  assert.deepEqual(await see(secret), FOUND);
  const zipped = zipFile([
    { name: 'a.txt', content: 'nothing' },
    { name: 'secret.docx', content: secret },
  ]);
  assert.deepEqual(await see(zipped), FOUND);
  assert.deepEqual(await see(gzipSync(tarFile([['d/x.zip', zipped]]))), FOUND);
  assert.deepEqual(await see(Buffer.concat([gzipSync('card 4111 1111 '), gzipSync('1111 1111')])), FOUND);
});

test('every way to write a zip that unpackers read', async () => {
  const forms: Partial<ZipFile>[] = [
    {},
    { stored: true },
    { descriptor: 'signed' },
    { descriptor: 'bare' },
    { descriptor: 'wide' },
    { name: '', listedName: 'secret.txt' },
  ];
  for (const form of forms) {
    const zip = zipFile(
      [
        { name: 'a', content: CARD_TEXT, ...form },
        { name: 'b', content: 'b' },
      ],
      'a comment',
    );
    assert.deepEqual(await see(zip), FOUND, JSON.stringify(form));
    assert.deepEqual(await see(zip, { split: [1] }), FOUND, JSON.stringify(form));
  }
  const twice = zipFile([
    { name: 'a', content: 'clean' },
    { name: 'a', content: CARD_TEXT },
  ]);
  assert.deepEqual(await see(twice), FOUND);
  assert.equal((await see(zipFile([{ name: 'card 4111 1111 1111 1111.txt', content: '' }]))).cards, 1);
  assert.equal((await see(zipFile([], CARD_TEXT))).cards, 1);
});

test('an archive that shows unpackers something else is corrupted', async () => {
  const clean = { name: 'clean.txt', content: 'clean' };
  const cases: [string, Buffer, RegExp][] = [
    ['unlisted', zipFile([clean, { name: 'x', content: 'x', unlisted: true }]), /leaves out/],
    ['renamed', zipFile([{ name: 'x.txt', content: 'x', listedName: 'y.exe' }]), /another name/],
    ['behind', Buffer.concat([zipFile([clean]), Buffer.from('more')]), /behind the end/],
    ['two archives', Buffer.concat([zipFile([clean]), zipFile([clean])]), /behind the end/],
    ['no directory', zipFile([clean]).subarray(0, 45), /ends/],
    ['cut', secret.subarray(0, secret.length - 10), /ends/],
    ['stored of unknown length', zipFile([{ ...clean, stored: true, descriptor: 'signed' }]), /unknown length/],
  ];
  for (const [name, bytes, why] of cases) {
    const seen = await see(bytes);
    assert.ok(seen.status === 'corrupted' || seen.status === 'unsupported', name);
    assert.match(seen.why.join(), why, name);
  }
  const broken = Buffer.from(zipFile([{ name: 'a', content: CARD_TEXT.repeat(10) }]));
  broken[45]! ^= 0xff;
  assert.equal((await see(broken)).status, 'corrupted');
});

test('a zip or other archive behind other bytes is told', async () => {
  for (const hidden of [
    zipFile([{ name: 'secret.docx', content: secret }]),
    Buffer.from('Rar!\x1a\x07\x01\0xx', 'latin1'),
  ]) {
    for (const cover of ['plain text. '.repeat(500), '\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'GIF89a..']) {
      const bytes = Buffer.concat([Buffer.from(cover, 'latin1'), hidden]);
      for (const split of [[1], [4096]])
        assert.equal((await see(bytes, { split })).status, 'unsupported', cover.slice(0, 8));
    }
  }
});

test('what is encrypted says so', async () => {
  const zip = zipFile([
    { name: 'a.txt', content: 'a', encrypted: true },
    { name: 'b.txt', content: CARD_TEXT },
  ]);
  assert.deepEqual(await see(zip), { status: 'encrypted', cards: 1, why: ['an encrypted entry: a.txt'] });
  const office = Buffer.alloc(4096);
  office.write('d0cf11e0a1b11ae1', 'hex');
  assert.deepEqual((await see(office)).why, ['an Office document in the format before 2007']);
  office.write('EncryptedPackage', 2000, 'utf16le');
  assert.equal((await see(office, { split: [7] })).status, 'encrypted');
  const manifest = '<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>';
  const odt = zipFile([
    {
      name: 'META-INF/manifest.xml',
      content: `<?xml version="1.0"?><manifest:manifest>${manifest}</manifest:manifest>`,
    },
  ]);
  assert.equal((await see(odt)).status, 'encrypted');
});

test('limits: depth, entries, bytes, ratio; what comes behind is still seen', async () => {
  let deep: Buffer = Buffer.from(CARD_TEXT);
  const statuses: string[] = [];
  for (let depth = 1; depth < 9; depth++) {
    deep = zipFile([{ name: `${depth}.zip`, content: deep }]);
    statuses.push((await see(deep)).status);
  }
  assert.deepEqual(statuses, [...Array(6).fill('scanned'), 'too-deep', 'too-deep']);

  const many = zipFile(Array.from({ length: 30 }, (_, at) => ({ name: `${at}`, content: 'x' })));
  assert.equal((await see(many, { limits: { entries: 20 } })).status, 'too-large');
  const bomb = Buffer.alloc(64 * 1024 * 1024);
  assert.equal((await see(gzipSync(bomb))).status, 'too-large');
  assert.equal((await see(gzipSync(bomb), { limits: { ratio: 2000 } })).status, 'scanned');
  assert.equal((await see(gzipSync(bomb), { limits: { ratio: 2000, expandedBytes: 1e7 } })).status, 'too-large');
  const bombThenCard = zipFile([
    { name: 'bomb', content: bomb },
    { name: 'card.txt', content: CARD_TEXT },
  ]);
  assert.deepEqual(await see(bombThenCard), {
    status: 'too-large',
    cards: 1,
    why: ['grows to more than 200 times its size'],
  });
});

test('tar: long names, links, sparse files, a lying size', async () => {
  assert.equal(
    (
      await see(
        tarFile([
          ['././@LongLink', `${CARD_TEXT}.txt\0`, 'L'],
          ['x', 'y'],
        ]),
      )
    ).cards,
    1,
  );
  assert.equal((await see(tarFile([['x', 'y', 'S']]))).status, 'unsupported');
  assert.equal((await see(tarFile([['x', CARD_TEXT]]).subarray(0, 1024))).status, 'corrupted');
  assert.equal((await see(Buffer.concat([tarFile([['x', 'y']]), tarFile([['z', CARD_TEXT]])]))).status, 'corrupted');
});

test('programs and unknown bytes are refused in words', async () => {
  const noise = Buffer.from(
    deflateRawSync(Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * at * 7919) & 0xff))),
  );
  const cases: [Buffer, RegExp][] = [
    [Buffer.from('MZ......', 'latin1'), /program/],
    [noise, /no text/],
  ];
  for (const [bytes, why] of cases) {
    const seen = await see(bytes);
    assert.equal(seen.status, 'unsupported');
    assert.match(seen.why.join(), why);
  }
});

test('parts of packages that show no text are no reason to refuse them; text in them is found', async () => {
  const noise = deflateRawSync(Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * at * 7919) & 0xff)));
  const emf = Buffer.concat([Buffer.from('01000000'.padEnd(80, '0'), 'hex'), Buffer.from(' EMF'), noise]);
  const parts = ['xl/printerSettings/printerSettings1.bin', 'word/fonts/font1.odttf', 'word/media/image1.emf'];
  for (const name of parts)
    assert.equal((await see(zipFile([{ name, content: name.endsWith('emf') ? emf : noise }]))).status, 'scanned', name);
  assert.equal((await see(zipFile([{ name: 'xl/other.bin', content: noise }]))).status, 'unsupported');
  assert.equal(
    (await see(zipFile([{ name: parts[0]!, content: Buffer.concat([noise, Buffer.from(CARD_TEXT)]) }]))).cards,
    1,
  );
  assert.equal((await see(zipFile([{ name: parts[0]!, content: secret }]))).cards, 1);
  const hidden = Buffer.concat([noise, zipFile([{ name: 'a', content: CARD_TEXT }])]);
  assert.equal((await see(zipFile([{ name: parts[0]!, content: hidden }]))).status, 'unsupported');
});

test('whatever the bytes are, there is an answer, and every split gives the same', async () => {
  const seeds = [
    secret,
    gzipSync(CARD_TEXT.repeat(100)),
    zstdCompressSync(CARD_TEXT.repeat(100)),
    tarFile([['a', CARD_TEXT]]),
    zipFile([{ name: 'a', content: CARD_TEXT, descriptor: 'signed' }]),
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 3 }),
      async (seed, changes, split) => {
        const bytes = Buffer.from(seed);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        assert.deepEqual(await inspectBytes(bytes, { split }), await inspectBytes(bytes));
      },
    ),
    { numRuns: 80 },
  );
});
