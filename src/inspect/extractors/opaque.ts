import { inflateSync } from 'node:zlib';
import type { ScanStatus } from '../../model/content.ts';
import type { ByteReader } from '../bytes/byte-reader.ts';
import type { Extractor, OpenDocument } from './extractor.ts';
import { createHiddenArchiveSign } from './hidden-archive.ts';
import { createStrings } from './strings.ts';

/** What is read of bytes that are no text: pictures, sound, film and fonts have nothing but their metadata. */
const MEDIA = /^(?:image|audio|video|font)\//;

/** Types that hold text which nobody here can read, and what is said of them. */
const REFUSED: readonly (readonly [type: RegExp, why: string])[] = [
  [/^application\/x-cfb$|ms(?:word|-excel|-powerpoint)|ole/, 'an Office document in the format before 2007'],
  [/rtf/, 'a document in RTF'],
  [/x-iso9660/, 'a disk image'],
  [/x-msdownload|x-executable|mach-binary|wasm/, 'a program'],
];

/** [MS-OFFCRYPTO] 1.3.3: the stream of a compound file that an encrypted package is in; names are UTF-16. */
const ENCRYPTED_PACKAGE = Buffer.from('EncryptedPackage', 'utf16le');

/** All other types. Whatever is readable between their bytes is looked at; that there may be more is said. */
export const opaque: Extractor = {
  name: 'opaque',
  fits: () => true,
  async extract(document) {
    const { reader, budget, aside, type } = document;
    const media = MEDIA.test(type);
    const strings = createStrings((text) => aside.write(`${text}\n`));
    const hides = createHiddenArchiveSign('%PDF-');
    let hidden = false;
    let encrypted = false;
    let tail = Buffer.alloc(0);
    if (type === 'image/png') await compressedTexts(document, reader);
    for await (const piece of reader.pieces()) {
      budget.checkTime();
      strings.write(piece);
      hidden = hides(piece) || hidden;
      const joined = Buffer.concat([tail, piece]);
      encrypted ||= joined.includes(ENCRYPTED_PACKAGE);
      tail = joined.subarray(-ENCRYPTED_PACKAGE.length + 1);
    }
    strings.end();
    if (hidden && media) document.unscanned('unsupported', 'a document behind other bytes');
    if (media) return;
    const [status, why]: [Exclude<ScanStatus, 'scanned'>, string] =
      encrypted && type === 'application/x-cfb'
        ? ['encrypted', 'an encrypted Office document']
        : ['unsupported', REFUSED.find(([kind]) => kind.test(type))?.[1] ?? `no text can be read from ${type}`];
    document.unscanned(status, why);
  },
};

/** PNG 11.3.3.3: texts that are compressed. Only those in front of the picture are unpacked; they stand there. */
async function compressedTexts({ aside, budget }: OpenDocument, reader: ByteReader): Promise<void> {
  const bytes = Buffer.from(await reader.peek(64 * 1024));
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const kind = bytes.toString('latin1', at + 4, at + 8);
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (kind === 'IDAT') return;
    const packed = kind === 'zTXt' ? content.indexOf(0) + 2 : kind === 'iTXt' ? packedInternational(content) : 0;
    if (packed > 1 && content.length === length) {
      const text = inflateSync(content.subarray(packed), { maxOutputLength: 1024 * 1024 });
      budget.expand(text.length, text.length, content.length);
      aside.write(`${text.toString('utf8')}\n`);
    }
    at += 12 + length;
  }
}

/** Where the text of a compressed iTXt begins: keyword, flag, method, language, translated keyword. */
function packedInternational(content: Buffer): number {
  const keyword = content.indexOf(0);
  if (keyword < 0 || content[keyword + 1] !== 1) return 0;
  const language = content.indexOf(0, keyword + 3);
  const translated = language < 0 ? -1 : content.indexOf(0, language + 1);
  return translated < 0 ? 0 : translated + 1;
}
