import type { WordReader } from '../detectors/detector.ts';
import type { DetectorSet } from '../detectors/detector-set.ts';
import { isWord, REACH, type Span } from './units.ts';

/** Goes from word to word of a text, for the detectors that read it so. */
export class WordWalk {
  readonly #readers: readonly { readonly detector: number; readonly reader: WordReader }[];
  #from = 1;
  #at = 1;

  constructor(set: DetectorSet) {
    this.#readers = set.wordDetectors.map((detector) => ({ detector, reader: set.openReader(detector) }));
  }

  /** On to `upTo`; the word that stands there may go on, unless it is the `last` one. */
  go(units: Uint16Array, upTo: number, last: boolean, take: (detector: number, span: Span) => void): void {
    if (this.#readers.length === 0) return;
    let at = this.#at;
    let from = this.#from;
    const tell = (to: number): void => {
      for (const { detector, reader } of this.#readers) {
        const begin = reader.word(units, from, to);
        if (begin !== undefined) take(detector, { from: Math.max(1, to - begin), to });
      }
    };
    while (at < upTo) {
      if (isWord(units[at]!)) {
        at++;
        // A word without end is read in pieces.
        if (at - from < REACH / 2) continue;
      }
      if (at > from) tell(at);
      if (at < upTo && !isWord(units[at]!)) at++;
      from = at;
    }
    if (last && at > from) tell(at);
    this.#at = at;
    this.#from = from;
  }

  /** The text moves down by so many units. */
  shift(units: number): void {
    this.#at -= units;
    this.#from = Math.max(1, this.#from - units);
  }

  /** The text is over: what only the whole of it shows, for each detector. */
  end(more: (detector: number, count: number) => void): void {
    for (const { detector, reader } of this.#readers) more(detector, reader.end());
    this.#at = this.#from = 1;
  }
}
