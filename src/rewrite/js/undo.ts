import { RUNTIME, WITHIN } from './contract.ts';
import { TOKENS } from './tokens.ts';

const escaped = (text: string): string => text.replace(/\W/g, '\\$&');

// Longest first, so that no token is taken for the beginning of another; a gap stands alone only before a guard.
const INSERTED = new RegExp(
  // Code between two marks of its own is told of in added-code.ts. Of a function that ends with such code the second one is left out.
  `/\\*${RUNTIME}\\^[^^]*?(?:${RUNTIME}\\|\\*/|$)|${Object.values(TOKENS)
    .toSorted((a, b) => b.length - a.length)
    .map((token) => escaped(token).replace(`${RUNTIME}\\.`, `(?:${escaped(WITHIN)})?$&`))
    .join('|')}`,
  'g',
);

/**
 * The author's text of a rewritten one, or of any slice of it that holds whole functions: what Function.prototype.toString
 * must show. Only code whose author names the runtime's global himself can come out changed otherwise.
 */
export function undo(source: string): string {
  return source.includes(RUNTIME) ? source.replace(INSERTED, '') : source;
}
