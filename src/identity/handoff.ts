import { randomBytes } from 'node:crypto';
import type { ProtectedApp } from '../model/app.ts';
import type { Inbound, Reply, Routed } from '../model/exchange.ts';
import { Failure } from '../model/failure.ts';
import { type HeaderList, headerValue } from '../model/headers.ts';
import { type HostMap, serializeOrigin } from '../model/host-map.ts';
import { type ClaimMapping, deviceTagsOf, userOf } from './claims.ts';
import type { Flow, FlowStore } from './flow-store.ts';
import type { HandoffPages } from './handoff-pages.ts';
import type { OidcProvider } from './oidc.ts';
import { ownCookie, setOwnCookie } from './own-cookies.ts';
import { rowKey } from './seal.ts';
import type { OpenSession, SessionStore } from './session-store.ts';

/** Where the handoff's routes live on every host. */
const BASE = '/.well-known/sallyport/';
/** Label of the sign-in host under the suffix. */
export const LOGIN_LABEL = 'login';

/** Something for the activity log. */
export interface HandoffEvent {
  readonly type: 'sign-in' | 'sign-in-failed' | 'sign-out';
  readonly inbound: Inbound;
  readonly open?: OpenSession;
  readonly appId?: string;
}

export interface HandoffParts {
  readonly hosts: HostMap;
  readonly apps: readonly ProtectedApp[];
  readonly providers: ReadonlyMap<string, { readonly oidc: OidcProvider; readonly mapping: ClaimMapping }>;
  readonly sessions: SessionStore;
  readonly flows: FlowStore;
  readonly pages: HandoffPages;
  readonly audit: (event: HandoffEvent) => void;
  /** Told when a session has ended. */
  readonly ended: (sessionId: string) => void;
}

export type Authenticated =
  | { readonly kind: 'session'; readonly open: OpenSession }
  | { readonly kind: 'reply'; readonly reply: Reply };

/** Hands sign-in over to the identity provider and back (docs/handoff.md). */
export interface Handoff {
  /** The session of a request, or what leads to one. */
  authenticate(routed: Routed): Promise<Authenticated>;
  /** The handoff's own routes; undefined for every other request. Throws Failures of the sign-in group. */
  handle(inbound: Inbound): Promise<Reply | undefined>;
}

const NO_STORE: HeaderList = [
  ['cache-control', 'no-store'],
  ['referrer-policy', 'no-referrer'],
  ['x-content-type-options', 'nosniff'],
];

