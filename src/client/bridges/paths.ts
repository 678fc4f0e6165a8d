import { seldom } from '../code.ts';
import { apply, type Method, patchMethod } from '../natives.ts';
import { quietly } from '../quietly.ts';
import { hosts, toSuffix } from '../setup.ts';

/** A literal of more than a name, or a text that is measured. */
const MAY_COMPARE = /[=,([]\s*["'][^"']*[./:]|-length|substr/;

let mapPath: ((path: string) => string) | undefined;
const pathIn = quietly((path: string): string => {
  if (!MAY_COMPARE.test(path)) return path;
  mapPath ??= seldom()?.paths(hosts.table.origins, toSuffix);
  return mapPath?.(path) ?? path;
});

const byPath = (native: Method): Method =>
  ({
    evaluate(this: unknown, ...args: unknown[]): unknown {
      const path = args[0];
      if (typeof path === 'string' && (path.includes('@') || path.includes('::')))
        try {
          return apply(native, this, [pathIn(path), ...args.slice(1)]);
        } catch {
          // What is wrong is said of what the page wrote.
        }
      return apply(native, this, args);
    },
  }).evaluate;

/** Paths that select by what the page wrote. */
export function bridgePaths(): void {
  const holders = [Document.prototype, typeof XPathEvaluator === 'undefined' ? undefined : XPathEvaluator.prototype];
  for (const prototype of holders)
    for (const name of ['evaluate', 'createExpression']) patchMethod(prototype, name, byPath);
}
