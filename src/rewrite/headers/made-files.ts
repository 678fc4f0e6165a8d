import type { PageRule } from '../../model/decision.ts';

/**
 * The policy of a page whose files must not be saved, as a field of its own beside the app's: no frame shows a `data:` URL, which would be
 * saved where its type is none that is shown. It falls back to nothing and loosens nothing (CSP3 section 8.1).
 */
export const MADE_FILES_POLICY = 'frame-src blob: *';

/**
 * The same of a page whose documents must not come in the browser's own viewer, which copies and prints whatever the page keeps: a `data:` URL
 * may hold one, and neither script nor the gateway sees it come.
 */
export const MADE_VIEWS_POLICY = 'frame-src blob: *; object-src blob: *';

/**
 * The policy of a page that browsers save and that goes out as the app's file: apps that embed a browser, and iOS in a preview, show
 * such a page all the same, and it must run nothing then, since it has neither the runtime nor its rules.
 */
export const SAVED_PAGE_POLICY = "script-src 'none'; sandbox";

/** The policies of the gateway's own that a page under these rules has. */
export function madePolicies(rules: readonly PageRule[]): readonly string[] {
  const has = (activities: RegExp): boolean =>
    rules.some(({ activity, action }) => activities.test(activity) && action !== 'audit');
  return [...(has(/^download$/) ? [MADE_FILES_POLICY] : []), ...(has(/^(?:copy|print)$/) ? [MADE_VIEWS_POLICY] : [])];
}
