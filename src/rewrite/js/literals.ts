import { tokTypes } from 'acorn';
import type { ScriptGoal } from './contract.ts';
import { parseTokens } from './parse.ts';

/** A stretch of a script that holds data: what stands between quotes, a number, a comment. */
export interface Literal {
  readonly kind: 'string' | 'number' | 'comment';
  readonly start: number;
  readonly end: number;
}

/** Where a script holds data, in its order; undefined for a text that is no script. Everything between is code. */
export function scriptLiterals(source: string, goal: ScriptGoal): readonly Literal[] | undefined {
  const literals: Literal[] = [];
  const parsed = parseTokens(source, goal, {
    begin: () => void (literals.length = 0),
    token({ type, start, end }) {
      if (type === tokTypes.string) literals.push({ kind: 'string', start: start + 1, end: end - 1 });
      else if (type === tokTypes.template) literals.push({ kind: 'string', start, end });
      else if (type === tokTypes.num) literals.push({ kind: 'number', start, end });
    },
    comment: (start, end) => void literals.push({ kind: 'comment', start, end }),
  });
  return parsed ? literals.sort((a, b) => a.start - b.start) : undefined;
}
