import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeviceCertificatesConfig } from '../../src/config/gateway-config.ts';
import { OID } from '../../src/devices/oids.ts';
import type { PolicyDocument } from '../../src/policy/policy-document.ts';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './test-gateway.ts';
import { type TestAuthority, type TestLeaf, testAuthority } from './test-pki.ts';

export const TAG = 'valid-certificate';

/** Nothing is downloaded from the wiki but with the tag. */
export const NO_DOWNLOAD: PolicyDocument = {
  id: 'no-download',
  name: 'No downloads',
  severity: 'high',
  mode: 'active',
  control: 'download',
  when: { app: ['wiki'], not: { device: [TAG] } },
  action: 'block',
};

export interface DeviceGateway extends TestGateway {
  readonly root: TestAuthority;
  readonly wiki: string;
  readonly deviceHost: string;
  /** Writes the revocation list that the gateway reads. */
  revoke(leaves: readonly TestLeaf[]): Promise<void>;
  /** Device checks so far, by outcome. */
  checks(): Promise<Readonly<Record<string, number>>>;
}

/** A gateway that asks for certificates, before an origin with a page and a download. */
export async function startDeviceGateway(
  change: (certificates: DeviceCertificatesConfig) => DeviceCertificatesConfig = (same) => same,
  options: Partial<TestGatewayOptions> = {},
): Promise<DeviceGateway> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-devices-'));
  const root = await testAuthority('Test devices');
  const crl = join(directory, 'devices.crl');
  writeFileSync(crl, await root.crl([]));
  const certificates = change({
    authorities: [root.pem],
    tag: TAG,
    purposes: [OID.clientAuth],
    holder: 'anybody',
    remember: 3_600_000,
    sameAddress: true,
    revocation: { mode: 'hard', crls: [crl], ocsp: [], uncovered: 'refuse' },
    publishCrl: crl,
    forwarded: undefined,
  });
  const gateway = await startTestGateway({
    policies: [NO_DOWNLOAD],
    handler: (request, response) => {
      if (request.url?.startsWith('/file'))
        response
          .writeHead(200, { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"' })
          .end('secret text');
      else
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end('<!doctype html><title>Wiki</title><a id="file" href="/file" download>file</a>');
    },
    ...options,
    change: (config) => ({ ...(options.change?.(config) ?? config), deviceCertificates: certificates }),
  });
  return {
    ...gateway,
    root,
    wiki: gateway.suffix('wiki.corp.test'),
    deviceHost: `https://device.mcas.localhost:${gateway.port}`,
    revoke: async (leaves) => writeFileSync(crl, await root.crl(leaves)),
    async checks() {
      const text = await (await fetch(`http://127.0.0.1:${gateway.gateway.metricsPort}/metrics`)).text();
      const counts = text.matchAll(/^sallyport_device_checks_total\{outcome="([^"]+)"\} (\d+)/gm);
      return Object.fromEntries([...counts].map(([, outcome = '', count]) => [outcome, Number(count)]));
    },
    async close() {
      await gateway.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
