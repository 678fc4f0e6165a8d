interface Sightings {
  readonly from: number[];
  readonly to: number[];
}

/** Where the words were seen that detectors ask to be near, by list; in units from the beginning of the text. */
export class NearWords {
  readonly #lists: readonly Sightings[];

  constructor(lists: number) {
    this.#lists = Array.from({ length: lists }, () => ({ from: [], to: [] }));
  }

  see(list: number, from: number, to: number): void {
    this.#lists[list]!.from.push(from);
    this.#lists[list]!.to.push(to);
  }

  /** Whether a word of the list touches `[first, end]`. */
  touches(list: number, first: number, end: number): boolean {
    const { from, to } = this.#lists[list]!;
    return to.some((sighted, at) => sighted >= first && from[at]! <= end);
  }

  /** What ended before is too far away by now. */
  forget(before: number): void {
    for (const { from, to } of this.#lists) {
      let gone = 0;
      while (gone < to.length && to[gone]! < before) gone++;
      from.splice(0, gone);
      to.splice(0, gone);
    }
  }
}
