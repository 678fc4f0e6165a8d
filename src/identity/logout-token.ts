import type { JWTVerifyResult } from 'jose';

/** Seconds after which a logout token is too old. Providers send it once, at once. */
export const LOGOUT_TOKEN_LIFE = 300;

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** `typ` of a logout token where it has one (OpenID Connect Back-Channel Logout 1.0 section 2.4); an access token says `at+jwt`. */
const TYPES = new Set(['jwt', 'logout+jwt', 'application/logout+jwt']);

/** Whose sessions a logout token ends. One of `sub` and `sid` is there. */
export interface Logout {
  readonly jti: string;
  readonly sub: string | undefined;
  readonly sid: string | undefined;
}

/**
 * What a token says whose signature, issuer and audience were checked already (Back-Channel Logout 1.0 section 2.6). Throws an
 * Error with the reason for one that is no logout token: an ID token is signed with the same keys, and it passes through
 * browsers. `now` in epoch
 * milliseconds, `clockSkew` in milliseconds.
 */
export function readLogoutToken({ payload, protectedHeader }: JWTVerifyResult, now: number, clockSkew: number): Logout {
  const { typ } = protectedHeader;
  if (typ !== undefined && !TYPES.has(typ.toLowerCase())) throw new Error(`a token of type ${typ}`);
  const { events, iat, jti, nonce } = payload;
  if (nonce !== undefined) throw new Error('a nonce, which ID tokens have');
  if (!isRecord(events) || !isRecord(events[EVENT])) throw new Error('no logout event');
  if (typeof iat !== 'number') throw new Error('no iat');
  const [age, skew] = [now / 1000 - iat, clockSkew / 1000];
  if (age > LOGOUT_TOKEN_LIFE + skew) throw new Error('too old');
  if (age < -skew) throw new Error('from the future');
  const [id, sub, sid] = [text(jti, 'jti'), text(payload.sub, 'sub'), text(payload['sid'], 'sid')];
  if (id === undefined) throw new Error('no jti');
  if (sub === undefined && sid === undefined) throw new Error('neither sub nor sid');
  return { jti: id, sub, sid };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown, name: string): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value === '') throw new Error(`${name} is no text`);
  return value;
}
