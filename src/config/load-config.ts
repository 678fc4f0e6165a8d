import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { PROFILES } from '../catalog/profiles.ts';
import { serializeOrigin } from '../model/host-map.ts';
import { contentConditions } from '../policy/content-conditions.ts';
import { unmappable } from '../rewrite/host-map.ts';
import type { ConfigFault } from './config-fault.ts';
import { duplicates } from './duplicates.ts';
import type { GatewayConfig, InspectionConfig } from './gateway-config.ts';
import { type GatewayDocument, gatewaySchema } from './gateway-schema.ts';
import { policiesOf, routingFor, type WrittenPolicies } from './load-policies.ts';
import { ownAddresses } from './own-addresses.ts';
import { ownProviderFaults } from './own-provider-faults.ts';
import { checkNetworks, nameFaults } from './policy-names.ts';
import { pathText, readYaml } from './read-yaml.ts';
import { resolvedAppOidc } from './resolve-app-oidc.ts';
import { resolvedAppSaml } from './resolve-app-saml.ts';
import { resolvedConfinement } from './resolve-confinement.ts';
import { resolvedDeviceCertificates } from './resolve-device-certificates.ts';
import { keyPair } from './resolve-key-pair.ts';
import { resolvedProtection } from './resolve-protection.ts';
import { resolvedProvider } from './resolve-provider.ts';

export type LoadedConfig =
  | { readonly ok: true; readonly config: GatewayConfig }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** Reads and checks the configuration. Never throws: everything wrong with it comes back at once. */
export async function loadConfig(path: string): Promise<LoadedConfig> {
  const file = resolve(path);
  const read = readYaml(file, gatewaySchema);
  if (!read.ok) return read;
  const faults: ConfigFault[] = [];
  const document = read.value;
  const config = resolved(document, file, policiesOf(document, file, faults), faults);
  crossCheck(document, config, file, faults);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, config };
}

function resolved(
  document: GatewayDocument,
  file: string,
  written: WrittenPolicies,
  faults: ConfigFault[],
): GatewayConfig {
  const { gateway, sessions } = document;
  const absolute = (path: string): string => resolve(dirname(file), path);
  const fault = (path: readonly PropertyKey[], message: string, fix: string): void => {
    faults.push({ file, path: pathText(path), message, fix });
  };
  const pems = (paths: readonly string[], at: readonly PropertyKey[]): string[] =>
    paths.flatMap((path, index) => {
      try {
        const pem = readFileSync(absolute(path), 'utf8');
        new X509Certificate(pem);
        return [pem];
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        fault(
          [...at, index],
          code === 'ENOENT' ? `${path} does not exist` : `${path} is not a PEM certificate`,
          'give the path of a PEM file, relative to this one',
        );
        return [];
      }
    });
  if ('certificates' in gateway.tls) {
    for (const [index, pair] of gateway.tls.certificates.entries()) {
      for (const kind of ['cert', 'key'] as const) {
        if (!existsSync(absolute(pair[kind])))
          fault(
            ['gateway', 'tls', 'certificates', index, kind],
            `${pair[kind]} does not exist`,
            'give the path of a PEM file, relative to this one',
          );
      }
    }
  }
  const apps = document.apps.map((app, index) => ({
    id: app.id,
    name: app.name,
    provider: app.provider,
    profile: app.profile,
    hosts: app.hosts.map(({ url, connect }) => ({ origin: url, ...(connect ? { connect } : {}) })),
    ...(app.saml && {
      saml: resolvedAppSaml(app.saml, {
        pems: (paths) => pems(paths, ['apps', index, 'saml', 'certificates']),
        fault: (key, message, fix) => fault(['apps', index, 'saml', key], message, fix),
      }),
    }),
    ...(app.oidc && {
      oidc: resolvedAppOidc(app.oidc, {
        absolute,
        fault: (key, message, fix) => fault(['apps', index, 'oidc', key], message, fix),
      }),
    }),
    ...(app.bearer && {
      bearer: {
        ...app.bearer,
        connect: app.bearer.connect,
        ca: pems(app.bearer.ca, ['apps', index, 'bearer', 'ca']),
      },
    }),
    nativeClients: app.nativeClients,
    ...(app.ownProvider ? { ownProvider: app.ownProvider } : {}),
    ...resolvedConfinement(document, app),
    ca: pems(app.ca, ['apps', index, 'ca']),
    allowPrivate: app.allowPrivate,
    timeouts: app.timeouts,
  }));
  return {
    suffix: gateway.suffix,
    publicPort: gateway.publicPort ?? gateway.listen.port,
    hostForm: gateway.hostForm,
    listen: gateway.listen,
    tls:
      'localCa' in gateway.tls
        ? { localCa: absolute(gateway.tls.localCa) }
        : {
            certificates: gateway.tls.certificates.map(({ cert, key }) => ({
              cert: absolute(cert),
              key: absolute(key),
            })),
          },
    appKeys: gateway.appKeys.flatMap((pair, index) =>
      keyPair(pair, ['gateway', 'appKeys', index], { absolute, fault }),
    ),
    stateDirectory: absolute(gateway.state),
    metrics: gateway.metrics,
    limits: gateway.limits,
    inspection: inspectionOf(document.inspection, absolute, (at, message, fix) =>
      fault(['inspection', ...at], message, fix),
    ),
    protection: resolvedProtection(document, { absolute, fault }),
    ...noticeOf(document.notice),
    sessions,
    deviceCertificates: resolvedDeviceCertificates(document, { absolute, pems, fault }),
    providers: document.providers.map((provider, index) =>
      resolvedProvider(provider, {
        pems: (paths, key) => pems(paths, ['providers', index, key]),
        absolute,
        fault: (path, message, fix) => fault(['providers', index, ...path], message, fix),
      }),
    ),
    apps,
    profiles: document.profiles,
    networks: document.networks,
    countryFile: document.countries === undefined ? undefined : absolute(document.countries),
    ispFile: document.isps === undefined ? undefined : absolute(document.isps),
    policies: written.policies,
    routing: routingFor(written.routing, apps),
    policyFile: typeof document.policies === 'string' ? absolute(document.policies) : undefined,
  };
}

