/**
 * A published bundle and a page that uses it. Files of installed packages are at `/lib/<package>/<path>`.
 *
 * `exported` is an expression of what the bundle exports; `smoke` the body of an async function that works with it as
 * `lib` and returns JSON. In it `must(condition, words)` throws, `later(milliseconds)` and `until(check)` wait.
 */
export interface BundleCase {
  readonly head?: string;
  readonly body?: string;
  /** The page is isolated from other origins, as memory shared by threads needs it. */
  readonly isolated?: true;
  readonly exported: string;
  /** Fewer keys mean that the bundle did not load. */
  readonly keys: number;
  readonly smoke: string;
}

export type BundleCases = Readonly<Record<string, BundleCase>>;
