/**
 * Text of a document with one character for each of its bytes, so that every splice falls on whole bytes. In some legacy
 * encodings a byte below 0x80 may be half of a character (the second byte of 表 in Shift_JIS is a backslash): such bytes,
 * and all above 0x7F, read as letters here, which no rewriter takes for markup or code.
 */
export interface ByteText {
  /** Reads on: a chunk may end within a character. */
  read(bytes: Buffer): string;
  write(text: string): Buffer;
}

/** Letters that stand for bytes: of a script whose characters may stand in names of variables. */
const LETTERS = 0xa500;
const STANDING_FOR_BYTES = /[\ua500-\ua5ff]/g;

/** Encoding Standard sections 10 to 13: bytes that begin a character of two. */
const gb = (byte: number): boolean => byte >= 0x81 && byte !== 0xff;
const LEADS: Readonly<Record<string, (byte: number) => boolean>> = {
  shift_jis: (byte) => (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc),
  gbk: gb,
  gb18030: gb,
  big5: (byte) => byte >= 0x87 && byte !== 0xff,
  'euc-kr': gb,
  'euc-jp': gb,
};

const LATIN1: ByteText = {
  read: (bytes) => bytes.toString('latin1'),
  write: (text) => Buffer.from(text, 'latin1'),
};

/** Reads and writes documents in an encoding, given by its name in the Encoding Standard; UTF-8 is kept as plain bytes. */
export function createByteText(encoding: string): ByteText {
  if (encoding === 'utf-8') return LATIN1;
  if (encoding === 'iso-2022-jp') return { read: escapeReader(), write };
  const isLead = LEADS[encoding];
  return { read: isLead ? pairReader(isLead, encoding) : readSingle, write };
}

function letter(byte: number): string {
  return String.fromCharCode(LETTERS + byte);
}

/** Every encoding of single bytes has U+00A0, a blank in code, at 0xA0. */
function readSingle(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\x80-\x9f\xa1-\xff]/g, (char) => letter(char.charCodeAt(0)));
}

function write(text: string): Buffer {
  const bytes = text.replace(STANDING_FOR_BYTES, (char) => {
    return String.fromCharCode(char.charCodeAt(0) - LETTERS);
  });
  return Buffer.from(bytes, 'latin1');
}

function pairReader(isLead: (byte: number) => boolean, encoding: string): ByteText['read'] {
  const decoder = new TextDecoder(encoding);
  const known = new Map<number, boolean>();
  let lead: number | undefined;

  /** Of what is no character together, a byte below 0x80 counts alone (Encoding Standard, "prepend byte to stream"). */
  function isPair(byte: number): boolean {
    if (byte >= 0x80) return true;
    if (byte < 0x40 || byte === 0x7f) return false;
    const key = ((lead ?? 0) << 8) | byte;
    const isOne = known.get(key) ?? !decoder.decode(Uint8Array.of(lead ?? 0, byte)).includes('\uFFFD');
    known.set(key, isOne);
    return isOne;
  }

  return (bytes) => {
    let out = '';
    for (const byte of bytes) {
      const isSecond = lead !== undefined && isPair(byte);
      out += byte >= 0x80 || isSecond ? letter(byte) : String.fromCharCode(byte);
      lead = !isSecond && isLead(byte) ? byte : undefined;
    }
    return out;
  };
}

/** Encoding Standard section 12.2: behind ESC `$B` two bytes are a character, behind ESC `(J` a backslash is a yen sign. */
const MODES: Readonly<Record<string, RegExp>> = {
  '(B': /[^\0-\x7f]/,
  '(J': /[\\~]/,
  '(I': /[!-_]/,
  '$@': /[!-~]/,
  $B: /[!-~]/,
};

function escapeReader(): ByteText['read'] {
  let mode = MODES['(B']!;
  let begun: string | undefined;
  return (bytes) => {
    let out = '';
    for (const byte of bytes) {
      const char = String.fromCharCode(byte);
      if (begun !== undefined) {
        begun += char;
        const isSequence = Object.keys(MODES).some((each) => each.startsWith(begun ?? ''));
        if (isSequence) {
          const next = MODES[begun];
          if (next) {
            mode = next;
            begun = undefined;
          }
          out += char;
          continue;
        }
        begun = undefined;
      }
      if (byte === 0x1b) begun = '';
      out += byte >= 0x80 || mode.test(char) ? letter(byte) : char;
    }
    return out;
  };
}
