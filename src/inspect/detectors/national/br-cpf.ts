import { hasShape, type NumberRun, standsAlone } from '../../text/number-run.ts';
import { allEqual, weighted } from '../checks.ts';
import type { Detector } from '../detector.ts';

const DOT = 0x2e;
const HYPHEN = 0x2d;

/** Two check digits modulo eleven (Receita Federal, IN 1548/2015); eleven equal digits pass the sum but are nobody's. */
export function isCpf(digits: Uint8Array): boolean {
  if (allEqual(digits, 11)) return false;
  const check = (weights: readonly number[]): number => ((weighted(digits, weights) * 10) % 11) % 10;
  return check([10, 9, 8, 7, 6, 5, 4, 3, 2]) === digits[9] && check([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) === digits[10];
}

/** `123.456.789-09`: two kinds of separators; `123456789-09`, as in many systems. */
function isWritten(run: NumberRun): boolean {
  const { groups, separators } = run;
  if (groups[0] === 9) return groups[1] === 2 && separators[0] === HYPHEN;
  return (
    groups.slice(0, 4).join() === '3,3,3,2' &&
    separators[0] === DOT &&
    separators[1] === DOT &&
    separators[2] === HYPHEN
  );
}

export const brCpf = (): Detector => ({
  trigger: {
    on: 'number',
    find: (run) =>
      (isWritten(run) || hasShape(run, [11], '')) && standsAlone(run, 11) && isCpf(run.digits)
        ? { from: run.at, to: run.ends[10]! }
        : undefined,
  },
});
