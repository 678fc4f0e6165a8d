import type { JWTVerifyResult } from 'jose';

/** Seconds for which an event may be on its way: transmitters keep and repeat what they could not deliver. */
export const SIGNAL_LIFE = 24 * 3600;

const TYPES = new Set(['secevent+jwt', 'application/secevent+jwt']);
/** Characters of a `jti`. */
const MAX_ID = 512;

/** One thing that happened to somebody. */
export interface Signal {
  readonly jti: string;
  /** The URI of the event's type. */
  readonly type: string;
  readonly event: Readonly<Record<string, unknown>>;
  /** A subject identifier (RFC 9493), unread. */
  readonly subject: unknown;
}

/**
 * What a security event token says whose signature, issuer and audience were checked (RFC 8417, SSF 1.0 section 4). Throws an
 * Error with the reason for anything else: access and ID tokens may be signed with the same keys, and they pass through
 * browsers. `now` in epoch milliseconds, `clockSkew` in milliseconds.
 */
export function readSignal({ payload, protectedHeader }: JWTVerifyResult, now: number, clockSkew: number): Signal {
  if (!TYPES.has(String(protectedHeader.typ).toLowerCase())) throw new Error(`a token of type ${protectedHeader.typ}`);
  const { events, iat, jti } = payload;
  if (payload.sub !== undefined) throw new Error('a sub, which events do not have');
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_ID) throw new Error('no jti');
  if (typeof iat !== 'number') throw new Error('no iat');
  const [age, skew] = [now / 1000 - iat, clockSkew / 1000];
  if (age > SIGNAL_LIFE + skew) throw new Error('too old');
  if (age < -skew) throw new Error('from the future');
  if (!isRecord(events)) throw new Error('no events');
  const [first, ...more] = Object.entries(events);
  if (!first || more.length > 0) throw new Error(`${more.length + (first ? 1 : 0)} events in one token`);
  const [type, event] = first;
  if (!isRecord(event)) throw new Error('an event that is no object');
  // Drafts of the framework had the subject inside the event, and transmitters still do.
  return { jti, type, event, subject: payload['sub_id'] ?? event['subject'] };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
