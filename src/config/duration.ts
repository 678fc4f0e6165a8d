const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** How a duration is written: a number and a unit. */
export const DURATION = {
  pattern: /^\d+(ms|s|m|h|d)$/,
  message: 'must be a number with a unit: 500ms, 30s, 15m, 12h or 7d',
} as const;

/** `30m` as milliseconds. */
export function milliseconds(text: string): number {
  return Number.parseInt(text, 10) * (UNITS[text.replace(/^\d+/, '')] ?? 1);
}
