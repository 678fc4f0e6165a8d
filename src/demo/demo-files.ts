import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLIANT_CLAIM } from './idp/dev-idp.ts';

export interface DemoApp {
  readonly id: string;
  readonly name: string;
  readonly origins: readonly string[];
}

export const DEMO_APPS: readonly DemoApp[] = [
  { id: 'files', name: 'Files', origins: ['https://files.corp.test', 'https://cdn.corp.test'] },
  { id: 'registry', name: 'Package registry', origins: ['https://registry.corp.test'] },
  { id: 'flows', name: 'Flow editor', origins: ['https://flows.corp.test'] },
];

const POLICIES = `# Session policies of the demo. Change and save this file: the gateway reads it again at once.
# docs/policy-language.md explains every key.
policies:
  - id: unmanaged-download
    name: No downloads to unmanaged devices
    severity: high
    activities: [download]
    when: { not: { device: compliant } }
    action: block
    message: |-
      Files may be saved on company devices only.
      You can still read them here in the browser.
  - id: unmanaged-upload
    name: No uploads from unmanaged devices
    activities: [upload]
    when: { not: { device: compliant } }
    action: block
    message: Files from this device are not accepted. Use a company device.
  - id: unmanaged-clipboard
    name: No clipboard and print on unmanaged devices
    activities: [copy, cut, paste, print]
    when: { all: [{ app: files }, { not: { device: compliant } }] }
    action: block
    message: This content may not leave the browser on this device.
  - id: watch-files
    name: Record what happens to files
    severity: low
    activities: [download, upload]
    action: monitor
`;

export interface DemoPlaces {
  readonly directory: string;
  readonly port: number;
  readonly frontPort: number;
  readonly corpCaFile: string;
  readonly idp: {
    readonly issuer: string;
    readonly port: number;
    readonly caFile: string;
    readonly clientId: string;
    readonly clientSecret: string;
  };
}

/** Writes the demo's gateway.yaml (ports change, so it is written anew) and, once, the policies, which are the user's to edit. */
export function writeDemoFiles({ directory, port, frontPort, corpCaFile, idp }: DemoPlaces): {
  config: string;
  policies: string;
} {
  const policies = join(directory, 'policies.yaml');
  if (!existsSync(policies)) writeFileSync(policies, POLICIES);
  const config = join(directory, 'gateway.yaml');
  const connect = `https://127.0.0.1:${frontPort}`;
  const document = {
    gateway: { suffix: 'mcas.localhost', listen: `127.0.0.1:${port}`, tls: { localCa: './ca' }, state: './state' },
    providers: [
      {
        id: 'corp',
        name: 'Corp identity',
        issuer: idp.issuer,
        connect: `https://127.0.0.1:${idp.port}`,
        ca: [idp.caFile],
        clientId: idp.clientId,
        clientSecret: idp.clientSecret,
        deviceTags: [{ claim: COMPLIANT_CLAIM, equals: 'true', tag: 'compliant' }],
      },
    ],
    apps: DEMO_APPS.map(({ id, name, origins }) => ({
      id,
      name,
      provider: 'corp',
      hosts: origins.map((url) => ({ url, connect })),
      ca: [corpCaFile],
      allowPrivate: true,
    })),
    policies: './policies.yaml',
  };
  // JSON is YAML; a person reads it as easily once it is indented.
  writeFileSync(config, `# Written by the demo at each start.\n${JSON.stringify(document, null, 2)}\n`, {
    mode: 0o600,
  });
  return { config, policies };
}
