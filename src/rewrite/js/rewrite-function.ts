import { applySplices } from '../../model/rewriter.ts';
import type { ScriptOptions } from './contract.ts';
import { FUNCTION_PREFIXES, type FunctionKind } from './function-prefixes.ts';
import { rewriteScript } from './rewrite-script.ts';

/** The texts a Function constructor is given: its parameters joined by commas, and its body. */
export interface FunctionTexts {
  readonly parameters: string;
  readonly body: string;
}

/**
 * Rewrites what a Function constructor is given. Both texts are seen as the one function they become: a parameter may be
 * named `location`, a default may read it, `await` and `yield` mean what the kind says, and a directive makes both strict.
 * They come back apart, as the constructor must still refuse texts that make a function only when put together.
 */
export function rewriteFunction(
  kind: FunctionKind,
  { parameters, body }: FunctionTexts,
  base?: ScriptOptions['base'],
): FunctionTexts {
  const head = `(${FUNCTION_PREFIXES[kind]} anonymous(`;
  const middle = '\n) {\n';
  const source = `${head}${parameters}${middle}${body}\n})`;
  const { splices } = rewriteScript(source, { goal: 'script', url: (url) => url, base });
  if (splices.length === 0) return { parameters, body };
  const from = head.length + parameters.length;
  const bodyFrom = from + middle.length;
  const moved = (by: number, within: (at: number) => boolean) =>
    splices
      .filter(({ start }) => within(start))
      .map(({ start, end, text }) => ({ start: start - by, end: end - by, text }));
  return {
    parameters: applySplices(
      parameters,
      moved(head.length, (at) => at <= from),
    ),
    body: applySplices(
      body,
      moved(bodyFrom, (at) => at >= bodyFrom),
    ),
  };
}
