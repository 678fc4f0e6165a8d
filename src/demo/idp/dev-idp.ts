import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import {
  loadOidcProvider,
  type OidcAdapterFactory,
  type OidcConfiguration,
  type OidcServer,
} from '../../identity/broker/openid/load-oidc-provider.ts';
import { newSigningKey, signingJwk } from '../../identity/broker/openid/signing-key.ts';
import type { DevUser } from './dev-user.ts';
import { type DevRecords, MemoryAdapter } from './memory-adapter.ts';
import { signInPage } from './sign-in-page.ts';
import { signOutPage } from './sign-out-page.ts';

export interface DevIdpOptions {
  /** 0 for a free port. */
  readonly port: number;
  /** Host name of the issuer, such as `idp.corp.localhost`. */
  readonly host: string;
  readonly tls: { readonly key: string; readonly cert: string };
  readonly client: {
    readonly id: string;
    readonly secret: string;
    readonly redirectUris: readonly string[];
    readonly postLogoutRedirectUris: readonly string[];
    /** Where to say that a session has ended, and how to get there: `post` sends a form and gives the status. */
    readonly backChannelLogout?: {
      readonly uri: string;
      readonly post: (url: string, form: string) => Promise<number>;
    };
  };
  readonly users: readonly DevUser[];
  /** PEM of an RSA private key, so that a restart signs as before; a new one when left out. */
  readonly signingKey?: string;
  /** What it is to do otherwise than the demo has it, in the words of oidc-provider. */
  readonly configure?: (own: OidcConfiguration) => OidcConfiguration;
}

export interface DevIdp {
  readonly issuer: string;
  readonly port: number;
  close(): Promise<void>;
}

/** The claim by which Entra and AD FS say that a device is compliant. */
export const COMPLIANT_CLAIM = 'http://schemas.microsoft.com/2014/09/devicecontext/claims/iscompliant';

/** The one authentication context this provider knows. */
export const STRONG = 'urn:sallyport:strong';

/** Its own style and nothing else; no form-action, which would hold back the way to the gateway as well. */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;
/** Bytes of the sign-in form. */
const MAX_FORM = 4096;

/** Starts the embedded development identity provider: real OpenID Connect, users from a list, state in memory. */
export async function startDevIdp(options: DevIdpOptions): Promise<DevIdp> {
  const server = createServer({ ...options.tls, minVersion: 'TLSv1.2' });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const issuer = `https://${options.host}:${port}`;
  const provider = await createProvider(issuer, options);
  const handle = provider.callback();
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/interaction/')) {
      interact(provider, options.users, request, response).catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(400, { 'content-type': 'text/plain' });
        response.end(
          `This sign-in cannot go on (${error instanceof Error ? error.name : 'error'}). Start again from the app.\n`,
        );
      });
    } else handle(request, response);
  });
  return {
    issuer,
    port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

async function createProvider(
  issuer: string,
  { client, users, signingKey = newSigningKey(), configure = (own) => own }: DevIdpOptions,
): Promise<OidcServer> {
  const { Provider: OidcProvider } = await loadOidcProvider();
  const records: DevRecords = new Map();
  const own: OidcConfiguration = {
    adapter: ((model: string) => new MemoryAdapter(model, records)) as OidcAdapterFactory,
    jwks: { keys: [signingJwk(signingKey)] as never },
    cookies: { keys: [client.secret], long: { path: '/' } },
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [...client.redirectUris],
        post_logout_redirect_uris: [...client.postLogoutRedirectUris],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        ...(client.backChannelLogout && {
          backchannel_logout_uri: client.backChannelLogout.uri,
          backchannel_logout_session_required: true,
        }),
      },
    ],
    ...(client.backChannelLogout && { fetch: formPoster(client.backChannelLogout.post) }),
    // A strength that is asked for is shown by signing in once more: this provider has passwords only.
    acrValues: [STRONG],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups', COMPLIANT_CLAIM], email: ['email'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl: { Interaction: 3600, Session: 86_400, Grant: 86_400, IdToken: 3600, AccessToken: 3600, AuthorizationCode: 60 },
    features: {
      claimsParameter: { enabled: true },
      backchannelLogout: { enabled: client.backChannelLogout !== undefined },
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (koa, form) => {
          koa.body = signOutPage(form);
        },
      },
    },
    interactions: { url: (_koa, interaction) => `/interaction/${interaction.uid}` },
    // Everything the one registered client asks for is granted: this provider has no consent to ask.
    loadExistingGrant: async (koa) => {
      const { session, client: asking, params } = koa.oidc;
      if (!session?.accountId || !asking) return undefined;
      const grant = new koa.oidc.provider.Grant({ clientId: asking.clientId, accountId: session.accountId });
      grant.addOIDCScope(String(params?.['scope'] ?? 'openid'));
      await grant.save();
      return grant;
    },
    findAccount: (_koa, id) => {
      const user = users.find(({ username }) => username === id);
      if (!user) return undefined;
      const device = user.compliant === undefined ? {} : { [COMPLIANT_CLAIM]: String(user.compliant) };
      return {
        accountId: id,
        claims: () => ({
          sub: id,
          name: user.name,
          preferred_username: user.username,
          email: user.email,
          groups: [...user.groups],
          ...device,
        }),
      };
    },
  };
  return new OidcProvider(issuer, configure(own));
}

/** A `fetch` for the one call that this provider makes by itself. */
function formPoster(post: (url: string, form: string) => Promise<number>) {
  return async (url: unknown, init?: { readonly body?: unknown }): Promise<Response> =>
    new Response(null, { status: await post(String(url), String(init?.body)) });
}

async function interact(
  provider: OidcServer,
  users: readonly DevUser[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid, params } = await provider.interactionDetails(request, response);
  const strong = String(params['claims'] ?? '').includes(STRONG);
  const action = `/interaction/${uid}`;
  const show = (failed: boolean, username: string): void => {
    response.writeHead(failed ? 401 : 200, PAGE_HEADERS);
    response.end(signInPage({ action, users, failed, username }));
  };
  if (request.method !== 'POST') return show(false, '');
  const form = new URLSearchParams(await readForm(request));
  const username = form.get('username')?.trim().toLowerCase() ?? '';
  const user = users.find((each) => each.username === username);
  if (!user || !sameText(user.password, form.get('password') ?? '')) return show(true, username);
  await provider.interactionFinished(
    request,
    response,
    { login: { accountId: user.username, remember: true, ...(strong ? { acr: STRONG } : {}) } },
    { mergeWithLastSubmission: false },
  );
}

async function readForm(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MAX_FORM) throw new RangeError('the form is too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
