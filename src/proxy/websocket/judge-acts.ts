import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { RecogniseMessage } from '../../catalog/recogniser.ts';
import type { Identified } from '../../model/exchange.ts';
import type { Gate } from '../intervene/gate.ts';
import { objectOf } from '../stages/recognise-by-profile.ts';
import { type RecordParts, recordJudgements, settled } from '../stages/record.ts';
import { AS_IT_IS, goesOn } from './judge-files.ts';
import type { JudgeMessage } from './message-judges.ts';
import type { MessageQuota } from './message-quota.ts';

/**
 * Has the gate judge what the app's profile recognises in messages. Each is looked into as other words that users send are; one that is not
 * whole is unknown. What is let through makes no more rows than the quota admits.
 */
export function judgeActs(
  opening: Identified,
  recognise: RecogniseMessage,
  gate: Pick<Gate, 'passFile'>,
  quota: MessageQuota,
  recording: RecordParts,
): JudgeMessage {
  return async ({ payload, isText, whole }) => {
    let passes = true;
    for (const match of recognise(whole ? payload.toString() : undefined)) {
      const exchange = { ...opening, at: recording.now() };
      const object = objectOf(match, { url: exchange.originUrl });
      const words = {
        body: Readable.from([payload], { objectMode: false }),
        name: undefined,
        declaredType: isText ? 'application/json' : undefined,
        codings: [],
        partial: !whole,
        isHere: true,
      };
      const passage = await gate.passFile(exchange, match.activity, object, words, AS_IT_IS);
      await finished(passage.body.resume());
      passes = goesOn(passage);
      const isQuiet = passes && passage.judgement.decision.matches.every(({ alert }) => alert === undefined);
      if (!isQuiet || quota.admits(opening.session.id, match.rule))
        recordJudgements(exchange, await settled([passage.judgement]), recording);
      if (!passes) return false;
    }
    return passes;
  };
}
