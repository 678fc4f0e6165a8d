import { inflate } from '../bytes/inflate.ts';
import { Unscannable } from '../unscannable.ts';
import type { Extractor, OpenDocument } from './extractor.ts';

/** RFC 1952 2.3.1: what the header goes on with. */
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const CHECK = 2;
const RESERVED = 0xe0;

/** One file, or several members that are one (RFC 1952 2.2). */
export const gzip: Extractor = {
  name: 'gzip',
  fits: (type) => /^application\/(?:x-)?gzip$/.test(type),
  async extract(document) {
    const name = document.path.slice(document.path.lastIndexOf('/') + 1);
    await document.nested({
      name: name.replace(/\.t?gz$/i, (end) => (/t/i.test(end) ? '.tar' : '')),
      bytes: members(document),
    });
  },
};

async function* members(document: OpenDocument): AsyncGenerator<Uint8Array> {
  const { reader, budget } = document;
  do {
    await header(document);
    yield* inflate(reader, budget);
    if ((await reader.take(8)) === undefined) throw new Unscannable('corrupted', 'the gzip file ends too early');
    // Zero bytes may pad the last member, as tape writers do.
    while ((await reader.peek(1))[0] === 0) reader.skip(1);
  } while ((await reader.peek(1)).length > 0);
}

async function header({ reader, aside }: OpenDocument): Promise<void> {
  const fixed = await reader.take(10);
  if (fixed === undefined || fixed[0] !== 0x1f || fixed[1] !== 0x8b || fixed[2] !== 8 || (fixed[3]! & RESERVED) !== 0)
    throw new Unscannable('corrupted', 'no gzip member where one should be');
  const flags = fixed[3]!;
  if ((flags & EXTRA) !== 0) {
    const length = await reader.take(2);
    if (length === undefined || (await reader.take(length[0]! + 256 * length[1]!)) === undefined)
      throw new Unscannable('corrupted', 'the gzip header ends too early');
  }
  for (const flag of [NAME, COMMENT]) {
    if ((flags & flag) === 0) continue;
    let text = '';
    for (let byte = await reader.take(1); byte !== undefined && byte[0] !== 0; byte = await reader.take(1)) {
      if (text.length === 4096) throw new Unscannable('corrupted', 'a gzip header without end');
      text += String.fromCharCode(byte[0]!);
    }
    aside.write(`${text}\n`);
  }
  if ((flags & CHECK) !== 0) await reader.take(2);
}
