import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from 'oidc-provider';
import { COMPLIANT_CLAIM, startDevIdp } from '../../src/demo/idp/dev-idp.ts';
import type { DevUser } from '../../src/demo/idp/dev-user.ts';
import { createFlowStore } from '../../src/identity/flow-store.ts';
import { createGrants } from '../../src/identity/grants.ts';
import { createHandoff, type HandoffEvent } from '../../src/identity/handoff.ts';
import type { HandoffPages } from '../../src/identity/handoff-pages.ts';
import { type SignInAddresses, signInAddresses } from '../../src/identity/handoff-paths.ts';
import type { Provider } from '../../src/identity/identity-provider.ts';
import { createLandings } from '../../src/identity/landings.ts';
import { createOidcProvider } from '../../src/identity/oidc.ts';
import type { OidcSettings } from '../../src/identity/oidc-settings.ts';
import { createPartings } from '../../src/identity/partings.ts';
import { createProviderSessions } from '../../src/identity/provider-sessions.ts';
import type { RecordStore } from '../../src/identity/record-store.ts';
import { createRenewals } from '../../src/identity/renewals.ts';
import { createSessionStore, type SessionStore } from '../../src/identity/session-store.ts';
import { openSqliteRecordStore } from '../../src/identity/sqlite-record-store.ts';
import type { ProtectedApp } from '../../src/model/app.ts';
import type { StepUpDemand } from '../../src/model/decision.ts';
import type { Inbound, Reply } from '../../src/model/exchange.ts';
import { Failure } from '../../src/model/failure.ts';
import { serializeOrigin } from '../../src/model/host-map.ts';
import { meets } from '../../src/policy/step-up.ts';
import { type LocalCa, openLocalCa } from '../../src/proxy/tls/local-ca.ts';
import { createHostMap } from '../../src/rewrite/host-map.ts';
import { type Answer, BrowserClient, type RequestOptions } from './browser-client.ts';
import { freePort } from './free-port.ts';

export const SUFFIX = 'mcas.localhost';
export const IDP_HOST = 'idp.corp.localhost';
/** The provider of the app `mail`, where there are two. */
export const PARTNER = { id: 'partner', host: 'idp.partner.localhost' } as const;
export const CLIENT = { id: 'gw', secret: 'test-secret-of-the-client' } as const;
const base = { email: 'x@corp.test', groups: ['staff'], device: '' };
export const ACCOUNTS: readonly DevUser[] = [
  { ...base, username: 'alice', password: 'alice-pass', name: 'Alice', compliant: true },
  { ...base, username: 'bob', password: 'bob-pass', name: 'Bob', compliant: false },
  { ...base, username: 'carol', password: 'carol-pass', name: 'Carol', compliant: undefined },
];
export const LIMITS = { idle: 60_000, absolute: 600_000 };

/** The script parts as BrowserClient reads them. */
const PAGES: HandoffPages = {
  begin: ({ next }) => `<script>location.replace(${JSON.stringify(`${next}&fragment=`)})</script>`,
  opening: ({ joins, target, fragment }) =>
    `<script>location.replace(${JSON.stringify(target)})</script><!--${JSON.stringify({ joins, fragment })}-->`,
  leave: ({ action, fields }) =>
    `<form action="${action}">${Object.entries(fields).map(([name, value]) => `<input name="${name}" value="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">`)}</form>`,
  resend: ({ action, form: { fields }, next }) =>
    `<form action="${action}">${fields.map(({ name, value }) => `<input name="${name}" value="${value}">`).join('')}</form><a href="${next}">`,
  again: ({ appName }) => `signed in again in ${appName}`,
  signOut: ({ userName, action }) => `sign out ${userName} <form action="${action}">`,
  signedOut: ({ back }) => `signed out${back ? ` <a href="${back.url}">` : ''}`,
};

/** What an administrator leaves out. */
export const OIDC_DEFAULTS = {
  clientKeys: [],
  clientAudience: 'issuer',
  pushedRequests: 'offered',
  responseMode: 'query',
  ownCallback: false,
  timeout: 10_000,
  clockSkew: 30_000,
  scopes: ['openid', 'profile', 'email'],
  parameters: {},
  claims: { name: 'preferred_username', email: 'email', groups: 'groups' },
  userinfo: false,
  groups: undefined,
  signals: undefined,
  renewal: { claimsMaxAge: 60_000, silentAfter: undefined },
  connect: undefined,
} as const;

