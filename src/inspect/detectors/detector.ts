import type { NumberRun } from '../text/number-run.ts';
import type { Span, Text } from '../text/units.ts';

/** What a policy writes: which detector, how it counts, what it shows. */
export interface DetectorSpec {
  /** The name in findings. */
  readonly id: string;
  /** A key of the table of detectors. */
  readonly kind: string;
  /** Least count that matters; 1. */
  readonly threshold?: number;
  /** Count each value once. */
  readonly distinct?: boolean;
  /** Only occurrences with one of these words at most `within` characters away (300; at most 1000). Replaces the detector's own words; an empty list asks for none. */
  readonly near?: { readonly words: readonly string[]; readonly within?: number };
  /** RE2 expressions; an occurrence that one of them fits as a whole does not count. */
  readonly exclude?: readonly string[];
  /** Leave the last four characters of samples as they are. */
  readonly showLastFour?: boolean;
  /** `keywords`. */
  readonly words?: readonly string[];
  /** `keywords`: also inside longer words. */
  readonly partial?: boolean;
  /** `expression`: RE2 syntax. */
  readonly pattern?: string;
  readonly ignoreCase?: boolean;
  /** `exact-list`, `fingerprints`: the text of the list. */
  readonly list?: string;
  /** `fingerprints`: share of a document that must be there; 0.5. */
  readonly share?: number;
}

/** How a detector is called upon. It sees at least REACH units around the place unless the text ends there. */
export type Trigger =
  /** At the first digit of each group of a number. */
  | { readonly on: 'number'; readonly find: (run: NumberRun) => Span | undefined }
  /** At each `@`. */
  | { readonly on: 'at-sign'; readonly find: (text: Text, at: number) => Span | undefined }
  /** At each occurrence of one of `words`, in any case. */
  | {
      readonly on: 'words';
      readonly words: readonly string[];
      readonly find: (text: Text, from: number, to: number) => Span | undefined;
    }
  /**
   * Over a stretch of text as a string: every occurrence that begins in it, `[from, to)`; `text` goes on behind. Where every occurrence
   * has a `literal` in it, in any case, only what is around one is shown.
   */
  | {
      readonly on: 'text';
      readonly literal?: string | undefined;
      readonly find: (text: string, from: number, to: number) => Iterable<Span>;
    }
  /** At each word: a state of its own for each inspection. */
  | { readonly on: 'word'; readonly open: () => WordReader };

/** Reads a document word by word (runs of letters and digits, folded, lower case). */
export interface WordReader {
  /** Where an occurrence ends with this word: how many units before `to` it began. */
  word(units: Uint16Array, from: number, to: number): number | undefined;
  /** The document is over; how often something was found that only the whole shows. */
  end(): number;
}

export interface Detector {
  readonly trigger: Trigger;
  /** Words one of which must be near, unless the policy says otherwise: for patterns that alone say too little. */
  readonly near?: readonly string[];
}

/** Thrown for a spec that makes no sense; the message names it. */
export class DetectorFault extends Error {}
