import { join } from 'node:path';
import type { GatewayConfig, ProviderConfig } from '../config/gateway-config.ts';
import { type BearerTokens, createBearerTokens } from '../identity/bearer-tokens.ts';
import { type Broker, createBroker } from '../identity/broker/broker.ts';
import type { SpeakToApp } from '../identity/broker/logout/speak-to-app.ts';
import { createOpenidBroker, type OpenidBrokerParts } from '../identity/broker/openid/openid-broker.ts';
import { openSigningKeys } from '../identity/broker/openid/signing-keys.ts';
import { createSamlBroker } from '../identity/broker/saml-broker.ts';
import type { SignInAddresses } from '../identity/handoff-paths.ts';
import type { IdentityProvider, Provider } from '../identity/identity-provider.ts';
import { createOidcProvider } from '../identity/oidc.ts';
import { providerFetch } from '../identity/provider-fetch.ts';
import type { RecordStore } from '../identity/record-store.ts';
import { createSamlProvider } from '../identity/saml/saml-provider.ts';
import type { SessionStore } from '../identity/session-store.ts';
import { createTokenCheck } from '../identity/token-check.ts';
import type { Activity } from '../model/activity-row.ts';
import type { HostMap } from '../model/host-map.ts';
import type { Logger } from './observe/operational-log.ts';
import { appSignInRow } from './observe/sign-in-row.ts';
import { handoffPages } from './pages/handoff-pages.ts';
import { openSelfSigned } from './tls/self-signed.ts';

/** By how much an issuer's clock may differ, milliseconds. */
const CLOCK_SKEW = 60_000;
/** How long it may take to answer, milliseconds. */
const TIMEOUT = 10_000;

export interface ProviderParts {
  readonly host: SignInAddresses;
  readonly records: RecordStore;
  readonly log: Logger;
  readonly now: () => number;
}

/** The identity providers of a configuration, by id. Rejects when a key of ours cannot be read or made. */
export async function openProviders(
  config: GatewayConfig,
  parts: ProviderParts,
): Promise<ReadonlyMap<string, Provider>> {
  const opened = new Map<string, Provider>();
  for (const provider of config.providers)
    opened.set(provider.id, { protocol: await openProvider(provider, config, parts), mapping: provider });
  return opened;
}

async function openProvider(
  provider: ProviderConfig,
  { stateDirectory, suffix, providers }: GatewayConfig,
  { host, records, log, now }: ProviderParts,
): Promise<IdentityProvider> {
  const warn = (detail: string): void => log.warn({ provider: provider.id, detail }, 'identity provider');
  const amongOthers = providers.filter(({ type }) => type === 'oidc').length > 1;
  if (provider.type === 'oidc') return createOidcProvider(provider, { host, records, amongOthers, now, warn });
  const keys =
    provider.keys.length > 0
      ? provider.keys
      : [await openSelfSigned(join(stateDirectory, 'saml', provider.id), `${provider.id}.login.${suffix}`, now())];
  return createSamlProvider({ ...provider, keys }, { host, records, now, warn });
}

/** What the gateway needs as its apps' own identity provider. */
export interface BrokerParts extends ProviderParts {
  readonly hosts: HostMap;
  readonly sessions: Pick<SessionStore, 'isLive' | 'attach' | 'attached' | 'detach'>;
  readonly speak: SpeakToApp;
  readonly stateKey: Uint8Array;
  readonly activities: { append(row: Activity): void };
}

/** The gateway as its apps' own identity provider. Rejects when a key of its own cannot be read or made. */
export async function openBroker(config: GatewayConfig, parts: BrokerParts): Promise<Broker> {
  const { apps, stateDirectory, suffix, appKeys = [] } = config;
  const { activities, log, now } = parts;
  const entered: OpenidBrokerParts['entered'] = (exchange, address) =>
    activities.append(appSignInRow(exchange, address));
  const warn = (detail: string): void => log.warn({ detail }, 'apps that sign in here');
  const shared = { ...parts, apps, entered, warn, pages: handoffPages };
  const inState = (name: string): string => join(stateDirectory, name);
  const samlKeys = async () =>
    appKeys.length > 0 ? appKeys : [await openSelfSigned(inState('saml-apps'), `apps.login.${suffix}`, now())];
  const saml = apps.some((app) => app.saml) ? createSamlBroker({ ...shared, keys: await samlKeys() }) : undefined;
  const openid = apps.some(({ oidc }) => oidc)
    ? createOpenidBroker({ ...shared, gatewayKey: parts.stateKey, keys: openSigningKeys(inState('openid-apps'), now) })
    : undefined;
  return createBroker(saml, openid);
}

/** What checks the access tokens of clients that are no browser. */
export function openBearerTokens(
  { apps, providers }: GatewayConfig,
  { log, now }: Pick<ProviderParts, 'log' | 'now'>,
): BearerTokens {
  return createBearerTokens({
    apps,
    now,
    clockSkew: CLOCK_SKEW,
    checkFor: ({ issuer, jwksUri, ca, connect }) =>
      createTokenCheck(jwksUri, {
        fetcher: providerFetch({ issuer, ca, connect, timeout: TIMEOUT }),
        now,
        warn: (detail) => log.warn({ detail }, 'issuer of access tokens'),
        clockSkew: CLOCK_SKEW,
        timeout: TIMEOUT,
      }),
    mappingOf(app) {
      const mapping = providers.find(({ id }) => id === app.provider);
      if (!mapping) throw new Error(`no provider ${app.provider}`);
      const issuer = app.bearer?.issuer ?? '';
      // Another issuer's subjects are other people, whatever they are called.
      return { provider: mapping.type === 'oidc' && mapping.issuer === issuer ? app.provider : issuer, mapping };
    },
  });
}
