import { isAscii } from 'node:buffer';
import type { DetectorSet } from '../detectors/detector-set.ts';
import { type Finds, MORE, type TextScanOptions, wholeWords } from './finds.ts';
import { DROPPED, foldUnit } from './fold.ts';
import { LiteralPlaces } from './literal-places.ts';
import { NearWords } from './near-words.ts';
import { createNumberRun, readNumber } from './number-run.ts';
import { SeamReading } from './seam-reading.ts';
import { isDigit, isWord, REACH, type Span, type Text, textOf } from './units.ts';
import type { WordHits } from './word-reading.ts';
import { WordWalk } from './word-walk.ts';

const CAPACITY = 65_536;
const AT_SIGN = 0x40;

/**
 * One text going past all detectors of a set: a window slides over it, so no match is lost between two chunks and none is counted twice.
 * A place is examined once, when REACH units behind it are there or the text has ended.
 */
export class TextScan {
  readonly #set: DetectorSet;
  readonly #tallies: readonly Finds[];
  readonly #capacity: number;
  readonly #wholeWords: boolean;
  /** A unit 0 before and behind the text, so that neighbours may always be read. */
  readonly #units: Uint16Array;
  readonly #text: { units: Uint16Array; start: number; end: number };
  readonly #run: ReturnType<typeof createNumberRun>;
  #end = 1;
  /** Where the window begins in the whole text; units already examined; units the word finder has read. */
  #offset = 0;
  #examined = 1;
  #found = 1;
  #state = 0;
  #lead = 0;
  readonly #near: NearWords;
  #hits: { word: number; from: number; to: number }[] = [];
  /** Where digits and signs of addresses stand that are not examined yet. */
  readonly #signs: number[] = [];
  readonly #literals: LiteralPlaces;
  readonly #told: WordHits = {
    word: (word, end) => this.#sight(word, end),
    // A number is read from the first digit of each group on.
    sign: (at) => {
      if (this.#units[at] === AT_SIGN || !isDigit(this.#units[at - 1]!)) this.#signs.push(at);
    },
  };
  readonly #consumed: Int32Array;
  readonly #walk: WordWalk;
  readonly #seams: SeamReading;

