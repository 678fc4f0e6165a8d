import { decodeInto, type EndingSink } from '../text/decoder.ts';
import { createFormEscapes } from '../text/form-escapes.ts';
import { createInlineMarkup } from '../text/inline-markup.ts';
import { createJsonEscapes } from '../text/json-escapes.ts';
import type { Extractor, OpenDocument } from './extractor.ts';
import { createHiddenArchiveSign } from './hidden-archive.ts';

const BLOCK = 4096;
/** Share of control characters that text may have. */
const MOST_CONTROLS = 0.03;
/** By byte: 1 for a control character that texts do not have. They do have backspace to return, and escape. */
const CONTROLS = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 32 && byte !== 0 && (byte < 8 || byte > 13) && byte !== 27 ? 1 : 0,
);

/** Text in any character set, and everything whose bytes show no type: CSV, source, logs. What is no text is said to be none. */
export const plainText: Extractor = {
  name: 'plain-text',
  fits: (type) =>
    type.startsWith('text/') ||
    /[/+]json$|javascript$|^application\/(?:octet-stream|x-ndjson|x-www-form-urlencoded|sql|yaml)$/.test(type),
  async extract(document) {
    const { reader, budget, unscanned } = document;
    const reading = readingOf(document);
    const decoder = decodeInto(reading ?? document.text, await reader.peek(BLOCK), document.charset, (why) =>
      unscanned('unsupported', why),
    );
    const binary = createBinarySign();
    const hides = createHiddenArchiveSign();
    let hidden = false;
    for await (const piece of reader.pieces()) {
      budget.checkTime();
      decoder.write(piece);
      binary.write(piece);
      hidden = hides(piece) || hidden;
    }
    decoder.end();
    reading?.end();
    if (hidden) unscanned('unsupported', 'an archive behind other bytes');
    if (binary.seen()) unscanned('unsupported', 'bytes that are no text');
  },
};

/** Bytes that mean something else than themselves in JSON with markup in its texts. */
const MEANING = ['\\', '<', '&'].map((sign) => sign.charCodeAt(0));

/** What is written in escapes, as it is meant; undefined of text that has none. */
function readingOf({ type, text, aside }: OpenDocument): EndingSink | undefined {
  const isForm = type === 'application/x-www-form-urlencoded';
  if (!isForm && !/[/+]json$|^application\/x-ndjson$/.test(type)) return undefined;
  const markup = createInlineMarkup(text, aside);
  const json = createJsonEscapes(markup);
  // A form may hold JSON, as webhooks do.
  const outer = isForm ? createFormEscapes(json) : json;
  let isPlain = !isForm;
  return {
    write(characters) {
      isPlain = false;
      outer.write(characters);
    },
    /** As fast as other text, as long as nothing in it has a meaning of its own. */
    writeAscii(bytes, from) {
      isPlain &&= MEANING.every((sign) => bytes.indexOf(sign, from) < 0);
      return isPlain ? text.writeAscii(bytes, from) : 0;
    },
    end() {
      if (isForm) outer.end();
      json.end();
      markup.end();
    },
  };
}

/** Control characters in `[from, to)`. Four bytes at a time are asked whether one of them is below 32: in text hardly any is. */
function countControls(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  let at = from;
  for (; at < to && (bytes.byteOffset + at) % 4 !== 0; at++) count += CONTROLS[bytes[at]!]!;
  const words = at < to ? new Int32Array(bytes.buffer, bytes.byteOffset + at, (to - at) >> 2) : [];
  for (let word = 0; word < words.length; word++, at += 4) {
    const four = words[word]!;
    // Borrows run upwards only, so that a byte may be taken for one below 32 without being one, never the other way round.
    if (((four - 0x20202020) & ~four & 0x80808080) === 0) continue;
    for (let each = at; each < at + 4; each++) count += CONTROLS[bytes[each]!]!;
  }
  for (; at < to; at++) count += CONTROLS[bytes[at]!]!;
  return count;
}

/**
 * Whether some block of 4096 bytes, counted from the beginning, is no text in any character set: random bytes have a tenth of control
 * characters. NULs say nothing: UTF-16 has them.
 */
function createBinarySign(): { write(piece: Uint8Array): void; seen(): boolean } {
  let position = 0;
  let controls = 0;
  let seen = false;
  return {
    write(piece) {
      let at = 0;
      while (at < piece.length) {
        const stop = Math.min(piece.length, at + BLOCK - (position % BLOCK));
        position += stop - at;
        controls += countControls(piece, at, stop);
        at = stop;
        if (position % BLOCK !== 0) continue;
        seen ||= controls > BLOCK * MOST_CONTROLS;
        controls = 0;
      }
    },
    seen: () => seen || controls > Math.max(4, (position % BLOCK) * MOST_CONTROLS),
  };
}
