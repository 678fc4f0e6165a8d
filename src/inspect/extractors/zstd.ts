import { unzstd } from '../bytes/unzstd.ts';
import type { Extractor } from './extractor.ts';

/** Skippable frames of the common writers hold a size or two. */
const SMALL = 64;

/** One file, in one frame or several (RFC 8878). */
export const zstd: Extractor = {
  name: 'zstd',
  fits: (type) => /^application\/(?:x-)?zstd$/.test(type),
  async extract(document) {
    const { reader, budget, path } = document;
    let skipped = 0;
    const name = path.slice(path.lastIndexOf('/') + 1);
    await document.nested({
      name: name.replace(/\.(?:tzst|zst)$/i, (end) => (/tz/i.test(end) ? '.tar' : '')),
      bytes: unzstd(reader, budget, (content) => {
        skipped += content.length;
      }),
    });
    if (skipped > SMALL) document.unscanned('unsupported', 'bytes between the frames of a zstd file');
  },
};
