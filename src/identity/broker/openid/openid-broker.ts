import type { AppOidc, ProtectedApp } from '../../../model/app.ts';
import type { Identified, Reply, Routed } from '../../../model/exchange.ts';
import { Failure } from '../../../model/failure.ts';
import { type HeaderList, headerValue } from '../../../model/headers.ts';
import type { HostMap } from '../../../model/host-map.ts';
import type { Session } from '../../../model/identity.ts';
import { meets } from '../../../policy/step-up.ts';
import type { HandoffPages } from '../../handoff-pages.ts';
import { HANDOFF_PATH, type SignInAddresses, splitTarget } from '../../handoff-paths.ts';
import { NO_STORE, redirect } from '../../handoff-reply.ts';
import type { Route } from '../../identity-provider.ts';
import { leave } from '../../onward.ts';
import type { RecordStore } from '../../record-store.ts';
import type { SessionStore } from '../../session-store.ts';
import type { SignOutDesk } from '../../sign-out.ts';
import { isNavigation } from '../../without-session.ts';
import type { Entered, StepUp } from '../app-sign-in.ts';
import { sessionIndexOf } from '../logout/app-visits.ts';
import type { SpeakToApp } from '../logout/speak-to-app.ts';
import { accountOf, createAppProvider, type PostToApp } from './app-provider.ts';
import { authorizationAnswer } from './authorization-answer.ts';
import { readAuthorizationRequest } from './authorization-request.ts';
import { createBackChannel } from './back-channel.ts';
import { endSessionRoute } from './end-session.ts';
import type { OidcServer } from './load-oidc-provider.ts';
import { askHandler, type NodeAnswer } from './node-exchange.ts';
import { AUTHORIZE_NAME, issuerOf, OPENID_PATHS } from './openid-addresses.ts';
import { readForm } from './read-form.ts';
import { createSealedRecords, type SealedRecords } from './sealed-records.ts';
import type { SigningKeys } from './signing-keys.ts';

export interface OpenidBrokerParts {
  readonly hosts: HostMap;
  readonly apps: readonly ProtectedApp[];
  readonly host: SignInAddresses;
  readonly keys: SigningKeys;
  readonly records: RecordStore;
  /** Seals what is kept for apps. */
  readonly gatewayKey: Uint8Array;
  readonly sessions: Pick<SessionStore, 'isLive'>;
  readonly pages: Pick<HandoffPages, 'leave'>;
  readonly entered: Entered;
  readonly speak: SpeakToApp;
  /** Told what the operator should know of. */
  readonly warn: (what: string) => void;
  readonly now: () => number;
}

/** The gateway as the OpenID provider of its apps: whoever has a session at the gateway is signed in to them. */
export interface OpenidBroker {
  /** What each app's server and pages ask, on the sign-in host. */
  routesFor(desk: SignOutDesk): ReadonlyMap<string, Route>;
  /**
   * Answers an app's authorization request, which comes to the app's own suffix host, so under its session. Undefined for an
   * app that does not sign in this way. Throws Failure `bad-request` for a request that is not the app's.
   */
  authorize(exchange: Identified, stepUp: StepUp): Promise<Reply | undefined>;
  /** Where an app's redirect leads: its authorization request stays on the host it began on. Every other address is left as it is. */
  inside(exchange: Pick<Routed, 'app' | 'authority'>, location: string): string;
  /** Ends what is sent to apps by itself. */
  close(): void;
}

export interface AppEntry {
  readonly app: ProtectedApp;
  readonly oidc: AppOidc;
  readonly issuer: string;
  readonly records: SealedRecords;
  provider(): Promise<OidcServer>;
}

/** Milliseconds for an app to take a message. */
const TIMEOUT = 5000;
/** Fields of a request that the provider is shown. */
const SHOWN = new Set([
  'authorization',
  'content-type',
  'origin',
  'accept',
  'access-control-request-method',
  'access-control-request-headers',
]);

