import { apply } from './natives.ts';
import { query } from './node-natives.ts';
import { setup } from './setup.ts';

/**
 * By a policy in the fields of the page, or perhaps in a meta element of it or of a page that it takes its policies from
 * (HTML 7.1.7).
 */
export function isEvalWatched(): boolean {
  if (setup.watchesEval) return true;
  try {
    for (let inner: Window = window; ; inner = inner.parent) {
      if (apply(query, inner.document, ['meta[http-equiv="content-security-policy" i]'])) return true;
      if (inner.parent === inner || /^http/.test(inner.location.protocol)) return false;
    }
  } catch {
    // The page around it is of another origin.
    return false;
  }
}