function noticeOf(notice: GatewayDocument['notice']): Pick<GatewayConfig, 'notice'> {
  if (notice === false) return {};
  const { title, message } = notice === true ? {} : notice;
  return { notice: { ...(title === undefined ? {} : { title }), ...(message === undefined ? {} : { message }) } };
}

function inspectionOf(
  { clamav, hashLists, lists: named, memory, time, expanded, whole, ...limits }: GatewayDocument['inspection'],
  absolute: (path: string) => string,
  fault: (at: readonly PropertyKey[], message: string, fix: string) => void,
): InspectionConfig {
  const read = (path: string, at: readonly PropertyKey[]): string => {
    try {
      return readFileSync(absolute(path), 'utf8');
    } catch {
      fault(at, `${path} cannot be read`, 'give the path of a file, relative to this one');
      return '';
    }
  };
  return {
    ...(clamav === undefined
      ? {}
      : {
          clamav: {
            at: 'socket' in clamav ? { path: absolute(clamav.socket) } : clamav.address,
            timeout: clamav.timeout,
          },
        }),
    hashLists: hashLists.map((path, index) => read(path, ['hashLists', index])),
    lists: Object.fromEntries(Object.entries(named).map(([name, path]) => [name, read(path, ['lists', name])])),
    memoryBytes: memory,
    limits: { ...limits, expandedBytes: expanded, wholeBytes: whole, milliseconds: time },
  };
}

