import { randomUUID } from 'node:crypto';
import type { Inbound } from '../../model/exchange.ts';
import { isRecord } from './signal-token.ts';
import { SignalRefused, type SignalsReceiver } from './signals-receiver.ts';
import type { SignalsSettings } from './signals-settings.ts';

export interface SignalsPollParts {
  readonly receiver: SignalsReceiver;
  readonly poll: NonNullable<SignalsSettings['poll']>;
  readonly fetcher: typeof fetch;
  readonly now: () => number;
  readonly warn: (detail: string) => void;
}

const MAX_EVENTS = 50;
/** Milliseconds one round may take. */
const TIMEOUT = 20_000;
/** Milliseconds to which pauses grow while the transmitter fails. */
const LONGEST = 300_000;

/** What the transmitter is told with the next round. */
interface Answers {
  readonly ack: readonly string[];
  readonly setErrs: Readonly<Record<string, { readonly err: string; readonly description: string }>>;
}

/** What stands in the log where nobody asked for anything. */
function fetched(at: number): Inbound {
  const nobody = { method: '', authority: '', target: '', headers: [], body: undefined, remoteAddress: '' };
  return { ...nobody, id: randomUUID(), at, httpVersion: '1.1' };
}

/**
 * Fetches events from a transmitter that does not push (RFC 8936). What was taken or refused is told with the next round;
 * what failed here is not, and comes again. The result stops it.
 */
export function startSignalsPoll({ receiver, poll, fetcher, now, warn }: SignalsPollParts): () => void {
  let answers: Answers = { ack: [], setErrs: {} };
  let pause = poll.every;
  let timer: NodeJS.Timeout | undefined;
  const stopped = new AbortController();

  /** Whether there is more at once. */
  async function round(): Promise<boolean> {
    const said = answers;
    const answer = await fetcher(poll.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        authorization: `Bearer ${poll.token}`,
      },
      body: JSON.stringify({ maxEvents: MAX_EVENTS, returnImmediately: true, ...said }),
      signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(TIMEOUT)]),
    });
    if (answer.status !== 200) throw new Error(`status ${answer.status}`);
    const body: unknown = await answer.json();
    if (!isRecord(body) || !isRecord(body['sets'])) throw new Error('the answer has no `sets`');
    answers = { ack: [], setErrs: {} };
    const sets = Object.entries(body['sets']).slice(0, MAX_EVENTS);
    for (const [jti, token] of sets) await take(jti, token);
    return body['moreAvailable'] === true && sets.length > 0;
  }

  async function take(jti: string, token: unknown): Promise<void> {
    try {
      if (typeof token !== 'string') throw new SignalRefused('invalid_request', 'no token');
      await receiver.take(token, fetched(now()));
      answers = { ...answers, ack: [...answers.ack, jti] };
    } catch (error) {
      if (!(error instanceof SignalRefused)) throw error;
      warn(`a security event was refused (${error.error}): ${error.message}`);
      const description = 'the token is not one for this receiver';
      answers = { ...answers, setErrs: { ...answers.setErrs, [jti]: { err: error.error, description } } };
    }
  }

  async function run(): Promise<void> {
    try {
      const more = await round();
      pause = more ? 0 : poll.every;
    } catch (error) {
      if (stopped.signal.aborted) return;
      pause = Math.min(Math.max(2 * pause, poll.every), LONGEST);
      warn(`no security events from ${poll.url}: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (!stopped.signal.aborted) timer = setTimeout(() => void run(), pause).unref();
  }

  void run();
  return () => {
    stopped.abort();
    clearTimeout(timer);
  };
}
