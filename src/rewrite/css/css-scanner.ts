import { isAt } from '../../model/is-at.ts';
import { attributeTest } from './attribute-tests.ts';
import { decodeCss } from './css-escapes.ts';

/**
 * Called for each URL: `[start, end)` is what stands between its quotes or parentheses, `property` the declaration it is in,
 * or SELECTOR for an attribute selector with a value as a whole (Selectors 4, 6).
 */
export type FoundUrl = (start: number, end: number, property: string) => void;
export const SELECTOR = '[';

/** What is known of a style sheet at a token boundary. */
export interface CssState {
  /** What closes each open bracket; `url` is the `)` of a function whose own strings are URLs. */
  readonly open: (')' | ']' | '}' | 'url')[];
  /** The at-rule whose prelude this is, where it matters. */
  atRule: 'import' | 'namespace' | undefined;
  /** First name behind the last `{`, `}` or `;`, without its escapes: of a declaration, the property or descriptor. */
  property: string | undefined;
  /** Whether the bracket at `at` may still become an attribute selector. */
  readonly waits?: (text: string, at: number) => boolean;
}

export function createCssState(waits?: CssState['waits']): CssState {
  return { ...(waits && { waits }), open: [], atRule: undefined, property: undefined };
}

/** Functions whose string arguments are URLs (CSS Values 5, CSS Images 4). */
const STRING_URL_FUNCTIONS: ReadonlySet<string> = new Set(['url', 'src', 'image-set', '-webkit-image-set']);

const TEST = attributeTest();

