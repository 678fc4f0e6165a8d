import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildClient } from '../../src/client/build.ts';
import type { GatewayConfig } from '../../src/config/gateway-config.ts';
import { createSessionStore } from '../../src/identity/session-store.ts';
import { openSqliteRecordStore } from '../../src/identity/sqlite-record-store.ts';
import { startGateway } from '../../src/proxy/gateway.ts';
import { serveParent } from '../child.ts';
import { CONTENT_POLICIES } from './content-policies.ts';
import { ORIGIN_HOST, SUFFIX_HOST } from './setting.ts';

/** The whole gateway, with a session, policies to ask and logs to write, in front of the origin. */
const [originPort, certFile, keyFile, folder, content] = process.argv.slice(2);
const config: GatewayConfig = {
  suffix: SUFFIX_HOST.slice(ORIGIN_HOST.length + 1),
  publicPort: 443,
  hostForm: 'dotted',
  listen: { host: '127.0.0.1', port: 0 },
  tls: { certificates: [{ cert: certFile!, key: keyFile! }] },
  stateDirectory: join(folder!, `state-${process.pid}`),
  metrics: undefined,
  limits: { headerBytes: 65_536, headersTimeout: 30_000, connectionsPerHost: 2000 },
  sessions: { idle: 3_600_000, absolute: 3_600_000 },
  deviceCertificates: undefined,
  providers: [],
  apps: [
    {
      id: 'app',
      name: 'App',
      provider: 'bench',
      hosts: [
        {
          origin: { scheme: 'https', host: ORIGIN_HOST, port: 443 },
          connect: { scheme: 'http', host: '127.0.0.1', port: Number(originPort) },
        },
      ],
      ca: [],
      allowPrivate: true,
      timeouts: { connect: 10_000, headers: 60_000, body: 300_000 },
    },
  ],
  networks: [],
  countryFile: undefined,
  ispFile: undefined,
  policies: [
    {
      id: 'downloads',
      name: 'Downloads',
      severity: 'medium',
      mode: 'active',
      control: 'download',
      when: { not: { device: ['compliant'] } },
      action: 'block',
    },
    {
      id: 'copies',
      name: 'Copies',
      severity: 'low',
      mode: 'active',
      control: 'activities',
      activities: ['copy', 'print', 'view'],
      when: { all: [{ group: ['contractors'] }, { not: { ip: ['10.0.0.0/8'] } }] },
      action: 'block',
    },
    ...(content === undefined ? [] : [CONTENT_POLICIES[content]!]),
  ],
  policyFile: undefined,
};

/** Signs somebody in, as the handoff would, and gives the cookie. */
async function sessionCookie(): Promise<string> {
  mkdirSync(config.stateDirectory, { recursive: true });
  const records = openSqliteRecordStore(join(config.stateDirectory, 'sessions.sqlite'), Date.now);
  const sessions = createSessionStore(records, config.sessions, Date.now);
  const user = { provider: 'bench', subject: '1', name: 'bench', groups: ['staff'] };
  const session = await sessions.create({ user, device: { tags: ['compliant'], userAgent: 'bench' } }, undefined);
  const cookie = `__Host-sallyport-session=${await sessions.tokenFor(session, SUFFIX_HOST)}`;
  await records.close();
  return cookie;
}

const cookie = await sessionCookie();
const gateway = await startGateway(config, { logLevel: 'info', bundles: await buildClient() });
serveParent({ port: gateway.port, cookie }, () => ({}));
