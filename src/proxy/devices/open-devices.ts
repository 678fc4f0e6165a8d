import type { GatewayConfig } from '../../config/gateway-config.ts';
import { createCertificateJudge } from '../../devices/certificate-judge.ts';
import { fetchBytes } from '../../devices/fetch-bytes.ts';
import { createForwardedCertificates } from '../../devices/forwarded-certificate.ts';
import { createVerifyChain } from '../../devices/verify-chain.ts';
import { createDeviceHop } from '../../identity/device-hop.ts';
import { signInAuthority } from '../../identity/handoff-paths.ts';
import type { RecordStore } from '../../identity/record-store.ts';
import type { SessionStore } from '../../identity/session-store.ts';
import type { CertificateOutcome } from '../../model/certificate.ts';
import type { Logger } from '../observe/operational-log.ts';
import type { PolicyDesk } from '../stages/policy-desk.ts';
import { createDeviceDesk, createDeviceRoutes, type DeviceDesk, judgeOf, NO_DEVICES } from './device-desk.ts';
import { createPublishedCrl } from './published-crl.ts';

/** Label of the device host under the suffix. */
const DEVICE_LABEL = 'device';

/** Name of the host that asks browsers for a certificate. */
export function deviceHost({ suffix }: Pick<GatewayConfig, 'suffix'>): string {
  return `${DEVICE_LABEL}.${suffix}`;
}

function authorityOf({ suffix, publicPort }: GatewayConfig, label: string): string {
  return `${label}.${suffix}${publicPort === 443 ? '' : `:${publicPort}`}`;
}

export interface OpenDevicesParts {
  readonly config: GatewayConfig;
  readonly records: RecordStore;
  readonly sessions: SessionStore;
  readonly policies: PolicyDesk;
  readonly log: Logger;
  readonly counted: (outcome: CertificateOutcome) => void;
  readonly now: () => number;
}

/** Milliseconds between two looks at revocation lists. */
const REFRESH = 10_000;

/** Puts together what asks for client certificates and judges them; nothing of it where none are configured. */
export function openDevices(parts: OpenDevicesParts): { readonly desk: DeviceDesk; close(): void } {
  const { config, records, sessions, policies, log, counted, now } = parts;
  const settings = config.deviceCertificates;
  if (!settings) return { desk: NO_DEVICES, close() {} };
  const authority = authorityOf(config, DEVICE_LABEL);
  const judge = createCertificateJudge({
    settings,
    fetchBytes,
    now,
    failed: (place, error) => log.warn({ place, detail: String(error) }, 'a certificate check had no answer'),
  });
  const forwarded =
    settings.forwarded && createForwardedCertificates(settings.forwarded, createVerifyChain(settings.authorities, now));
  const hop = createDeviceHop({
    authority,
    records,
    sessions,
    now,
    judge: judgeOf(judge, forwarded, now),
    checked: (inbound, { session }, { outcome, certificate }) => {
      counted(outcome);
      const { subject, fingerprint } = certificate ?? {};
      const seen = certificate ? { subject, fingerprint } : {};
      log.info({ exchange: inbound.id, user: session.user.name, outcome, ...seen }, 'device checked');
    },
  });
  const timer = setInterval(() => void judge.refresh(), REFRESH).unref();
  const routes = createDeviceRoutes(authority, hop, forwarded);
  const { publishCrl } = settings;
  const published =
    publishCrl === undefined
      ? undefined
      : createPublishedCrl(publishCrl, signInAuthority({ suffix: config.suffix, port: config.publicPort }));
  return {
    desk: {
      handle: async (inbound) => (await published?.(inbound)) ?? routes(inbound),
      ...createDeviceDesk({ settings, judge, hop, policies, now }),
    },
    close: () => clearInterval(timer),
  };
}
