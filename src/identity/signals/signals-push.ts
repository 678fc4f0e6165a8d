import { createHash, timingSafeEqual } from 'node:crypto';
import type { Inbound, Reply } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import { empty, NO_STORE } from '../handoff-reply.ts';
import type { Route } from '../identity-provider.ts';
import { SignalRefused, type SignalsReceiver } from './signals-receiver.ts';

/** Octets of a token. */
const MAX_BODY = 64 * 1024;

export interface SignalsPushParts {
  readonly receiver: SignalsReceiver;
  /** What the request must carry as its bearer token, where anything. */
  readonly token: string | undefined;
  readonly warn: (detail: string) => void;
}

/** Where a transmitter delivers its events (RFC 8935): 202 for one that was taken, JSON with a word for one that was not. */
export function signalsPushRoute({ receiver, token, warn }: SignalsPushParts): Route {
  async function serve(inbound: Inbound): Promise<Reply> {
    if (token !== undefined && !carries(inbound, token)) return refuse(401, 'authentication_failed', 'who is there?');
    const type = headerValue(inbound.headers, 'content-type') ?? '';
    if (!/^application\/secevent\+jwt\s*(;|$)/i.test(type))
      return refuse(400, 'invalid_request', 'another kind of body');
    const text = await readText(inbound);
    if (text === undefined) return refuse(400, 'invalid_request', 'the body is too large');
    try {
      await receiver.take(text, inbound);
      return empty(202);
    } catch (error) {
      if (error instanceof SignalRefused) {
        warn(`a security event was refused (${error.error}): ${error.message}`);
        return refuse(400, error.error, 'the token is not one for this receiver');
      }
      warn(`a security event could not be taken: ${error instanceof Error ? error.message : String(error)}`);
      return empty(503, [['retry-after', '30']]);
    }
  }
  return { methods: ['POST'], serve };
}

function carries({ headers }: Inbound, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(headerValue(headers, 'authorization') ?? '') ?? [];
  return timingSafeEqual(digest(given), digest(token));
}

function refuse(status: number, err: string, description: string): Reply {
  return {
    status,
    headers: [['content-type', 'application/json; charset=utf-8'], ['content-language', 'en'], ...NO_STORE],
    body: `${JSON.stringify({ err, description })}\n`,
  };
}

async function readText({ body }: Inbound): Promise<string | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body ?? []) {
    size += piece.length;
    if (size > MAX_BODY) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('latin1').trim();
}