export function createHandoff(parts: HandoffParts): Handoff {
  const { hosts, sessions, flows, pages } = parts;
  const { suffix, port } = hosts.table;
  const loginAuthority = `${LOGIN_LABEL}.${suffix}${port === 443 ? '' : `:${port}`}`;
  const callback = `https://${loginAuthority}${BASE}callback`;
  const gatewayOrigins = hosts.table.origins.map((origin) => hosts.toSuffix(origin)).join(' ');

  async function begin(routed: Pick<Routed, 'authority' | 'headers' | 'app'>, target: string): Promise<Reply> {
    const held = ownCookie(routed.headers, 'flow');
    // A second tab on the same host shares the cookie, so that neither way in spoils the other.
    const secret = held !== undefined && /^[\w-]{43}$/.test(held) ? held : randomBytes(32).toString('base64url');
    const flow: Flow = {
      id: randomBytes(16).toString('base64url'),
      authority: routed.authority,
      target,
      appId: routed.app.id,
      provider: routed.app.provider,
      flowCookie: rowKey(Buffer.from(secret)),
      fragment: '',
    };
    await flows.save(flow);
    return redirect(`https://${loginAuthority}${BASE}begin?flow=${flow.id}`, [setOwnCookie('flow', secret, 600)]);
  }

  /** Sign-in host: is this browser signed in already? Then back at once, else to the identity provider. */
  async function continueFlow(inbound: Inbound, query: URLSearchParams): Promise<Reply> {
    const flow = await flows.find(query.get('flow') ?? '');
    if (!flow) throw new Failure('sign-in-expired', 'no such flow');
    const token = ownCookie(inbound.headers, 'login');
    const open = token === undefined ? undefined : await sessions.open(token, loginAuthority);
    if (open && open.session.user.provider === flow.provider) return enterWith(flow, open, []);
    const fragment = query.get('fragment');
    if (fragment === null) {
      const next = `${BASE}begin?flow=${flow.id}`;
      return page(200, (nonce) => pages.begin({ nonce, next }));
    }
    const provider = providerOf(flow);
    const { url, checks } = await provider.oidc.begin(callback);
    const browser = ownCookie(inbound.headers, 'browser') ?? randomBytes(32).toString('base64url');
    await flows.tieState(checks.state, flow.id);
    await flows.save({
      ...flow,
      fragment: cleanFragment(fragment),
      checks,
      browserCookie: rowKey(Buffer.from(browser)),
    });
    return redirect(url, [setOwnCookie('browser', browser, 3600)]);
  }

  /** Sign-in host: the identity provider's answer. */
  async function finishFlow(inbound: Inbound, query: URLSearchParams): Promise<Reply> {
    const flow = await flows.byState(query.get('state') ?? '');
    if (!flow?.checks) throw new Failure('sign-in-expired', 'no flow waits for this answer');
    const browser = ownCookie(inbound.headers, 'browser');
    try {
      if (browser === undefined || rowKey(Buffer.from(browser)) !== flow.browserCookie) {
        throw new Failure('sign-in-failed', 'the answer came to another browser than the one that asked');
      }
      const provider = providerOf(flow);
      const { claims, idToken } = await provider.oidc.finish(`https://${loginAuthority}${inbound.target}`, flow.checks);
      const tags = deviceTagsOf(claims, provider.mapping);
      const user = userOf(flow.provider, claims, provider.mapping);
      const device = {
        userAgent: headerValue(inbound.headers, 'user-agent') ?? '',
        ...(tags === undefined ? {} : { tags }),
      };
      const open = await sessions.create({ user, device }, idToken);
      parts.audit({ type: 'sign-in', inbound, open, appId: flow.appId });
      return enterWith(flow, open, [setOwnCookie('login', await sessions.tokenFor(open, loginAuthority))]);
    } catch (error) {
      parts.audit({ type: 'sign-in-failed', inbound, appId: flow.appId });
      throw error;
    }
  }

  async function enterWith(flow: Flow, open: OpenSession, cookies: HeaderList): Promise<Reply> {
    const code = await flows.mintCode(flow, open);
    return redirect(`https://${flow.authority}${BASE}enter?flow=${flow.id}&code=${code}`, cookies);
  }

  /** App host: the one-time code becomes this host's own session cookie. */
  async function enter(inbound: Inbound, app: ProtectedApp, query: URLSearchParams): Promise<Reply> {
    const flow = await flows.find(query.get('flow') ?? '');
    const secret = ownCookie(inbound.headers, 'flow');
    if (!flow || flow.authority !== inbound.authority)
      throw new Failure('sign-in-expired', 'no such flow on this host');
    if (secret === undefined || rowKey(Buffer.from(secret)) !== flow.flowCookie)
      throw new Failure('sign-in-failed', 'the code came to another browser than the one that asked');
    const open = await flows.redeem(query.get('code') ?? '', flow.id, inbound.authority);
    if (!open) throw new Failure('sign-in-expired', 'the code was used, is too old or belongs to another host');
    const cookies = [setOwnCookie('session', await sessions.tokenFor(open, inbound.authority))];
    const joins = flow.target === `${BASE}joined` ? [] : siblings(app, inbound.authority);
    if (joins.length === 0) return redirect(flow.target + flow.fragment, cookies);
    return page(
      200,
      (nonce) => pages.opening({ nonce, appName: app.name, joins, target: flow.target, fragment: flow.fragment }),
      cookies,
    );
  }

  function siblings(app: ProtectedApp, authority: string): string[] {
    const all = app.hosts.map(({ origin }) => hosts.suffixAuthority(origin)).filter((other) => other !== undefined);
    return all.filter((other) => other !== authority).map((other) => `https://${other}${BASE}join`);
  }

  async function signOut(inbound: Inbound): Promise<Reply> {
    const which = inbound.authority === loginAuthority ? 'login' : 'session';
    const token = ownCookie(inbound.headers, which);
    const open = token === undefined ? undefined : await sessions.open(token, inbound.authority);
    const cleared = [setOwnCookie(which, '', 0)];
    if (!open) return redirect(`https://${loginAuthority}${BASE}signed-out`, cleared);
    if (inbound.method !== 'POST') {
      return page(200, (nonce) =>
        pages.signOut({ nonce, userName: open.session.user.name, action: `${BASE}sign-out` }),
      );
    }
    // Every app is same-site with every other under the suffix, so only the very same origin may end a session.
    const site = headerValue(inbound.headers, 'sec-fetch-site');
    if (
      headerValue(inbound.headers, 'origin') !== `https://${inbound.authority}` ||
      (site !== undefined && site !== 'same-origin')
    ) {
      throw new Failure('forbidden-origin', `sign-out asked by ${headerValue(inbound.headers, 'origin')}`);
    }
    await sessions.end(open.session.id);
    parts.ended(open.session.id);
    parts.audit({ type: 'sign-out', inbound, open });
    const provider = parts.providers.get(open.session.user.provider);
    const returnTo = `https://${loginAuthority}${BASE}signed-out`;
    const away = await provider?.oidc.endSessionUrl(open.idToken, returnTo).catch(() => undefined);
    return redirect(away ?? returnTo, cleared, 303);
  }

  function providerOf(flow: Flow): { oidc: OidcProvider; mapping: ClaimMapping } {
    const provider = parts.providers.get(flow.provider);
    if (!provider) throw new Failure('sign-in-failed', `no provider ${flow.provider}`);
    return provider;
  }

  function appOf(authority: string): ProtectedApp | undefined {
    const origin = hosts.originOf(authority);
    if (!origin) return undefined;
    const key = serializeOrigin(origin);
    return parts.apps.find((app) => app.hosts.some((host) => serializeOrigin(host.origin) === key));
  }

  function page(status: number, html: (nonce: string) => string, extra: HeaderList = []): Reply {
    const nonce = randomBytes(16).toString('base64url');
    const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; img-src data: https://${loginAuthority} ${gatewayOrigins}; base-uri 'none'; form-action 'self' https:; frame-ancestors 'self'`;
    return {
      status,
      headers: [
        ['content-type', 'text/html; charset=utf-8'],
        ['content-security-policy', policy],
        ...NO_STORE,
        ...extra,
      ],
      body: html(nonce),
    };
  }

  return {
    async authenticate(routed) {
      const token = ownCookie(routed.headers, 'session');
      const open = token === undefined ? undefined : await sessions.open(token, routed.authority);
      if (open) return { kind: 'session', open };
      if (mayRedirect(routed)) return { kind: 'reply', reply: await begin(routed, routed.target) };
      const body = { error: 'sign_in_required', signIn: `https://${routed.authority}/`, exchange: routed.id };
      return {
        kind: 'reply',
        reply: {
          status: 401,
          headers: [
            ['content-type', 'application/json; charset=utf-8'],
            ['www-authenticate', 'Sallyport realm="sign-in"'],
            ...NO_STORE,
          ],
          body: `${JSON.stringify(body)}\n`,
        },
      };
    },
    async handle(inbound) {
      const { pathname, query } = split(inbound.target);
      if (inbound.authority === loginAuthority) {
        if (pathname === `${BASE}begin`) return continueFlow(inbound, query);
        if (pathname === `${BASE}callback`) return finishFlow(inbound, query);
        if (pathname === `${BASE}sign-out`) return signOut(inbound);
        return page(pathname === `${BASE}signed-out` ? 200 : 404, (nonce) => pages.signedOut({ nonce }));
      }
      if (!pathname.startsWith(BASE)) return undefined;
      const app = appOf(inbound.authority);
      if (!app) return undefined;
      if (pathname === `${BASE}enter`) return enter(inbound, app, query);
      if (pathname === `${BASE}sign-out`) return signOut(inbound);
      if (pathname === `${BASE}join`) return begin({ ...inbound, app }, `${BASE}joined`);
      if (pathname === `${BASE}joined`) return { status: 204, headers: NO_STORE, body: undefined };
      return undefined;
    },
  };
}

