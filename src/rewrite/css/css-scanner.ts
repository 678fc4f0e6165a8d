import { decodeCss } from './css-escapes.ts';

/** A URL in a style sheet: `[start, end)` is what stands between its quotes or parentheses. */
export interface CssUrl {
  readonly start: number;
  readonly end: number;
}

/** What is known of a style sheet at a token boundary. */
export interface CssState {
  /** Brackets that are still open, as the characters that close them; `S` is a function whose strings are URLs. */
  readonly open: string[];
  /** The at-rule whose prelude this is, where it matters. */
  atRule: 'import' | 'namespace' | undefined;
}

export function createCssState(): CssState {
  return { open: [], atRule: undefined };
}

/** Functions whose direct string arguments are URLs (CSS Images 4, CSS Values 5). */
const STRING_URL_FUNCTIONS: ReadonlySet<string> = new Set(['url', 'src', 'image-set', '-webkit-image-set']);
const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

const DULL = /[^"'/\\@#()[\]{};a-zA-Z0-9_\x80-\uffff-]+/y;
const BLANK = /[ \t\r\n\f]+/y;
const NAME =
  /(?:[a-zA-Z0-9_\x80-\uffff-]|\\[^\r\n\f])(?:[a-zA-Z0-9_\x80-\uffff-]|\\(?:[0-9a-fA-F]{1,6}(?:\r\n|[ \t\r\n\f])?|[^0-9a-fA-F\r\n\f]))*/y;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = { '"': /"(?:[^"\\\r\n\f]|\\(?:\r\n|[^]))*/y, "'": /'(?:[^'\\\r\n\f]|\\(?:\r\n|[^]))*/y };
const RAW_URL = /(?:[^"'()\\\0-\x20\x7f]|\t|\\[^\r\n\f])*/y;
const BAD_URL = /(?:[^)\\]|\\[^])*/y;

/**
 * Reads tokens as CSS Syntax 3 section 4.3 has them and calls `found` for each URL. Returns the offset up to which every
 * token is whole; without `last` the rest waits for more input, and `state` is that of the returned offset.
 */
export function scanCss(
  text: string,
  from: number,
  last: boolean,
  state: CssState,
  found: (url: CssUrl) => void,
): number {
  const { open } = state;
  const size = text.length;
  let at = from;

  const run = (pattern: RegExp, start: number): number => {
    pattern.lastIndex = start;
    return pattern.test(text) ? pattern.lastIndex : start;
  };

  while (at < size) {
    const char = text.charAt(at);
    if (char === '/') {
      if (at + 1 === size && !last) return at;
      if (text.charAt(at + 1) !== '*') {
        at++;
        state.atRule = state.atRule === 'import' ? undefined : state.atRule;
        continue;
      }
      const end = text.indexOf('*/', at + 2);
      if (end < 0) return last ? size : at;
      at = end + 2;
    } else if (char === '"' || char === "'") {
      const end = run(STRING[char], at);
      // A backslash at the very end, or an end that may still come.
      if (end >= size - 1 && !last && text.charAt(end) !== char) return at;
      const isString = end >= size || text.charAt(end) === char || (end === size - 1 && text.charAt(end) === '\\');
      if (isString && (state.atRule === 'import' || open[open.length - 1] === 'S')) found({ start: at + 1, end });
      if (state.atRule === 'import') state.atRule = undefined;
      at = text.charAt(end) === char ? end + 1 : Math.max(end, at + 1);
    } else if (/[a-zA-Z0-9_\x80-\uffff\\-]/.test(char)) {
      const end = run(NAME, at);
      // An escape may be longer than what has come of it, so a name is whole when something else follows.
      if (!last && end + 2 >= size) return at;
      if (end === at) {
        at++;
        continue;
      }
      const next = nameToken(end);
      if (next === undefined) return at;
      at = next;
    } else if (char === '@' || char === '#') {
      const end = run(NAME, at + 1);
      if (!last && end + 2 >= size) return at;
      if (char === '@' && end > at + 1) {
        const name = decodeCss(text.slice(at + 1, end)).text.toLowerCase();
        state.atRule = name === 'import' || name === 'namespace' ? name : undefined;
      }
      at = end;
    } else if (char === '(' || char === '[' || char === '{') {
      if (char === '{') state.atRule = undefined;
      open.push(CLOSERS[char] as string);
      at++;
    } else if (char === ')' || char === ']' || char === '}') {
      const closer = open[open.length - 1];
      if (closer === char || (char === ')' && (closer === 'S' || closer === 'N'))) open.pop();
      at++;
    } else if (char === ';') {
      state.atRule = undefined;
      at++;
    } else {
      const blank = run(BLANK, at);
      at = blank > at ? blank : run(DULL, at);
    }
  }
  return at;

  /** Goes past a name and what makes a function or a URL of it; undefined when more input is needed. */
  function nameToken(end: number): number | undefined {
    const number = run(NUMBER, at);
    const nameStart = number > at ? number : at;
    if (text.charAt(end) !== '(') {
      if (state.atRule === 'import') state.atRule = undefined;
      return end;
    }
    // `1url(`: a dimension, then a block.
    const name = nameStart === at ? decodeCss(text.slice(at, end)).text.toLowerCase() : '';
    if (name === 'url') {
      const start = run(BLANK, end + 1);
      if (start >= size && !last) return undefined;
      if (!/["']/.test(text.charAt(start))) return rawUrl(start);
    }
    open.push(nameStart === at && STRING_URL_FUNCTIONS.has(name) && state.atRule !== 'namespace' ? 'S' : ')');
    if (name === 'url' && state.atRule === 'import') state.atRule = undefined;
    return end + 1;
  }

  function rawUrl(start: number): number | undefined {
    const end = run(RAW_URL, start);
    const behind = run(BLANK, end);
    if (behind >= size && !last) return undefined;
    if (behind >= size || text.charAt(behind) === ')') {
      if (state.atRule !== 'namespace') found({ start, end });
      if (state.atRule === 'import') state.atRule = undefined;
      return Math.min(behind + 1, size);
    }
    const bad = run(BAD_URL, end);
    return bad >= size && !last ? undefined : Math.min(bad + 1, size);
  }
}
