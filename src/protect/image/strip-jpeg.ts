import { Unprotectable } from '../unprotectable.ts';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const EXIF = 0xe1;
/** Segments that say how the picture looks: JFIF, the colour profile, Adobe's colour transform. Of the others APPn and comments go. */
const KEPT_APP: ReadonlySet<number> = new Set([0xe0, 0xe2, 0xee]);
const COMMENT = 0xfe;

const isStandalone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

/** A JPEG without Exif, XMP, IPTC, comments and what follows its end (ITU-T T.81 B.1.1). Which way is up stays. */
export function stripJpeg(bytes: Buffer): Buffer {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) throw new Unprotectable('no JPEG');
  const kept: Buffer[] = [bytes.subarray(0, 2)];
  let at = 2;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) throw new Unprotectable('a JPEG with bytes between its segments');
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === EOI) return Buffer.concat([...kept, bytes.subarray(at, at + 2)]);
    if (isStandalone(marker)) {
      kept.push(bytes.subarray(at, at + 2));
      at += 2;
      continue;
    }
    if (at + 4 > bytes.length) break;
    let end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) break;
    if (marker === SOS) end = endOfScan(bytes, end);
    const segment = bytes.subarray(at, end);
    const isApp = marker >= 0xe0 && marker <= 0xef;
    if (marker === EXIF) kept.push(...orientationOnly(segment));
    else if (!(marker === COMMENT || (isApp && !KEPT_APP.has(marker)) || isPreview(segment, marker)))
      kept.push(segment);
    at = end;
  }
  throw new Unprotectable('a JPEG without an end');
}

/** JFXX holds a small copy of the picture; APP2 may hold a list of more pictures (MPF). */
function isPreview(segment: Buffer, marker: number): boolean {
  const name = segment.toString('latin1', 4, 16);
  return (marker === 0xe0 && !name.startsWith('JFIF\0')) || (marker === 0xe2 && !name.startsWith('ICC_PROFILE\0'));
}

/** Entropy-coded data runs to the next marker that is neither a stuffed byte nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = from; at + 1 < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue;
    const next = bytes[at + 1]!;
    if (next !== 0 && next !== 0xff && !isStandalone(next)) return at;
  }
  throw new Unprotectable('a JPEG without an end');
}

/** Exif of one directory with one entry: orientation, a short. */
const ONE_TAG = 'ffe100224578696600004d4d002a00000008000101120003000000010000000000000000';

/** An Exif segment that says nothing but the orientation (Exif 2.32, tag 0x0112), where the picture is turned. */
function orientationOnly(segment: Buffer): readonly Buffer[] {
  const value = orientationIn(segment);
  if (value === undefined || value < 2 || value > 8) return [];
  const exif = Buffer.from(ONE_TAG, 'hex');
  exif.writeUInt16BE(value, 28);
  return [exif];
}

function orientationIn(segment: Buffer): number | undefined {
  if (segment.toString('latin1', 4, 10) !== 'Exif\0\0') return undefined;
  const tiff = segment.subarray(10);
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number): number => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  try {
    const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
    for (let entry = directory + 2, left = short(directory); left > 0; entry += 12, left--)
      if (short(entry) === 0x0112) return short(entry + 8);
  } catch (error) {
    // A directory that leads out of its segment tells nothing.
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}
