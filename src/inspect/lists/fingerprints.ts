import { HASH_BEGIN, hashUnits } from './word-hash.ts';
import { WordListFault } from './word-list-fault.ts';

const HEAD = 'sallyport fingerprints 1';
/** Words in a row whose hash is one mark of a document. */
const SHINGLE = 8;
/** One mark of so many is kept, by its value, so that the same passages keep the same marks wherever they stand. */
const KEPT_OF = 4;
const LEAST_MARKS = 4;

/** Marks of documents: which passages they have, not what is in them. */
export interface Fingerprints {
  readonly documents: readonly { readonly name: string; readonly marks: ReadonlySet<string> }[];
}

/** Reads words and gives the mark that ends with each, where one does. */
export function createMarker(): {
  word(units: Uint16Array, from: number, to: number): string | undefined;
  reset(): void;
} {
  let last: number[] = [];
  return {
    word(units, from, to) {
      last.push(hashUnits(HASH_BEGIN, units, from, to));
      if (last.length > SHINGLE) last = last.slice(-SHINGLE);
      if (last.length < SHINGLE) return undefined;
      let low = HASH_BEGIN;
      let high = ~HASH_BEGIN;
      for (const hash of last) {
        low = Math.imul(low ^ hash, 0x01000193) ^ (hash >>> 15);
        high = Math.imul(high ^ (hash >>> 7), 0x5bd1e995) ^ hash;
      }
      if ((low >>> 0) % KEPT_OF !== 0) return undefined;
      return (low >>> 0).toString(16).padStart(8, '0') + (high >>> 0).toString(16).padStart(8, '0');
    },
    reset() {
      last = [];
    },
  };
}

/** Throws a WordListFault for a document too short to be known again. */
export function writeFingerprints(documents: ReadonlyMap<string, ReadonlySet<string>>): string {
  let text = `${HEAD}\n`;
  for (const [name, marks] of documents) {
    if (marks.size < LEAST_MARKS) throw new WordListFault(`${name} has too few words to be known again`);
    text += `document ${name.replace(/[\r\n]/g, ' ')}\n${[...marks].toSorted().join('\n')}\n`;
  }
  return text;
}

/** Reads what writeFingerprints wrote; throws a WordListFault. */
export function readFingerprints(written: string): Fingerprints {
  const [head, ...lines] = written.split('\n');
  if (head !== HEAD) throw new WordListFault('these are no fingerprints');
  const documents: { name: string; marks: Set<string> }[] = [];
  for (const [at, line] of lines.entries()) {
    if (line.startsWith('document ')) documents.push({ name: line.slice(9), marks: new Set() });
    else if (/^[0-9a-f]{16}$/.test(line) && documents.length > 0) documents.at(-1)!.marks.add(line);
    else if (line !== '') throw new WordListFault(`line ${at + 2} of fingerprints cannot be read`);
  }
  return { documents };
}
