import type { JWTPayload, JWTVerifyResult } from 'jose';
import type { AppBearer, ProtectedApp } from '../model/app.ts';
import type { Reply, Routed } from '../model/exchange.ts';
import { Failure } from '../model/failure.ts';
import { type HeaderList, headerValue, headerValues } from '../model/headers.ts';
import type { Session } from '../model/identity.ts';
import { type BearerError, bearerChallenge } from './bearer-challenge.ts';
import { authenticationOf, type ClaimMapping, deviceTagsOf, leavesGroupsOut, riskOf, userOf } from './claims.ts';
import { HANDOFF_PATH } from './handoff-paths.ts';
import { OWN_COOKIES } from './own-cookies.ts';
import { ProviderUnreachable } from './provider-fetch.ts';
import { rowKey } from './seal.ts';
import type { CheckToken } from './token-check.ts';
import { isNavigation } from './without-session.ts';

export interface BearerParts {
  readonly apps: readonly ProtectedApp[];
  /** What checks tokens against an issuer's keys. */
  readonly checkFor: (bearer: AppBearer) => CheckToken;
  /** How an app's claims are read, and the provider that they count as being of. */
  readonly mappingOf: (app: ProtectedApp) => { readonly provider: string; readonly mapping: ClaimMapping };
  /** Milliseconds by which the issuer's clock may be behind: so long a token is taken after its end. */
  readonly clockSkew: number;
  readonly now: () => number;
}

/** Whose request it is, and its fields as the app may see them. */
export interface ByToken {
  readonly session: Session;
  readonly headers: HeaderList;
}

/** Sign-in of clients that are no browser: a token with every request, and no session. */
export interface BearerTokens {
  /** Undefined for a browser and for an app that takes no tokens. Throws Failure where the issuer's keys cannot be had. */
  authenticate(routed: Routed): Promise<ByToken | { readonly reply: Reply } | undefined>;
}

class BearerRefusal extends Error {
  readonly error: BearerError;
  constructor(error: BearerError, description: string) {
    super(description);
    this.error = error;
  }
}

/** The `typ` of what may be an access token (RFC 9068 section 2.1); other kinds of signed statements are none. */
const TYPES = new Set([undefined, 'jwt', 'at+jwt', 'application/at+jwt']);
/** What only an ID token holds (OpenID Connect Core, section 2): it is for the client and opens nothing. */
const OF_ID_TOKEN = ['nonce', 'at_hash', 'c_hash'];

export function createBearerTokens({ apps, checkFor, mappingOf, clockSkew, now }: BearerParts): BearerTokens {
  const checks = new Map(apps.flatMap(({ id, bearer }) => (bearer ? [[id, checkFor(bearer)] as const] : [])));

  async function verified(token: string, check: CheckToken, { issuer, audience }: AppBearer): Promise<JWTVerifyResult> {
    try {
      return await check(token, { issuer, audience });
    } catch (error) {
      const unreachable =
        error instanceof ProviderUnreachable || (error instanceof Error && error.name === 'JWKSTimeout');
      if (unreachable) throw new Failure('provider-unavailable', `${issuer}: its keys cannot be had`, error);
      throw new BearerRefusal('invalid_token', 'the token is not one of the issuer for this app, or has ended');
    }
  }

  async function sessionOf(routed: Routed, token: string, check: CheckToken, bearer: AppBearer): Promise<Session> {
    const { payload, protectedHeader } = await verified(token, check, bearer);
    if (!TYPES.has(protectedHeader.typ?.toLowerCase()) || OF_ID_TOKEN.some((claim) => claim in payload))
      throw new BearerRefusal('invalid_token', 'this is no access token');
    // Whoever stole a token that is bound to a key must not use it by leaving the proof out (RFC 9449 section 7.2).
    if (payload['cnf'] !== undefined) throw new BearerRefusal('invalid_token', 'the token is bound to a key');
    const { sub, exp, iat } = payload;
    if (!sub || exp === undefined) throw new BearerRefusal('invalid_token', 'the token names no subject or no end');
    const held = scopesOf(payload);
    if (!bearer.scopes.every((scope) => held.includes(scope)))
      throw new BearerRefusal('insufficient_scope', 'the token does not hold what this app asks for');
    const { provider, mapping } = mappingOf(routed.app);
    if (leavesGroupsOut(payload, mapping)) throw new Failure('groups-missing', 'a pointer stands for the groups');
    const tags = deviceTagsOf(payload, mapping);
    const risk = riskOf(payload, mapping);
    return {
      id: rowKey(Buffer.from(token)),
      user: userOf(provider, payload, mapping),
      device: { userAgent: headerValue(routed.headers, 'user-agent') ?? '', ...(tags ? { tags } : {}) },
      createdAt: iat === undefined ? now() : iat * 1000,
      expiresAt: exp * 1000 + clockSkew,
      authentication: authenticationOf(payload, mapping, now()),
      ...(risk === undefined ? {} : { risk }),
      byToken: true,
    };
  }

  return {
    async authenticate(routed) {
      const { bearer } = routed.app;
      const check = checks.get(routed.app.id);
      // The gateway's own routes are for sessions.
      if (!bearer || !check || isBrowser(routed) || routed.target.startsWith(HANDOFF_PATH)) return undefined;
      try {
        const [first, ...more] = headerValues(routed.headers, 'authorization');
        if (more.length > 0) throw new BearerRefusal('invalid_request', 'authorization comes twice');
        const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(first ?? '')?.[1];
        if (token !== undefined) {
          const session = await sessionOf(routed, token, check, bearer);
          return {
            session,
            headers: bearer.forward ? routed.headers : routed.headers.filter(([name]) => name !== 'authorization'),
          };
        }
        return first === undefined && isNavigation(routed)
          ? undefined
          : { reply: bearerChallenge(routed, bearer, undefined) };
      } catch (refusal) {
        if (!(refusal instanceof BearerRefusal)) throw refusal;
        const { error, message: description } = refusal;
        return { reply: bearerChallenge(routed, bearer, { error, description }) };
      }
    },
  };
}

/**
 * A browser says how it fetches, and has a session: a page's own token must not stand in for a session that has ended. Whoever
 * leaves these out holds the token himself.
 */
function isBrowser({ headers }: Routed): boolean {
  if (headers.some(([name]) => name.startsWith('sec-fetch-'))) return true;
  return headerValues(headers, 'cookie').some((value) => value.includes(`${OWN_COOKIES.session}=`));
}

/** `scope` of RFC 9068, or `scp` as Entra and Okta have it. */
function scopesOf(payload: JWTPayload): readonly string[] {
  return [payload['scope'], payload['scp']].flatMap((found) =>
    Array.isArray(found) ? found.map(String) : typeof found === 'string' ? found.split(' ') : [],
  );
}
