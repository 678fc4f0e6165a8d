import { type Options, type Program, parse } from 'acorn';
import type { ScriptGoal } from './contract.ts';

type ParsedGoal = 'script' | 'module' | 'handler';

export interface Parsed {
  readonly program: Program;
  readonly goal: ParsedGoal;
}

const COMMON: Options = { ecmaVersion: 'latest', preserveParens: true, allowHashBang: true };
const OPTIONS: Readonly<Record<ParsedGoal, Options>> = {
  script: { ...COMMON, sourceType: 'script' },
  module: { ...COMMON, sourceType: 'module' },
  handler: { ...COMMON, sourceType: 'script', allowReturnOutsideFunction: true },
};
const ATTEMPTS: Readonly<Record<ScriptGoal, readonly ParsedGoal[]>> = {
  script: ['script', 'module'],
  module: ['module', 'script'],
  handler: ['handler'],
  either: ['script', 'module'],
};

/** The syntax tree, or undefined when the text is of no goal that fits. A tree too deep for the parser counts as that. */
export function parseProgram(source: string, goal: ScriptGoal): Parsed | undefined {
  for (const attempt of ATTEMPTS[goal]) {
    try {
      return { program: parse(source, OPTIONS[attempt]), goal: attempt };
    } catch (error) {
      if (!(error instanceof SyntaxError) && !(error instanceof RangeError)) throw error;
    }
  }
  return undefined;
}
