import type { ServerResponse } from 'node:http';
import type { Identified, Inbound, Reply } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import { headerValue } from '../../model/headers.ts';
import { type Finished, type PipelineParts, runPipeline } from '../pipeline.ts';
import { type Outcome, type RecordParts, record, settled } from '../stages/record.ts';
import { plainAddress } from '../where/plain-address.ts';
import type { EntryReview } from './entry-review.ts';
import { type RawRequest, readInbound } from './inbound.ts';
import { type RawResponse, sendReply } from './send-reply.ts';
import type { AskedConnection } from './server.ts';

/** Unread request bytes are taken off the wire up to here after an early answer, so that the browser gets to read it. */
const DRAIN_LIMIT = 64 * 1024 * 1024;

/** One request, from the socket to the record. Never rejects. */
export function createServeExchange(
  parts: PipelineParts,
  recording: RecordParts,
  watch: EntryReview['watch'],
): (raw: RawRequest, response: RawResponse, target: string, asked?: AskedConnection) => Promise<void> {
  return async (raw, response, target, asked) => {
    // A client may go away at any moment; what reads or writes then fails by itself.
    for (const side of [raw, response]) (side as NodeJS.EventEmitter).on('error', () => {});
    const finished = await answer(raw, response, target, asked);
    let bytes = 0;
    let error = finished.error;
    const { furthest } = finished;
    const end = (): void => void (response as ServerResponse).destroy(new Error('no longer allowed'));
    const unwatch = 'session' in furthest && staysOpen(furthest, finished.reply) ? watch(furthest, end) : undefined;
    try {
      bytes = await sendReply(response, finished.reply, raw.method ?? 'GET');
    } catch (broken) {
      error ??= broken;
    } finally {
      unwatch?.();
    }
    drain(raw);
    try {
      const judgements = await settled(finished.judgements);
      const outcome: Outcome = { ...finished, judgements, bytes, error };
      record(outcome, recording);
    } catch (unrecorded) {
      recording.log.error(
        { exchange: finished.furthest.id, detail: String(unrecorded) },
        'an outcome could not be recorded',
      );
    }
  };

  async function answer(
    raw: RawRequest,
    response: RawResponse,
    target: string,
    asked: AskedConnection | undefined,
  ): Promise<Finished> {
    let inbound: Inbound;
    try {
      inbound = { ...readInbound(raw, target, recording.now()), ...(asked ? { asked } : {}) };
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure('bad-request', String(error), error);
      const unread: Inbound = {
        id: 'unread',
        at: recording.now(),
        method: raw.method ?? '',
        authority: '',
        target: '/',
        headers: [['accept', String(raw.headers.accept ?? '')]],
        body: undefined,
        remoteAddress: plainAddress(raw.socket.remoteAddress),
        httpVersion: '1.1',
      };
      return { furthest: unread, reply: parts.refusals.failure(unread, failure), judgements: [], error: failure };
    }
    const gone = new AbortController();
    const leave = (): void => {
      if (!response.writableFinished) gone.abort(new Error('the browser went away'));
    };
    response.once('close', leave);
    // In HTTP/2 a stream that was reset closes only when somebody has read its request to the end.
    raw.once('aborted', leave);
    return runPipeline(inbound, parts, gone.signal, (status, headers) => {
      if (!response.headersSent && !gone.signal.aborted)
        (response as ServerResponse).writeInformation(status, Object.fromEntries(headers));
    });
  }
}

/** Whether an answer ends with what let it in. A token may live for minutes only, so that of those a file comes to its own end. */
function staysOpen({ session }: Identified, { headers }: Reply): boolean {
  return !session.byToken || /^text\/event-stream\b/i.test(headerValue(headers, 'content-type') ?? '');
}

function drain(raw: RawRequest): void {
  if (raw.readableEnded || raw.destroyed) return;
  let left = DRAIN_LIMIT;
  raw.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) raw.destroy();
  });
  raw.on('error', () => raw.destroy());
}
