import type { CertificateJudge } from '../../devices/certificate-judge.ts';
import type { ForwardedCertificates } from '../../devices/forwarded-certificate.ts';
import type { DeviceHop, RememberedCheck } from '../../identity/device-hop.ts';
import { isNavigation } from '../../identity/without-session.ts';
import type { CertificateCheck, CertificateOutcome } from '../../model/certificate.ts';
import type { Inbound, Reply } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import { headerValue } from '../../model/headers.ts';
import type { CertificateTag, User } from '../../model/identity.ts';
import type { Authenticated, WithSession } from '../stages/authenticate.ts';
import type { PolicyDesk } from '../stages/policy-desk.ts';

/** What the pipeline asks about client certificates. */
export interface DeviceDesk {
  /** The device host's routes, and refusals of what came over a connection that is for another host. */
  handle(inbound: Inbound): Promise<Reply | undefined>;
  /** The exchange with what its session's certificate is worth now. */
  known(exchange: Authenticated): Promise<Authenticated>;
  /** The reply that leads to the device host, where a policy wants to know and a person can be asked. */
  lead(exchange: WithSession): Promise<Reply | undefined>;
}

export interface DeviceDeskSettings {
  readonly tag: string;
  /** Milliseconds a check counts. */
  readonly remember: number;
  /** Whether a check counts only at the address it came from. */
  readonly sameAddress: boolean;
}

export interface DeviceDeskParts {
  readonly settings: DeviceDeskSettings;
  readonly judge: CertificateJudge;
  readonly hop: DeviceHop;
  readonly policies: PolicyDesk;
  readonly now: () => number;
}

/** Outcomes that asking again may change, within a session. */
const PASSING: ReadonlySet<CertificateOutcome> = new Set(['moved', 'aged', 'revocation-unknown']);
/** Milliseconds before that is done: an address that changes to and fro must not lead in circles. */
const PAUSE = 60_000;

export function createDeviceDesk({ settings, judge, hop, policies, now }: DeviceDeskParts): Omit<DeviceDesk, 'handle'> {
  const { tag, remember, sameAddress } = settings;

  function worth(check: RememberedCheck, { headers, remoteAddress }: Inbound): CertificateOutcome {
    const outcome = judge.standing(check);
    if (outcome !== 'valid') return outcome;
    if (now() - check.at > remember) return 'aged';
    const sameAgent = (headerValue(headers, 'user-agent') ?? '') === check.userAgent;
    return sameAgent && (!sameAddress || remoteAddress === check.address) ? 'valid' : 'moved';
  }

  async function tagFor(exchange: Authenticated): Promise<CertificateTag> {
    const check = exchange.open && (await hop.remembered(exchange.open));
    if (!check) return { tag, held: undefined };
    const outcome = worth(check, exchange);
    return { tag, held: outcome === 'valid', outcome };
  }

  return {
    async known(exchange) {
      const { session } = exchange;
      const device = { ...session.device, certificate: await tagFor(exchange) };
      return { ...exchange, session: { ...session, device } };
    },
    async lead(exchange) {
      const { session, open, method } = exchange;
      if (method !== 'GET' || !isNavigation(exchange)) return undefined;
      if (!policies.asksForTag(exchange)) return undefined;
      const { held, outcome } = session.device.certificate ?? {};
      if (held !== undefined && (outcome === undefined || !PASSING.has(outcome))) return undefined;
      const check = await hop.remembered(open);
      if (check && now() - check.at < PAUSE) return undefined;
      return hop.begin(exchange, open);
    },
  };
}

/** Routes of the device host, and where its certificates come from. */
export function createDeviceRoutes(
  deviceAuthority: string,
  hop: DeviceHop,
  forwarded: ForwardedCertificates | undefined,
): DeviceDesk['handle'] {
  return async (inbound) => {
    const here = inbound.authority === deviceAuthority;
    const wasAsked = inbound.asked !== undefined || forwarded?.isFrom(inbound.remoteAddress) === true;
    if (here ? !wasAsked : inbound.asked !== undefined)
      throw new Failure('misdirected-request', `${inbound.authority} over a connection of another host`);
    return hop.handle(inbound);
  };
}

/** Judges what came with a request on the device host: from a listed proxy its field and nothing else, otherwise the connection. */
export function judgeOf(
  judge: CertificateJudge,
  forwarded: ForwardedCertificates | undefined,
  now: () => number,
): (inbound: Inbound, user: Pick<User, 'name' | 'email'>) => Promise<CertificateCheck> {
  return async ({ headers, remoteAddress, asked }, user) => {
    if (!forwarded?.isFrom(remoteAddress)) return judge.judge(asked?.certificate, user);
    const read = await forwarded.read(headers).catch(() => 'unreadable' as const);
    return read === 'unreadable' ? { outcome: read, at: now() } : judge.judge(read, user);
  };
}

/** The desk of a gateway that asks for no certificates. */
export const NO_DEVICES: DeviceDesk = {
  handle: async () => undefined,
  known: async (exchange) => exchange,
  lead: async () => undefined,
};
