/** To the app, or to the browser. */
export type Direction = 'up' | 'down';

/** A message that has come, none of which has gone on. */
export interface SocketMessage {
  readonly isText: boolean;
  readonly payload: Buffer;
  /** Whether that is all of it. */
  readonly whole: boolean;
}

/** Whether a message may go on, or what goes on in its place. */
export type JudgeMessage = (message: SocketMessage) => Promise<boolean | Buffer>;

export type MessageJudges = Readonly<Record<Direction, JudgeMessage>>;

/** The judges one after the other; what one changes, the next sees. */
export function inTurn(judges: readonly JudgeMessage[]): JudgeMessage {
  return async (message) => {
    let changed: Buffer | undefined;
    for (const judge of judges) {
      const verdict = await judge(changed === undefined ? message : { ...message, payload: changed });
      if (verdict === false) return false;
      if (verdict !== true) changed = verdict;
    }
    return changed ?? true;
  };
}
