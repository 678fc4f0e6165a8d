import type { ActivityObject, ActivityType } from '../../model/activity.ts';
import type { Identified, Judgement, Reply } from '../../model/exchange.ts';
import type { Refusals } from '../refusals.ts';
import type { PolicyDesk } from '../stages/policy-desk.ts';
import type { Confirmations } from './confirmations.ts';
import type { StepUps } from './step-ups.ts';

/** What the policies say of an activity, and what goes back to the browser when it may not go on now. */
export interface Passage {
  readonly judgement: Judgement;
  readonly reply: Reply | undefined;
}

/** Where policy is kept: asked by both enforcing stages, and by nobody else. */
export interface Gate {
  /** Whether any policy is about entering apps; without one nobody needs to be asked on every request. */
  readonly guardsEntry: () => boolean;
  pass(exchange: Identified, activity: ActivityType, object: ActivityObject): Promise<Passage>;
}

export function createGate(
  policies: PolicyDesk,
  refusals: Refusals,
  confirmations: Confirmations,
  stepUps: StepUps,
): Gate {
  return {
    guardsEntry: () => policies.concerns('access'),
    async pass(exchange, activity, object) {
      const first = policies.judge(exchange, activity, object);
      const answered = first.decision.action === 'warn' ? await confirmations.take(exchange, first) : [];
      const judgement = answered.length === 0 ? first : policies.judge(exchange, activity, object, answered);
      switch (judgement.decision.action) {
        case 'allow':
        case 'audit':
          return { judgement, reply: undefined };
        case 'warn':
          return { judgement, reply: await confirmations.ask(exchange, judgement) };
        case 'step-up':
          return { judgement, reply: await stepUps.ask(exchange, judgement) };
        case 'read-only':
        case 'block':
          return { judgement, reply: refusals.blocked(exchange, judgement) };
      }
    },
  };
}
