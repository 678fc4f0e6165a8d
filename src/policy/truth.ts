/**
 * Kleene's three values as numbers, so that `all` is the least, `any` the greatest and `not` the mirror: a condition on a
 * fact nobody knows is neither true nor false.
 */
export const FALSE = 0;
export const UNKNOWN = 1;
export const TRUE = 2;
export type Level = typeof FALSE | typeof UNKNOWN | typeof TRUE;

/** The values in words, by their number. */
export const TRUTHS = ['false', 'unknown', 'true'] as const;
export type Truth = (typeof TRUTHS)[number];

/** Undefined is unknown (law 6). */
export function levelOf(value: boolean | undefined): Level {
  return value === undefined ? UNKNOWN : value ? TRUE : FALSE;
}

/** False if any is false, else unknown if any is, else true. Empty is true. */
export function allOf(values: readonly Level[]): Level {
  return values.reduce<Level>((least, value) => (value < least ? value : least), TRUE);
}

/** True if any is true, else unknown if any is, else false. Empty is false. */
export function anyOf(values: readonly Level[]): Level {
  return values.reduce<Level>((greatest, value) => (value > greatest ? value : greatest), FALSE);
}

export function not(value: Level): Level {
  return (TRUE - value) as Level;
}
