import type { Readable } from 'node:stream';
import type { OpenSession } from '../../identity/session-store.ts';
import type { ActivityObject } from '../../model/activity.ts';
import type { Answered, Judgement, Reply } from '../../model/exchange.ts';
import type { Gate } from '../intervene/gate.ts';
import { lookedAt } from '../viewer/previews.ts';
import { protectDownload } from './protect-download.ts';

/** A document that only the gateway's viewer may show. */
export interface ToShow {
  readonly answered: Answered;
  readonly body: Readable;
  readonly object: ActivityObject;
  /** Why: the download that is refused, and the row of it is written already where it was asked for; or the view as the browser would show it. */
  readonly refused: Judgement;
  readonly known: Parameters<Gate['passShown']>[3];
  /** What was judged before. */
  readonly judgements: readonly Judgement[];
  /** Undefined where nobody may be led to the viewer. */
  readonly open: OpenSession | undefined;
}

interface Shown {
  readonly judgements: readonly Judgement[];
  readonly reply: Reply;
}

/** Leads to the viewer, or refuses. */
export async function showInViewer(
  { answered, body, object, refused, known, judgements, open }: ToShow,
  gate: Gate,
): Promise<Shown> {
  const isTold = judgements.includes(refused);
  const refusal = (): Shown => ({
    judgements: isTold ? judgements : [...judgements, refused],
    reply: gate.refuse(answered, refused),
  });
  if (open === undefined || !gate.previews.isSeen(answered)) {
    body.destroy();
    return refusal();
  }
  const passage = await gate.passShown(answered, object, body, known);
  const { judgement: view } = passage;
  if (passage.reply) {
    body.destroy();
    return { judgements: [...judgements, view], reply: passage.reply };
  }
  const going = await protectDownload({ ...answered, responseBody: body, judgement: view }, view, passage, gate);
  if ('reply' in going) return { judgements: [...judgements, going.judgement], reply: going.reply };
  const reply = await gate.previews.lead(going.exchange, open, object, refused);
  const told = lookedAt(going.judgement, isTold ? undefined : refused);
  return reply ? { judgements: [...judgements, told], reply } : refusal();
}
