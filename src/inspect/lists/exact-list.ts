import { createHash, randomBytes } from 'node:crypto';
import { foldText } from '../text/fold.ts';
import { isWord } from '../text/units.ts';
import { HASH_BEGIN, hashUnits, unitsOf } from './word-hash.ts';
import { WordListFault } from './word-list-fault.ts';

const HEAD = 'sallyport exact-list 1';
const LEAST_CHARACTERS = 4;
const MOST_WORDS = 8;
const FILTER_BITS = 24;

/** Values nobody needs to read to know them again: salted hashes of their letters and digits, without case and separators. */
export interface ExactList {
  /** Words of the longest value. */
  readonly words: number;
  /** Whether a value may be in the list; says no to most that are not, without hashing. */
  maybe(hash: number): boolean;
  has(value: string): boolean;
}

/** Letters and digits of a value, folded; and how many words they are. */
function normalised(value: string): { text: string; words: number } {
  let text = '';
  let words = 0;
  let inside = false;
  for (const unit of unitsOf(foldText(value))) {
    const word = isWord(unit);
    if (word) text += String.fromCharCode(unit);
    if (word && !inside) words++;
    inside = word;
  }
  return { text, words };
}

const digest = (salt: string, text: string): string =>
  createHash('sha256').update(`${salt}\0${text}`).digest('hex').slice(0, 32);

/** The text of a list of values; throws a WordListFault for a value too short or too long to be known again. */
export function writeExactList(values: Iterable<string>, salt: string = randomBytes(16).toString('hex')): string {
  const lines = new Set<string>();
  let most = 1;
  for (const value of values) {
    const { text, words } = normalised(value);
    if (text === '') continue;
    if (text.length < LEAST_CHARACTERS || words > MOST_WORDS)
      throw new WordListFault(`a value has fewer than ${LEAST_CHARACTERS} characters or more than ${MOST_WORDS} words`);
    most = Math.max(most, words);
    const filter = hashUnits(HASH_BEGIN, unitsOf(text), 0, text.length) >>> (32 - FILTER_BITS);
    lines.add(`${digest(salt, text)} ${filter.toString(16).padStart(6, '0')}`);
  }
  return `${HEAD} ${salt} ${most}\n${[...lines].toSorted().join('\n')}\n`;
}

/** Reads what writeExactList wrote; throws a WordListFault. */
export function readExactList(written: string): ExactList {
  const [head = '', ...lines] = written.split('\n');
  const [, salt, words] = /^sallyport exact-list 1 ([0-9a-f]{32}) ([1-8])$/.exec(head) ?? [];
  if (salt === undefined) throw new WordListFault('this is no exact list');
  const filter = new Uint8Array(2 ** (FILTER_BITS - 3));
  const digests = new Set<string>();
  for (const [at, line] of lines.entries()) {
    if (line === '') continue;
    const [, hash, bits] = /^([0-9a-f]{32}) ([0-9a-f]{6})$/.exec(line) ?? [];
    if (hash === undefined) throw new WordListFault(`line ${at + 2} of an exact list cannot be read`);
    digests.add(hash);
    const bit = Number.parseInt(bits!, 16);
    filter[bit >> 3] = filter[bit >> 3]! | (1 << (bit & 7));
  }
  return {
    words: Number(words),
    maybe(hash) {
      const bit = hash >>> (32 - FILTER_BITS);
      return (filter[bit >> 3]! & (1 << (bit & 7))) !== 0;
    },
    has: (value) => digests.has(digest(salt, normalised(value).text)),
  };
}
