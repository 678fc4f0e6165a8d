import { ASPECT_TITLES } from '../compare/observation.ts';
import type { Comparison } from '../compare/run-replay.ts';

const LONGEST_LINE = 300;

/** A comparison that is not alike, as lines for people: what was and what is now. */
export function differenceText({ key, place, result, differences }: Comparison): string {
  const where = place ? `${place.file} log.entries[${place.index}]\n  ` : '';
  const what =
    result === 'new' ? '\n    not in the baseline' : result === 'missing' ? '\n    in the baseline alone' : '';
  const lines = differences.map(
    ({ aspect, before, after }) =>
      `\n    ${ASPECT_TITLES[aspect]}${before.map((line) => `\n      - ${shown(line)}`).join('')}${after.map((line) => `\n      + ${shown(line)}`).join('')}`,
  );
  return `${where}${shown(key)}${what}${lines.join('')}\n`;
}

/** Recordings are what others wrote: no control character of theirs reaches a terminal. */
export function shown(text: string): string {
  const plain = text.replace(/\p{C}/gu, '\ufffd');
  return plain.length > LONGEST_LINE ? `${plain.slice(0, LONGEST_LINE)}…` : plain;
}
