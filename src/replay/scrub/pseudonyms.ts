import { createHash, randomBytes } from 'node:crypto';
import { replaceRuns } from './runs.ts';

/** Replaces words. The key lives as long as the recording; what was replaced cannot be had back without it. */
export interface Pseudonyms {
  /** Every word that is not in `keep` gets its pseudonym: the same each time, of the same length and look, and no other word's. */
  words(text: string, keep: ReadonlySet<string>): string;
  /** Every letter and digit becomes any other: what people wrote is not even told by which words come again. */
  prose(text: string): string;
}

const ROUNDS = 6;
/** Pseudonyms remembered. */
const REMEMBERED = 50_000;
const NUMBER = /^(0[xX][0-9a-fA-F]+|[0-9][0-9_]*([eE][0-9]*)?(n|px|em|rem|ms|s|fr|deg|vh|vw|pt)?)$/;

/** `avoided`: words that no pseudonym may be. */
export function createPseudonyms(avoided: ReadonlySet<string>, key: Uint8Array): Pseudonyms {
  const known = new Map<string, string>();

  function pseudonym(word: string): string {
    const before = known.get(word);
    if (before !== undefined) return before;
    let made = permuted(word, key);
    // A permutation walked on from what it may not give gives no word twice.
    for (let step = 0; step < 16 && (avoided.has(made.toLowerCase()) || made === word); step++)
      made = permuted(made, key);
    if (known.size >= REMEMBERED) known.clear();
    known.set(word, made);
    return made;
  }

  return {
    words: (text, keep) =>
      replaceRuns(text, (word) => (isNobody(word) || keep.has(word.toLowerCase()) ? ascii(word) : pseudonym(word))),
    prose: (text) => replaceRuns(text, (word) => shifted([...word], randomBytes(word.length * 2)).join('')),
  };
}

/** One letter or digit says nothing of anybody; ranges of expressions and flags are such. */
function isNobody(word: string): boolean {
  return /^[_$]*[0-9a-zA-Z]?[_$]*$/.test(word);
}

function ascii(word: string): string {
  return word.replace(/[^\x20-\x7e]/gu, 'x');
}

/** A permutation of the words of one look: a Feistel network over the two halves, in which letters stay letters and digits digits. */
function permuted(word: string, key: Uint8Array): string {
  const letters = [...word];
  const look = letters.map(lookOf).join('');
  const middle = Math.ceil(letters.length / 2);
  // The letters that make a number one of its kind stay.
  const free = NUMBER.test(word) ? letters.map((_, index) => isFigure(word, index)) : letters.map(() => true);
  let halves: readonly [string[], string[]] = [letters.slice(0, middle).map(plain), letters.slice(middle).map(plain)];
  for (let round = 0; round < ROUNDS; round++) {
    const [left, right] = halves;
    const length = round % 2 === 0 ? left.length : right.length;
    const other = (round % 2 === 0 ? right : left).join('');
    const stream = createHash('shake256', { outputLength: Math.max(2 * length, 2) })
      .update(key)
      .update(`${round} ${look} ${other}`)
      .digest();
    halves =
      round % 2 === 0 ? [shifted(left, stream, free), right] : [left, shifted(right, stream, free.slice(middle))];
  }
  return halves.flat().join('');
}

function isFigure(word: string, index: number): boolean {
  const character = word[index]!;
  if (/^0[xX]/.test(word)) return index > 1 && /[0-9]/.test(character);
  return /[0-9]/.test(character) && !(index === 0 && character === '0');
}

const ALPHABETS = ['abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789'] as const;

function lookOf(character: string): string {
  const kind = ALPHABETS.findIndex((alphabet) => alphabet.includes(character));
  return kind < 0 ? (/[_$]/.test(character) ? character : '0') : String(kind);
}

/** Letters of other alphabets become some of ours. */
function plain(character: string): string {
  return lookOf(character) === '0' && !ALPHABETS[0].includes(character)
    ? ALPHABETS[0][character.codePointAt(0)! % 26]!
    : character;
}

function shifted(characters: readonly string[], stream: Uint8Array, free?: readonly boolean[]): string[] {
  return characters.map((each, index) => {
    const character = plain(each);
    const alphabet = ALPHABETS.find((letters) => letters.includes(character));
    if (!alphabet || free?.[index] === false) return character;
    const by = stream[2 * index]! * 256 + stream[2 * index + 1]!;
    return alphabet[(alphabet.indexOf(character) + by) % alphabet.length]!;
  });
}
