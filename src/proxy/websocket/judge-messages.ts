import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Identified } from '../../model/exchange.ts';
import type { Gate } from '../intervene/gate.ts';
import type { PipelineParts } from '../pipeline.ts';
import { type RecordParts, recordJudgements, settled } from '../stages/record.ts';
import { fileInMessage } from './file-in-message.ts';
import type { JudgeMessage, MessageJudges } from './message-judges.ts';

/** Nothing in a message can be changed on its way. */
const AS_IT_IS = { markable: false, maskable: 'unreadable', protectable: false } as const;

/**
 * Who judges the messages of a socket, by direction; undefined where no policy has a say in files of the app, so that its sockets stay
 * tunnels that nobody reads. Each judgement is recorded at once: sockets stay open for days.
 */
export function judgeMessages(
  opening: Identified,
  { policies, gate }: Pick<PipelineParts, 'policies' | 'gate'>,
  recording: RecordParts,
): MessageJudges | undefined {
  const exchange = { ...opening, method: 'websocket' };
  if (!policies.touches(exchange, 'upload') && !policies.touches(exchange, 'download')) return undefined;
  const judge = (activity: 'download' | 'upload') => judgeFiles(exchange, activity, gate, recording);
  return { up: judge('upload'), down: judge('download') };
}

/**
 * Has the gate judge the files that messages of one direction carry. Nobody can be asked over a socket, so whatever keeps a file from
 * going on now refuses it.
 */
function judgeFiles(
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
    return passage.reply === undefined && passage.protection === undefined && passage.masks.length === 0;
  };
}
