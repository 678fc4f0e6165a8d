import { selfContained } from './self-contained.ts';

/** Words without which no splice is needed; a word within a longer one does not count. */
const WORD = selfContained(/\b(?:location|postMessage|eval|import)\b/);
/** Escapes of a letter that occurs in the words: `\u006c`, `\u{6c}`, `\x6c`. The octal ones of strings are known misses. */
const ESCAPE = selfContained(/\\(?:u(?:00|\{0*)|x)(?:6[13579c-f]|7[02346]|4d)/i);
/** `export … from "https://…"`, with slashes that may be escaped, needs all three. */
const [EXPORT, FROM, SLASHES] = [
  selfContained(/\bexport\b/),
  selfContained(/\bfrom\b/),
  selfContained(/\/\/|\\/),
] as const;

/** Whether a script must be parsed at all. Never false when the rewrite would change something (escapes in octal apart). */
export function hasTrigger(source: string): boolean {
  return WORD.test(source) || ESCAPE.test(source) || (EXPORT.test(source) && FROM.test(source) && SLASHES.test(source));
}
