import type { ScriptGoal } from './contract.ts';
import { selfContained } from './self-contained.ts';

/**
 * Words without which no splice is needed; a word within a longer one does not count. Programs that hide their texts (obfuscators) have none
 * of the first, but names as those make them, or a computed key on a window by its name.
 */
const WORD = selfContained(
  /\b(?:(?:location|postMessage|eval|import)\b|_0x|(?:window|document|globalThis|self)\[(?!["']\w*["']\]))/,
);
/** Escapes of what may be a letter of the words: `\u006c`, `\u{6c}`, `\x6c`, `\154`. */
const ESCAPE = selfContained(/\\(?:(?:u(?:00|\{0*)|x)(?:[46]|7[0-6])|1[0-7]{2})/);
/** `export … from "https://…"`, with slashes that may be escaped, needs all three. */
const [EXPORT, FROM, SLASHES] = [
  selfContained(/\bexport\b/),
  selfContained(/\bfrom\b/),
  selfContained(/\/\/|\\/),
] as const;

/** The script of a `javascript:` URL that only keeps a link from leading anywhere. */
const NOTHING = selfContained(/^[\s;]*(?:void[\s(]+0[\s);]*)?$/);

/** Other names that patterns may give to a `location`, and some that stand in objects only. */
export function aliasesIn(source: string): ReadonlySet<string> {
  const names = new Set<string>();
  const alias = selfContained(/\blocation['"]?\s{0,9}\]?\s{0,9}:\s{0,99}([\w$\u0080-\uffff]+)/g);
  for (let found = alias.exec(source); found; found = alias.exec(source)) names.add(found[1]!);
  names.delete('location');
  return names;
}

/** The same for a text of any goal. */
export function isTouched(source: string, goal: ScriptGoal): boolean {
  return hasTrigger(source) || (goal === 'url' && !NOTHING.test(source));
}

/** Whether a script must be parsed at all. Never false when the rewrite would change something. */
export function hasTrigger(source: string): boolean {
  return WORD.test(source) || ESCAPE.test(source) || (EXPORT.test(source) && FROM.test(source) && SLASHES.test(source));
}
