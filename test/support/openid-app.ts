import { createHash, randomBytes } from 'node:crypto';
import type { AppOidc } from '../../src/model/app.ts';
import type { Answer, BrowserClient } from './browser-client.ts';
import type { Handler } from './origin.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

export const WIKI_SECRET = 'a-secret-of-the-wiki+%&';
export const CALLBACK = 'https://wiki.corp.test/cb?own=1';

/** The wiki's registration at the gateway. */
export const WIKI: AppOidc = {
  clientId: 'wiki-client',
  auth: { method: 'client_secret_basic', secret: WIKI_SECRET },
  redirectUris: [CALLBACK, 'https://static.corp.test/cb'],
  postLogoutRedirectUris: [],
  pkce: 'required',
  subject: 'subject',
  claims: { roles: 'groups', who: 'name' },
};

/** A way in as its client began it. */
export interface Begun {
  readonly url: string;
  readonly verifier: string;
}

export interface OpenidApp {
  readonly gateway: TestGateway;
  readonly issuer: string;
  /** The authorization request of the wiki, with parameters changed or, where undefined, left out. */
  begin(change?: Readonly<Record<string, string | undefined>>): Begun;
  /** The same on the wiki's own suffix host, where the gateway leads it. */
  inside(url: string): string;
  /** The code's way back: to where the browser is sent. */
  answered(browser: BrowserClient, begun: Begun): Promise<URL>;
  /** The token endpoint, as the app's server asks it. */
  redeem(code: string, verifier: string | undefined, change?: Redeeming): Promise<Answer>;
  ask(path: string, headers?: Record<string, string>): Promise<Answer>;
}

export interface Redeeming {
  readonly fields?: Readonly<Record<string, string>>;
  readonly authorization?: string;
  readonly issuer?: string;
}

export function basic(id: string, secret: string): string {
  const pair = [id, secret].map((text) => encodeURIComponent(text)).join(':');
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** A gateway whose wiki and mail take it as their OpenID provider. */
export async function startOpenidApp(
  wiki: Partial<AppOidc> = {},
  { handler = (_request, response) => response.end('app'), now }: { handler?: Handler; now?: () => number } = {},
): Promise<OpenidApp> {
  const gateway = await startTestGateway({
    handler,
    ...(now ? { now } : {}),
    change: (config) => ({
      ...config,
      apps: config.apps.map((each) => ({
        ...each,
        oidc:
          each.id === 'wiki'
            ? { ...WIKI, ...wiki }
            : { ...WIKI, clientId: 'mail-client', redirectUris: ['https://mail.partner.test/cb'] },
      })),
    }),
  });
  const issuer = `${gateway.suffix('login')}/.well-known/sallyport/openid/wiki`;
  const ask: OpenidApp['ask'] = (path, headers = {}) => gateway.client().send(`${issuer}${path}`, { headers });
  return {
    gateway,
    issuer,
    begin(change = {}) {
      const verifier = randomBytes(32).toString('base64url');
      const parameters = {
        client_id: WIKI.clientId,
        response_type: 'code',
        scope: 'openid profile email groups',
        redirect_uri: CALLBACK,
        state: randomBytes(8).toString('hex'),
        nonce: 'the-nonce',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...change,
      };
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
      return { url: `${issuer}/authorize?${query}`, verifier };
    },
    inside: (url) => `${gateway.suffix('wiki.corp.test')}/.well-known/sallyport/authorize${new URL(url).search}`,
    async answered(browser, { url }) {
      const answer = await browser.send(
        `${gateway.suffix('wiki.corp.test')}/.well-known/sallyport/authorize${new URL(url).search}`,
      );
      if (answer.headers.location === undefined) throw new Error(`${answer.status} ${answer.body}`);
      return new URL(answer.headers.location);
    },
    redeem: (
      code,
      verifier,
      { fields = {}, authorization = basic(WIKI.clientId, WIKI_SECRET), issuer: at = issuer } = {},
    ) =>
      gateway.client().send(`${at}/token`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
          ...(authorization === '' ? {} : { authorization }),
        },
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          code,
          redirect_uri: CALLBACK,
          ...(verifier === undefined ? {} : { code_verifier: verifier }),
          ...fields,
        }).toString(),
      }),
    ask,
  };
}
