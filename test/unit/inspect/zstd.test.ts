import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constants, zstdCompressSync } from 'node:zlib';
import { makeDocx } from '../../../src/demo/files-app/documents/ooxml.ts';
import { tarFile } from '../../support/tar-file.ts';
import { inspectBytes } from './inspect-bytes.ts';

const CARD_TEXT = 'card 4111 1111 1111 1111';
const CHECKED = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
const FOUND = { status: 'scanned', cards: 1, why: [] };

async function see(content: Buffer, given: object = {}) {
  const { status, matches, unscanned } = await inspectBytes(content, given);
  return { status, cards: matches[0]?.count ?? 0, why: unscanned.map(({ why }) => why) };
}

/** RFC 8878 3.1.2. */
function skippable(content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x184d2a53, 0);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
}

/** A frame of one block of one byte that stands for `count` of it, and nothing else; `window` is its descriptor. */
function repeated(count: number, blocks: number, window = 0x38): Buffer {
  const block = (isLast: boolean): Buffer => {
    const bytes = Buffer.alloc(4, 'x');
    bytes.writeUIntLE((count << 3) | (1 << 1) | (isLast ? 1 : 0), 0, 3);
    return bytes;
  };
  const body = Array.from({ length: blocks }, (_, at) => block(at === blocks - 1));
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, window]), ...body]);
}

test('files in zstd, in one frame or several, alone or as archives', async () => {
  const long = `${'nothing to see. '.repeat(40_000)}${CARD_TEXT}`;
  const files: Record<string, Buffer> = {
    'a text': zstdCompressSync(CARD_TEXT),
    'with a checksum': zstdCompressSync(CARD_TEXT, CHECKED),
    'many blocks': zstdCompressSync(long, CHECKED),
    'what does not compress': zstdCompressSync(makeDocx(['Report', CARD_TEXT])),
    'an archive': zstdCompressSync(tarFile([['a/secret.docx', makeDocx(['Report', CARD_TEXT])]])),
    'over two frames': Buffer.concat([zstdCompressSync('card 4111 1111 '), zstdCompressSync('1111 1111', CHECKED)]),
    'behind an empty one': Buffer.concat([zstdCompressSync(''), zstdCompressSync(CARD_TEXT)]),
    'with a note of a writer': Buffer.concat([zstdCompressSync(CARD_TEXT), skippable(Buffer.alloc(4, 7))]),
    'packed twice': zstdCompressSync(zstdCompressSync(CARD_TEXT)),
  };
  for (const [name, bytes] of Object.entries(files))
    for (const split of [[1], [7, 4096], [1 << 20]]) {
      if (split[0] === 1 && bytes.length > 5000) continue;
      assert.deepEqual(await see(bytes, { split }), FOUND, name);
    }
  const { types, disguised } = await inspectBytes(zstdCompressSync('plain'), { name: 'notes.txt.zst' });
  assert.deepEqual([types, disguised], [['application/zstd'], false]);
  assert.equal((await inspectBytes(zstdCompressSync('plain'), { name: 'notes.pdf' })).disguised, true);
});

test('attack: what a zstd file shows other readers than us, or nobody, is told', async () => {
  const whole = zstdCompressSync('nothing to see '.repeat(50), CHECKED);
  const cases: Record<string, readonly [bytes: Buffer, status: string]> = {
    'cut short': [whole.subarray(0, whole.length - 5), 'corrupted'],
    'cut in its checksum': [whole.subarray(0, whole.length - 1), 'corrupted'],
    'cut in its header': [whole.subarray(0, 5), 'corrupted'],
    'another checksum': [Buffer.concat([whole.subarray(0, -4), Buffer.from('abcd')]), 'corrupted'],
    'bytes behind': [Buffer.concat([whole, Buffer.from(CARD_TEXT)]), 'corrupted'],
    'a frame for nobody with a text': [
      Buffer.concat([whole, skippable(Buffer.from(CARD_TEXT.repeat(5)))]),
      'unsupported',
    ],
    'many small frames for nobody': [
      Buffer.concat([
        whole,
        ...CARD_TEXT.repeat(5)
          .split('')
          .map((each) => skippable(Buffer.from(each))),
      ]),
      'unsupported',
    ],
    'a frame for nobody that is cut': [
      Buffer.concat([whole, skippable(Buffer.alloc(20)).subarray(0, 12)]),
      'corrupted',
    ],
    'a dictionary': [Buffer.from('28b52ffd01000100000000', 'hex'), 'unsupported'],
    'a block of no kind': [Buffer.from('28b52ffd0038070000', 'hex'), 'corrupted'],
    'a window of a terabyte': [repeated(10, 1, 0xf0), 'too-large'],
    'much of one byte': [repeated(128 * 1024, 5000), 'too-large'],
  };
  for (const [name, [bytes, status]] of Object.entries(cases)) assert.equal((await see(bytes)).status, status, name);
  const reasonable = await see(repeated(128 * 1024, 4));
  assert.equal(reasonable.status, 'scanned');
  const hidden = Buffer.concat([zstdCompressSync('nothing'), skippable(Buffer.alloc(8)), zstdCompressSync(CARD_TEXT)]);
  assert.deepEqual(await see(hidden), FOUND, 'behind a frame for nobody');
});
