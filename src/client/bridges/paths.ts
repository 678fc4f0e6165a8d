import { mapUrlPart } from '../../rewrite/url-part.ts';
import { apply, type Method, patchMethod } from '../natives.ts';
import { quietly } from '../quietly.ts';
import { toSuffix } from '../setup.ts';

/** XPath 1.0: an attribute that holds a URL, and the literal that it, or a function of it, is compared with. */
const COMPARED =
  /(@(?:[\w-]+:)?(?:href|src|action|formaction|data|poster|cite|background)\s*(?:!?=|,)\s*)("[^"]*"|'[^']*')/g;

const pathIn = quietly((path: string): string =>
  path.replace(
    COMPARED,
    (_compared, test: string, literal: string) =>
      test + literal.charAt(0) + mapUrlPart(literal.slice(1, -1), toSuffix) + literal.charAt(0),
  ),
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
