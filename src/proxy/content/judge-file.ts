import type { Readable } from 'node:stream';
import type { ActivityObject } from '../../model/activity.ts';
import type { Identified, Judgement } from '../../model/exchange.ts';
import { factsOf } from '../stages/facts.ts';
import type { PolicyDesk } from '../stages/policy-desk.ts';
import type { ContentDesk, FileOnItsWay } from './content-desk.ts';
import { contentRecord } from './content-record.ts';

/**
 * What policies say of a file on its way. Where one of them hangs on what is in the file, the body is held until that is known, and not a
 * byte of it has gone anywhere; otherwise it is given back untouched.
 */
export async function judgeFile(
  exchange: Identified,
  activity: 'download' | 'upload',
  object: ActivityObject,
  file: FileOnItsWay,
  policies: PolicyDesk,
  content: ContentDesk,
): Promise<{ judgement: Judgement; body: Readable }> {
  const facts = factsOf(exchange, activity, object);
  const needs = policies.contentNeeds(facts);
  if (needs === undefined)
    return { judgement: { activity, object, decision: policies.decide(facts) }, body: file.body };
  const { findings, body } = await content.look(needs, file);
  const decision = policies.decide({ ...facts, content: findings });
  return { judgement: { activity, object, decision, content: contentRecord(findings, needs) }, body };
}
