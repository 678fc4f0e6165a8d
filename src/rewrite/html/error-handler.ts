import { TOKENS } from '../js/tokens.ts';

/** Strings that are statements: directives have to stay the first ones (ECMA-262 section 11.2.1). */
const DIRECTIVES = /^(?:\s*(?:"[^"\\\r\n]*"|'[^'\\\r\n]*')\s*;)*/;

/** The code of a window's `onerror` in an attribute, so that it is told a URL of its own world. `code` as it must run otherwise. */
export function errorHandler(code: string): string {
  const [directives] = DIRECTIVES.exec(code)!;
  const rest = code.slice(directives.length);
  // A string that more may belong to than is seen here stands first as well.
  return /^\s*["']/.test(rest) ? code : directives + TOKENS.source + rest;
}
