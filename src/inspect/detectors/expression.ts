import { RE2JS } from 're2js';
import type { Span } from '../text/units.ts';
import { type Detector, DetectorFault, type DetectorSpec } from './detector.ts';
import { requiredLiteral } from './required-literal.ts';
import { compileExpression } from './tally.ts';

/** What a policy's own RE2 expression finds. It runs in linear time; a match is at most as long as the window's reach. */
export function expression({ id, pattern, ignoreCase = false }: DetectorSpec): Detector {
  if (pattern === undefined || pattern === '') throw new DetectorFault(`${id}: expression needs a pattern`);
  const compiled = compileExpression(pattern, RE2JS.MULTILINE | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0));
  if (compiled.matches('')) throw new DetectorFault(`${id}: the pattern also fits where there is nothing`);
  return {
    trigger: {
      on: 'text',
      literal: requiredLiteral(pattern),
      *find(text, from, to): Iterable<Span> {
        // Whether there is anything at all is asked first: that runs on an automaton, many times faster than finding where.
        if (!compiled.test(text.slice(Math.max(0, from - 1)))) return;
        const matcher = compiled.matcher(text);
        let at = from;
        while (at < to && matcher.find(at) && matcher.start() < to) {
          const span = { from: matcher.start(), to: matcher.end() };
          if (span.to > span.from) yield span;
          at = Math.max(span.to, span.from + 1);
        }
      },
    },
  };
}
