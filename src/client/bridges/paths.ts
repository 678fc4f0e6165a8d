import { seldom } from '../code.ts';
import { apply, type Method, patchMethod } from '../natives.ts';
import { quietly } from '../quietly.ts';
import { toSuffix } from '../setup.ts';

/** An attribute with a URL, or a function of one, that is compared with a literal of more than a name. */
const COMPARED = /@[\w:-]*(?:href|src|action|data|poster|cite|background)\s*(?:!?=|,)\s*["'][^"']*[./:]/;

const pathIn = quietly((path: string): string =>
  COMPARED.test(path) ? (seldom()?.path(path, toSuffix) ?? path) : path,
);

const byPath = (native: Method): Method =>
  ({
    evaluate(this: unknown, ...args: unknown[]): unknown {
      const path = args[0];
      if (typeof path === 'string' && path.includes('@')) args[0] = pathIn(path);
      return apply(native, this, args);
    },
  }).evaluate;

/** Paths that select by what the page wrote. */
export function bridgePaths(): void {
  const holders = [Document.prototype, typeof XPathEvaluator === 'undefined' ? undefined : XPathEvaluator.prototype];
  for (const prototype of holders)
    for (const name of ['evaluate', 'createExpression']) patchMethod(prototype, name, byPath);
}