function crossCheck(document: GatewayDocument, config: GatewayConfig, file: string, faults: ConfigFault[]): void {
  const fault = (path: readonly PropertyKey[], message: string, fix: string): void => {
    faults.push({ file, path: pathText(path), message, fix });
  };
  faults.push(
    ...duplicates(
      document.providers.map(({ id }) => id),
      file,
      (index) => ['providers', index, 'id'],
    ),
  );
  faults.push(
    ...duplicates(
      document.apps.map(({ id }) => id),
      file,
      (index) => ['apps', index, 'id'],
    ),
  );
  faults.push(
    ...duplicates(
      document.profiles.map(({ id }) => id),
      file,
      (index) => ['profiles', index, 'id'],
    ),
  );
  const providers = document.providers.map(({ id }) => id);
  const apps = config.apps.map(({ id, provider }) => ({ id, provider }));
  for (const [index, provider] of config.providers.entries()) {
    const app = provider.type === 'saml' ? provider.unsolicitedApp : undefined;
    if (app === undefined || apps.some((each) => each.id === app && each.provider === provider.id)) continue;
    fault(
      ['providers', index, 'unsolicitedApp'],
      `no app ${app} has this provider`,
      'name an app that this provider signs users in for, or leave the setting out',
    );
  }
  const profiles = new Set([...document.profiles, ...PROFILES].map(({ id }) => id));
  const places = new Map<string, readonly PropertyKey[]>();
  for (const [index, app] of config.apps.entries()) {
    if (!providers.includes(app.provider))
      fault(['apps', index, 'provider'], `there is no provider ${app.provider}`, `write ${providers.join(' or ')}`);
    if (app.profile !== undefined && !profiles.has(app.profile))
      fault(['apps', index, 'profile'], `there is no profile ${app.profile}`, `write ${[...profiles].join(' or ')}`);
    const own = app.hosts.map(({ origin }) => serializeOrigin(origin));
    for (const { path, message, fix } of ownProviderFaults(app, config.apps))
      fault(['apps', index, ...path], message, fix);
    for (const { path, url } of ownAddresses(app))
      if (!own.includes(new URL(url).origin))
        fault(['apps', index, ...path], `${url} is at no origin of the app`, `begin it with ${own.join(' or ')}`);
    for (const [at, url] of (app.oidc?.redirectUris ?? []).entries())
      if (url.includes('#'))
        fault(['apps', index, 'oidc', 'redirectUris', at], `${url} has a fragment`, 'leave the fragment out');
    for (const [at, host] of app.hosts.entries()) {
      const origin = serializeOrigin(host.origin);
      const place = ['apps', index, 'hosts', at];
      if (places.has(origin))
        fault(
          place,
          `${origin} belongs to an app already`,
          `remove it here or at ${pathText(places.get(origin) ?? [])}`,
        );
      else places.set(origin, place);
    }
  }
  const table = { suffix: config.suffix, port: config.publicPort, form: config.hostForm, origins: [...places.keys()] };
  for (const { origin, reason } of unmappable(table)) {
    fault(
      places.get(origin) ?? ['apps'],
      `${origin} cannot be written under the suffix: ${reason}`,
      'use gateway.hostForm: dotted, a shorter suffix, or another host',
    );
  }
  for (const [key, file] of [
    ['countries', config.countryFile],
    ['isps', config.ispFile],
  ] as const)
    if (file !== undefined && !existsSync(file))
      fault([key], `${document[key]} does not exist`, 'give the path of a MaxMind database, relative to this one');
  checkNetworks(config.networks, fault);
  faults.push(...nameFaults(config, config.policyFile ?? file));
  const scanners = config.inspection?.clamav !== undefined || document.inspection.hashLists.length > 0;
  for (const [index, policy] of config.policies.entries()) {
    if (scanners || !contentConditions(policy.when).some(({ malware }) => malware !== undefined)) continue;
    fault(
      typeof document.policies === 'string' ? ['policies'] : ['policies', index, 'when'],
      `${policy.id} asks about malware, and there is nobody to ask`,
      'set inspection.clamav or inspection.hashLists',
    );
  }
  for (const [index, policy] of config.policies.entries())
    if (policy.protect?.key === 'organisation' && config.protection?.passphrase === undefined)
      fault(
        typeof document.policies === 'string' ? ['policies'] : ['policies', index, 'protect', 'key'],
        `${policy.id} protects files with the passphrase of the organisation, and there is none`,
        'set protection.passphraseFile',
      );
  if (config.sessions.idle > config.sessions.absolute)
    fault(
      ['sessions', 'idle'],
      'is longer than sessions.absolute',
      'write a duration that is at most sessions.absolute',
    );
}
