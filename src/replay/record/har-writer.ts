import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { HarEntry } from '../scrub/scrub-exchange.ts';

/** Writes a HAR 1.2 file, one entry a line, as entries come. Only its owner may read it. */
export interface HarWriter {
  add(entry: HarEntry): Promise<void>;
  end(): Promise<void>;
}

export function createHarWriter(file: string): HarWriter {
  const out = createWriteStream(file, { mode: 0o600, flags: 'wx' });
  const failed = new Promise<never>((_resolve, reject) => out.once('error', reject));
  failed.catch(() => {});
  let first = true;
  out.write('{"log":{"version":"1.2","creator":{"name":"sallyport","version":"1"},"entries":[');
  return {
    async add(entry) {
      const text = `${first ? '\n' : ',\n'}${JSON.stringify(entry)}`;
      first = false;
      if (!out.write(text)) await Promise.race([once(out, 'drain'), failed]);
    },
    async end() {
      out.end('\n]}}\n');
      await Promise.race([once(out, 'close'), failed]);
    },
  };
}
