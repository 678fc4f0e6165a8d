import type { Readable } from 'node:stream';
import type { ActivityObject, ActivityType } from '../../model/activity.ts';
import type { Identified, Judgement, Reply } from '../../model/exchange.ts';
import type { HostMap } from '../../model/host-map.ts';
import type { ContentDesk, FileOnItsWay } from '../content/content-desk.ts';
import { contentRecord } from '../content/content-record.ts';
import type { Refusals } from '../refusals.ts';
import type { Known, PolicyDesk } from '../stages/policy-desk.ts';
import type { Confirmations } from './confirmations.ts';
import { leadOut } from './lead-out.ts';
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
  pass(
    exchange: Identified,
    activity: ActivityType,
    object: ActivityObject,
    known?: Pick<Known, 'markable'>,
  ): Promise<Passage>;
  /**
   * The same of a file on its way. Where a policy hangs on what is in it, the body is held until that is known, and not a byte
   * of it has gone anywhere; otherwise it is given back untouched.
   */
  passFile(
    exchange: Identified,
    activity: 'download' | 'upload',
    object: ActivityObject,
    file: FileOnItsWay,
  ): Promise<Passage & { readonly body: Readable }>;
}

export function createGate(
  policies: PolicyDesk,
  refusals: Refusals,
  confirmations: Confirmations,
  stepUps: StepUps,
  content: ContentDesk,
  hosts: HostMap,
): Gate {
  async function pass(
    exchange: Identified,
    activity: ActivityType,
    object: ActivityObject,
    known: Known,
  ): Promise<Passage> {
    const first = policies.judge(exchange, activity, object, known);
    const answered = first.decision.action === 'warn' ? await confirmations.take(exchange, first) : [];
    const judgement =
      answered.length === 0 ? first : policies.judge(exchange, activity, object, { ...known, answered });
    switch (judgement.decision.action) {
      case 'allow':
      case 'audit':
      case 'watermark':
        return { judgement, reply: activity === 'access' ? leadOut(exchange, judgement, hosts) : undefined };
      case 'warn':
        return { judgement, reply: await confirmations.ask(exchange, judgement) };
      case 'step-up':
        return { judgement, reply: await stepUps.ask(exchange, judgement) };
      case 'read-only':
      case 'block':
        return { judgement, reply: refusals.blocked(exchange, judgement) };
    }
  }

  return {
    guardsEntry: () => policies.concerns('access'),
    pass: (exchange, activity, object, known = {}) => pass(exchange, activity, object, known),
    async passFile(exchange, activity, object, file) {
      const needs = policies.contentNeeds(exchange, activity, object);
      if (needs === undefined) return { ...(await pass(exchange, activity, object, {})), body: file.body };
      const { findings, body } = await content.look(needs, file);
      const known = { content: { findings, record: contentRecord(findings, needs) } };
      return { ...(await pass(exchange, activity, object, known)), body };
    },
  };
}
