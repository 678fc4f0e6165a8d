import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { sniffType } from '../../inspect/file-type.ts';
import type { MaskForm } from '../../inspect/mask/masker.ts';
import type { Identified } from '../../model/exchange.ts';
import { isMedia } from '../../policy/recognise/media-kinds.ts';
import { detectorNames } from '../content/content-record.ts';
import { cameOut, maskRecord } from '../content/masked-answer.ts';
import type { Gate } from '../intervene/gate.ts';
import { type RecordParts, recordJudgements } from '../stages/record.ts';
import type { JudgeMessage, SocketMessage } from './message-judges.ts';
import type { MessageQuota } from './message-quota.ts';

const UTF8_TEXT = 'text/plain; charset=utf-8';

/** In what form a message is masked, as an answer would be; see maskPlan. */
function planOf({ payload, whole, isText }: SocketMessage): MaskForm | 'no-text' | 'unreadable' {
  if (payload.length === 0) return 'no-text';
  if (!whole) return 'unreadable';
  const type = isText ? undefined : sniffType(payload);
  if (type !== undefined && isMedia(type)) return 'no-text';
  // UTF-16 has a NUL in each letter that is ASCII; packed talk has control characters.
  if (type !== undefined || !isUtf8(payload) || payload.includes(0)) return 'unreadable';
  const first = payload.toString('utf8', 0, 256);
  if (/^\s*</.test(first)) return 'html';
  return /[[{]/.test(first) ? 'json' : 'plain';
}

/** Masks what an app sends to the browser over a socket, wherever policies want that of what is shown. */
export function maskMessages(
  opening: Identified,
  gate: Pick<Gate, 'passMasks' | 'mask'>,
  quota: MessageQuota,
  recording: RecordParts,
): JudgeMessage {
  return async (message) => {
    const plan = planOf(message);
    if (plan === 'no-text') return true;
    const exchange = { ...opening, at: recording.now() };
    const object = { url: exchange.originUrl };
    const passage = gate.passMasks(exchange, object, plan === 'unreadable' ? plan : 'text');
    if (passage === undefined) return true;
    const { judgement, reply, masks, counting } = passage;
    if (reply !== undefined) {
      recordJudgements(exchange, [judgement], recording);
      return false;
    }
    if (plan === 'unreadable') return true;
    const mask = async (detectors: typeof masks) => {
      const body = Readable.from([message.payload], { objectMode: false });
      const masked = await gate.mask(detectors, plan, { body, codings: [], declaredType: UTF8_TEXT });
      const payload = await buffer(masked.body);
      return { payload, found: maskRecord(masked.matches(), detectorNames(detectors)) };
    };
    const masked = masks.length === 0 ? undefined : await mask(masks);
    const counted = counting && (await mask(counting.detectors)).found;
    const out = cameOut({
      ...judgement,
      ...(masked ? { masked: () => masked.found } : {}),
      ...(counting && counted
        ? { counted: { policies: counting.policies, found: () => ({ status: 'scanned', ...counted }) } }
        : {}),
    });
    if (out !== undefined && quota.admits(opening.session.id, 'masked')) recordJudgements(exchange, [out], recording);
    return masked?.payload ?? true;
  };
}
