import type { PageRule } from '../../model/decision.ts';

/**
 * The policy of a page whose files must not be saved, or whose documents must not come in the browser's own viewer (which saves, copies and prints
 * whatever the page keeps), as a field of its own beside the app's: no frame, embed or object shows a `data:` URL, since neither script nor the
 * gateway sees it come. It falls back to nothing and loosens nothing (CSP3 section 8.1).
 */
export const MADE_POLICY = 'frame-src blob: *; object-src blob: *';

/**
 * The policy of a page that browsers save and that goes out as the app's file: apps that embed a browser, and iOS in a preview, show
 * such a page all the same, and it must run nothing then, since it has neither the runtime nor its rules.
 */
export const SAVED_PAGE_POLICY = "script-src 'none'; sandbox";

/** The policies of the gateway's own that a page under these rules has. */
export function madePolicies(rules: readonly PageRule[]): readonly string[] {
  const isKept = rules.some(({ activity, action }) => /^(?:copy|print|download)$/.test(activity) && action !== 'audit');
  return isKept ? [MADE_POLICY] : [];
}
