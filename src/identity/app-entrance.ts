import type { ProtectedApp } from '../model/app.ts';
import type { Inbound, Reply, Routed } from '../model/exchange.ts';
import { Failure } from '../model/failure.ts';
import { headerValue } from '../model/headers.ts';
import type { HostMap } from '../model/host-map.ts';
import { holdsSecret, secretHash, takeSecret } from './browser-secret.ts';
import { deepLink, rememberedTarget } from './deep-link.ts';
import type { Flow, FlowStore } from './flow-store.ts';
import type { HandoffPages } from './handoff-pages.ts';
import { HANDOFF_PATH } from './handoff-paths.ts';
import { page, redirect } from './handoff-reply.ts';
import { boundTo, clearDoubledCookie, setOwnCookie, setOwnSecret } from './own-cookies.ts';
import type { SessionStore } from './session-store.ts';
import { isNavigation } from './without-session.ts';

export interface AppEntranceParts {
  readonly hosts: HostMap;
  /** Authority of the sign-in host. */
  readonly signInAuthority: string;
  readonly sessions: SessionStore;
  readonly flows: FlowStore;
  readonly pages: Pick<HandoffPages, 'opening'>;
}

/** What a flow asks of a user who has a session. */
export type FlowAsking = Pick<Flow, 'stepUp' | 'silent'>;

/** Both ends of a way in, on the app's own host. */
export interface AppEntrance {
  /** Begins a flow that will end at `target`, and leads to the sign-in host. */
  begin(routed: Pick<Routed, 'authority' | 'headers' | 'app'>, target: string, asking?: FlowAsking): Promise<Reply>;
  /** Turns the one-time code into this host's own session cookie, and leads on to where the flow began. */
  enter(inbound: Inbound, app: ProtectedApp, query: URLSearchParams): Promise<Reply>;
}

/** Where a flow ends that only lets a host in. */
export const JOINED = `${HANDOFF_PATH}joined`;
/** Seconds the cookie lives that ties a code to the browser that began. */
const FLOW_COOKIE_LIFE = 600;
/** Entries at one place within half a minute, after which the browser is taken not to keep its session cookie. */
const MAX_ENTRIES = 5;

export function createAppEntrance({ hosts, signInAuthority, sessions, flows, pages }: AppEntranceParts): AppEntrance {
  /** The app's other hosts: they are entered with the first one, so that the page's own requests to them find a session. */
  function siblings(app: ProtectedApp, authority: string): string[] {
    const all = app.hosts.map(({ origin }) => hosts.suffixAuthority(origin)).filter((other) => other !== undefined);
    return all.filter((other) => other !== authority);
  }

  /** Only a page of its own window opens the others first: in a frame they are open already, or blocked with it. */
  function opensSiblings(inbound: Inbound, target: string): boolean {
    const dest = headerValue(inbound.headers, 'sec-fetch-dest') ?? 'document';
    return target !== JOINED && isNavigation(inbound) && dest === 'document';
  }

  return {
    async begin({ authority, headers, app }, target, asking = {}) {
      const secret = takeSecret(headers, 'flow');
      const flowId = await flows.begin({
        authority,
        target: rememberedTarget(target),
        appId: app.id,
        provider: app.provider,
        flowCookie: secretHash(secret),
        fragment: '',
        ...asking,
      });
      const url = `https://${signInAuthority}${HANDOFF_PATH}begin?flow=${flowId}`;
      return redirect(url, [
        setOwnSecret('flow', secret, FLOW_COOKIE_LIFE),
        ...clearDoubledCookie(headers, 'session'),
        ...clearDoubledCookie(headers, 'opaque'),
      ]);
    },
    async enter(inbound, app, query) {
      const { authority } = inbound;
      const redeemed = await flows.redeem(query.get('code') ?? '', authority);
      if (!redeemed) throw new Failure('sign-in-expired', 'the code was used, is too old or belongs to another host');
      const { flow, open } = redeemed;
      if (flow.flowCookie === undefined || !holdsSecret(inbound.headers, 'flow', flow.flowCookie))
        throw new Failure('sign-in-failed', 'the code came to another browser than the one that asked');
      if (isNavigation(inbound) && (await flows.entered(flow)) > MAX_ENTRIES)
        throw new Failure('sign-in-failed', 'the browser does not keep the session cookie');
      const cookies = await Promise.all(
        (['session', 'opaque'] as const).map(async (which) =>
          setOwnCookie(which, await sessions.tokenFor(open, boundTo(which, authority))),
        ),
      );
      const target = deepLink(authority, flow.target, flow.fragment);
      const others = opensSiblings(inbound, flow.target) ? siblings(app, authority) : [];
      if (others.length === 0) return redirect(target, cookies);
      const origins = others.map((other) => `https://${other}`);
      const joins = origins.map((origin) => `${origin}${HANDOFF_PATH}join`);
      const images = [...origins, `https://${signInAuthority}`];
      const { fragment } = flow;
      const whole = deepLink(authority, flow.target, '');
      return page(
        (nonce) => pages.opening({ nonce, accept: inbound.headers, appName: app.name, joins, target: whole, fragment }),
        {
          cookies,
          images,
        },
      );
    },
  };
}
