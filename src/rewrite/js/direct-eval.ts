import type { CallExpression } from 'acorn';
import { type Added, codeOf, codeOfOwn, codesOf, isAdded } from './added-code.ts';
import { ownCall } from './expressions.ts';
import { EVAL, isGivenEval, isWithin, LOCATION, lookUp } from './scope.ts';
import { TOKENS } from './tokens.ts';
import type { Place, Walk } from './walk.ts';

/** What tells `code` what a direct eval's caller makes of the name `location`. */
const ROUND: Record<'free' | 'bound' | 'with' | 'both', Record<'code' | 'codes', Added>> = {
  free: { code: [TOKENS.code, TOKENS.close], codes: codesOf('') },
  bound: { code: codeOf(',!0'), codes: codesOf(',!0') },
  with: { code: codeOf(',0'), codes: codesOf(',0') },
  both: { code: codeOf(',1'), codes: codesOf(',1') },
};

/** ECMA-262 section 13.3.6.1: the callee stays the name `eval`, so that the code runs in the caller's scope. */
export function directEval({ arguments: args }: CallExpression, scope: Place['scope'], walk: Walk): void {
  const [first] = args;
  const last = args.at(-1);
  if (!scope.strict) scope.hoist.leaky = true;
  if (!first || !last) return;
  const { insertions } = walk;
  const rank = insertions.rank();
  walk.afterwards(() => {
    const isBound = lookUp(LOCATION, scope) === 'bound';
    if (lookUp(EVAL, scope) === 'bound') {
      // Within a `with` nothing leads to the `eval` that a page sees.
      const isCode = isGivenEval(scope) && !isWithin(scope) && first.type !== 'SpreadElement';
      if (isCode && !isAdded(walk.source, first.start)) insertions.wrap(first, ...codeOfOwn(isBound), rank);
      return;
    }
    const round = ROUND[isWithin(scope) ? (isBound ? 'both' : 'with') : isBound ? 'bound' : 'free'];
    if (first.type === 'SpreadElement') {
      if (ownCall(first.argument) !== undefined) return;
      insertions.wrap({ start: first.start, end: last.end }, ...round.codes, rank);
    } else if (ownCall(first) === undefined) {
      insertions.wrap(first, ...round.code, rank);
    }
  });
}
