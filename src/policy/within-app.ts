import type { Decision, PageRule } from '../model/decision.ts';
import { refuses } from '../model/policy-match.ts';
import type { PolicySet } from './compile.ts';

/** Set where every policy that refuses lets it go on within the app. */
export function withinApp(set: PolicySet, { matches }: Decision): Pick<PageRule, 'within'> {
  const refusing = matches.filter(({ action }) => refuses(action));
  const lenient = new Set(
    set.all.flatMap(({ document }) => (document.within === 'app' && document.action === 'block' ? [document.id] : [])),
  );
  return refusing.length > 0 && refusing.every(({ policyId }) => lenient.has(policyId)) ? { within: 'app' } : {};
}

/** Whether some page may have to know what stays within its app. */
export function mayStayWithin(set: PolicySet): boolean {
  return set.all.some(({ document }) => document.mode !== 'disabled' && document.within === 'app');
}
