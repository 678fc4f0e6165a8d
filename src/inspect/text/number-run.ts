import { isDigit, isWord, type Text } from './units.ts';

const MAX_DIGITS = 40;
/** By unit: 1 for a space, - . / and _ */
const SEPARATORS = Uint8Array.from({ length: 0x80 }, (_, unit) =>
  ' -./_'.includes(String.fromCharCode(unit)) ? 1 : 0,
);

/**
 * Digits from one place on, read over single separators: `4111 1111-11` is the groups 4, 4, 2. Read once for every detector of numbers.
 * One object serves the whole scan; it is overwritten at the next number.
 */
export interface NumberRun {
  readonly text: Text;
  /** Where it begins, and the separator or other unit before it. */
  at: number;
  before: number;
  count: number;
  readonly digits: Uint8Array;
  /** Position after each digit. */
  readonly ends: Int32Array;
  /** Lengths of the groups, and the separator after each (0 after the last). */
  readonly groups: number[];
  readonly separators: number[];
}

export function createNumberRun(text: Text): NumberRun {
  return {
    text,
    at: 0,
    before: 0,
    count: 0,
    digits: new Uint8Array(MAX_DIGITS),
    ends: new Int32Array(MAX_DIGITS),
    groups: [],
    separators: [],
  };
}

/** Reads the number that begins at `at`; `limit` is where the text ends. Gives the end of the first group. */
export function readNumber(run: NumberRun, at: number, limit: number): number {
  const { units } = run.text;
  run.at = at;
  run.before = units[at - 1]!;
  run.count = 0;
  run.groups.length = 0;
  run.separators.length = 0;
  let firstEnd = 0;
  let group = 0;
  let here = at;
  while (here < limit) {
    const unit = units[here]!;
    if (isDigit(unit)) {
      if (run.count === MAX_DIGITS) break;
      run.digits[run.count] = unit - 48;
      run.ends[run.count++] = ++here;
      group++;
      continue;
    }
    if (firstEnd === 0) firstEnd = here;
    if (SEPARATORS[unit] !== 1 || here + 1 >= limit || !isDigit(units[here + 1]!)) break;
    run.groups.push(group);
    run.separators.push(unit);
    group = 0;
    here++;
  }
  run.groups.push(group);
  run.separators.push(0);
  while (firstEnd === 0 && here < limit && isDigit(units[here]!)) here++;
  return firstEnd || here;
}

/** Whether nothing that belongs to a word or a longer number touches the number's first `count` digits. */
export function standsAlone(run: NumberRun, count: number): boolean {
  return !isWord(run.before) && !isWord(run.text.units[run.ends[count - 1]!]!);
}

/**
 * Whether the number begins with groups of these lengths, all parted by one of `separators` (the same each time), and does not go on in
 * the same manner. An only group stands without separators.
 */
export function hasShape(run: NumberRun, shape: readonly number[], separators: string): boolean {
  if (run.groups.length < shape.length) return false;
  const separator = run.separators[0]!;
  for (const [at, length] of shape.entries()) {
    if (run.groups[at] !== length) return false;
    if (at < shape.length - 1 && run.separators[at] !== separator) return false;
  }
  const total = shape.reduce((sum, length) => sum + length, 0);
  if (!standsAlone(run, total)) return false;
  if (shape.length === 1) return true;
  if (!separators.includes(String.fromCharCode(separator))) return false;
  const continues = run.separators[shape.length - 1] === separator && separator !== 0x20;
  const continued = run.before === separator && separator !== 0x20 && isDigit(run.text.units[run.at - 2] ?? 0);
  return !continues && !continued;
}
