import { type Options, Parser, type Program, type Token } from 'acorn';
import type { ParsedGoal, ScriptGoal, ScriptOptions } from './contract.ts';

export type Parsed =
  | { readonly program: Program; readonly goal: ParsedGoal }
  | { readonly program: undefined; readonly fault: 'syntax' | 'depth' };

const EVERY_GOAL: Options = { ecmaVersion: 'latest', preserveParens: true, allowHashBang: true };
const OPTIONS: Readonly<Record<ParsedGoal, Options>> = {
  script: { ...EVERY_GOAL, sourceType: 'script' },
  module: { ...EVERY_GOAL, sourceType: 'module' },
  // The top level is a function body: return, new.target and using are allowed.
  handler: { ...EVERY_GOAL, sourceType: 'commonjs' },
};
/** What a direct eval may refer to depends on where it stands, which only the engine knows: allow all of it. */
const EVAL: Options = { ...OPTIONS.handler, allowSuperOutsideMethod: true, checkPrivateFields: false };

/** The parts of the parser that are overridden; they are no public API, so the dependency's version is pinned. */
interface Internals {
  readonly options: Options;
  readonly allowDirectSuper: boolean;
  parse(): Program;
  parseExprOp(left: object, start: number, location: unknown, precedence: number, forInit: unknown): object;
  buildBinary(...operands: unknown[]): object;
  validateRegExpFlags(state: unknown): void;
  validateRegExpPattern(state: unknown): void;
}

const Base = Parser as unknown as new (options: Options, source: string) => Internals;

class ScriptParser extends Base {
  private built: object | undefined;

  override get allowDirectSuper(): boolean {
    return this.options.allowSuperOutsideMethod === true || super.allowDirectSuper;
  }

  override buildBinary(...operands: unknown[]): object {
    const node = super.buildBinary(...operands);
    // Powers are built with their unary operand, not by parseExprOp.
    this.built = operands[4] === '**' ? undefined : node;
    return node;
  }

  /**
   * The base calls itself once per operator of a chain, which ends the stack at some 10,000 (`'a' + 'b' + …` of generated
   * code). Here its call with the node it has just built returns at once, and the loop goes on with that node.
   */
  override parseExprOp(left: object, start: number, location: unknown, precedence: number, forInit: unknown): object {
    if (left === this.built) {
      this.built = undefined;
      return left;
    }
    for (let from = left; ; ) {
      const to = super.parseExprOp(from, start, location, precedence, forInit);
      if (to === from) return to;
      from = to;
    }
  }

  // Syntax of regular expressions that this parser does not know yet is the engine's to judge.
  override validateRegExpFlags(): void {}
  override validateRegExpPattern(): void {}
}

/** The syntax tree of a text, with the goal that fitted; or why there is none. */
export function parseScript(source: string, { goal, eval: direct }: ScriptOptions): Parsed {
  if (goal === 'url') return parseAs(source, 'script', OPTIONS.script);
  if (goal !== 'either') return parseAs(source, goal, direct === true ? EVAL : OPTIONS[goal]);
  const script = parseAs(source, 'script', OPTIONS.script);
  return script.program || script.fault === 'depth' ? script : parseAs(source, 'module', OPTIONS.module);
}

function parseAs(source: string, goal: ParsedGoal, options: Options): Parsed {
  try {
    return { program: new ScriptParser(options, source).parse(), goal };
  } catch (error) {
    if (error instanceof RangeError) return { program: undefined, fault: 'depth' };
    if (!(error instanceof SyntaxError)) throw error;
    return { program: undefined, fault: error.message.startsWith('Not enough stack') ? 'depth' : 'syntax' };
  }
}

/** Whoever looks at the tokens of a script. `begin` is called before each attempt to read it. */
export interface TokenSink {
  begin(): void;
  token(token: Token): void;
  comment(start: number, end: number): void;
}

/** Whether a text is a script; the tokens of the last goal tried go to the sink. */
export function parseTokens(source: string, goal: ScriptGoal, sink: TokenSink): boolean {
  const goals: readonly ParsedGoal[] = goal === 'either' ? ['script', 'module'] : goal === 'url' ? ['script'] : [goal];
  return goals.some((each) => {
    sink.begin();
    const onComment: Options['onComment'] = (_isBlock, _text, start, end) => sink.comment(start, end);
    const options: Options = { ...OPTIONS[each], onToken: (token) => sink.token(token), onComment };
    return parseAs(source, each, options).program !== undefined;
  });
}
