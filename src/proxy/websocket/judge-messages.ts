import type { Identified } from '../../model/exchange.ts';
import type { PipelineParts } from '../pipeline.ts';
import { requestSeen } from '../stages/recognise-by-profile.ts';
import type { RecordParts } from '../stages/record.ts';
import { judgeActs } from './judge-acts.ts';
import { judgeFiles } from './judge-files.ts';
import { maskMessages } from './mask-messages.ts';
import { inTurn, type JudgeMessage, type MessageJudges } from './message-judges.ts';
import type { MessageQuota } from './message-quota.ts';
import type { OpeningOfNow } from './user-of-now.ts';

type Parts = Pick<PipelineParts, 'policies' | 'gate' | 'recognisers'>;

/** Who judges the messages of one socket. */
export interface SocketGuard {
  /** Undefined where nobody needs to read them, so that the socket stays a tunnel. */
  readonly judges: MessageJudges | undefined;
  /** Whether a policy that came since needs to read what this one does not. */
  readonly isOutdated: () => boolean;
}

/**
 * Messages are read where a policy has a say in files of the app or in what it shows, and where the app's profile knows messages. Each
 * judgement asks the policies that are in force then about the user as they are then, and is recorded at once: sockets stay open for days.
 */
export function guardSocket(
  opening: Identified,
  ofNow: OpeningOfNow,
  { policies, gate, recognisers }: Parts,
  quota: MessageQuota,
  recording: RecordParts,
): SocketGuard {
  const exchange = { ...opening, method: 'websocket' };
  const recogniser = recognisers(exchange.app);
  const seen = requestSeen(opening);
  const sent = recogniser.messages(seen, 'app');
  const shown = recogniser.messages(seen, 'browser');
  const isRead = (): boolean =>
    sent !== undefined ||
    shown !== undefined ||
    policies.touches(exchange, 'upload') ||
    policies.touches(exchange, 'download') ||
    policies.judgeMasks(exchange, { url: exchange.originUrl }, 'text') !== undefined;
  if (!isRead()) return { judges: undefined, isOutdated: isRead };
  /** `judgesOf` gives who judges a message of a user. */
  const now =
    (judgesOf: (now: Identified) => readonly JudgeMessage[]): JudgeMessage =>
    async (message) => {
      const known = await ofNow();
      return known !== undefined && inTurn(judgesOf({ ...known, method: 'websocket' }))(message);
    };
  const acts = (of: Identified, recognise: typeof sent) =>
    recognise === undefined ? [] : [judgeActs(of, recognise, gate, quota, recording)];
  const judges = {
    up: now((of) => [judgeFiles(of, 'upload', gate, recording), ...acts(of, sent)]),
    down: now((of) => [
      judgeFiles(of, 'download', gate, recording),
      ...acts(of, shown),
      maskMessages(of, gate, quota, recording),
    ]),
  };
  return { judges, isOutdated: () => false };
}
