/**
 * A stretch of folded text as detectors see it: `units[start..end)`. `units[start - 1]` and `units[end]` may be read: they hold the
 * neighbour, or 0 where the text begins or ends.
 */
export interface Text {
  readonly units: Uint16Array;
  readonly start: number;
  readonly end: number;
}

/** Half-open. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Units that a detector can count on behind its trigger, and ahead of it, unless the text ends: no match is longer. */
export const REACH = 2048;

export const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57;
export const isUpper = (unit: number): boolean => unit >= 65 && unit <= 90;
export const isLetter = (unit: number): boolean => (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122);
/** Letter or digit; letters beyond ASCII count as letters, so `1` in `é1` is not at a boundary. */
export const isWord = (unit: number): boolean => isDigit(unit) || isLetter(unit) || (unit >= 0xc0 && unit < 0x2000);

export function textOf({ units }: Text, from: number, to: number): string {
  return String.fromCharCode(...units.subarray(from, Math.min(to, from + REACH)));
}
