/** Bytes of a body that are enough to recognise every type of the table. */
export const SNIFF_BYTES = 4100;

/** One signature: the bytes (latin1) at an offset. Order matters: the first that fits wins. */
type Signature = readonly [type: string, offset: number, bytes: string];

const SIGNATURES: readonly Signature[] = [
  ['application/pdf', 0, '%PDF-'],
  ['image/png', 0, '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/gif', 0, 'GIF8'],
  ['image/bmp', 0, 'BM'],
  ['image/tiff', 0, 'II*\0'],
  ['image/tiff', 0, 'MM\0*'],
  ['image/emf', 40, ' EMF'],
  ['image/wmf', 0, '\xd7\xcd\xc6\x9a'],
  ['image/vnd.adobe.photoshop', 0, '8BPS'],
  ['image/x-icon', 0, '\0\0\x01\0'],
  ['application/gzip', 0, '\x1f\x8b\x08'],
  ['application/x-7z-compressed', 0, '7z\xbc\xaf\x27\x1c'],
  ['application/vnd.rar', 0, 'Rar!\x1a\x07'],
  ['application/vnd.ms-cab-compressed', 0, 'MSCF\0\0\0\0'],
  ['application/x-xz', 0, '\xfd7zXZ\0'],
  ['application/zstd', 0, '\x28\xb5\x2f\xfd'],
  ['application/x-bzip2', 0, 'BZh'],
  ['application/x-tar', 257, 'ustar'],
  ['application/x-cfb', 0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['application/rtf', 0, '{\\rtf'],
  ['application/x-executable', 0, '\x7fELF'],
  ['application/x-mach-binary', 0, '\xcf\xfa\xed\xfe'],
  ['application/x-mach-binary', 0, '\xca\xfe\xba\xbe'],
  ['application/x-msdownload', 0, 'MZ'],
  ['application/wasm', 0, '\0asm'],
  ['application/vnd.sqlite3', 0, 'SQLite format 3\0'],
  ['application/x-iso9660-image', 32_769, 'CD001'],
  ['application/postscript', 0, '%!PS'],
  ['font/woff2', 0, 'wOF2'],
  ['font/woff', 0, 'wOFF'],
  ['font/ttf', 0, '\0\x01\0\0\0'],
  ['font/otf', 0, 'OTTO'],
  ['audio/mpeg', 0, 'ID3'],
  ['audio/ogg', 0, 'OggS'],
  ['audio/flac', 0, 'fLaC'],
  ['video/webm', 0, '\x1aE\xdf\xa3'],
];

/** Brands of the ISO base media file format (`ftyp` box) that are not video. */
const BRANDS: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  heic: 'image/heic',
  heix: 'image/heic',
  mif1: 'image/heif',
  'M4A ': 'audio/mp4',
};

/** Names inside a zip that tell what kind of document it is. */
const ZIP_KINDS: ReadonlyArray<readonly [mark: string, type: string]> = [
  ['mimetypeapplication/vnd.oasis.opendocument.text', 'application/vnd.oasis.opendocument.text'],
  ['mimetypeapplication/vnd.oasis.opendocument.spreadsheet', 'application/vnd.oasis.opendocument.spreadsheet'],
  ['mimetypeapplication/vnd.oasis.opendocument.presentation', 'application/vnd.oasis.opendocument.presentation'],
  ['mimetypeapplication/epub+zip', 'application/epub+zip'],
  ['word/', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xl/', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['ppt/', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  ['META-INF/MANIFEST.MF', 'application/java-archive'],
];

/** The media type a body's first bytes show, whatever its sender calls it; undefined when they show none. */
export function sniffType(first: Uint8Array): string | undefined {
  const bytes = Buffer.from(first.buffer, first.byteOffset, first.length).toString(
    'latin1',
    0,
    Math.min(first.length, 33_000),
  );
  if (bytes.startsWith('PK\x03\x04') || bytes.startsWith('PK\x05\x06')) {
    return ZIP_KINDS.find(([mark]) => bytes.includes(mark))?.[1] ?? 'application/zip';
  }
  if (bytes.startsWith('RIFF')) return riffType(bytes.slice(8, 12));
  if (bytes.slice(4, 8) === 'ftyp') return BRANDS[bytes.slice(8, 12)] ?? 'video/mp4';
  return SIGNATURES.find(([, offset, mark]) => bytes.startsWith(mark, offset))?.[0];
}

/** Beginnings of the types that are told by more than one place. */
const LONGER = ['PK\x03\x04', 'PK\x05\x06', 'RIFF'];
/** Bytes that show every type but those told by a place further on: archives of tape and disks, pictures of Windows. */
const SHOWN = 16;

/** Whether these bytes are too few to say that nothing begins so. */
export function mayShowType(first: Uint8Array): boolean {
  if (first.length >= SHOWN || first.length === 0) return first.length === 0;
  const bytes = Buffer.from(first).toString('latin1');
  const isBox = bytes.length < 12 && 'ftyp'.startsWith(bytes.slice(4, 8)) && bytes.startsWith('\0');
  return (
    isBox ||
    LONGER.some((mark) => mark.startsWith(bytes)) ||
    SIGNATURES.some(([, offset, mark]) => offset === 0 && mark.startsWith(bytes))
  );
}

function riffType(form: string): string {
  if (form === 'WEBP') return 'image/webp';
  return form === 'WAVE' ? 'audio/wav' : 'video/x-msvideo';
}
