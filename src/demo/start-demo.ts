import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildClient } from '../client/build.ts';
import { loadConfig } from '../config/load-config.ts';
import { newSigningKey } from '../identity/broker/openid/signing-key.ts';
import { startGateway } from '../proxy/gateway.ts';
import { openLocalCa } from '../proxy/tls/local-ca.ts';
import { createHostMap } from '../rewrite/host-map.ts';
import { DEMO_APPS } from './demo-apps.ts';
import { DEMO_FILES, demoConfig } from './demo-config.ts';
import { DemoFault } from './demo-fault.ts';
import { DEMO_POLICIES } from './demo-policies.ts';
import { DEMO_USERS } from './demo-users.ts';
import { probePort } from './free-port.ts';
import { COMPLIANT_CLAIM, startDevIdp } from './idp/dev-idp.ts';
import { keptPort, keptText } from './kept-value.ts';
import { startOriginsFront } from './origins-front.ts';
import { openStateDirectory } from './state-directory.ts';

export interface DemoOptions {
  /** Where everything of the demo lives. */
  readonly stateDirectory: string;
  /** Begins with an empty state directory. */
  readonly fresh: boolean;
  /** Port of the gateway on the loopback address. */
  readonly port: number;
  readonly logLevel: string;
  /** A line for the person who started the demo. */
  readonly say: (line: string) => void;
}

/** What runs, for people and for `--json`. File names are absolute. */
export interface DemoSummary {
  /** The gateway's own host, where people sign in. */
  readonly gateway: string;
  readonly apps: ReadonlyArray<{
    readonly id: string;
    readonly name: string;
    readonly about: string;
    readonly originUrl: string;
    readonly suffixUrl: string;
    /** Every host of the app, the first one included. */
    readonly hosts: ReadonlyArray<{ readonly originUrl: string; readonly suffixUrl: string }>;
    /** Where the app answers for all of its hosts without the gateway. */
    readonly connect: string;
  }>;
  readonly users: ReadonlyArray<{ readonly username: string; readonly password: string; readonly device: string }>;
  /** The issuer. */
  readonly idp: string;
  /** PEM file that a browser trusts to use the gateway without warnings. */
  readonly ca: string;
  /** PEM file of the authority behind the apps' own names. */
  readonly corpCa: string;
  readonly config: string;
  readonly policies: string;
}

export interface Demo {
  readonly summary: DemoSummary;
  close(): Promise<void>;
}

const SUFFIX = 'mcas.localhost';
const IDP_HOST = 'idp.corp.localhost';
const LOGIN = `login.${SUFFIX}`;
const CLIENT_ID = 'sallyport';

/** Starts everything: authorities, apps, their front, an identity provider, and the gateway before them. A DemoFault says why not. */
export async function startDemo({ stateDirectory, fresh, port, logLevel, say }: DemoOptions): Promise<Demo> {
  const { free, next } = await probePort(port);
  if (!free) {
    const other = next === undefined ? '' : ` Free is ${next}: npm run demo -- --port ${next}`;
    throw new DemoFault(`Port ${port} is in use.${other}`);
  }
  const state = openStateDirectory(stateDirectory, fresh);
  const closers: (() => Promise<void>)[] = [async () => state.release()];
  const close = async (): Promise<void> => {
    for (const each of closers.splice(0).reverse()) await each();
  };
  /** Ends with the demo, also when something after it fails to start. */
  const kept = async <T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const started = await starting;
    closers.push(() => started.close());
    return started;
  };
  try {
    const file = (name: keyof typeof DEMO_FILES): string => join(state.path, DEMO_FILES[name]);
    const [gatewayCa, corpCa] = await Promise.all([
      openLocalCa(file('gatewayCa'), 'Sallyport demo authority'),
      openLocalCa(file('corpCa'), 'Corp internal authority (demo)'),
    ]);
    const base = `https://${LOGIN}${port === 443 ? '' : `:${port}`}`;
    const secret = keptText(file('clientSecret'), () => randomBytes(32).toString('base64url'));
    const idpPort = await keptPort(file('idpPort'));
    const settled = await Promise.allSettled([
      Promise.all(DEMO_APPS.map((app) => kept(app.start({ state, say })))),
      gatewayCa.issue([IDP_HOST]).then((tls) => {
        const redirectUris = [`${base}/.well-known/sallyport/callback`];
        const postLogoutRedirectUris = [`${base}/.well-known/sallyport/signed-out`];
        const client = { id: CLIENT_ID, secret, redirectUris, postLogoutRedirectUris };
        const signingKey = keptText(file('idpKey'), newSigningKey);
        return kept(startDevIdp({ port: idpPort, host: IDP_HOST, tls, client, users: DEMO_USERS, signingKey }));
      }),
      corpCa.issue(DEMO_APPS.flatMap(({ hosts }) => hosts)),
      buildClient(),
    ]);
    const [running, idp, frontTls, bundles] = fulfilled(settled);
    const routes = new Map(
      DEMO_APPS.flatMap((app, at) => app.hosts.map((host) => [host, running[at]?.port ?? 0] as const)),
    );
    const front = await kept(startOriginsFront({ port: 0, tls: frontTls, routes }));

    const values = {
      suffix: SUFFIX,
      port,
      frontPort: front.port,
      issuer: idp.issuer,
      idpPort: idp.port,
      clientId: CLIENT_ID,
      compliantClaim: COMPLIANT_CLAIM,
    };
    writeFileSync(file('config'), demoConfig({ ...values, apps: DEMO_APPS }));
    if (!existsSync(file('policies'))) writeFileSync(file('policies'), DEMO_POLICIES);
    const loaded = await loadConfig(file('config'));
    if (!loaded.ok) {
      const faults = loaded.faults.map(
        ({ file: at, line, message, fix }) => `  ${at}:${line ?? 1}: ${message} → ${fix}`,
      );
      throw new DemoFault(`The demo's configuration has faults:\n${faults.join('\n')}`);
    }
    await kept(startGateway(loaded.config, { logLevel, bundles }));

    const origins = DEMO_APPS.flatMap(({ hosts }) => hosts.map((host) => `https://${host}`));
    const hostMap = createHostMap({ suffix: SUFFIX, port, form: 'dotted', origins });
    const pair = (host: string) => ({ originUrl: `https://${host}/`, suffixUrl: hostMap.toSuffix(`https://${host}/`) });
    const summary: DemoSummary = {
      gateway: `${base}/`,
      apps: DEMO_APPS.map(({ id, name, about, hosts }) => ({
        id,
        name,
        about,
        ...pair(hosts[0] ?? ''),
        hosts: hosts.map(pair),
        connect: `https://127.0.0.1:${front.port}`,
      })),
      users: DEMO_USERS.map(({ username, password, device }) => ({ username, password, device })),
      idp: idp.issuer,
      ca: gatewayCa.certificateFile,
      corpCa: corpCa.certificateFile,
      config: file('config'),
      policies: file('policies'),
    };
    return { summary, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The values of a settled group, or the first failure; waiting for all keeps a late starter from being left running. */
function fulfilled<T extends readonly unknown[]>(settled: { readonly [K in keyof T]: PromiseSettledResult<T[K]> }): T {
  const failed = settled.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  return settled.map((each) => (each as PromiseFulfilledResult<unknown>).value) as unknown as T;
}