/** Settings of no provider, where another protocol is used. */
const NOBODY: OidcSettings = {
  ...OIDC_DEFAULTS,
  id: 'corp',
  name: 'Nobody',
  issuer: 'https://nobody.invalid',
  clientId: '',
  clientSecret: '',
  ca: [],
};

export interface Harness {
  readonly port: number;
  readonly login: string;
  /** `https://HOST.SUFFIX:PORT` */
  at(host: string): string;
  client(): BrowserClient;
  signedIn(username: string, url?: string): Promise<BrowserClient>;
  /** Whether the browser is let in, and as whom. */
  whoAt(browser: BrowserClient, host: string, cookie?: string): Promise<string | undefined>;
  readonly clock: { now: number };
  readonly events: HandoffEvent[];
  readonly failures: Failure[];
  readonly ended: string[];
  /** Sessions whose apps were told, while they still lived. */
  readonly told: string[];
  /** Sessions whose open streams were cut. */
  readonly cut: string[];
  /** What the operational log was told of the provider. */
  readonly warnings: string[];
  readonly sessions: SessionStore;
  readonly settings: OidcSettings;
  close(): Promise<void>;
}

export interface ProtocolParts {
  readonly ca: LocalCa;
  readonly host: SignInAddresses;
  readonly records: RecordStore;
  readonly now: () => number;
}

/** A script's request, which is answered and never led away. */
export const SCRIPT = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' } as const;

/**
 * The handoff alone, before apps that say who is there: real TLS on loopback and the development provider, or the one
 * that `provider` describes.
 */
