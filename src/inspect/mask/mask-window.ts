import type { DetectorSet } from '../detectors/detector-set.ts';
import type { Tally } from '../detectors/tally.ts';
import { TextScan } from '../text/text-scan.ts';
import { REACH } from '../text/units.ts';

/** `shown`: what a reader sees, in its order. `aside`: attributes, comments, code. */
export type Channel = 'shown' | 'aside';
/**
 * How source that stands for text is masked: `character` as one sign, `number` as the number 0, `fixed` not at all (code and
 * punctuation, which detectors see and nobody may change).
 */
export type Standing = 'character' | 'number' | 'fixed' | 'digits';

/** A stretch of the source, and what it reads as. `from` and `to` count units of its channel. */
interface Piece {
  readonly source: string;
  readonly reads: string;
  readonly channel: Channel | undefined;
  readonly standing: Standing | 'text';
  readonly from: number;
  readonly to: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
  /** From here on it stays as it is. */
  readonly keep: number;
}

/** One text of a document after another. */
interface Course {
  readonly scan: TextScan;
  /** By where they begin. */
  readonly spans: Span[];
  /** Where the present text begins in the count of all texts of the channel. */
  base: number;
  /** Places behind which a private key follows, and whether one is going past. */
  readonly keys: number[];
  inKey: boolean;
  hyphens: number;
}

const SIGN = '*';
/** Small enough that pages flow, large enough that few places are looked at twice. */
const CAPACITY = 4 * REACH;
/** Source that may wait for a text to go on before that text counts as ended: the one beside, and the shown one. */
const MOST_WAITING: Readonly<Record<Channel, number>> = { aside: 64 * 1024, shown: 1024 * 1024 };
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const PLAIN = /^[\x01-\x7f]+$/;
const PIECES = /[\x00-\x7f]+|[^\x00-\x7f]/gu;
const PRIVATE_KEY = '-----BEGIN ';
const KEY_TEXT = /[\w+/=\s:,.-]/;

/**
 * Source going past detectors: what they have found in its texts comes out masked, everything else as it went in. It holds no more than
 * the reach of a match needs. How the source is cut into calls makes no difference.
 */
export class MaskWindow {
  readonly #courses: Readonly<Record<Channel, Course>>;
  #queue: Piece[] = [];
  #first = 0;
  #waiting = 0;
  #out: string[] = [];

  constructor(set: DetectorSet, tallies: readonly Tally[], keepsLastFour: readonly boolean[]) {
    const course = (): Course => {
      const finds = tallies.map((tally, at) => ({
        add(value: string, from: number, to: number): void {
          if (!tally.add(value)) return;
          const keep = keepsLastFour[at] === true ? lastFour(value, to) : to;
          insert(made.spans, { from: made.base + from, to: made.base + to, keep: made.base + keep });
          if (value.startsWith(PRIVATE_KEY)) made.keys.push(made.base + to);
        },
        addMany: (count: number) => tally.addMany(count),
      }));
      const scan = new TextScan(set, finds, { capacity: CAPACITY, wholeWords: true });
      const made: Course = { scan, spans: [], base: 0, keys: [], inKey: false, hyphens: 0 };
      return made;
    };
    this.#courses = { shown: course(), aside: course() };
  }

  /** Source that is nobody's text. */
  copy(source: string): void {
    if (source !== '') this.#push({ source, reads: '', channel: undefined, standing: 'fixed', from: 0, to: 0 });
  }

  /** Text as it stands. */
  text(channel: Channel, source: string, standing: 'text' | 'digits' = 'text'): void {
    if (source === '') return;
    if (PLAIN.test(source)) {
      this.stands(channel, source, source, standing);
      return;
    }
    for (const [run] of source.matchAll(PIECES)) {
      const isPlain = run < '\x80' && !run.includes('\0');
      if (isPlain) this.stands(channel, run, run, standing);
      else for (const sign of run) this.stands(channel, sign, sign, 'character');
    }
  }

  /** Source that stands for text. */
  stands(channel: Channel, source: string, reads: string, standing: Piece['standing']): void {
    const { scan, base } = this.#courses[channel];
    const from = base + scan.position;
    scan.write(reads);
    this.#push({ source, reads, channel, standing, from, to: base + scan.position });
  }

  /** Text without source: what parts one word from the next. */
  part(channel: Channel, text = '\n'): void {
    this.#courses[channel].scan.write(text);
  }

  /** An element that sets no break begins or ends here. */
  seam(channel: Channel): void {
    this.#courses[channel].scan.seam();
  }

  /** A text is over. */
  end(channel: Channel): void {
    const course = this.#courses[channel];
    const { position } = course.scan;
    course.scan.end();
    course.base += position;
  }

