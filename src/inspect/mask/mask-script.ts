import type { ScriptGoal } from '../../rewrite/js/contract.ts';
import { type Literal, scriptLiterals } from '../../rewrite/js/literals.ts';
import type { MaskWindow } from './mask-window.ts';

/** ECMA-262 12.9.4. */
const ESCAPE =
  /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|x[0-9a-fA-F]{2}|\r\n|[\s\S])/g;
const SHORT: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  0: '\0',
  '\n': '',
  '\r': '',
  '\u2028': '',
  '\u2029': '',
};

/**
 * Feeds a window with a whole script: strings and comments are masked sign by sign, a number becomes 0, code stays as it is. What is no
 * script, which no browser runs, is masked as text.
 */
export function maskScript(window: MaskWindow, source: string, goal: ScriptGoal): void {
  const literals = scriptLiterals(source, goal);
  let at = 0;
  const code = (upTo: number): void => {
    if (upTo > at) window.stands('aside', source.slice(at, upTo), source.slice(at, upTo), 'fixed');
    at = upTo;
  };
  for (const literal of literals ?? [{ kind: 'comment', start: 0, end: source.length } as const]) {
    code(literal.start);
    const text = source.slice(literal.start, literal.end);
    MASKED[literal.kind](window, text);
    at = literal.end;
  }
  code(source.length);
}

const MASKED: Readonly<Record<Literal['kind'], (window: MaskWindow, text: string) => void>> = {
  number: (window, text) => window.stands('aside', text, text, 'number'),
  comment: (window, text) => window.text('aside', text),
  string(window, text) {
    let at = 0;
    for (const { index, 0: written } of text.matchAll(ESCAPE)) {
      window.text('aside', text.slice(at, index));
      at = index + written.length;
      window.stands('aside', written, meaning(written), 'character');
    }
    window.text('aside', text.slice(at));
  },
};

function meaning(written: string): string {
  const sign = written[1]!;
  if (sign === '\r') return '';
  if (!/^\\(?:u|x[0-9a-f]{2}$)/i.test(written)) return SHORT[sign] ?? sign;
  return written.replace(/\\[ux]\{?([0-9a-f]+)\}?/gi, (whole, code: string) => {
    const value = Number.parseInt(code, 16);
    return value > 0x10ffff ? whole : whole[2] === '{' ? String.fromCodePoint(value) : String.fromCharCode(value);
  });
}