  constructor(
    set: DetectorSet,
    tallies: readonly Finds[],
    { capacity = CAPACITY, wholeWords = false }: TextScanOptions = {},
  ) {
    this.#set = set;
    this.#tallies = tallies;
    this.#capacity = capacity;
    this.#wholeWords = wholeWords;
    this.#units = new Uint16Array(capacity + 2);
    this.#text = { units: this.#units, start: 1, end: 1 };
    this.#run = createNumberRun(this.#text);
    this.#near = new NearWords(set.near.length);
    this.#consumed = new Int32Array(set.detectors.length);
    this.#literals = new LiteralPlaces(set.detectors);
    this.#walk = new WordWalk(set);
    // Words near are those of the whole text.
    const apart = { ...set, nearOf: set.detectors.map(() => undefined) };
    this.#seams = new SeamReading(
      (finds) => new TextScan(apart, finds, { capacity: 3 * REACH, wholeWords }),
      set.detectors.length,
    );
  }

  /** Units that the text has had so far. */
  get position(): number {
    return this.#offset + this.#end;
  }

  /** Where the part of the text begins in which something may still be found. */
  get settled(): number {
    return this.#offset + this.#examined - REACH - MORE;
  }

  /** An element that sets no break begins or ends here. */
  seam(): void {
    if (isWord(this.#units[this.#end - 1]!)) this.#seams.seams.add(this.#end);
  }

  /** UTF-16 code units; may end in the middle of a pair. */
  write(text: string): void {
    const units = this.#units;
    let end = this.#end;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit < 0x80 && unit !== 0) units[end++] = unit;
      else end = this.#fold(unit, end);
      if (end > this.#capacity) {
        this.#end = end;
        this.#examine(false);
        end = this.#end;
      }
    }
    this.#end = end;
  }

  /** Bytes that are plain ASCII, by far the commonest case; gives how many of them were. */
  writeAscii(bytes: Uint8Array, from: number): number {
    const units = this.#units;
    const isPlain = isAscii(bytes) && !bytes.includes(0);
    let at = from;
    while (at < bytes.length) {
      const stop = Math.min(bytes.length, at + this.#capacity + 1 - this.#end);
      let end = this.#end;
      if (isPlain) {
        units.set(bytes.subarray(at, stop), end);
        end += stop - at;
        at = stop;
      }
      while (at < stop) {
        const byte = bytes[at]!;
        if (byte >= 0x80) break;
        units[end] = byte;
        if (byte !== 0) end++;
        at++;
      }
      this.#end = end;
      if (end > this.#capacity) this.#examine(false);
      if (at < bytes.length && bytes[at]! >= 0x80) break;
    }
    return at - from;
  }

  #fold(unit: number, end: number): number {
    const lead = this.#lead;
    this.#lead = 0;
    // Digits of mathematical alphabets, U+1D7CE to U+1D7FF: five times ten in order.
    if (lead === 0xd835 && unit >= 0xdfce && unit <= 0xdfff) {
      this.#units[end - 1] = 48 + ((unit - 0xdfce) % 10);
      return end;
    }
    if (unit === 0xd835) this.#lead = unit;
    const folded = foldUnit(unit);
    if (folded === DROPPED) return end;
    this.#units[end] = folded;
    return end + 1;
  }

  /** The text ends here; what comes next is another one. */
  end(): void {
    this.#examine(true);
    this.#walk.end((detector, count) => this.#tallies[detector]!.addMany(count));
    this.#offset = 0;
    this.#end = this.#examined = this.#found = 1;
    this.#state = 0;
    this.#lead = 0;
    this.#consumed.fill(0);
    this.#hits = [];
    this.#signs.length = 0;
    this.#literals.forget(Number.POSITIVE_INFINITY);
    this.#near.forget(Number.POSITIVE_INFINITY);
    this.#seams.forget();
  }

  #examine(last: boolean): void {
    const units = this.#units;
    const end = this.#end;
    units[end] = 0;
    this.#text.end = end;
    const upTo = last ? end : end - REACH;
    // One unit is left for the word finder: whether a word ends with its last letter, the next unit says.
    this.#findWords(last ? end : end - 1);
    if (upTo > this.#examined) {
      this.#atHits(upTo);
      this.#atSigns(upTo);
      this.#atText(upTo);
      this.#walk.go(units, last ? end : upTo, last, (detector, span) => this.#take(detector, span));
      this.#examined = upTo;
    }
    this.#seams.go(
      this.#text,
      upTo,
      last,
      (detector, value, span) => this.#isNear(detector, span) && this.#tell(detector, value, span),
    );
    if (!last) this.#slide();
  }

  #slide(): void {
    const from = this.#examined - REACH - MORE;
    if (from <= 1) return;
    const shift = from - 1;
    // The unit before the window comes along: it says whether a word begins there.
    this.#units.copyWithin(0, shift, this.#end);
    this.#end -= shift;
    this.#examined -= shift;
    this.#found -= shift;
    this.#walk.shift(shift);
    this.#offset += shift;
    for (let at = 0; at < this.#consumed.length; at++) this.#consumed[at] = Math.max(0, this.#consumed[at]! - shift);
    this.#hits = this.#hits.map(({ word, from, to }) => ({ word, from: from - shift, to: to - shift }));
    for (let at = 0; at < this.#signs.length; at++) this.#signs[at]! -= shift;
    this.#literals.shift(shift);
    this.#seams.shift(shift);
    this.#near.forget(this.#offset);
  }

  #findWords(to: number): void {
    const { finder } = this.#set;
    if (finder === undefined || to <= this.#found) return;
    this.#state = finder.read(this.#state, this.#units, this.#found, to, this.#told);
    this.#found = to;
  }

  #sight(word: number, end: number): void {
    const units = this.#units;
    const from = end - this.#set.finder!.lengths[word]!;
    const use = this.#set.wordUses[word]!;
    const isInside = (at: number): boolean =>
      isWord(units[at - 1]!) && isWord(units[at]!) && !this.#seams.seams.has(at);
    if (use.whole && (isInside(from) || isInside(end))) return;
    for (const near of use.near) this.#near.see(near, this.#offset + from, this.#offset + end);
    if (use.detector !== undefined && !this.#literals.add(use.detector, from)) this.#hits.push({ word, from, to: end });
  }

  #atHits(upTo: number): void {
    const kept = [];
    for (const hit of this.#hits) {
      if (hit.from >= upTo) {
        kept.push(hit);
        continue;
      }
      const detector = this.#set.wordUses[hit.word]!.detector!;
      const trigger = this.#set.detectors[detector]!.trigger;
      if (trigger.on === 'words' && hit.from >= this.#consumed[detector]!)
        this.#take(detector, trigger.find(this.#text, hit.from, hit.to));
    }
    this.#hits = kept;
  }

  #atSigns(upTo: number): void {
    const { numberDetectors, signDetectors, detectors } = this.#set;
    const signs = this.#signs;
    let next = 0;
    for (; next < signs.length && signs[next]! < upTo; next++) {
      const at = signs[next]!;
      if (this.#units[at] !== AT_SIGN) {
        readNumber(this.#run, at, this.#end);
        for (const detector of numberDetectors) {
          if (at < this.#consumed[detector]!) continue;
          const trigger = detectors[detector]!.trigger;
          if (trigger.on === 'number') this.#take(detector, trigger.find(this.#run));
        }
        continue;
      }
      for (const detector of signDetectors) {
        const trigger = detectors[detector]!.trigger;
        if (at >= this.#consumed[detector]! && trigger.on === 'at-sign')
          this.#take(detector, trigger.find(this.#text, at));
      }
    }
    signs.splice(0, next);
  }

  #atText(upTo: number): void {
    const { textDetectors, detectors } = this.#set;
    const stretch = this.#literals.stretch(textDetectors, this.#examined, this.#end);
    if (stretch === undefined) return;
    const { begin, stop } = stretch;
    const text = Buffer.from(this.#units.buffer, begin * 2, (stop - begin) * 2).toString('utf16le');
    for (const detector of textDetectors) {
      const trigger = detectors[detector]!.trigger;
      const from = Math.max(this.#examined, this.#consumed[detector]!, this.#literals.begin(detector));
      if (from >= upTo || trigger.on !== 'text') continue;
      for (const { from: first, to } of trigger.find(text, from - begin, upTo - begin))
        this.#take(detector, { from: first + begin, to: to + begin });
    }
    this.#literals.forget(upTo);
  }

  #isNear(detector: number, { from, to }: Span): boolean {
    const near = this.#set.nearOf[detector];
    if (near === undefined) return true;
    return this.#near.touches(near.index, this.#offset + from - near.within, this.#offset + to + near.within);
  }

  #take(detector: number, span: Span | undefined): void {
    if (span === undefined) return;
    this.#consumed[detector] = Math.max(this.#consumed[detector]!, span.to);
    if (!this.#isNear(detector, span)) return;
    this.#seams.take(detector, span);
    const grown = this.#wholeWords ? wholeWords(this.#text, span) : span;
    this.#tell(detector, textOf(this.#text as Text, span.from, span.to), grown);
  }

  #tell(detector: number, value: string, { from, to }: Span): void {
    this.#tallies[detector]!.add(value, this.#offset + from, this.#offset + to);
  }
}
