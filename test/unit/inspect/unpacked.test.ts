import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { cabinetFile } from '../../support/cabinet-file.ts';
import { type PackedFile, packedFile } from '../../support/packed-files.ts';
import { fc } from '../../support/properties.ts';
import { type RarEntry, rar4File, rar5File } from '../../support/rar-file.ts';
import { tarFile } from '../../support/tar-file.ts';
import { zipFile } from '../../support/zip-file.ts';
import { inspectBytes } from './inspect-bytes.ts';

const CARD_TEXT = 'card 4111 1111 1111 1111';

async function see(content: Buffer, given: object = {}) {
  const { status, matches, unscanned } = await inspectBytes(content, given);
  return { status, cards: matches[0]?.count ?? 0, why: unscanned.map(({ why }) => why) };
}
const FOUND = { status: 'scanned', cards: 1, why: [] };
const repeated = (bytes: Buffer, times: number): Buffer => Buffer.concat(Array.from({ length: times }, () => bytes));

test('7z archives of every method, files of xz and bzip2, and archives in those', async () => {
  const files: PackedFile[] = [
    'lzma2.7z',
    'lzma.7z',
    'ppmd.7z',
    'bzip2.7z',
    'deflate.7z',
    'copy.7z',
    'bcj2.7z',
    'nested.7z',
    'secret.txt.xz',
    'secret.txt.bz2',
    'x.tar.xz',
    'x.tar.bz2',
  ];
  for (const name of files) {
    assert.deepEqual(await see(packedFile(name)), FOUND, name);
    assert.deepEqual(await see(packedFile(name), { split: [1] }), FOUND, `${name}, octet for octet`);
  }
  const deep = gzipSync(tarFile([['d/x.7z', packedFile('nested.7z')]]));
  assert.deepEqual(await see(deep), FOUND);
  assert.deepEqual(await see(packedFile('folder.7z')), { ...FOUND, cards: 0 });
});

test('RAR archives of both kinds', async () => {
  const entries: readonly RarEntry[] = [
    { name: 'a.txt', content: 'nothing' },
    { name: '../../etc/secret.txt', content: CARD_TEXT },
    { name: 'x.zip', content: zipFile([{ name: 'b', content: 'b' }]) },
  ];
  for (const [name, make] of Object.entries({ rar5File, rar4File })) {
    assert.deepEqual(await see(make(entries)), FOUND, name);
    assert.deepEqual(await see(make(entries), { split: [7] }), FOUND, name);
    assert.equal((await see(make([{ name: `${CARD_TEXT}.txt`, content: '' }]))).cards, 1, `${name}, a name`);
  }
});

test('cabinets, stored and packed', async () => {
  const filler = Buffer.alloc(100_000, 'nothing of note ');
  const files = [
    { name: 'a.txt', content: 'nothing' },
    { name: 'filler.txt', content: filler },
    { name: '..\\secret.txt', content: CARD_TEXT },
    { name: 'x.7z', content: packedFile('copy.7z') },
  ];
  for (const how of ['stored', 'mszip'] as const) {
    const bytes = cabinetFile(files, how);
    assert.deepEqual(await see(bytes), { ...FOUND, cards: 2 }, how);
    assert.deepEqual(await see(bytes, { declaredType: 'application/x-cab' }), { ...FOUND, cards: 2 }, how);
    const nested = cabinetFile([{ name: 'inner.cab', content: bytes }], how);
    assert.deepEqual(await see(nested), { ...FOUND, cards: 2 }, `${how}, in one`);
  }
  assert.deepEqual(await see(cabinetFile([{ name: 'a', content: 'nothing' }])), { ...FOUND, cards: 0 });
});

test('a cabinet that can be read in two ways, or not at all, is never scanned', async () => {
  const good = cabinetFile([
    { name: 'a.txt', content: 'nothing' },
    { name: 'b.txt', content: 'at all' },
  ]);
  const changed = (at: number, value: number, from = good): Buffer => {
    const bytes = Buffer.from(from);
    bytes[at] = value;
    return bytes;
  };
  const files = 44;
  const second = files + 16 + 'a.txt'.length + 1;
  const faults: Readonly<Record<string, Buffer>> = {
    'cut off': good.subarray(0, -1),
    'bytes behind its end': Buffer.concat([good, Buffer.from(CARD_TEXT)]),
    'of a length that is not told': changed(8, good.length + 1),
    'a reserved field': changed(13, 1),
    'a volume before it': changed(30, 1),
    'fields of its own': changed(30, 4),
    'another version': changed(25, 2),
    'its files somewhere else': changed(16, files + 1),
    'fewer files than it holds': changed(28, 1),
    'more files than it holds': changed(28, 3),
    'a file over another': changed(second + 4, 0),
    'a gap between files': changed(files, 6),
    'a file of the volume before': changed(second + 8, 0xfd),
    'its blocks somewhere else': changed(36, good.readUInt32LE(36) + 1),
    'fewer blocks': changed(40, 0),
    'more blocks': changed(40, 2),
    'a packing that is unknown': changed(42, 2),
    'no packing where there is one': changed(42, 0, cabinetFile([{ name: 'a', content: 'a'.repeat(99) }], 'mszip')),
    'packed bytes that are broken': changed(70, 0xff, cabinetFile([{ name: 'a', content: CARD_TEXT }], 'mszip')),
    'a zip archive in it': cabinetFile([{ name: 'x.zip', content: zipFile([{ name: 'b', content: 'b' }]) }]),
  };
  for (const [name, bytes] of Object.entries(faults)) assert.notEqual((await see(bytes)).status, 'scanned', name);
});

