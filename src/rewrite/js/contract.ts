import type { Splice } from '../../model/rewriter.ts';

/** What a text is parsed as. `either` tries script, then module; `handler` is the body of an event handler. */
export type ScriptGoal = 'script' | 'module' | 'handler' | 'either';

export interface ScriptOptions {
  readonly goal: ScriptGoal;
  /** Origin URL -> suffix URL, for module specifiers. */
  readonly url: (specifier: string) => string;
}

export interface ScriptResult {
  readonly splices: readonly Splice[];
  /** `unparsable`: served as it is; the runtime's hooks still hold. */
  readonly status: 'untouched' | 'rewritten' | 'unparsable';
}

/** The one global that rewritten code names, and its members, which the page runtime provides. */
export const RUNTIME = '__sallyport';
export const RUNTIME_MEMBERS = {
  location: 'Accessor: the Location the page believes in. Assignable.',
  of: '(x) => x, unless x is a Window or Document: then a facade with `location` and `postMessage`.',
  from: '(x) => x, unless x is a Window or Document: then a view of all of it with `location` and `postMessage` mapped.',
  code: '(x) => x, a string rewritten as code for a direct eval.',
  url: '(x) => an origin URL as its suffix URL; anything else as it is.',
  origin: '(x) => a suffix URL as its origin URL.',
} as const;
