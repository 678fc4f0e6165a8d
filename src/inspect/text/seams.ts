import { isWord, type Span } from './units.ts';

/** Units that are looked at on either side of a seam. */
const NEAR = 256;

/**
 * Places at which an element without a break begins or ends between two letters or digits. `<b>4111</b><i>1111</i>` is one number to whoever
 * reads it, and `<b>Card</b><i>4111</i>`, which style sheets set apart, are two words: so a text is read without its seams, and what lies at
 * one by itself, too. Places count units of the window.
 */
export class Seams {
  #places: number[] = [];
  /** How many of them were given. */
  #done = 0;

  add(at: number): void {
    if (this.#places.at(-1) !== at) this.#places.push(at);
  }

  get isEmpty(): boolean {
    return this.#places.length === 0;
  }

  has(at: number): boolean {
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#places[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return this.#places[low] === at;
  }

  /** What lies at seams and wholly before `upTo`, or before the end of the text where that is it. Each is given once. */
  due(units: Uint16Array, upTo: number, isEnd: boolean): Span[] {
    const places = this.#places;
    const found: Span[] = [];
    const isSeam = (at: number): boolean => isWord(units[at - 1]!) && isWord(units[at]!);
    for (; this.#done < places.length; this.#done++) {
      const at = places[this.#done]!;
      if (!isEnd && at + NEAR >= upTo) break;
      if (!isSeam(at)) continue;
      const before = places[this.#done - 1] ?? 1;
      const isGiven = before > 1 && at - before <= NEAR && isSeam(before);
      if (!isGiven) found.push({ from: at - before <= NEAR ? before : wordFrom(units, at - NEAR, at), to: at });
      const behind = Math.min(places[this.#done + 1] ?? upTo, upTo);
      found.push({ from: at, to: behind - at <= NEAR ? behind : wordTo(units, at + NEAR, at) });
    }
    return found;
  }

  /** The window moves on by so many units. */
  shift(units: number): void {
    const moved = this.#places.map((at) => at - units);
    const gone = moved.findIndex((at) => at > 0);
    const count = gone < 0 ? moved.length : gone;
    this.#places = moved.slice(count);
    this.#done = Math.max(0, this.#done - count);
  }

  forget(): void {
    this.#places = [];
    this.#done = 0;
  }
}

/** No word is cut in two. */
function wordFrom(units: Uint16Array, from: number, end: number): number {
  let at = from;
  while (at < end && isWord(units[at - 1]!) && isWord(units[at]!)) at++;
  return at;
}

function wordTo(units: Uint16Array, to: number, begin: number): number {
  let at = to;
  while (at > begin && isWord(units[at - 1]!) && isWord(units[at]!)) at--;
  return at;
}
