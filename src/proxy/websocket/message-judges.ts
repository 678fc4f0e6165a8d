/** To the app, or to the browser. */
export type Direction = 'up' | 'down';

/** A message that has come, none of which has gone on. */
export interface SocketMessage {
  readonly isText: boolean;
  readonly payload: Buffer;
  /** Whether that is all of it. */
  readonly whole: boolean;
}

/** Whether a message may go on. */
export type JudgeMessage = (message: SocketMessage) => Promise<boolean>;

export type MessageJudges = Readonly<Record<Direction, JudgeMessage>>;