export async function startHarness({
  provider,
  protocol,
  signingKey,
  configure,
  partner = false,
  change = (made) => made,
}: {
  /** Whether `mail` has a provider of its own, with the same people in it. */
  partner?: boolean;
  /** What the development provider does otherwise. */
  configure?: (own: Configuration) => Configuration;
  /** What the gateway is told otherwise of it. */
  change?: (made: OidcSettings) => OidcSettings;
  /** PEM of the key that the development provider signs with. */
  signingKey?: string;
  provider?: (redirectUri: string, ca: LocalCa) => Promise<OidcSettings>;
  /** Another protocol instead. */
  protocol?: (parts: ProtocolParts) => Promise<Provider>;
} = {}): Promise<Harness> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-handoff-'));
  const ca = await openLocalCa(directory, 'Handoff test authority');
  const port = await freePort();
  const login = `https://login.${SUFFIX}:${port}`;
  const clock = { now: Date.now() };
  const now = (): number => clock.now;
  const closers: (() => Promise<unknown>)[] = [];
  const redirectUri = `${login}/.well-known/sallyport/callback`;
  async function startIdp(id: string, idpHost: string): Promise<OidcSettings> {
    const idp = await startDevIdp({
      port: 0,
      host: idpHost,
      tls: await ca.issue([idpHost]),
      client: {
        ...CLIENT,
        redirectUris: [redirectUri],
        postLogoutRedirectUris: [`${login}/.well-known/sallyport/signed-out`],
        backChannelLogout: {
          uri: `${login}/.well-known/sallyport/oidc/${id}/backchannel-logout`,
          post: async (url, body) =>
            (
              await new BrowserClient([ca.certificate]).send(url, {
                method: 'POST',
                headers: { 'content-type': 'application/x-www-form-urlencoded' },
                body,
              })
            ).status,
        },
      },
      ...(signingKey === undefined ? {} : { signingKey }),
      ...(configure === undefined ? {} : { configure }),
      users: ACCOUNTS,
    });
    closers.push(() => idp.close());
    return change({
      ...OIDC_DEFAULTS,
      id,
      name: 'Corp',
      issuer: idp.issuer,
      clientId: CLIENT.id,
      clientSecret: CLIENT.secret,
      ca: [ca.certificate],
      connect: { scheme: 'https', host: '127.0.0.1', port: idp.port },
    });
  }
  const settings = provider ? await provider(redirectUri, ca) : protocol ? NOBODY : await startIdp('corp', IDP_HOST);
  const apps = [
    app('wiki', ['wiki.corp.test', 'static.corp.test', 'api.corp.test']),
    app('mail', ['mail.partner.test'], partner ? PARTNER.id : 'corp'),
  ];
  const hosts = createHostMap({
    suffix: SUFFIX,
    port,
    form: 'dotted',
    origins: apps.flatMap((each) => each.hosts.map(({ origin }) => serializeOrigin(origin))),
  });
  const records = openSqliteRecordStore(':memory:', now);
  const sessions = createSessionStore(records, LIMITS, now);
  const [events, failures, ended, warnings]: [HandoffEvent[], Failure[], string[], string[]] = [[], [], [], []];
  const mapping = {
    claims: { name: 'preferred_username', email: 'email', groups: 'groups' },
    deviceTags: [{ claim: COMPLIANT_CLAIM, equals: 'true', tag: 'compliant' }],
  };
  const host = signInAddresses(new URL(login).host);
  const overOidc = (made: OidcSettings): Provider => ({
    protocol: createOidcProvider(made, {
      host,
      records,
      amongOthers: partner,
      now: Date.now,
      warn: (detail) => warnings.push(detail),
    }),
    mapping,
  });
  const used = protocol ? await protocol({ host, records, now, ca }) : overOidc(settings);
  const providers = new Map([['corp', used]]);
  if (partner) providers.set(PARTNER.id, overOidc(await startIdp(PARTNER.id, PARTNER.host)));
  const [cut, told]: [string[], string[]] = [[], []];
  const renewals = createRenewals({
    providers,
    sessions,
    records,
    now,
    isOpen: () => false,
    changed: (id) => cut.push(id),
    end: async ({ id }) => {
      await sessions.end(id);
      ended.push(id);
    },
    warn: (_provider, detail) => warnings.push(detail),
  });
  const handoff = createHandoff({
    hosts,
    apps,
    providers,
    renewals,
    sessions,
    flows: createFlowStore(records, now),
    ties: createProviderSessions(records, Buffer.alloc(32, 9)),
    grants: createGrants(Buffer.alloc(32, 7), hosts, sessions, now),
    pages: PAGES,
    routes: () => new Map(),
    secondFactor: () => new Map(),
    routesOf: () => new Map(),
    parting: async ({ session: { id } }) => {
      if (await sessions.isLive(id)) told.push(id);
    },
    landings: createLandings(records, now),
    partings: createPartings(records, sessions, now),
    audit: (event) => events.push(event),
    ended: (id) => ended.push(id),
    firstSeen: async () => ({}),
    now,
  });

  async function serve(inbound: Inbound): Promise<Reply> {
    const own = await handoff.handle(inbound);
    if (own) return own;
    const origin = hosts.originOf(inbound.authority);
    const key = origin && serializeOrigin(origin);
    const found = apps.find((each) => each.hosts.some((host) => serializeOrigin(host.origin) === key));
    const host = found?.hosts.find((each) => serializeOrigin(each.origin) === key);
    if (!found || !host) throw new Failure('unknown-host', inbound.authority);
    const originUrl = `${key}${inbound.target}`;
    const answer = await handoff.authenticate({ ...inbound, app: found, host, originUrl });
    if (answer.kind === 'reply') return answer.reply;
    const demand = demandOf(inbound.target);
    if (demand && answer.kind === 'session' && !meets(demand, answer.open.session.authentication, now()))
      return handoff.stepUp({ ...inbound, app: found, host, originUrl }, inbound.target, demand);
    const body = JSON.stringify({
      ...(answer.kind === 'grant' ? answer.session : answer.open.session),
      target: inbound.target,
    });
    return { status: 200, headers: [['content-type', 'application/json']], body };
  }

  const names = ['login', ...apps.flatMap((each) => each.hosts.map(({ origin }) => origin.host))];
  const tls = await ca.issue(names.map((name) => `${name}.${SUFFIX}`));
  const server = createServer(tls, (request, response) => {
    serve(inboundOf(request, now()))
      .catch((error: unknown) => {
        const failure = error instanceof Failure ? error : new Failure('internal', String(error), error);
        failures.push(failure);
        return { status: failure.status, headers: [], body: failure.code } satisfies Reply;
      })
      .then((reply) => {
        response.writeHead(reply.status, reply.headers.flat());
        response.end(reply.body);
      });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  if ((server.address() as AddressInfo).port !== port) throw new Error('another port');
  const at = (host: string): string => `https://${host}.${SUFFIX}:${port}`;
  const client = (): BrowserClient => new BrowserClient([ca.certificate]);
  return {
    port,
    login,
    at,
    client,
    async signedIn(username, url = `${at('wiki.corp.test')}/`) {
      const browser = client();
      const password = ACCOUNTS.find((account) => account.username === username)?.password ?? '';
      const page = await browser.signIn(await browser.navigate(url), username, password);
      if (page.status !== 200) throw new Error(`${username} was not signed in: ${page.status} ${page.body}`);
      return browser;
    },
    async whoAt(browser, host, cookie) {
      const answer = await browser.send(`${at(host)}/who`, {
        headers: { ...SCRIPT, ...(cookie === undefined ? {} : { cookie }) },
      });
      return answer.status === 200 ? userOf(answer) : undefined;
    },
    clock,
    events,
    failures,
    ended,
    cut,
    told,
    warnings,
    sessions,
    settings,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      renewals.close();
      handoff.close();
      await Promise.all(closers.map((close) => close()));
      await records.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The name the app was told. */
export function userOf({ body }: Answer): string {
  return (JSON.parse(body.toString()) as { user: { name: string } }).user.name;
}

/** Follows redirects without running any page's script, as an image would; at most 10 hops. */
export async function loadImage(browser: BrowserClient, url: string): Promise<Answer> {
  const options: RequestOptions = {
    headers: {
      accept: 'image/*',
      'sec-fetch-mode': 'no-cors',
      'sec-fetch-dest': 'image',
      'sec-fetch-site': 'same-site',
    },
  };
  let answer = await browser.send(url, options);
  for (let hop = 0; hop < 10 && answer.headers.location !== undefined; hop++)
    answer = await browser.send(new URL(answer.headers.location, answer.url).href, options);
  return answer;
}

/** Follows redirects until `stop` says so; gives the answer whose location it was asked about. */
export async function stepUntil(
  browser: BrowserClient,
  answer: Answer,
  stop: (location: string) => boolean,
): Promise<{ readonly answer: Answer; readonly location: string }> {
  let current = answer;
  for (let hop = 0; hop < 12; hop++) {
    const { location } = current.headers;
    if (location === undefined) throw new Error(`no redirect at ${current.url}: ${current.status} ${current.body}`);
    const next = new URL(location, current.url).href;
    if (stop(next)) return { answer: current, location: next };
    current = await browser.send(next);
  }
  throw new Error('never stopped');
}

/** Sends the provider's form and stops at the callback, which is not called. */
export async function callbackOf(browser: BrowserClient, form: Answer, username: string): Promise<string> {
  const action = /<form[^>]*action="([^"]*)"/.exec(form.body.toString())?.[1];
  if (action === undefined) throw new Error(`no form at ${form.url}`);
  const password = ACCOUNTS.find((account) => account.username === username)?.password ?? '';
  const posted = await browser.send(new URL(action, form.url).href, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ username, password }).toString(),
  });
  return (await stepUntil(browser, posted, (url) => url.includes('/callback?'))).location;
}

