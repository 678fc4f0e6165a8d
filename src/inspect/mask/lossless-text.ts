/** Bytes as text and back: what is written is what was read, byte for byte, wherever the text was left as it is. */
export interface LosslessText {
  /** Reads on: a chunk may end within a character, unless it is the last. */
  read(bytes: Uint8Array, last: boolean): string;
  write(text: string): Buffer;
  /** The character set of what is written, where that is another one. */
  readonly charset?: string;
}

/** Bytes that are no text stand as lone surrogates, which text in UTF-8 never holds: 0xDC80 to 0xDCFF. */
const STANDING = 0xdc00;
/** Encoding Standard, section 9: each byte is one character, whatever is around it. */
const SINGLE = /^(?:ibm866|iso-8859-\d+(?:-i)?|koi8-[ru]|macintosh|windows-\d+|x-mac-cyrillic)$/;

/** `encoding`: a name of the Encoding Standard. What is in none of its simple ones goes on as UTF-8. */
export function createLosslessText(encoding: string): LosslessText {
  if (encoding === 'utf-8') return utf8();
  return SINGLE.test(encoding) ? singleByte(encoding) : transcoded(encoding);
}

function utf8(): LosslessText {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let carried: Buffer = Buffer.alloc(0);

  function whole(bytes: Uint8Array): string | undefined {
    try {
      return decoder.decode(bytes);
    } catch (error) {
      if (error instanceof TypeError) return undefined;
      throw error;
    }
  }

  return {
    read(bytes, last) {
      const all: Buffer = carried.length === 0 ? Buffer.from(bytes) : Buffer.concat([carried, bytes]);
      const end = last ? all.length : all.length - unfinished(all);
      carried = all.subarray(end);
      const ready = all.subarray(0, end);
      const text = whole(ready);
      if (text !== undefined) return text;
      let out = '';
      for (let at = 0; at < ready.length; ) {
        const length = sequenceLength(ready[at]!);
        const character = at + length <= ready.length ? whole(ready.subarray(at, at + length)) : undefined;
        out += character ?? String.fromCharCode(STANDING + ready[at]!);
        at += character === undefined ? 1 : length;
      }
      return out;
    },
    write: writeUtf8,
  };
}

function writeUtf8(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text);
  const pieces: Buffer[] = [];
  for (const part of text.split(/(\p{Cs})/u)) {
    const code = part.codePointAt(0) ?? 0;
    const isByte = part.length === 1 && code >= STANDING + 0x80 && code <= STANDING + 0xff;
    pieces.push(isByte ? Buffer.of(code - STANDING) : Buffer.from(part));
  }
  return Buffer.concat(pieces);
}

/** RFC 3629 section 3. */
function sequenceLength(lead: number): number {
  return lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1;
}

/** Bytes at the end that may be the beginning of a character. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

function singleByte(encoding: string): LosslessText {
  const decoder = new TextDecoder(encoding);
  const characters = Array.from({ length: 256 }, (_, byte) => {
    const character = decoder.decode(Uint8Array.of(byte));
    return byte < 0x80 || character !== '\ufffd' ? character : String.fromCharCode(STANDING + byte);
  });
  const bytes = new Map(characters.map((character, byte) => [character, byte]));
  return {
    read(chunk) {
      let text = '';
      for (const byte of chunk) text += characters[byte]!;
      return text;
    },
    write: (text) => Buffer.from(Array.from(text, (character) => bytes.get(character) ?? 0x3f)),
  };
}

function transcoded(encoding: string): LosslessText {
  const decoder = new TextDecoder(encoding);
  return {
    read: (bytes, last) => decoder.decode(bytes, { stream: !last }),
    write: (text) => Buffer.from(text),
    charset: 'utf-8',
  };
}
