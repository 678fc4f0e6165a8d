import { Utf7Decoder } from './utf7.ts';

/** Whoever takes text. */
export interface TextSink {
  write(text: string): void;
  /** Takes bytes that are ASCII from a place on, and says how many; for those that can do so faster than a string. */
  writeAscii?(bytes: Uint8Array, from: number): number;
  /** An element that sets no break begins or ends here. */
  seam?(): void;
}

/** One that holds some text back until it knows what it means. */
export interface EndingSink extends TextSink {
  end(): void;
}

const UTF8 = 'utf-8';
/** Its names in the registry of character sets; browsers know none of them. */
const UTF7 = /^(?:utf-7|csutf7|unicode-1-1-utf-7|csunicode11utf7)$/i;

/** The character set that a byte order mark, or the first bytes, show. NULs between ASCII need no recognising: they are invisible to a scan. */
export function sniffCharset(first: Uint8Array): string | undefined {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le';
  if (first[0] === 0xfe && first[1] === 0xff) return 'utf-16be';
  if (first[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf) return UTF8;
  const sample = first.subarray(0, 2000);
  let even = 0;
  let odd = 0;
  for (let at = 0; at < sample.length; at++) if (sample[at] === 0) at % 2 === 0 ? even++ : odd++;
  if (odd > sample.length / 5 && even < odd / 8) return 'utf-16le';
  if (even > sample.length / 5 && odd < even / 8) return 'utf-16be';
  return undefined;
}

/** Whether a beginning is UTF-8, cut anywhere. */
function isUtf8(first: Uint8Array): boolean {
  try {
    new TextDecoder(UTF8, { fatal: true }).decode(first, { stream: true });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Bytes in, text out. Bytes that mean nothing in the character set become U+FFFD, as everywhere. */
export interface Decoder {
  readonly write: (bytes: Uint8Array) => void;
  readonly end: () => void;
}

/** `charset` as a sender names it, which is believed only where the bytes show nothing else; one that nobody knows is told. */
export function decodeInto(
  sink: TextSink,
  first: Uint8Array,
  charset: string | undefined,
  unknown: (why: string) => void,
): Decoder {
  const decoder = decoderOf(sniffCharset(first) ?? charset ?? (isUtf8(first) ? UTF8 : 'windows-1252'), unknown);
  const ascii = sink.writeAscii?.bind(sink);
  if (decoder.encoding !== UTF8 || ascii === undefined) {
    return {
      write: (bytes) => sink.write(decoder.decode(bytes, { stream: true })),
      end: () => sink.write(decoder.decode()),
    };
  }
  let carried = false;
  return {
    write(bytes) {
      const from = carried ? 0 : ascii(bytes, 0);
      if (from === bytes.length) return;
      sink.write(decoder.decode(bytes.subarray(from), { stream: true }));
      carried = bytes[bytes.length - 1]! >= 0x80;
    },
    end() {
      if (carried) sink.write(decoder.decode());
    },
  };
}

function decoderOf(charset: string, unknown: (why: string) => void): TextDecoder | Utf7Decoder {
  if (UTF7.test(charset)) return new Utf7Decoder();
  try {
    return new TextDecoder(charset);
  } catch (error) {
    // RangeError: a label that nobody knows (WHATWG Encoding 4.2).
    if (!(error instanceof RangeError)) throw error;
    unknown(`the character set ${charset.slice(0, 40)} is not known`);
    return new TextDecoder('windows-1252');
  }
}
