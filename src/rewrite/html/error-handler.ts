import { TOKENS } from '../js/tokens.ts';

/** What stands before the code of a window's `onerror` in an attribute; a directive there has to stay the first. */
export function errorHandlerStart(code: string): string {
  return /^\s*["']/.test(code) ? '' : TOKENS.source;
}
