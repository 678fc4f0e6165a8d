import type { ProtectedApp } from '../model/app.ts';
import type { StepUpDemand } from '../model/decision.ts';
import type { Inbound, Reply, Routed } from '../model/exchange.ts';
import { Failure } from '../model/failure.ts';
import { type HostMap, serializeOrigin } from '../model/host-map.ts';
import type { Session } from '../model/identity.ts';
import { createAppEntrance, JOINED } from './app-entrance.ts';
import { createBrowserSessions } from './browser-sessions.ts';
import { headerTarget } from './deep-link.ts';
import type { FactorEvent } from './factors/factor-room.ts';
import type { SecondFactor } from './factors/second-factor.ts';
import type { FirstSeen } from './first-seen.ts';
import type { FlowStore } from './flow-store.ts';
import type { Grants } from './grants.ts';
import type { HandoffPages } from './handoff-pages.ts';
import {
  AGAIN_PATH,
  HANDOFF_PATH,
  STANDING_PATH,
  signInAuthority as signInAuthorityOf,
  splitTarget,
} from './handoff-paths.ts';
import { empty, page } from './handoff-reply.ts';
import type { Provider, Route } from './identity-provider.ts';
import type { Landings } from './landings.ts';
import { createLedRequests, type LedRequests } from './led-requests.ts';
import { leave } from './onward.ts';
import { mayBeOpaqueNavigation } from './opaque-navigation.ts';
import type { Partings } from './partings.ts';
import { readPostedForm } from './posted-form.ts';
import { postedReply } from './posted-reply.ts';
import type { ProviderSessions } from './provider-sessions.ts';
import type { Renewals } from './renewals.ts';
import type { OpenSession, SessionStore } from './session-store.ts';
import { preflightGrant, siblingOrigin } from './sibling-origin.ts';
import { signInAnswer } from './sign-in-answer.ts';
import { createSignInHost } from './sign-in-host.ts';
import { createSignOut, type SignOutDesk } from './sign-out.ts';
import { createSilentRenewal } from './silent-renewal.ts';
import { withoutSession } from './without-session.ts';

/** Something for the activity log. `failure` says why a sign-in failed. */
export interface HandoffEvent {
  readonly type: 'sign-in' | 'sign-in-failed' | 'sign-out' | FactorEvent['type'];
  readonly inbound: Inbound;
  readonly open?: OpenSession;
  /** Of a session that ended without its user: nobody can open it. */
  readonly sessionId?: string;
  readonly appId?: string;
  readonly failure?: Failure;
  /** Which second factor, and how it went. */
  readonly factor?: string;
}

export interface HandoffParts {
  readonly hosts: HostMap;
  readonly apps: readonly ProtectedApp[];
  /** By id, as `ProtectedApp.provider` names them. */
  readonly providers: ReadonlyMap<string, Provider>;
  readonly sessions: SessionStore;
  readonly flows: FlowStore;
  readonly ties: ProviderSessions;
  readonly grants: Grants;
  readonly renewals: Pick<Renewals, 'current' | 'recheck' | 'revoke'>;
  readonly pages: HandoffPages;
  /** Routes of others on the sign-in host, by path. */
  readonly routes: (desk: SignOutDesk) => ReadonlyMap<string, Route>;
  /** Routes of others on an app's own hosts. */
  readonly routesOf: (app: ProtectedApp, desk: SignOutDesk) => ReadonlyMap<string, Route>;
  /** Tells the apps that a session is about to end. Never rejects. */
  readonly parting: (open: OpenSession) => Promise<void>;
  readonly landings: Landings;
  readonly partings: Partings;
  readonly secondFactor: SecondFactor;
  readonly audit: (event: HandoffEvent) => void;
  /** Told when a session has ended. */
  readonly ended: (sessionId: string) => void;
  readonly firstSeen: FirstSeen;
  readonly now: () => number;
}

export type Authenticated =
  /** `led` where a redirect of the app's has led to the request, which came without its cookie. */
  | { readonly kind: 'session' | 'led'; readonly open: OpenSession }
  /** Known by a grant alone: nothing that is kept with the session can be opened. */
  | { readonly kind: 'grant'; readonly session: Session }
  | { readonly kind: 'reply'; readonly reply: Reply };

