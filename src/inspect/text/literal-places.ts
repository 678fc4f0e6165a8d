import type { Detector } from '../detectors/detector.ts';
import { REACH } from './units.ts';

/** Where the literals of detectors stand in the part of a text that is not examined yet: only around them is anything to be found. */
export class LiteralPlaces {
  /** By detector; undefined for one that looks everywhere. */
  readonly #places: readonly (number[] | undefined)[];

  constructor(detectors: readonly Detector[]) {
    this.#places = detectors.map(({ trigger }) =>
      trigger.on === 'text' && trigger.literal !== undefined ? [] : undefined,
    );
  }

  /** Whether it is a literal that stands there. */
  add(detector: number, at: number): boolean {
    return this.#places[detector]?.push(at) !== undefined;
  }

  /** The part of `[from, end)` that some of the detectors must see; undefined where there is none. */
  stretch(detectors: readonly number[], from: number, end: number): { begin: number; stop: number } | undefined {
    let begin = end;
    let stop = 0;
    for (const detector of detectors) {
      const places = this.#places[detector] ?? [from, end];
      if (places.length === 0) continue;
      begin = Math.min(begin, places[0]!);
      stop = Math.max(stop, places.at(-1)!);
    }
    if (stop === 0) return undefined;
    // A match has the literal in it, and as much again is shown of what is around: so a cut end is never the end of a line.
    return { begin: Math.max(1, from - REACH, begin - 2 * REACH), stop: Math.min(end, stop + 2 * REACH) };
  }

  /** From where on a detector may find something. */
  begin(detector: number): number {
    const places = this.#places[detector];
    if (places === undefined) return 0;
    return places.length === 0 ? Number.POSITIVE_INFINITY : places[0]! - REACH;
  }

  /** Places before `upTo` are dealt with: what is found later begins later. */
  forget(upTo: number): void {
    for (const places of this.#places) {
      const rest = places?.findIndex((at) => at >= upTo) ?? 0;
      places?.splice(0, rest < 0 ? places.length : rest);
    }
  }

  /** The text moves down by so many units. */
  shift(units: number): void {
    for (const places of this.#places)
      if (places !== undefined) for (let at = 0; at < places.length; at++) places[at]! -= units;
  }
}
