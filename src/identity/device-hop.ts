import type { CertificateCheck } from '../model/certificate.ts';
import type { Inbound, Reply, Routed } from '../model/exchange.ts';
import { Failure } from '../model/failure.ts';
import { headerValue } from '../model/headers.ts';
import type { User } from '../model/identity.ts';
import { holdsSecret, secretHash, takeSecret } from './browser-secret.ts';
import { deepLink, rememberedTarget } from './deep-link.ts';
import { HANDOFF_PATH, splitTarget } from './handoff-paths.ts';
import { redirect } from './handoff-reply.ts';
import { createOneTime } from './one-time.ts';
import { ownCookie, setOwnSecret } from './own-cookies.ts';
import type { RecordStore } from './record-store.ts';
import type { OpenSession, SessionStore } from './session-store.ts';

/** A check and the browser it was made with. */
export interface RememberedCheck extends CertificateCheck {
  readonly address: string;
  readonly userAgent: string;
}

export interface DeviceHopParts {
  /** Authority of the device host. */
  readonly authority: string;
  readonly records: RecordStore;
  readonly sessions: SessionStore;
  /** Judges what came with this request, for this user. */
  readonly judge: (inbound: Inbound, user: Pick<User, 'name' | 'email'>) => Promise<CertificateCheck>;
  /** Told of every check, once its session knows. */
  readonly checked: (inbound: Inbound, open: OpenSession, check: CertificateCheck) => void;
  readonly now: () => number;
}

/**
 * The way from an app to the device host and back (docs/devices.md). All of it is redirects, so that the browser carries the
 * fragment along (RFC 9110 section 10.2.2).
 */
export interface DeviceHop {
  /** Leads to the device host; the way ends at the request's own target. */
  begin(routed: Routed, open: OpenSession): Promise<Reply>;
  /** Its own routes; undefined for every other request. Throws Failure `device-check-failed`. */
  handle(inbound: Inbound): Promise<Reply | undefined>;
  /** What this session's last check came to. */
  remembered(open: OpenSession): Promise<RememberedCheck | undefined>;
}

interface Hop {
  readonly authority: string;
  readonly target: string;
  readonly sessionId: string;
  readonly user: Pick<User, 'name' | 'email'>;
  /** Hash of the cookie that ties the way to the browser that began it. */
  readonly flowCookie: string;
  readonly userAgent: string;
}

const ASK_PATH = `${HANDOFF_PATH}device`;
const CHECKED_PATH = `${HANDOFF_PATH}device-checked`;
/** Milliseconds a person may look at the browser's list of certificates. */
const HOP_LIFE = 10 * 60_000;
const CODE_LIFE = 30_000;
const ATTACHMENT = 'device-certificate';

export function createDeviceHop(parts: DeviceHopParts): DeviceHop {
  const { authority: deviceAuthority, records, sessions, now } = parts;
  const hops = createOneTime<Hop>(records, 'device-hop', HOP_LIFE, now);
  const codes = createOneTime<Hop & { readonly check: CertificateCheck }>(records, 'device-code', CODE_LIFE, now);

  /** On the device host, where the browser was asked: a one-time code with the result goes back to the app's host. */
  async function answer(inbound: Inbound, state: string): Promise<Reply> {
    const hop = await hops.take(state, deviceAuthority);
    if (!hop) throw new Failure('device-check-failed', 'the state was used, is too old or is none');
    if (agentOf(inbound) !== hop.userAgent)
      throw new Failure('device-check-failed', 'another browser than the one that began');
    const code = await codes.mint({ ...hop, check: await parts.judge(inbound, hop.user) }, hop.authority);
    return redirect(`https://${hop.authority}${CHECKED_PATH}?code=${code}`);
  }

  /** Back on the app's host: the result counts for the very session and browser that began, and for no other. */
  async function finish(inbound: Inbound, code: string): Promise<Reply> {
    const { authority, headers } = inbound;
    const hop = await codes.take(code, authority);
    if (!hop) throw new Failure('device-check-failed', 'the code was used, is too old or belongs to another host');
    if (!holdsSecret(headers, 'flow', hop.flowCookie) || agentOf(inbound) !== hop.userAgent)
      throw new Failure('device-check-failed', 'the code came to another browser than the one that began');
    const token = ownCookie(headers, 'session');
    const open = token === undefined ? undefined : await sessions.open(token, authority);
    if (open && open.session.id !== hop.sessionId)
      throw new Failure('device-check-failed', 'the code belongs to another session');
    if (open) {
      const check: RememberedCheck = { ...hop.check, address: inbound.remoteAddress, userAgent: hop.userAgent };
      await sessions.attach(open, ATTACHMENT, Buffer.from(JSON.stringify(check)));
      parts.checked(inbound, open, check);
    }
    return redirect(deepLink(authority, hop.target, ''));
  }

  return {
    async begin(routed, open) {
      const { authority, headers, target } = routed;
      const secret = takeSecret(headers, 'flow');
      const { name, email } = open.session.user;
      const hop: Hop = {
        authority,
        target: rememberedTarget(target),
        sessionId: open.session.id,
        user: { name, ...(email === undefined ? {} : { email }) },
        flowCookie: secretHash(secret),
        userAgent: agentOf(routed),
      };
      const state = await hops.mint(hop, deviceAuthority);
      return redirect(`https://${deviceAuthority}${ASK_PATH}?state=${state}`, [
        setOwnSecret('flow', secret, HOP_LIFE / 1000),
      ]);
    },
    async handle(inbound) {
      const { pathname, query } = splitTarget(inbound.target);
      const here = inbound.authority === deviceAuthority;
      if (pathname !== (here ? ASK_PATH : CHECKED_PATH)) {
        if (here) throw new Failure('unknown-host', `nothing at ${pathname} of the device host`);
        return undefined;
      }
      if (inbound.method !== 'GET') throw new Failure('bad-request', `${inbound.method} on ${pathname}`);
      return here ? answer(inbound, query.get('state') ?? '') : finish(inbound, query.get('code') ?? '');
    },
    async remembered(open) {
      const bytes = await sessions.attached(open, ATTACHMENT);
      return bytes && (JSON.parse(bytes.toString()) as RememberedCheck);
    },
  };
}

function agentOf({ headers }: Pick<Inbound, 'headers'>): string {
  return headerValue(headers, 'user-agent') ?? '';
}
