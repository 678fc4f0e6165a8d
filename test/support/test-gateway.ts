import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from 'oidc-provider';
import type { GatewayConfig } from '../../src/config/gateway-config.ts';
import { COMPLIANT_CLAIM, startDevIdp } from '../../src/demo/idp/dev-idp.ts';
import type { DevUser } from '../../src/demo/idp/dev-user.ts';
import type { PolicyDocument } from '../../src/policy/policy-document.ts';
import { type Gateway, startGateway } from '../../src/proxy/gateway.ts';
import { LOOKS, type Looks } from '../../src/proxy/server/looks.ts';
import { openLocalCa } from '../../src/proxy/tls/local-ca.ts';
import type { Tap } from '../../src/proxy/upstream/tap.ts';
import { WAIT_TIMES, type WaitTimes } from '../../src/proxy/waits/waits.ts';
import { BrowserClient } from './browser-client.ts';
import { builtClient } from './built-client.ts';
import { freePort } from './free-port.ts';
import { OIDC_DEFAULTS } from './handoff-harness.ts';
import { type Handler, startOrigin } from './origin.ts';

const IDP_HOST = 'idp.corp.localhost';

export const USERS: readonly DevUser[] = [
  {
    username: 'alice',
    password: 'a',
    name: 'Alice',
    email: 'alice@corp.test',
    groups: ['staff'],
    device: 'compliant',
    compliant: true,
  },
  {
    username: 'bob',
    password: 'b',
    name: 'Bob',
    email: 'bob@corp.test',
    groups: ['staff'],
    device: 'unmanaged',
    compliant: false,
  },
  {
    username: 'carol',
    password: 'c',
    name: 'Carol',
    email: 'carol@corp.test',
    groups: [],
    device: 'unknown',
    compliant: undefined,
  },
];

export interface TestGateway {
  readonly gateway: Gateway;
  readonly port: number;
  readonly directory: string;
  readonly origin: Awaited<ReturnType<typeof startOrigin>>;
  /** `https://wiki.corp.test.mcas.localhost:PORT` */
  suffix(host: string): string;
  client(): BrowserClient;
  /** A client signed in to `wiki.corp.test` as one of USERS. */
  signedIn(username: string): Promise<BrowserClient>;
  close(): Promise<void>;
}

export interface TestGatewayOptions {
  readonly handler: Handler;
  readonly policies?: readonly PolicyDocument[];
  readonly now?: () => number;
  readonly change?: (config: GatewayConfig) => GatewayConfig;
  readonly onUpgrade?: Parameters<typeof startOrigin>[2];
  /** What the identity provider does otherwise. */
  readonly configure?: (own: Configuration) => Configuration;
  /** The gateway's own domain. */
  readonly domain?: string;
  /** When the page of a file that is held comes: where that is not what is tested, never. */
  readonly waitTimes?: WaitTimes;
  /** How often what is open is looked at: at sessions more often than the product does, so that nobody waits for a look. */
  readonly looks?: Looks;
  /** Hears what goes to the apps. */
  readonly tap?: (config: GatewayConfig) => Tap;
  /** Hosts of the first app instead of the wiki's. */
  readonly hosts?: readonly string[];
}

/** A real gateway before a real TLS origin with a real identity provider, all on loopback. */
export async function startTestGateway({
  handler,
  policies = [],
  now,
  change = (config) => config,
  onUpgrade,
  configure,
  domain = 'mcas.localhost',
  hosts = ['wiki.corp.test', 'static.corp.test'],
  waitTimes = { ...WAIT_TIMES, patience: 600_000 },
  looks = { ...LOOKS, session: 200 },
  tap,
}: TestGatewayOptions): Promise<TestGateway> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-test-'));
  const corp = await openLocalCa(join(directory, 'corp'), 'Test corp authority');
  const origin = await startOrigin(handler, await corp.issue([...hosts, 'mail.partner.test']), onUpgrade);
  const port = await freePort();
  const base = `https://login.${domain}:${port}/.well-known/sallyport/`;
  const idp = await startDevIdp({
    port: 0,
    host: IDP_HOST,
    tls: await corp.issue([IDP_HOST]),
    client: {
      id: 'gw',
      secret: 'test-secret-of-the-client',
      redirectUris: [`${base}callback`],
      postLogoutRedirectUris: [`${base}signed-out`],
    },
    users: USERS,
    ...(configure === undefined ? {} : { configure }),
  });
  const at = (host: string) => ({
    origin: { scheme: 'https' as const, host, port: 443 },
    connect: { scheme: 'https' as const, host: '127.0.0.1', port: origin.port },
  });
  // What a busy machine takes is not what is tested; who tests them brings its own.
  const timeouts = { connect: 60_000, headers: 60_000, body: 60_000 };
  const app = { provider: 'corp', ca: [corp.certificate], allowPrivate: true, timeouts };
  const config = change({
    suffix: domain,
    publicPort: port,
    hostForm: 'dotted',
    listen: { host: '127.0.0.1', port },
    tls: { localCa: join(directory, 'ca') },
    stateDirectory: join(directory, 'state'),
    metrics: { host: '127.0.0.1', port: 0 },
    limits: { headerBytes: 16_384, headersTimeout: 60_000, connectionsPerHost: 32 },
    sessions: { idle: 3_600_000, absolute: 36_000_000 },
    deviceCertificates: undefined,
    providers: [
      {
        ...OIDC_DEFAULTS,
        type: 'oidc',
        id: 'corp',
        name: 'Corp',
        timeout: timeouts.headers,
        issuer: idp.issuer,
        clientId: 'gw',
        clientSecret: 'test-secret-of-the-client',
        ca: [corp.certificate],
        connect: { scheme: 'https', host: '127.0.0.1', port: idp.port },
        claims: { name: 'preferred_username', email: 'email', groups: 'groups' },
        deviceTags: [{ claim: COMPLIANT_CLAIM, equals: 'true', tag: 'compliant' }],
      },
    ],
    apps: [
      { id: 'wiki', name: 'Wiki', hosts: hosts.map(at), ...app },
      { id: 'mail', name: 'Mail', hosts: [at('mail.partner.test')], ...app },
    ],
    networks: [],
    countryFile: undefined,
    ispFile: undefined,
    policies,
    policyFile: undefined,
  });
  const gateway = await startGateway(config, {
    logLevel: 'silent',
    bundles: await builtClient(),
    waitTimes,
    looks,
    ...(now ? { now } : {}),
    ...(tap ? { tap: tap(config) } : {}),
  });
  const { certificate } = await openLocalCa(join(directory, 'ca'), 'unused');
  const client = (): BrowserClient => new BrowserClient([certificate, corp.certificate]);
  const suffix = (host: string): string => `https://${host}.${domain}:${port}`;
  return {
    gateway,
    port,
    directory,
    origin,
    suffix,
    client,
    async signedIn(username) {
      const browser = client();
      const page = await browser.navigate(`${suffix('wiki.corp.test')}/`);
      await browser.signIn(page, username, USERS.find((user) => user.username === username)?.password ?? '');
      return browser;
    },
    async close() {
      await gateway.close();
      await idp.close();
      await origin.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
