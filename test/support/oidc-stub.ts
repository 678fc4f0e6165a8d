import { createPublicKey, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSigningKey, signingJwk } from '../../src/identity/broker/openid/signing-key.ts';
import { signInAddresses } from '../../src/identity/handoff-paths.ts';
import type { IdentityProvider, ProviderAnswer } from '../../src/identity/identity-provider.ts';
import { createOidcProvider } from '../../src/identity/oidc.ts';
import type { OidcSettings } from '../../src/identity/oidc-settings.ts';
import { openSqliteRecordStore } from '../../src/identity/sqlite-record-store.ts';
import { openLocalCa } from '../../src/proxy/tls/local-ca.ts';
import { OIDC_DEFAULTS } from './handoff-harness.ts';

const HOST = 'stub.corp.localhost';
export const LOGIN = 'https://login.mcas.localhost:8443';

export interface StubAnswer {
  readonly status?: number;
  readonly type?: string;
  readonly body: unknown;
}

export interface StubRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly method: string;
  readonly body: string;
  readonly form: URLSearchParams;
}

/** A provider that says whatever a test wants it to, and a relying party of it. */
export interface OidcStub {
  readonly issuer: string;
  readonly provider: IdentityProvider;
  readonly requests: StubRequest[];
  readonly warnings: string[];
  readonly clock: { now: number };
  /** PEM keys it gives out; the first signs. */
  keys: string[];
  /** What its metadata says besides, or instead. */
  metadata: Record<string, unknown>;
  /** Paths that answer otherwise than they should: a status, a text, an end without a word, or never. */
  readonly faults: Map<string, StubAnswer | 'silence' | 'never'>;
  /** Claims of the next ID tokens besides those every one has. */
  claims: Record<string, unknown>;
  /** What else a token answer holds. */
  tokens: Record<string, unknown>;
  token(claims: object, header?: object, key?: string): string;
  /** How often a path was asked for. */
  asked(path: string): number;
  /** A sign-in from the request to the answer, as a browser would carry it; `answer` may change what the callback gets. */
  signIn(answer?: (parameters: URLSearchParams) => void, state?: string): Promise<ProviderAnswer>;
  close(): Promise<void>;
}

export async function startOidcStub(
  change: Partial<OidcSettings> = {},
  /** What depends on its address. */
  more: (issuer: string) => Partial<OidcSettings> = () => ({}),
  amongOthers = false,
): Promise<OidcStub> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-stub-'));
  const ca = await openLocalCa(directory, 'Stub authority');
  const server = createServer(await ca.issue([HOST]));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const issuer = `https://${HOST}:${port}`;
  const clock = { now: Date.now() };
  const warnings: string[] = [];
  const records = openSqliteRecordStore(':memory:', () => clock.now);
  const settings: OidcSettings = {
    ...OIDC_DEFAULTS,
    id: 'stub',
    name: 'Stub',
    issuer,
    clientId: 'gw',
    clientSecret: 'secret-of-the-gateway',
    ca: [ca.certificate],
    connect: { scheme: 'https', host: '127.0.0.1', port },
    ...change,
    ...more(issuer),
  };
  let nonce = '';

  const stub: OidcStub = {
    issuer,
    provider: createOidcProvider(settings, {
      host: signInAddresses(new URL(LOGIN).host),
      records,
      amongOthers,
      now: () => clock.now,
      warn: (detail) => warnings.push(detail),
    }),
    requests: [],
    warnings,
    clock,
    keys: [newSigningKey()],
    metadata: {},
    faults: new Map(),
    claims: {},
    tokens: {},
    token(claims, header = {}, key = stub.keys[0] ?? '') {
      const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      const text = `${encode({ alg: 'RS256', kid: signingJwk(key).kid, ...header })}.${encode(claims)}`;
      return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
    },
    asked: (path) => stub.requests.filter((each) => each.path === path).length,
    async signIn(answer, state = 'state-of-the-request') {
      const { onward, checks } = await stub.provider.begin(state);
      nonce = checks['nonce'] ?? '';
      const asked = new URL('url' in onward ? onward.url : '').searchParams;
      const parameters = new URLSearchParams({ code: 'a-code', state });
      answer?.(parameters);
      const redirect = asked.get('redirect_uri') ?? `${LOGIN}/.well-known/sallyport/callback`;
      return stub.provider.finish(`${redirect}?${parameters}`, state, checks);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await records.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };

  const answers: Record<string, () => unknown> = {
    '/.well-known/openid-configuration': () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      ...stub.metadata,
    }),
    '/jwks': () => ({
      keys: stub.keys.map((pem) => ({
        ...createPublicKey(pem).export({ format: 'jwk' }),
        kid: signingJwk(pem).kid,
        use: 'sig',
        alg: 'RS256',
      })),
    }),
    '/par': () => ({ request_uri: 'urn:ietf:params:oauth:request_uri:stub', expires_in: 60 }),
    '/token': () => {
      const at = Math.floor(Date.now() / 1000);
      const claims = { iss: issuer, aud: 'gw', sub: 'bob', iat: at, exp: at + 300, nonce, ...stub.claims };
      return { access_token: 'access', token_type: 'bearer', id_token: stub.token(claims), ...stub.tokens };
    },
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const body = Buffer.concat(pieces).toString();
    const { url = '', method = '', headers } = request;
    stub.requests.push({ path: url, method, headers, body, form: new URLSearchParams(body) });
    const fault = stub.faults.get(url) ?? stub.faults.get(path);
    if (fault === 'silence') return void response.destroy();
    if (fault === 'never') return;
    const known = answers[path];
    const answer: StubAnswer = fault ?? (known ? { body: known() } : { status: 404, body: {} });
    const { status = path === '/par' ? 201 : 200, type = 'application/json' } = answer;
    response.writeHead(status, { 'content-type': type });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  }
  server.on('request', (request, response) => void serve(request, response));
  return stub;
}
