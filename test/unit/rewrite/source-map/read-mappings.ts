/** Generated and original position, all from 0. */
export interface Mapping {
  readonly line: number;
  readonly column: number;
  readonly from: readonly [source: number, line: number, column: number] | undefined;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** ECMA-426, "mappings structure", read in the plainest way. */
export function readMappings(mappings: string): readonly Mapping[] {
  const list: Mapping[] = [];
  const original = [0, 0, 0];
  for (const [line, segments] of mappings.split(';').entries()) {
    let column = 0;
    for (const segment of segments.split(',').filter(Boolean)) {
      const [first = 0, ...rest] = numbersIn(segment);
      column += first;
      for (const [at, delta] of rest.slice(0, 3).entries()) original[at]! += delta;
      list.push({ line, column, from: rest.length > 0 ? [original[0]!, original[1]!, original[2]!] : undefined });
    }
  }
  return list;
}

function numbersIn(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const char of segment) {
    const digit = DIGITS.indexOf(char);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}
