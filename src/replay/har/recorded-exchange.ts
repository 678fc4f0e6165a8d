import type { HeaderList } from '../../model/headers.ts';

/** Where an exchange stands. */
export interface Place {
  readonly file: string;
  /** Of `log.entries`. */
  readonly index: number;
}

/** One entry of a recording, in the origin's own terms. */
export interface RecordedExchange {
  readonly place: Place;
  /** Epoch milliseconds. */
  readonly at: number | undefined;
  readonly method: string;
  /** `https://wiki.corp.test` */
  readonly origin: string;
  /** Path and query as they were written. */
  readonly target: string;
  readonly headers: HeaderList;
  readonly body: Buffer | undefined;
  /** What the browser said it loads (`document`, `xhr`), where it said. */
  readonly loads: string | undefined;
  readonly answer: RecordedAnswer;
}

export interface RecordedAnswer {
  readonly status: number;
  /** Without those that tell of the transfer. */
  readonly headers: HeaderList;
  readonly body: Buffer;
}

/** Why an entry cannot be replayed. */
export const SKIPPED = {
  'not-web': 'no http or https URL',
  'no-answer': 'no answer was recorded',
  upgraded: 'a WebSocket',
  'no-app': 'the host belongs to no app',
  rewritten: 'recorded behind a gateway of this suffix',
} as const;
export type Skipped = keyof typeof SKIPPED;