function redirect(location: string, cookies: HeaderList, status = 302): Reply {
  return { status, headers: [['location', location], ...NO_STORE, ...cookies], body: undefined };
}

function split(target: string): { pathname: string; query: URLSearchParams } {
  const question = target.indexOf('?');
  return {
    pathname: question < 0 ? target : target.slice(0, question),
    query: new URLSearchParams(question < 0 ? '' : target.slice(question + 1)),
  };
}

/** `#…` as a browser writes it, or nothing. */
function cleanFragment(fragment: string): string {
  return fragment.startsWith('#') && fragment.length <= 4096 ? `#${encodeURI(decodeSafely(fragment.slice(1)))}` : '';
}

function decodeSafely(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}

/**
 * Whether a request without a session may be led away: a navigation, or a sub-resource that follows redirects with its
 * cookies. What a script asked for gets an answer that a script can read.
 */
function mayRedirect({ method, headers }: Routed): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const mode = headerValue(headers, 'sec-fetch-mode');
  if (mode !== undefined)
    return mode === 'navigate' || (mode === 'no-cors' && headerValue(headers, 'sec-fetch-dest') !== 'empty');
  return (
    /\btext\/html\b/.test(headerValue(headers, 'accept') ?? '') &&
    headerValue(headers, 'x-requested-with') === undefined
  );
}
