import type { Finds } from './finds.ts';
import { Seams } from './seams.ts';
import { type Span, type Text, textOf } from './units.ts';

interface Found extends Span {
  readonly detector: number;
  readonly value: string;
}

/** Another scan of short texts, which tells what it finds. */
export type OpenApart = (finds: readonly Finds[]) => { write(text: string): void; end(): void };

/** Reads what lies at the seams of a text by itself, beside the scan of the whole, and tells what that one has not found. */
export class SeamReading {
  readonly seams = new Seams();
  readonly #open: () => ReturnType<OpenApart>;
  #apart: ReturnType<OpenApart> | undefined;
  #found: Found[] = [];
  /** What each detector has found in the window since there are seams, in units of it: by the scan of the whole, and here. Both in their order. */
  readonly #taken: Record<'whole' | 'apart', Span[]>[];

  constructor(open: OpenApart, detectors: number) {
    this.#taken = Array.from({ length: detectors }, () => ({ whole: [], apart: [] }));
    const finds = (detector: number): Finds => ({
      add: (value, from, to) => void this.#found.push({ detector, value, from, to }),
      addMany() {},
    });
    this.#open = () => open(Array.from({ length: detectors }, (_, detector) => finds(detector)));
  }

  /** The scan of the whole has found something. */
  take(detector: number, { from, to }: Span): void {
    if (!this.seams.isEmpty) this.#taken[detector]!.whole.push({ from, to });
  }

  /** `found` is told of each once. */
  go(text: Text, upTo: number, isEnd: boolean, found: (detector: number, value: string, span: Span) => unknown): void {
    if (this.seams.isEmpty) return;
    for (const stretch of this.seams.due(text.units, upTo, isEnd)) {
      this.#apart ??= this.#open();
      this.#apart.write(textOf(text, stretch.from, stretch.to));
      this.#apart.end();
      for (const { detector, value, from, to } of this.#found) {
        const span = { from: from + stretch.from - 1, to: to + stretch.from - 1 };
        const { whole, apart } = this.#taken[detector]!;
        if (touches(whole, span) || touches(apart, span)) continue;
        apart.push(span);
        found(detector, value, span);
      }
      this.#found = [];
    }
  }

  shift(units: number): void {
    this.seams.shift(units);
    for (const taken of this.#taken)
      for (const key of ['whole', 'apart'] as const)
        taken[key] = taken[key]
          .map(({ from, to }) => ({ from: from - units, to: to - units }))
          .filter(({ to }) => to > 0);
  }

  forget(): void {
    this.seams.forget();
    for (const taken of this.#taken) {
      taken.whole = [];
      taken.apart = [];
    }
  }
}

/** Whether one of the spans, which lie in their order, overlaps another. */
function touches(spans: readonly Span[], { from, to }: Span): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.to <= from) low = middle + 1;
    else high = middle;
  }
  return low < spans.length && spans[low]!.from < to;
}
