import { decodeInto } from '../text/decoder.ts';
import type { Extractor } from './extractor.ts';

/** End of central directory: where it stands in what is no zip, a zip hides behind other bytes, and every unpacker would find it. */
const ZIP_END = Buffer.from('PK\x05\x06', 'latin1');

/** Text in any character set, and everything whose bytes show no type: CSV, source, logs. */
export const plainText: Extractor = {
  name: 'plain-text',
  fits: (type) => type.startsWith('text/') || type === 'application/octet-stream',
  async extract(document) {
    const first = await document.reader.peek(4096);
    const decoder = decodeInto(document.text, first, document.charset);
    let hidden = false;
    for await (const piece of document.reader.pieces()) {
      document.budget.checkTime();
      decoder.write(piece);
      hidden ||= Buffer.from(piece.buffer, piece.byteOffset, piece.length).includes(ZIP_END);
    }
    decoder.end();
    if (hidden) document.unscanned('unsupported', 'an archive behind other bytes');
  },
};
