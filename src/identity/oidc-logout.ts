import type { Inbound, Reply } from '../model/exchange.ts';
import { Failure } from '../model/failure.ts';
import { headerValue } from '../model/headers.ts';
import { HANDOFF_PATH } from './handoff-paths.ts';
import { empty } from './handoff-reply.ts';
import type { Route, SignInDesk } from './identity-provider.ts';
import { LOGOUT_TOKEN_LIFE, type Logout } from './logout-token.ts';
import { namesOfLogout } from './oidc-session-names.ts';
import type { RecordStore } from './record-store.ts';
import { rowKey } from './seal.ts';

export interface OidcLogoutParts {
  /** The provider's id in the configuration. */
  readonly id: string;
  readonly issuer: string;
  readonly records: RecordStore;
  readonly now: () => number;
  /** Milliseconds by which the provider's clock may be off. */
  readonly clockSkew: number;
  /** Reads a logout token. Throws Failure `bad-request` for one that is not the provider's. */
  readonly read: (token: string) => Promise<Logout>;
}

/** Octets of a posted form: a token and its name. */
const MAX_FORM = 64 * 1024;

/** Where a provider says that a session of its own has ended: from server to server, and through a frame in the browser. */
export function oidcLogoutRoutes(parts: OidcLogoutParts, desk: SignInDesk): ReadonlyMap<string, Route> {
  const base = `${HANDOFF_PATH}oidc/${parts.id}`;
  /** Milliseconds for which a used token is remembered: while it is young enough, by the clock that runs behind or ahead. */
  const memory = LOGOUT_TOKEN_LIFE * 1000 + 2 * parts.clockSkew;

  async function end(inbound: Inbound, logout: Pick<Logout, 'sub' | 'sid'>): Promise<Reply> {
    for (const name of namesOfLogout(logout)) await desk.endSessionsOf(inbound, name);
    return empty(200);
  }

  /** OpenID Connect Back-Channel Logout 1.0 section 2.5. */
  async function backChannel(inbound: Inbound): Promise<Reply> {
    const logout = await parts.read(only(await readForm(inbound), 'logout_token') ?? '');
    const key = rowKey(Buffer.from(JSON.stringify([parts.id, logout.jti])));
    const record = { value: new Uint8Array(), expiresAt: parts.now() + memory };
    if (!(await parts.records.add('logout-used', key, record)))
      throw new Failure('bad-request', `${parts.id}: the logout token was used already`);
    try {
      return await end(inbound, logout);
    } catch (error) {
      // The provider may send it again, and then it has to work.
      await parts.records.remove('logout-used', key);
      throw error;
    }
  }

  /**
   * OpenID Connect Front-Channel Logout 1.0 section 2. The frame brings no cookie of ours, so only the `sid` says which
   * session it means: a random name that nobody has but the provider and the ID token, which never leaves the gateway. Without
   * one, any site could sign people out. Entra sends it without `iss`, which the address says as well.
   */
  async function frontChannel(inbound: Inbound, query: URLSearchParams): Promise<Reply> {
    const [iss, sid] = [only(query, 'iss'), only(query, 'sid')];
    if (iss !== undefined && iss !== parts.issuer)
      throw new Failure('bad-request', `${parts.id}: front-channel logout of another issuer`);
    if (sid === undefined || sid === '')
      throw new Failure('bad-request', `${parts.id}: front-channel logout names no session`);
    return end(inbound, { sub: undefined, sid });
  }

  return new Map<string, Route>([
    [`${base}/backchannel-logout`, { methods: ['POST'], serve: backChannel }],
    [`${base}/frontchannel-logout`, { methods: ['GET', 'HEAD'], serve: frontChannel }],
  ]);
}

function only(fields: URLSearchParams, name: string): string | undefined {
  const [first, ...more] = fields.getAll(name);
  if (more.length > 0) throw new Failure('bad-request', `${name} twice`);
  return first;
}

async function readForm({ headers, body }: Pick<Inbound, 'headers' | 'body'>): Promise<URLSearchParams> {
  const type = headerValue(headers, 'content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) throw new Failure('bad-request', `a body of ${type}`);
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body ?? []) {
    size += piece.length;
    if (size > MAX_FORM) throw new Failure('bad-request', 'the form is too large');
    pieces.push(piece);
  }
  return new URLSearchParams(Buffer.concat(pieces).toString('latin1'));
}