test('streams behind one another are one, and a value over both is found', async () => {
  const [xz, bz2] = [packedFile('secret.txt.xz'), packedFile('secret.txt.bz2')];
  assert.equal((await see(Buffer.concat([packedFile('zeros.xz'), xz]))).cards, 1);
  assert.equal((await see(Buffer.concat([packedFile('zeros.bz2'), bz2]))).cards, 1);
});

test('what is behind a password is told', async () => {
  const encrypted = { name: 'a', content: 'x'.repeat(32), encrypted: true };
  const cases: [string, Buffer][] = [
    ['7z', packedFile('encrypted.7z')],
    ['7z, names too', packedFile('hidden.7z')],
    ['RAR 5', rar5File([encrypted])],
    ['RAR 4', rar4File([encrypted])],
  ];
  for (const [name, bytes] of cases) assert.equal((await see(bytes)).status, 'encrypted', name);
});

test('what cannot be read, or reads as something else too, is never scanned', async () => {
  const flipped = (bytes: Buffer, at: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy[at < 0 ? copy.length + at : at]! ^= 1;
    return copy;
  };
  const sevenZip = packedFile('lzma2.7z');
  const rar = rar5File([{ name: 'a.txt', content: 'nothing' }]);
  const oldRar = rar4File([{ name: 'a.txt', content: 'nothing' }]);
  const more = Buffer.from('more');
  const padded = (before: number): Buffer =>
    rar5File([
      { name: 'disk', content: Buffer.concat([Buffer.alloc(before), Buffer.from('CD001\x01'), Buffer.alloc(4096)]) },
    ]);
  const disk = padded(32_769 - padded(32_000).indexOf('CD001') + 32_000);
  assert.equal(disk.toString('latin1', 32_769, 32_774), 'CD001');
  const cases: [string, Buffer, RegExp][] = [
    ['an unknown method', packedFile('deflate64.7z'), /codec/i],
    ['a 7z of which the directory is not what it says', flipped(sevenZip, -1), /directory/],
    ['a 7z of which the header is not what it says', flipped(sevenZip, 14), /header/],
    ['a 7z of which the content is not what it says', flipped(packedFile('copy.7z'), 40), /archive/],
    ['a 7z without its end', sevenZip.subarray(0, -4), /too early/],
    ['a 7z with more behind it', Buffer.concat([sevenZip, more]), /behind/],
    ['two 7z', Buffer.concat([sevenZip, sevenZip]), /behind/],
    ['a zip behind a 7z', Buffer.concat([sevenZip, zipFile([{ name: 'a', content: CARD_TEXT }])]), /behind/],
    ['only the mark of a 7z', Buffer.from('7z\xbc\xaf\x27\x1c\0\x04....', 'latin1'), /header/],
    ['only the mark of a RAR', Buffer.from('Rar!\x1a\x07\x01\0', 'latin1'), /too early/],
    ['a RAR of another version', Buffer.from('Rar!\x1a\x07\x02\0', 'latin1'), /version/],
    ['a RAR with more behind it', Buffer.concat([rar, more]), /behind/],
    ['two RAR', Buffer.concat([rar, rar]), /behind/],
    ['a zip behind a RAR', Buffer.concat([rar, zipFile([{ name: 'a', content: CARD_TEXT }])]), /behind/],
    ['a RAR of which a header is not what it says', flipped(rar, 30), /header/],
    ['a RAR without its end', rar.subarray(0, -8), /too early/],
    ['a RAR of several volumes', rar5File([], { volume: true }), /volumes/],
    ['data beside the files of a RAR', rar5File([{ name: 'STM', content: CARD_TEXT, beside: true }]), /beside/],
    ['a comment in an old RAR', rar4File([{ name: 'CMT', content: CARD_TEXT, beside: true }]), /beside/],
    ['an old RAR with more behind it', Buffer.concat([oldRar, more]), /behind/],
    ['an old RAR of which a header is not what it says', flipped(oldRar, 30), /header/],
    ['an old RAR without its end', oldRar.subarray(0, -7), /too early/],
    ['a RAR that is a disk image', disk, /two kinds/],
    ['xz without its end', packedFile('secret.txt.xz').subarray(0, -8), /archive/],
    ['xz with more behind it', Buffer.concat([packedFile('secret.txt.xz'), more, more, more]), /archive/],
    ['xz that is not what it says', flipped(packedFile('secret.txt.xz'), 30), /archive/],
    ['bzip2 without its end', packedFile('secret.txt.bz2').subarray(0, -8), /archive/],
    [
      'a zip behind bzip2',
      Buffer.concat([packedFile('secret.txt.bz2'), zipFile([{ name: 'a', content: CARD_TEXT }])]),
      /behind/,
    ],
    ['only the mark of bzip2', Buffer.from('BZh91AY', 'latin1'), /archive/],
  ];
  for (const [name, bytes, why] of cases) {
    const seen = await see(bytes);
    assert.ok(['corrupted', 'unsupported'].includes(seen.status), `${name}: ${JSON.stringify(seen)}`);
    assert.match(seen.why.join(), why, name);
  }
});

