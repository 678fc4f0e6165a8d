import { existsSync, readFileSync } from 'node:fs';
import { secretOf } from './client-secret.ts';
import type { OidcProviderConfig, ProviderConfig, SamlProviderConfig } from './gateway-config.ts';
import type { GatewayDocument } from './gateway-schema.ts';
import { clientKeysOf } from './resolve-client-keys.ts';
import { keyPair } from './resolve-key-pair.ts';

type ProviderDocument = GatewayDocument['providers'][number];
type SamlDocument = Extract<ProviderDocument, { type: 'saml' }>;
type OidcDocument = Exclude<ProviderDocument, SamlDocument>;

/** What the document of one provider is resolved with; `fault` takes a path inside it. */
interface Resolving {
  readonly pems: (paths: readonly string[], key: string) => string[];
  readonly absolute: (path: string) => string;
  readonly fault: (path: readonly PropertyKey[], message: string, fix: string) => void;
}

/** A provider with its files read. */
export function resolvedProvider(document: ProviderDocument, resolving: Resolving): ProviderConfig {
  return document.type === 'saml' ? saml(document, resolving) : oidc(document, resolving);
}

function oidc(provider: OidcDocument, { pems, absolute, fault }: Resolving): OidcProviderConfig {
  return {
    type: 'oidc',
    id: provider.id,
    name: provider.name ?? provider.id,
    issuer: provider.issuer,
    clientId: provider.clientId,
    clientSecret:
      provider.clientKeys.length > 0
        ? ''
        : secretOf(provider, absolute, (key, message, fix) => fault([key], message, fix), ', or clientKeys'),
    clientKeys: clientKeysOf(provider.clientKeys, absolute, (index, message, fix) =>
      fault(['clientKeys', index], message, fix),
    ),
    clientAudience: provider.clientAudience,
    pushedRequests: provider.pushedRequests,
    responseMode: provider.responseMode,
    ownCallback: provider.ownCallback,
    timeout: provider.timeout,
    clockSkew: provider.clockSkew,
    ca: pems(provider.ca, 'ca'),
    connect: provider.connect,
    scopes: provider.scopes,
    parameters: provider.parameters,
    userinfo: provider.userinfo,
    groups: provider.groups,
    signals: provider.signals && signalsOf(provider.signals, provider.issuer, absolute, fault),
    renewal: provider.renewal,
    claims: claimsOf(provider.claims),
    deviceTags: provider.deviceTags,
  };
}

function saml(provider: SamlDocument, { pems, absolute, fault }: Resolving): SamlProviderConfig {
  const { claims, metadata } = provider;
  const byUrl = metadata.startsWith('https:');
  if (!byUrl && !existsSync(absolute(metadata)))
    fault(['metadata'], `${metadata} does not exist`, 'give an https URL, or the path of a file relative to this one');
  return {
    type: 'saml',
    id: provider.id,
    name: provider.name ?? provider.id,
    metadata: byUrl ? metadata : absolute(metadata),
    metadataSigners: pems(provider.metadataSigners, 'metadataSigners'),
    issuer: provider.issuer,
    refresh: provider.refresh,
    ca: pems(provider.ca, 'ca'),
    connect: provider.connect,
    entityId: provider.entityId,
    keys: provider.keys.flatMap((pair, index) => keyPair(pair, ['keys', index], { absolute, fault })),
    binding: provider.binding,
    mustSign: provider.mustSign,
    allowSha1: provider.allowSha1,
    timeout: provider.timeout,
    clockSkew: provider.clockSkew,
    unsolicitedApp: provider.unsolicitedApp,
    authnContexts: provider.authnContexts,
    nameIdFormat: provider.nameIdFormat,
    subjectAttribute: claims.subject,
    claims: claimsOf(claims),
    deviceTags: provider.deviceTags,
  };
}

function claimsOf({ name, email, groups, risk, strengths }: ProviderDocument['claims']): ProviderConfig['claims'] {
  return { name, email, groups, strengths, ...(risk === undefined ? {} : { risk }) };
}

function signalsOf(
  { issuer, audience, jwksUri, pushTokenFile, poll }: NonNullable<OidcDocument['signals']>,
  providerIssuer: string,
  absolute: Resolving['absolute'],
  fault: Resolving['fault'],
): OidcProviderConfig['signals'] {
  function read(file: string, ...path: string[]): string {
    const text = existsSync(absolute(file)) ? readFileSync(absolute(file), 'utf8').trim() : '';
    if (text === '')
      fault(['signals', ...path], `${file} is missing or empty`, 'give the path of a file that holds the token');
    return text;
  }
  return {
    issuer: issuer ?? providerIssuer,
    audience,
    jwksUri,
    pushToken: pushTokenFile === undefined ? undefined : read(pushTokenFile, 'pushTokenFile'),
    poll: poll && { url: poll.url, every: poll.every, token: read(poll.tokenFile, 'poll', 'tokenFile') },
  };
}
