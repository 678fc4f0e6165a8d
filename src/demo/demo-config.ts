import type { DemoApp } from './demo-app.ts';

/** What changes from start to start, or from machine to machine. File names are relative to the configuration. */
export interface DemoConfigValues {
  readonly suffix: string;
  readonly port: number;
  readonly frontPort: number;
  readonly issuer: string;
  readonly idpPort: number;
  readonly clientId: string;
  /** The claim by which the provider says that a device is managed. */
  readonly compliantClaim: string;
  readonly apps: readonly DemoApp[];
}

export const DEMO_FILES = {
  gatewayCa: 'ca',
  corpCa: 'corp-ca',
  gatewayState: 'gateway',
  clientSecret: 'client-secret',
  idpPort: 'idp-port',
  idpKey: 'idp-key.pem',
  policies: 'policies.yaml',
  config: 'gateway.yaml',
} as const;

/** The gateway's configuration for the demo: as an administrator would write it, with the reasons beside it. */
export function demoConfig(values: DemoConfigValues): string {
  const { suffix, port, frontPort, issuer, idpPort, clientId, compliantClaim, apps } = values;
  return `# The gateway of the demo. This file is written anew at each start of the demo, because ports may change;
# ${DEMO_FILES.policies} beside it is yours: edit it while the demo runs, and the gateway takes it over at once.
# docs/configuration.md lists every setting. Check a file of your own with: sallyport check --config FILE

gateway:
  # Every app appears under this domain: https://files.corp.test is used as https://files.corp.test.${suffix}.
  # Browsers resolve everything below .localhost to this machine, so no name server is needed.
  suffix: ${suffix}
  listen: 127.0.0.1:${port}
  # Certificates for the suffix hosts are minted by an authority of the demo's own: trust ${DEMO_FILES.gatewayCa}/ca.pem.
  tls:
    localCa: ./${DEMO_FILES.gatewayCa}
  # Sessions (sealed) and the activity log.
  state: ./${DEMO_FILES.gatewayState}

providers:
  - id: corp
    name: Corp identity
    issuer: ${issuer}
    clientId: ${clientId}
    clientSecretFile: ./${DEMO_FILES.clientSecret}
    # The development provider runs on this machine, with a certificate of the same authority.
    connect: https://127.0.0.1:${idpPort}
    ca: [./${DEMO_FILES.gatewayCa}/ca.pem]
    # The provider says whether a device is managed. Where it says nothing, the device is unknown, not unmanaged.
    deviceTags:
      - claim: ${compliantClaim}
        equals: 'true'
        tag: compliant

apps:
${apps.map((app) => appEntry(app, frontPort)).join('\n')}
policies: ./${DEMO_FILES.policies}
# Users of a gateway read first that they are watched. Take this line away to see it.
notice: false
`;
}

function appEntry({ id, name, hosts }: DemoApp, frontPort: number): string {
  const origins = hosts.map((host) => `      - url: https://${host}\n        connect: https://127.0.0.1:${frontPort}`);
  return `  - id: ${id}
    name: ${name}
    provider: corp
    # The names are the app's own; the connection goes to the demo's front, which proves those names to the gateway.
    hosts:
${origins.join('\n')}
    ca: [./${DEMO_FILES.corpCa}/ca.pem]
    # The app is at a loopback address, which the gateway refuses to connect to unless told so here.
    allowPrivate: true
`;
}