test('what shows a tar header first is no archive of another kind', async () => {
  const tar = tarFile([['a', 'clean']]);
  const bytes = Buffer.concat([rar5File([{ name: 'a', content: CARD_TEXT }]), Buffer.alloc(1024)]).subarray(0, 1024);
  const copy = Buffer.from(bytes);
  tar.copy(copy, 100, 100, 512);
  copy.fill(' ', 148, 156);
  const sum = copy.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  copy.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const seen = await see(copy);
  assert.deepEqual([seen.status, seen.why], ['unsupported', ['an archive of two kinds at once']]);
});

test('what grows too much, is too large or lies too deep is told, and memory has an end', async () => {
  const bomb = await see(repeated(packedFile('zeros.bz2'), 1000), { limits: { expandedBytes: 2 ** 40 } });
  assert.deepEqual([bomb.status, bomb.why], ['too-large', ['grows to more than 200 times its size']]);
  const much = await see(repeated(packedFile('zeros.xz'), 20), { limits: { expandedBytes: 5_000_000, ratio: 1e6 } });
  assert.equal(much.status, 'too-large');
  assert.equal((await see(packedFile('dict.xz'))).status, 'too-large', 'a dictionary of half a gigabyte');
  assert.equal((await see(packedFile('lzma2.7z'), { limits: { wholeBytes: 100 } })).status, 'too-large');
  assert.equal((await see(packedFile('nested.7z'), { limits: { depth: 1 } })).status, 'too-deep');
  const many = rar5File(Array.from({ length: 20 }, (_, at) => ({ name: `${at}`, content: 'x' })));
  assert.equal((await see(many, { limits: { entries: 10 } })).status, 'too-large');
  // Another archive is read as if nothing had been.
  assert.deepEqual(await see(packedFile('lzma2.7z')), FOUND);
});

test('time has an end as well', async () => {
  let time = 0;
  const seen = await see(repeated(packedFile('zeros.xz'), 4), {
    limits: { milliseconds: 1000 },
    clock: () => (time += 400),
  });
  assert.equal(seen.status, 'timed-out');
});

test('many at once are all read, also where each has others in it that need a reader', async () => {
  const inner = packedFile('nested.7z');
  const outer = rar5File([
    { name: 'a.7z', content: inner },
    {
      name: 'b',
      content: rar5File([
        { name: 'c.7z', content: inner },
        { name: 'd', content: 'clean' },
      ]),
    },
    { name: 'e', content: 'clean' },
  ]);
  const all = await Promise.all(Array.from({ length: 6 }, () => see(outer)));
  assert.deepEqual(all, Array(6).fill({ ...FOUND, cards: 2 }));
});

test('whatever the bytes behind the mark are, an answer comes, and none that something was read', async () => {
  const marks = ['Rar!\x1a\x07\x01\0', 'Rar!\x1a\x07\0', '7z\xbc\xaf\x27\x1c\0\x04', '\xfd7zXZ\0', 'BZh9'];
  const bytes = fc
    .tuple(fc.constantFrom(...marks), fc.uint8Array({ maxLength: 300 }))
    .map(([mark, rest]) => Buffer.concat([Buffer.from(mark, 'latin1'), rest]));
  await fc.assert(
    fc.asyncProperty(bytes, async (content) => {
      assert.notEqual((await see(content)).status, 'scanned');
    }),
    { numRuns: 60 },
  );
  const rar = rar5File([{ name: 'secret.txt', content: CARD_TEXT }]);
  const content = rar.indexOf(CARD_TEXT);
  // Content that is changed is read as it is.
  const places = Array.from(rar.keys()).filter((at) => at < content || at >= content + CARD_TEXT.length);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), fc.integer({ min: 1, max: 255 }), async (at, by) => {
      const changed = Buffer.from(rar);
      changed[at]! ^= by;
      const seen = await see(changed);
      assert.ok(seen.cards === 1 || seen.status !== 'scanned', `${at} by ${by}`);
    }),
    { numRuns: 80 },
  );
});
