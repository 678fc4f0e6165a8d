import type { Identified, Judgement } from '../../model/exchange.ts';
import type { Metrics } from './metrics.ts';
import type { Logger } from './operational-log.ts';

/** Raises alerts for matches of policies that ask for it: a warning in the operational log and a count, so many a day. */
export interface Alerts {
  raise(exchange: Identified, judgement: Judgement): void;
}

const DAY = 86_400_000;

export function createAlerts(log: Logger, metrics: Metrics, now: () => number): Alerts {
  /** Policy -> alerts of the day it was last raised on (UTC). */
  const raised = new Map<string, { readonly day: number; readonly count: number }>();
  return {
    raise(exchange, { activity, object, decision }) {
      const day = Math.floor(now() / DAY);
      for (const { policyId, policyName, severity, action, alert } of decision.matches) {
        if (!alert) continue;
        const before = raised.get(policyId);
        const count = before?.day === day ? before.count : 0;
        if (count >= alert.dailyLimit) continue;
        raised.set(policyId, { day, count: count + 1 });
        metrics.alerts.inc({ policy: policyId, severity });
        log.warn(
          {
            exchange: exchange.id,
            policy: policyId,
            severity,
            action,
            activity,
            app: exchange.app.id,
            user: exchange.session.user.name,
            object: object.name,
            last: count + 1 === alert.dailyLimit,
          },
          `alert: ${policyName}`,
        );
      }
    },
  };
}