const DULL = 0;
const NAME = 1;
const BLANK = 2;
const MARK = 3;
const CLASSES = new Uint8Array(128).map((_, code) => {
  const char = String.fromCharCode(code);
  if (/[\w\\-]/.test(char)) return NAME;
  if (/[ \t\r\n\f]/.test(char)) return BLANK;
  return /["'/@#()[\]{};]/.test(char) ? MARK : DULL;
});

/**
 * Reads the tokens of CSS Syntax 3, section 4.3, and tells of each URL. Returns the offset up to which every token is
 * whole, with `state` as it is there; what is behind it waits for more input, unless this is the `last` of it.
 */
export function scanCss(text: string, from: number, last: boolean, state: CssState, found: FoundUrl): number {
  const { open } = state;
  const size = text.length;
  let at = from;

  const classAt = (index: number): number => {
    const code = text.charCodeAt(index);
    return code < 128 ? CLASSES[code]! : NAME;
  };
  const isNewline = (index: number): boolean => /[\r\n\f]/.test(text.charAt(index));
  const pastBlank = (index: number): number => {
    let end = index;
    while (end < size && classAt(end) === BLANK) end++;
    return end;
  };

  /** 4.3.7: the end of the escape whose backslash is at `index`. */
  function pastEscape(index: number): number {
    let end = index + 1;
    while (end < size && end <= index + 6 && /[0-9a-f]/i.test(text.charAt(end))) end++;
    if (end === index + 1) return Math.min(end + 1, size);
    if (isAt(text, '\r\n', end)) return end + 2;
    return end < size && classAt(end) === BLANK ? end + 1 : end;
  }

  function pastName(index: number): number {
    let end = index;
    while (end < size && classAt(end) === NAME) {
      if (text.charAt(end) !== '\\') end++;
      else if (isNewline(end + 1)) break;
      else end = pastEscape(end);
    }
    return end;
  }

  /** 4.3.5: the end of the string's content; a newline makes it a bad string, which ends there. */
  function pastString(index: number, quote: string): number {
    let end = index;
    while (end < size && text.charAt(end) !== quote && !isNewline(end)) {
      if (text.charAt(end) !== '\\') end++;
      else end = isAt(text, '\r\n', end + 1) ? end + 3 : isNewline(end + 1) ? end + 2 : pastEscape(end);
    }
    return end;
  }

  /** 4.3.6 and 4.3.14: the end of an unquoted URL, and whether it is a good one. */
  function pastUrl(start: number): { content: number; end: number; good: boolean } {
    let end = start;
    while (end < size && !/["'()\0-\x20\x7f]/.test(text.charAt(end))) {
      if (text.charAt(end) !== '\\') end++;
      else if (isNewline(end + 1)) break;
      else end = pastEscape(end);
    }
    const content = end;
    end = pastBlank(end);
    const good = end >= size || text.charAt(end) === ')';
    while (end < size && text.charAt(end) !== ')') end = text.charAt(end) === '\\' ? pastEscape(end) : end + 1;
    return { content, end: Math.min(end + 1, size), good };
  }

  while (at < size) {
    const kind = classAt(at);
    if (kind === BLANK) {
      at = pastBlank(at);
      continue;
    }
    const char = text.charAt(at);
    if (char === '/') {
      if (at + 1 === size && !last) return at;
      if (text.charAt(at + 1) === '*') {
        const end = text.indexOf('*/', at + 2);
        if (end < 0) return last ? size : at;
        at = end + 2;
        continue;
      }
    }
    const imported = state.atRule === 'import';
    let next = at + 1;
    let atRule = imported ? undefined : state.atRule;
    if (kind === NAME) {
      const end = pastName(at);
      if (end === size && !last) return at;
      next = Math.max(end, next);
      state.property ??= decodeCss(text.slice(at, end)).text;
      if (text.charAt(end) === '(') {
        // `1url(` is a dimension and a block.
        const name = /^-?\d/.test(text.slice(at, at + 2)) ? '' : decodeCss(text.slice(at, end)).text.toLowerCase();
        const argument = name === 'url' ? pastBlank(end + 1) : end + 1;
        if (argument === size && name === 'url' && !last) return at;
        if (name === 'url' && !/["']/.test(text.charAt(argument))) {
          const url = pastUrl(argument);
          if (url.end === size && text.charAt(size - 1) !== ')' && !last) return at;
          if (url.good && atRule !== 'namespace') found(argument, url.content, imported ? '' : (state.property ?? ''));
          next = url.end;
        } else {
          open.push(STRING_URL_FUNCTIONS.has(name) && atRule !== 'namespace' ? 'url' : ')');
          next = end + 1;
        }
      }
    } else if (kind === MARK) {
      if (char === '"' || char === "'") {
        const end = pastString(next, char);
        if (end >= size && !last) return at;
        const good = end >= size || text.charAt(end) === char;
        if (good && (imported || open[open.length - 1] === 'url'))
          found(next, Math.min(end, size), imported ? '' : (state.property ?? ''));
        next = Math.min(text.charAt(end) === char ? end + 1 : end, size);
      } else if (char === '@' || char === '#') {
        const end = pastName(next);
        if (end === size && !last) return at;
        const name = char === '@' ? decodeCss(text.slice(next, end)).text.toLowerCase() : '';
        if (name !== '') atRule = name === 'import' || name === 'namespace' ? name : undefined;
        next = end;
      } else if (char === '(') open.push(')');
      else if (char === '[') {
        TEST.lastIndex = at;
        const test = TEST.exec(text);
        if (test && (last || test[6])) {
          next = TEST.lastIndex;
          found(at, next, SELECTOR);
        } else if (!last && state.waits?.(text, at)) return at;
        else open.push(']');
      } else if (char === '{') {
        open.push('}');
        atRule = undefined;
        state.property = undefined;
      } else if (char === ';') {
        atRule = undefined;
        if (isDeclarationEnd(open)) state.property = undefined;
      } else if (open[open.length - 1] === char || (char === ')' && open[open.length - 1] === 'url')) {
        open.pop();
        if (char === '}') state.property = undefined;
      }
    } else {
      while (next < size && classAt(next) === DULL) next++;
    }
    state.atRule = atRule;
    at = next;
  }
  return at;
}

/** Whether a `;` ends a declaration: within parentheses it is part of a value. */
function isDeclarationEnd(open: CssState['open']): boolean {
  const innermost = open[open.length - 1];
  return innermost === undefined || innermost === '}';
}