export function createOpenidBroker(parts: OpenidBrokerParts): OpenidBroker {
  const { hosts, host, keys, pages, now } = parts;
  const entries = new Map(parts.apps.flatMap((app) => (app.oidc ? [[app.id, entryOf(app, app.oidc)] as const] : [])));

  function entryOf(app: ProtectedApp, oidc: AppOidc): AppEntry {
    const issuer = issuerOf(app.id, host.origin);
    const records = createSealedRecords(parts.records, parts.gatewayKey, app.id);
    const post: PostToApp = async (url, fields) =>
      (await parts.speak(undefined, app, { url, fields }, AbortSignal.timeout(TIMEOUT))).status;
    let made: { readonly jwks: unknown; readonly provider: Promise<OidcServer> } | undefined;
    return {
      app,
      oidc,
      issuer,
      records,
      provider() {
        const jwks = keys.current();
        if (made?.jwks !== jwks) {
          const origins = suffixOrigins(app);
          made = { jwks, provider: createAppProvider(app, oidc, { ...parts, issuer, jwks, records, origins, post }) };
        }
        return made.provider;
      },
    };
  }

  const backChannel = createBackChannel([...entries.values()], parts);

  function suffixOrigins({ hosts: own }: ProtectedApp): string[] {
    return own.flatMap(({ origin }) => {
      const authority = hosts.suffixAuthority(origin);
      return authority === undefined ? [] : [`https://${authority}`];
    });
  }

  async function ask(
    { issuer, provider }: AppEntry,
    path: string,
    { method, headers }: { readonly method: string; readonly headers: HeaderList },
    body?: Buffer,
  ): Promise<NodeAnswer> {
    const { host: authority, pathname } = new URL(issuer);
    const shown = headers.filter(([name]) => SHOWN.has(name) || name === 'cookie');
    const request = { method, headers: [...shown, ['host', authority] as const], mount: pathname, path, body };
    return askHandler((await provider()).callback(), request);
  }

  /** A route that the provider serves itself: none of them knows the browser's cookies. */
  function served(entry: AppEntry, path: string, methods: readonly string[]): Route {
    return {
      methods,
      async serve({ method, headers, target, body }) {
        const { rawQuery } = splitTarget(target);
        const shown = headers.filter(([name]) => SHOWN.has(name));
        const answer = await ask(
          entry,
          rawQuery === '' ? path : `${path}?${rawQuery}`,
          { method, headers: shown },
          method === 'POST' ? await readForm(body) : undefined,
        );
        const { headers: given } = answer;
        const kept = given.filter(([name]) => !['set-cookie', 'content-length', 'transfer-encoding'].includes(name));
        const cached = kept.some(([name]) => name === 'cache-control') ? NO_STORE.slice(1) : NO_STORE;
        return { status: answer.status, headers: [...kept, ...cached], body: answer.body };
      },
    };
  }

  /**
   * An authorization request at the address that apps are told. Begun inside the gateway it goes on at the app's own suffix
   * host. Begun at the app's real address, its answer would come to a host that has none of the app's cookies: there the
   * browser is led to the app inside, which then begins anew.
   */
  function entrance({ app, oidc }: AppEntry): Route {
    return {
      methods: ['GET', 'HEAD'],
      async serve({ headers, target }) {
        const [front = ''] = suffixOrigins(app);
        const site = headerValue(headers, 'sec-fetch-site') ?? 'same-site';
        if (site !== 'same-site' && site !== 'same-origin') return redirect(`${front}/`);
        const { query, rawQuery } = splitTarget(target);
        const wanted = query.get('redirect_uri') ?? '';
        const begun = oidc.redirectUris.includes(wanted) ? new URL(hosts.toSuffix(wanted)).origin : front;
        return redirect(`${begun}${HANDOFF_PATH}${AUTHORIZE_NAME}?${rawQuery}`);
      },
    };
  }

  function routesOf(entry: AppEntry, desk: SignOutDesk): (readonly [string, Route])[] {
    const { pathname } = new URL(entry.issuer);
    const reads = ['GET', 'HEAD', 'OPTIONS'];
    const routes: readonly (readonly [string, Route])[] = [
      [OPENID_PATHS.discovery, served(entry, OPENID_PATHS.discovery, reads)],
      [OPENID_PATHS.jwks, served(entry, OPENID_PATHS.jwks, reads)],
      [OPENID_PATHS.token, served(entry, OPENID_PATHS.token, ['POST', 'OPTIONS'])],
      [OPENID_PATHS.revoke, served(entry, OPENID_PATHS.revoke, ['POST', 'OPTIONS'])],
      [OPENID_PATHS.userinfo, served(entry, OPENID_PATHS.userinfo, ['GET', 'POST', 'OPTIONS'])],
      [OPENID_PATHS.authorize, entrance(entry)],
      [OPENID_PATHS.endSession, endSessionRoute(entry, desk, { hosts, host })],
    ];
    return routes.map(([path, route]) => [pathname + path, route] as const);
  }

  /** Makes the gateway's session the provider's, with the same end; gives the cookie that names it, which no browser sees. */
  async function signedInAs({ app, oidc, records, provider }: AppEntry, session: Session): Promise<string> {
    const account = accountOf(session.user, oidc);
    if (!account)
      throw new Failure('bad-request', `${app.id}: nothing is known that could be the user's ${oidc.subject}`);
    await records.put(['account', session.id, account.id], account.claims, session.expiresAt);
    const { Session: Sessions, cookieName } = (await provider()) as OidcServer & { Session: SessionModel };
    const held = (await Sessions.find(session.id)) ?? new Sessions({ jti: session.id, uid: session.id });
    const { authentication } = session;
    const strengths = (authentication?.strengths ?? []).map(({ name }) => name);
    held.loginAccount({
      accountId: account.id,
      loginTs: Math.floor((authentication?.at ?? session.createdAt) / 1000),
      ...(strengths.length > 0 ? { amr: strengths } : {}),
    });
    held.sidFor(oidc.clientId, sessionIndexOf(session, app.id));
    await held.save(Math.max(1, Math.ceil((session.expiresAt - now()) / 1000)));
    return `${cookieName.call(await provider(), 'session')}=${session.id}`;
  }

  return {
    routesFor: (desk) => new Map([...entries.values()].flatMap((entry) => routesOf(entry, desk))),
    close: backChannel.close,
    async authorize(exchange, stepUp) {
      const entry = entries.get(exchange.app.id);
      if (!entry) return undefined;
      const { method, headers, target, session } = exchange;
      if (method !== 'GET' || !isNavigation({ headers }))
        throw new Failure('bad-request', `${method} on ${AUTHORIZE_NAME}, or no navigation`);
      const { query, responseMode, demand, silent } = readAuthorizationRequest(splitTarget(target).rawQuery);
      const fresh = demand === undefined || meets(demand, session.authentication, now());
      if (!fresh && !silent) return stepUp(exchange, target, demand);
      // Who may not ask gets an answer without a session behind it: `login_required`.
      const cookie = fresh ? [['cookie', await signedInAs(entry, session)] as const] : [];
      const answer = await ask(entry, `${OPENID_PATHS.authorize}?${query}`, { method, headers: cookie });
      const { onward, entered } = authorizationAnswer(answer, responseMode, hosts);
      if (entered !== undefined) {
        parts.entered(exchange, entered);
        await backChannel.note(entry, session);
      }
      return leave(onward, pages, [], headers);
    },
    inside({ app, authority }, location) {
      const issuer = entries.get(app.id)?.issuer;
      const told = `${issuer}${OPENID_PATHS.authorize}?`;
      if (issuer === undefined || !location.startsWith(told)) return location;
      return `https://${authority}${HANDOFF_PATH}${AUTHORIZE_NAME}?${location.slice(told.length)}`;
    },
  };
}

/** The part of the package's session model that its types leave out. */
interface SessionModel {
  new (payload: { readonly jti: string; readonly uid: string }): SessionRecord;
  find(id: string): Promise<SessionRecord | undefined>;
}
interface SessionRecord {
  sidFor(clientId: string, sid: string): void;
  loginAccount(details: { accountId: string; loginTs: number; amr?: string[] }): void;
  save(seconds: number): Promise<string>;
}
