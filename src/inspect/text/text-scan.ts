import type { DetectorSet } from '../detectors/detector-set.ts';
import { type Finds, MORE, type Sightings, type TextScanOptions, wholeWords } from './finds.ts';
import { DROPPED, foldUnit } from './fold.ts';
import { createNumberRun, readNumber } from './number-run.ts';
import { isDigit, isWord, REACH, type Span, type Text, textOf } from './units.ts';

const CAPACITY = 65_536;

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
  readonly #sightings: Sightings[];
  #hits: { word: number; from: number; to: number }[] = [];
  readonly #consumed: Int32Array;
  readonly #readers;
  #wordFrom = 1;
  #wordAt = 1;

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
    this.#sightings = set.near.map(() => ({ from: [], to: [] }));
    this.#consumed = new Int32Array(set.detectors.length);
    this.#readers = set.wordDetectors.map((detector) => ({ detector, reader: set.openReader(detector) }));
  }

  /** Units that the text has had so far. */
  get position(): number {
    return this.#offset + this.#end;
  }

  /** Where the part of the text begins in which something may still be found. */
  get settled(): number {
    return this.#offset + this.#examined - REACH - MORE;
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
    let at = from;
    while (at < bytes.length) {
      const stop = Math.min(bytes.length, at + this.#capacity + 1 - this.#end);
      let end = this.#end;
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
    for (const { detector, reader } of this.#readers) this.#tallies[detector]!.addMany(reader.end());
    this.#offset = 0;
    this.#end = this.#examined = this.#found = this.#wordAt = this.#wordFrom = 1;
    this.#state = 0;
    this.#lead = 0;
    this.#consumed.fill(0);
    this.#hits = [];
    for (const list of this.#sightings) list.from.length = list.to.length = 0;
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
      if (this.#set.numberDetectors.length > 0 || this.#set.signDetectors.length > 0) this.#atSigns(upTo);
      this.#atText(upTo);
      if (this.#readers.length > 0) this.#atWords(last ? end : upTo, last);
      this.#examined = upTo;
    }
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
    this.#wordAt -= shift;
    this.#wordFrom = Math.max(1, this.#wordFrom - shift);
    this.#offset += shift;
    for (let at = 0; at < this.#consumed.length; at++) this.#consumed[at] = Math.max(0, this.#consumed[at]! - shift);
    for (const hit of this.#hits) {
      hit.from -= shift;
      hit.to -= shift;
    }
    const old = this.#offset;
    for (const list of this.#sightings) {
      let gone = 0;
      while (gone < list.to.length && list.to[gone]! < old) gone++;
      list.from.splice(0, gone);
      list.to.splice(0, gone);
    }
  }

  #findWords(to: number): void {
    const { finder, wordUses } = this.#set;
    if (finder === undefined || to <= this.#found) return;
    const units = this.#units;
    this.#state = finder.read(this.#state, units, this.#found, to, (word, end) => {
      const from = end - finder.lengths[word]!;
      const use = wordUses[word]!;
      if (
        use.whole &&
        ((isWord(units[from - 1]!) && isWord(units[from]!)) || (isWord(units[end]!) && isWord(units[end - 1]!)))
      )
        return;
      for (const near of use.near) {
        this.#sightings[near]!.from.push(this.#offset + from);
        this.#sightings[near]!.to.push(this.#offset + end);
      }
      if (use.detector !== undefined) this.#hits.push({ word, from, to: end });
    });
    this.#found = to;
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
    const units = this.#units;
    const run = this.#run;
    const end = this.#end;
    let at = this.#examined;
    // Inside a number that was looked at before.
    if (isDigit(units[at - 1]!)) while (at < upTo && isDigit(units[at]!)) at++;
    while (at < upTo) {
      const unit = units[at]!;
      // Letters and blanks are nearly all there is: one comparison for both.
      if ((unit - 48) >>> 0 > 16) at++;
      else if (unit < 58) {
        const next = readNumber(run, at, end);
        for (const detector of numberDetectors) {
          if (at < this.#consumed[detector]!) continue;
          const trigger = detectors[detector]!.trigger;
          if (trigger.on === 'number') this.#take(detector, trigger.find(run));
        }
        at = next;
      } else {
        if (unit === 64) {
          for (const detector of signDetectors) {
            const trigger = detectors[detector]!.trigger;
            if (at >= this.#consumed[detector]! && trigger.on === 'at-sign')
              this.#take(detector, trigger.find(this.#text, at));
          }
        }
        at++;
      }
    }
  }

  #atText(upTo: number): void {
    if (this.#set.textDetectors.length === 0) return;
    const behind = Math.max(1, this.#examined - REACH);
    const text = Buffer.from(this.#units.buffer, behind * 2, (this.#end - behind) * 2).toString('utf16le');
    for (const detector of this.#set.textDetectors) {
      const trigger = this.#set.detectors[detector]!.trigger;
      if (trigger.on !== 'text') continue;
      const from = Math.max(this.#examined, this.#consumed[detector]!);
      for (const { from: first, to } of trigger.find(text, from - behind, upTo - behind))
        this.#take(detector, { from: first + behind, to: to + behind });
    }
  }

  #atWords(upTo: number, last: boolean): void {
    const units = this.#units;
    let at = this.#wordAt;
    let from = this.#wordFrom;
    while (at < upTo) {
      if (isWord(units[at]!)) {
        at++;
        // A word without end is read in pieces.
        if (at - from < REACH / 2) continue;
      }
      if (at > from) this.#word(from, at);
      if (at < upTo && !isWord(units[at]!)) at++;
      from = at;
    }
    if (last && at > from) this.#word(from, at);
    this.#wordAt = at;
    this.#wordFrom = from;
  }

  #word(from: number, to: number): void {
    for (const { detector, reader } of this.#readers) {
      const begin = reader.word(this.#units, from, to);
      if (begin !== undefined) this.#take(detector, { from: Math.max(1, to - begin), to });
    }
  }

  #take(detector: number, span: Span | undefined): void {
    if (span === undefined) return;
    this.#consumed[detector] = Math.max(this.#consumed[detector]!, span.to);
    const near = this.#set.nearOf[detector];
    if (near !== undefined) {
      const { from, to } = this.#sightings[near.index]!;
      const first = this.#offset + span.from - near.within;
      const end = this.#offset + span.to + near.within;
      if (!to.some((sighted, at) => sighted >= first && from[at]! <= end)) return;
    }
    const { from, to } = this.#wholeWords ? wholeWords(this.#text, span) : span;
    this.#tallies[detector]!.add(
      textOf(this.#text as Text, span.from, span.to),
      this.#offset + from,
      this.#offset + to,
    );
  }
}
