import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { GatewayConfig } from '../../config/gateway-config.ts';
import { brokerAddresses } from '../../identity/broker/broker-addresses.ts';
import { signInAddresses, signInAuthority } from '../../identity/handoff-paths.ts';
import type { ProtectedApp } from '../../model/app.ts';
import { type HostMap, type HostTable, serializeOrigin } from '../../model/host-map.ts';
import { isInternalAddress } from '../../proxy/upstream/address-guard.ts';
import { createHostMap } from '../../rewrite/host-map.ts';
import type { AppAnswers, Mistake } from './app-answers.ts';

/** Addresses of a name; none for a name that is not in DNS. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** The map of a configuration's hosts, and the origin of its sign-in host. */
export function addressesOf({ suffix, publicPort, hostForm, apps }: GatewayConfig): {
  readonly hosts: HostMap;
  readonly signIn: string;
} {
  const origins = apps.flatMap((app) => app.hosts.map(({ origin }) => serializeOrigin(origin)));
  const table: HostTable = { suffix, port: publicPort, form: hostForm, origins };
  return { hosts: createHostMap(table), signIn: signInAddresses(signInAuthority(table)).origin };
}

/** Mistakes that show where an app is placed: against the gateway, its provider, the other apps, DNS and certificates. */
export async function placedMistakes(
  config: GatewayConfig,
  app: ProtectedApp,
  lookup: Lookup | undefined,
  now: number,
): Promise<readonly Mistake[]> {
  return [
    ...certificateMistakes(config, app),
    ...samlMistakes(config, app, now),
    ...(lookup ? await dnsMistakes(app, lookup) : []),
  ];
}

function under(host: string, suffix: string): boolean {
  return host === suffix || host.endsWith(`.${suffix}`);
}

/** Hosts that are the gateway's own, before the configuration is read. */
export function suffixMistakes({ suffix }: GatewayConfig, { hosts, upstream }: AppAnswers): readonly Mistake[] {
  const isOurs = (text: string): boolean => URL.canParse(text) && under(new URL(text).hostname, suffix);
  return [
    ...hosts.filter(isOurs).map(
      (host): Mistake => ({
        field: 'hosts',
        message: `${host} is under the suffix ${suffix}, where the gateway is itself`,
        fix: 'write the app’s own host, as it is without the gateway',
      }),
    ),
    ...(upstream !== undefined && isOurs(upstream)
      ? [
          {
            field: 'upstream' as const,
            message: `${upstream} is the gateway itself: requests would go round in circles`,
            fix: 'write the address of the app’s own server',
          },
        ]
      : []),
  ];
}

/** A wildcard covers one label: `*.mcas.example` is no certificate for `wiki.corp.example.mcas.example` (RFC 6125 section 6.4.3). */
function certificateMistakes(config: GatewayConfig, { hosts }: ProtectedApp): Mistake[] {
  const { tls } = config;
  if (!('certificates' in tls)) return [];
  const certificates = tls.certificates.map(({ cert }) => new X509Certificate(readFileSync(cert)));
  const map = addressesOf(config).hosts;
  return hosts.flatMap(({ origin }): Mistake[] => {
    const name = map.suffixAuthority(origin)?.replace(/:\d+$/, '');
    if (name === undefined || certificates.some((each) => each.checkHost(name) !== undefined)) return [];
    const parent = name.slice(name.indexOf('.') + 1);
    return [
      {
        field: 'hosts',
        message: `no certificate of the gateway names ${name}, and browsers would refuse it`,
        fix: `get one for ${name} or *.${parent}, or use gateway.hostForm: label with *.${config.suffix}`,
      },
    ];
  });
}

function samlMistakes(config: GatewayConfig, app: ProtectedApp, now: number): Mistake[] {
  const { saml, provider: providerId } = app;
  if (!saml) return [];
  const mistakes: Mistake[] = [];
  const { hosts, signIn } = addressesOf(config);
  const own = brokerAddresses(app, signIn, hosts);
  const provider = config.providers.find(({ id }) => id === providerId);
  const idp =
    provider?.type === 'saml'
      ? provider.metadata.startsWith('https:')
        ? provider.metadata
        : provider.issuer
      : provider?.issuer;
  const idpHost = idp !== undefined && URL.canParse(idp) ? new URL(idp).host : undefined;
  const entityIdIs = (whose: string): unknown =>
    mistakes.push({
      field: 'entityId',
      message: `${saml.entityId} is ${whose}`,
      fix: 'copy entityID from the app’s own metadata',
    });
  const host = URL.canParse(saml.entityId) ? new URL(saml.entityId).host : '';
  if (saml.entityId === own.entityId || under(host.replace(/:\d+$/, ''), config.suffix))
    entityIdIs('the gateway’s own, or under its suffix');
  else if (saml.entityId === idp || (host !== '' && host === idpHost)) entityIdIs('the identity provider’s');
  const other = config.apps.find((each) => each.id !== app.id && each.saml?.entityId === saml.entityId);
  if (other) entityIdIs(`that of the app ${other.id} already`);
  for (const pem of saml.certificates) {
    const certificate = new X509Certificate(pem);
    if (certificate.validToDate.getTime() < now)
      mistakes.push({
        field: 'certificates',
        message: `${certificate.subject.replaceAll('\n', ', ')} is past its end`,
        fix: 'get the certificate the app signs with now',
      });
  }
  return mistakes;
}

async function dnsMistakes({ hosts, allowPrivate }: ProtectedApp, lookup: Lookup): Promise<Mistake[]> {
  const found = await Promise.all(
    hosts.map(async ({ origin, connect }): Promise<Mistake[]> => {
      const host = (connect ?? origin).host;
      const field = connect ? 'upstream' : 'hosts';
      const addresses = await lookup(host);
      if (addresses.length === 0)
        return [
          {
            field,
            message: `${host} is not in DNS here, so the gateway could not connect to it`,
            fix: 'correct the name, give the server’s address with --upstream, or pass --offline to leave DNS unasked',
          },
        ];
      if (allowPrivate || !addresses.every(isInternalAddress)) return [];
      return [
        {
          field,
          message: `${host} is at ${addresses.join(', ')}, an address inside your network`,
          fix: 'pass --allow-private if that is where the app is',
        },
      ];
    }),
  );
  return found.flat();
}