function app(id: string, names: readonly string[], provider = 'corp'): ProtectedApp {
  return {
    id,
    name: id,
    provider,
    hosts: names.map((host) => ({ origin: { scheme: 'https', host, port: 443 } })),
    ca: [],
    allowPrivate: true,
    timeouts: { connect: 1000, headers: 1000, body: 1000 },
  };
}

/** What a page such as `/strong?strength=mfa&maxAge=600000` asks for, as a policy would. */
function demandOf(target: string): StepUpDemand | undefined {
  const { pathname, searchParams } = new URL(target, 'https://wiki.corp.test');
  if (pathname !== '/strong') return undefined;
  const maxAge = searchParams.get('maxAge');
  return { strengths: searchParams.getAll('strength'), ...(maxAge === null ? {} : { maxAge: Number(maxAge) }) };
}

function inboundOf(request: IncomingMessage, at: number): Inbound {
  const headers: [string, string][] = [];
  for (let index = 0; index < request.rawHeaders.length; index += 2)
    headers.push([(request.rawHeaders[index] ?? '').toLowerCase(), request.rawHeaders[index + 1] ?? '']);
  return {
    id: randomUUID(),
    at,
    method: request.method ?? '',
    authority: (request.headers.host ?? '').toLowerCase(),
    target: request.url ?? '/',
    headers,
    body: request,
    remoteAddress: '127.0.0.1',
    httpVersion: '1.1',
  };
}