/** Hands sign-in over to the identity provider and back (docs/handoff.md). */
export interface Handoff {
  /** The session of a request, or what leads to one. Throws Failure `sign-in-required` where only a person can go on. */
  authenticate(routed: Routed): Promise<Authenticated>;
  /** Where a redirect of an app's leads that is followed without cookies. */
  readonly lead: LedRequests['lead'];
  /** The redirect to a stronger sign-in that ends at `target` of the same host. */
  stepUp(routed: Routed, target: string, demand: StepUpDemand): Promise<Reply>;
  /** Ends what listens to providers. */
  close(): void;
  /** The handoff's own routes; undefined for every other request. Throws Failures of the sign-in group. */
  handle(inbound: Inbound): Promise<Reply | undefined>;
}

const READS = ['GET', 'HEAD'];
const READS_AND_POST = [...READS, 'POST'];

export function createHandoff(parts: HandoffParts): Handoff {
  const { hosts, apps, providers, sessions, flows, ties, grants, pages, audit, ended } = parts;
  const signInAuthority = signInAuthorityOf(hosts.table);

  const browser = createBrowserSessions(sessions);
  const led = createLedRequests(sessions, parts.now);

  async function endSession(sessionId: string, open?: OpenSession): Promise<void> {
    if (open) await parts.parting(open);
    await sessions.end(sessionId);
    ended(sessionId);
  }

  const silence = createSilentRenewal(providers, parts.flows, parts.now);
  const entrance = createAppEntrance({ hosts, signInAuthority, sessions, flows, pages });
  const signInHost = createSignInHost({
    authority: signInAuthority,
    providers,
    sessions,
    browser,
    flows,
    ties,
    pages,
    frontDoor(appId) {
      const origin = apps.find(({ id }) => id === appId)?.hosts[0]?.origin;
      return origin && hosts.suffixAuthority(origin);
    },
    signedIn: (inbound, open, appId) => audit({ type: 'sign-in', inbound, open, appId }),
    failed: (inbound, appId, failure) => audit({ type: 'sign-in-failed', inbound, appId, failure }),
    endSession,
    firstSeen: parts.firstSeen,
    recheck: parts.renewals.recheck,
    now: parts.now,
    endedByProvider: (inbound, sessionId) => audit({ type: 'sign-out', inbound, sessionId }),
  });
  const { signOut, signedOut, desk } = createSignOut({
    signInAuthority,
    providers,
    pages,
    browser,
    signedOut: (inbound, open) => audit({ type: 'sign-out', inbound, open }),
    endSession,
    landings: parts.landings,
    partings: parts.partings,
    revoke: parts.renewals.revoke,
  });

  const listeners = [...providers].flatMap(([id, { protocol }]) => protocol.listen?.(signInHost.deskFor(id)) ?? []);

  const signInRoutes: ReadonlyMap<string, Route> = new Map<string, Route>([
    ['/', { methods: READS, serve: signedOut }],
    [`${HANDOFF_PATH}begin`, { methods: READS, serve: signInHost.begin }],
    [`${HANDOFF_PATH}callback`, { methods: READS_AND_POST, serve: signInHost.callback }],
    [`${HANDOFF_PATH}sign-out`, { methods: READS_AND_POST, serve: signOut }],
    [`${HANDOFF_PATH}signed-out`, { methods: READS, serve: signedOut }],
    ...parts.routes(desk),
    ...parts.secondFactor({ ...signInHost.forFactors, audit }),
    ...[...providers].flatMap(([id, { protocol }]) => [...(protocol.routes?.(signInHost.deskFor(id)) ?? [])]),
  ]);

  const appRoutes = (app: ProtectedApp): ReadonlyMap<string, Route> =>
    new Map<string, Route>([
      [`${HANDOFF_PATH}enter`, { methods: READS, serve: (inbound, query) => entrance.enter(inbound, app, query) }],
      [`${HANDOFF_PATH}join`, { methods: READS, serve: (inbound) => entrance.begin({ ...inbound, app }, JOINED) }],
      [AGAIN_PATH, { methods: READS, serve: (inbound, query) => again(inbound, app, query) }],
      [STANDING_PATH, { methods: READS, serve: (inbound) => standing(inbound, app) }],
      [JOINED, { methods: READS, serve: async () => empty(204, [['cross-origin-resource-policy', 'same-site']]) }],
      [`${HANDOFF_PATH}sign-out`, { methods: READS_AND_POST, serve: signOut }],
      ...parts.routesOf(app, desk),
    ]);
  const routesByOrigin = new Map(
    apps.flatMap((app) => {
      const routes = appRoutes(app);
      return app.hosts.map(({ origin }) => [serializeOrigin(origin), routes] as const);
    }),
  );

  function serve(routes: ReadonlyMap<string, Route>, inbound: Inbound): Promise<Reply> | undefined {
    const { pathname, query } = splitTarget(inbound.target);
    const route = routes.get(pathname);
    if (route && !route.methods.includes(inbound.method))
      throw new Failure('bad-request', `${inbound.method} on ${pathname}`);
    return route?.serve(inbound, query);
  }

  /** What an open page asks now and then, so that its user learns of the end of a session within a minute. */
  async function standing(inbound: Inbound, app: ProtectedApp): Promise<Reply> {
    return (await browser.stands(inbound)) ? empty(204) : signInAnswer({ ...inbound, app }, hosts);
  }

  function preflight(routed: Routed): Reply {
    const origin = siblingOrigin(routed, hosts) ?? (led.isAskedFor(routed) ? 'null' : undefined);
    if (origin === undefined) throw new Failure('forbidden-origin', 'preflight of a page that is not of this app');
    return empty(204, preflightGrant(routed.headers, origin));
  }

  /** A form whose session has ended while it was filled in is not lost, where it can be told that it is the user's own. */
  async function heldForm(routed: Routed): Promise<Reply> {
    const answer = await postedReply(routed);
    if (answer) return leave({ url: headerTarget(routed.target), fields: answer }, pages, [], routed.headers);
    const form = await readPostedForm(routed);
    if (!form) throw new Failure('sign-in-required', `${routed.method} navigation without a session`);
    const held = { appName: routed.app.name, action: headerTarget(routed.target), form, next: AGAIN_PATH };
    return {
      ...page((nonce) => pages.resend({ nonce, accept: routed.headers, ...held }), { form: true }),
      status: 401,
    };
  }

  async function again(inbound: Inbound, app: ProtectedApp, query: URLSearchParams): Promise<Reply> {
    const open = await browser.of(inbound, 'session');
    if (open?.session.user.provider !== app.provider) return entrance.begin({ ...inbound, app }, AGAIN_PATH);
    const after = query.has('reason') ? 'reason' : 'sign-in';
    return page((nonce) => pages.again({ nonce, accept: inbound.headers, appName: app.name, after }));
  }

  async function current(routed: Routed, held: OpenSession | undefined): Promise<OpenSession | undefined> {
    return held?.session.user.provider === routed.app.provider ? parts.renewals.current(held) : undefined;
  }

  async function reply(routed: Routed): Promise<Reply> {
    switch (withoutSession(routed)) {
      case 'lead':
      case 'lead-silently':
        return entrance.begin(routed, routed.target);
      case 'page':
        return heldForm(routed);
      case 'answer':
        return signInAnswer(routed, hosts);
      case 'preflight':
        return preflight(routed);
    }
  }

  return {
    async authenticate(routed) {
      const open = await current(routed, await browser.of(routed, 'session'));
      const here = await led.follow(routed, open !== undefined);
      if (here) return { kind: 'led', open: here };
      if (open && (await silence.leads(routed, open.session)))
        return { kind: 'reply', reply: await entrance.begin(routed, routed.target, { silent: true }) };
      const held = open || !mayBeOpaqueNavigation(routed) ? undefined : await browser.of(routed, 'opaque');
      const shown = open ?? (held && grants.covers(routed, held.session) ? await current(routed, held) : undefined);
      if (shown) {
        grants.present(shown.session, routed.app.id, routed.remoteAddress);
        return { kind: 'session', open: shown };
      }
      // Whose page it is, the cookie tells for certain where one comes.
      const granted = held ? undefined : await grants.redeem(routed);
      if (granted) return { kind: 'grant', session: granted };
      return { kind: 'reply', reply: await reply(routed) };
    },
    close() {
      for (const stop of listeners) stop();
    },
    lead: led.lead,
    stepUp: (routed, target, stepUp) => entrance.begin(routed, target, { stepUp }),
    async handle(inbound) {
      if (inbound.authority === signInAuthority) {
        const served = serve(signInRoutes, inbound);
        if (!served)
          throw new Failure('unknown-host', `nothing at ${inbound.target.split('?', 1)[0]} of the sign-in host`);
        return served;
      }
      if (!inbound.target.startsWith(HANDOFF_PATH)) return undefined;
      const origin = hosts.originOf(inbound.authority);
      const routes = origin && routesByOrigin.get(serializeOrigin(origin));
      return routes && serve(routes, inbound);
    },
  };
}
