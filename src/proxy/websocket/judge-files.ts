import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Identified } from '../../model/exchange.ts';
import type { FilePassage, Gate } from '../intervene/gate.ts';
import { type RecordParts, recordJudgements, settled } from '../stages/record.ts';
import { fileInMessage } from './file-in-message.ts';
import type { JudgeMessage } from './message-judges.ts';

/** Nothing in a message can be encrypted or marked on its way, and what is let go or kept is never masked. */
export const AS_IT_IS = { markable: false, maskable: 'unreadable', protectable: false } as const;

/** Whether what the gate said lets a message go on as it is. */
export const goesOn = ({ reply, protection, masks }: FilePassage): boolean =>
  reply === undefined && protection === undefined && masks.length === 0;

/**
 * Has the gate judge the files that messages of one direction carry. Nobody can be asked over a socket, so whatever keeps a file from
 * going on now refuses it.
 */
export function judgeFiles(
  opening: Identified,
  activity: 'download' | 'upload',
  gate: Pick<Gate, 'passFile'>,
  recording: RecordParts,
): JudgeMessage {
  return async (message) => {
    const file = fileInMessage(message, activity === 'upload');
    if (!file) return true;
    const { bytes, type } = file;
    const exchange = { ...opening, at: recording.now() };
    const object = {
      url: exchange.originUrl,
      ...(type === undefined ? {} : { type }),
      ...(message.whole ? { size: bytes.length } : {}),
    };
    const carried = {
      body: Readable.from([bytes], { objectMode: false }),
      name: undefined,
      declaredType: type,
      codings: [],
      partial: !message.whole,
      isHere: true,
    };
    const passage = await gate.passFile(exchange, activity, object, carried, AS_IT_IS);
    // What is only recorded is looked into as it is read.
    await finished(passage.body.resume());
    recordJudgements(exchange, await settled([passage.judgement]), recording);
    return goesOn(passage);
  };
}
