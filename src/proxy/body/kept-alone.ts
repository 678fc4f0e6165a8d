import type { PageRule } from '../../model/decision.ts';
import type { Identified, Judgement } from '../../model/exchange.ts';

/** What the policies in force say of a page. */
export interface RulesWhenAlone {
  readonly pageRules: (exchange: Identified) => readonly PageRule[];
  readonly marksPage: (exchange: Identified) => boolean;
}

const KEPT: ReadonlySet<PageRule['activity']> = new Set(['copy', 'cut', 'print']);

/** Whether something is to be kept of what a window or frame shows by itself: policies that only record change nothing of it. */
export function isKeptWhenAlone(
  exchange: Identified & { readonly judgement?: Judgement | undefined },
  rules: RulesWhenAlone,
): boolean {
  // Programs with a token have no page that copies or prints.
  if (exchange.session.byToken) return false;
  const judged = exchange.judgement?.decision.matches ?? [];
  return (
    judged.some(({ action }) => action === 'watermark') ||
    rules.marksPage(exchange) ||
    rules.pageRules(exchange).some(({ activity, action }) => KEPT.has(activity) && action !== 'audit')
  );
}