  /** To be called where the source itself shows that a piece of markup is over, so that no text waits without end for another to go on. */
  settle(): void {
    this.#drain();
    if (this.#waiting > MOST_WAITING.aside) this.end('aside');
    if (this.#waiting > MOST_WAITING.shown) this.end('shown');
  }

  /** What can go out by now. */
  take(): string {
    this.#drain();
    const out = this.#out.join('');
    this.#out = [];
    return out;
  }

  #drain(): void {
    while (this.#first < this.#queue.length) {
      const piece = this.#queue[this.#first]!;
      const course = piece.channel && this.#courses[piece.channel];
      const limit = course === undefined ? 0 : course.base + Math.max(0, course.scan.settled);
      if (piece.to > limit) {
        if (piece.from < limit && (piece.standing === 'text' || piece.standing === 'digits')) {
          const [ready, rest] = cut(piece, limit);
          this.#write(ready, course);
          this.#queue[this.#first] = rest;
        }
        break;
      }
      this.#write(piece, course);
      this.#first++;
    }
    if (this.#first < 1000 && this.#first < this.#queue.length) return;
    this.#queue = this.#queue.slice(this.#first);
    this.#first = 0;
  }

  #write(piece: Piece, course: Course | undefined): void {
    this.#waiting -= piece.source.length;
    this.#out.push(course === undefined ? piece.source : masked(piece, course));
  }

  #push(piece: Piece): void {
    this.#queue.push(piece);
    this.#waiting += piece.source.length;
  }
}

/** A run of plain characters, which are a unit each, at a place in it. */
function cut(piece: Piece, at: number): readonly [Piece, Piece] {
  const { source, from } = piece;
  const first = source.slice(0, at - from);
  const second = source.slice(at - from);
  return [
    { ...piece, source: first, reads: first, to: at },
    { ...piece, source: second, reads: second, from: at },
  ];
}

/** Where the last four letters and digits begin, of values that have more to hide; otherwise where the value ends. */
function lastFour(value: string, to: number): number {
  if (value.replace(/[^\p{L}\p{N}]/gu, '').length < 8) return to;
  let at = value.length;
  for (let left = 4; left > 0 && at > 0; ) if (LETTER_OR_DIGIT.test(value[--at]!)) left--;
  return to - (value.length - at);
}

function insert(spans: Span[], span: Span): void {
  let at = spans.length;
  while (at > 0 && spans[at - 1]!.from > span.from) at--;
  spans.splice(at, 0, span);
}

function masked(piece: Piece, course: Course): string {
  const { source, reads, standing, from, to } = piece;
  const { spans } = course;
  while (spans.length > 0 && spans[0]!.to <= from) spans.shift();
  const isKeyNear = course.inKey || course.keys.length > 0;
  if (!isKeyNear && (spans.length === 0 || spans[0]!.from >= to)) return source;
  const hides = standing === 'digits' ? HIDE_DIGITS : HIDE;
  if (standing === 'text' || standing === 'digits') {
    let out = source;
    for (const span of spans) {
      if (span.from >= to) break;
      const first = Math.max(0, span.from - from);
      const end = Math.min(source.length, span.keep - from);
      if (end > first) out = out.slice(0, first) + hides(out.slice(first, end)) + out.slice(end);
    }
    if (!isKeyNear) return out;
    return Array.from(out, (sign, at) => (isPrivateKey(course, from + at, source[at]!) ? hides(sign) : sign)).join('');
  }
  let hidden =
    spans.some((span) => span.from < to && span.to > from && from < span.keep) && LETTER_OR_DIGIT.test(reads);
  if (isKeyNear)
    for (const sign of reads) hidden = (isPrivateKey(course, from, sign) && LETTER_OR_DIGIT.test(sign)) || hidden;
  if (!hidden || standing === 'fixed') return source;
  return standing === 'number' ? source.replace(/^[\s\S]*?(n?)$/, '0$1') : SIGN;
}

const HIDE = (text: string): string => text.replace(/[A-Za-z0-9]/g, SIGN);
/** Zeros, so that a number in code is a number. */
const HIDE_DIGITS = (text: string): string => text.replace(/[0-9]/g, '0').replace(/[A-Za-z]/g, SIGN);

/** RFC 7468: between its first and its last line a key in PEM is base64, and fields as those of RFC 1421. */
function isPrivateKey(course: Course, from: number, sign: string): boolean {
  while (course.keys.length > 0 && course.keys[0]! <= from) {
    course.keys.shift();
    course.inKey = true;
    course.hyphens = 0;
  }
  if (!course.inKey) return false;
  course.hyphens = sign === '-' ? course.hyphens + 1 : 0;
  course.inKey = course.hyphens < 5 && KEY_TEXT.test(sign);
  return course.inKey;
}
