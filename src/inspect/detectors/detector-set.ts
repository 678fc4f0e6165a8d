import type { DetectorKind } from '../../model/content.ts';
import { createWordFinder, type WordFinder } from '../text/word-finder.ts';
import { type Detector, DetectorFault, type DetectorSpec, type WordReader } from './detector.ts';
import { DETECTORS } from './detectors.ts';
import { compileTally, type Tally } from './tally.ts';

const WITHIN = 300;
const MAX_WITHIN = 1000;
const DIGITS = '0123456789';

/** What a word of any list is there for. */
interface WordUse {
  readonly near: number[];
  detector: number | undefined;
  readonly whole: boolean;
}

/** Detectors of a policy, made ready once and used for every document. */
export interface DetectorSet {
  readonly ids: readonly string[];
  readonly detectors: readonly Detector[];
  readonly openTallies: () => Tally[];
  readonly numberDetectors: readonly number[];
  readonly signDetectors: readonly number[];
  readonly textDetectors: readonly number[];
  readonly wordDetectors: readonly number[];
  readonly openReader: (detector: number) => WordReader;
  /** For each detector the list of words to be near to, if any. */
  readonly nearOf: readonly ({ readonly index: number; readonly within: number } | undefined)[];
  readonly near: readonly (readonly string[])[];
  /** Finds the words of all lists, and the signs at which detectors of numbers and addresses are called. */
  readonly finder: WordFinder | undefined;
  readonly wordUses: readonly WordUse[];
}

/** Makes detectors ready. Throws a DetectorFault that names the spec at fault. */
export function compileDetectors(specs: readonly DetectorSpec[]): DetectorSet {
  return detectorSet(
    specs,
    specs.map((spec) => {
      const make = Object.hasOwn(DETECTORS, spec.kind) ? DETECTORS[spec.kind as DetectorKind] : undefined;
      if (make === undefined) throw new DetectorFault(`${spec.id}: no detector ${spec.kind}`);
      return make(spec);
    }),
  );
}

/** A word to be near, as names of fields write it, too: `date of birth`, `date_of_birth`, `date-of-birth`, `dateOfBirth`. */
function spellings(word: string): readonly string[] {
  return word.includes(' ') ? [' ', '_', '-', ''].map((sign) => word.replaceAll(' ', sign)) : [word];
}

/** A set of detectors that are made already, each with the spec it counts by. */
export function detectorSet(specs: readonly DetectorSpec[], detectors: readonly Detector[]): DetectorSet {
  const on = (trigger: string): number[] => detectors.flatMap((each, at) => (each.trigger.on === trigger ? [at] : []));

  const near: (readonly string[])[] = [];
  const words: string[] = [];
  const wordUses: WordUse[] = [];
  const nearOf = detectors.map((detector, at) => {
    const asked = specs[at]!.near ?? (detector.near === undefined ? undefined : { words: detector.near });
    if (asked === undefined || asked.words.length === 0) return undefined;
    const within = asked.within ?? WITHIN;
    if (!(within >= 0 && within <= MAX_WITHIN))
      throw new DetectorFault(`${specs[at]!.id}: near.within is 0 to ${MAX_WITHIN}`);
    const index = near.push(asked.words) - 1;
    for (const word of asked.words.flatMap(spellings)) {
      words.push(word);
      wordUses.push({ near: [index], detector: undefined, whole: true });
    }
    return { index, within };
  });
  for (const [at, { trigger }] of detectors.entries()) {
    const sought = trigger.on === 'words' ? trigger.words : trigger.on === 'text' ? [trigger.literal ?? ''] : [];
    for (const word of sought.filter((each) => trigger.on === 'words' || each !== '')) {
      words.push(word);
      wordUses.push({ near: [], detector: at, whole: false });
    }
  }
  const tallies = specs.map(compileTally);
  const numberDetectors = on('number');
  const signDetectors = on('at-sign');
  const signs = `${numberDetectors.length > 0 ? DIGITS : ''}${signDetectors.length > 0 ? '@' : ''}`;
  return {
    ids: specs.map(({ id }) => id),
    detectors,
    openTallies: () => tallies.map((open) => open()),
    numberDetectors,
    signDetectors,
    textDetectors: on('text'),
    wordDetectors: on('word'),
    openReader: (detector) => {
      const { trigger } = detectors[detector]!;
      if (trigger.on !== 'word') throw new DetectorFault(`${specs[detector]!.id} reads no words`);
      return trigger.open();
    },
    nearOf,
    near,
    finder: words.length === 0 && signs === '' ? undefined : createWordFinder(words, signs),
    wordUses,
  };
}
