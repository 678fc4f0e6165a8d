import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Routed } from '../model/exchange.ts';
import { headerValue } from '../model/headers.ts';
import type { HostMap } from '../model/host-map.ts';
import type { Session } from '../model/identity.ts';
import { isReport } from '../rewrite/reports/report-body.ts';
import { HANDOFF_PATH } from './handoff-paths.ts';
import { isFrame, mayBeOpaqueNavigation } from './opaque-navigation.ts';
import type { SessionStore } from './session-store.ts';
import { siblingOrigin } from './sibling-origin.ts';

/**
 * What a grant is good for, with the request destinations of the Fetch standard in which it is: modules are fetched for what
 * imports them (HTML 8.1.4.2), those that are no script for what they are.
 */
const DESTINATIONS = {
  font: ['font'],
  image: ['image'],
  media: ['audio', 'video', 'track'],
  module: ['script', 'worker', 'sharedworker', 'serviceworker', 'audioworklet', 'paintworklet', 'json', 'style'],
  part: ['image', 'script', 'style', 'audio', 'video'],
  opaque: ['image', 'script', 'style', 'audio', 'video', 'font', 'empty', 'iframe', 'frame', 'object', 'embed'],
  report: ['report'],
  framing: ['report'],
  rules: ['speculationrules'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Granted = keyof typeof DESTINATIONS;

/**
 * Grants tie a request that cannot carry a cookie to its user: style sheets fetch fonts and masks of another origin without
 * credentials, and so do modules the modules that they import, and service workers that are modules. A grant stands in the URL, `font.2rk.<who>.<signature>`, signed with
 * the gateway's key over the user, the app, what it is for and a period. It opens nothing by itself: the user must have a
 * live session in that app, the request must be what a style sheet or module sends, or a report to another host of the app, and the app gets no cookies with it.
 */
export interface Grants {
  /** The user of a session is in an app, at this address: from now on grants are honoured while the session lives. */
  present(session: Session, appId: string, address: string): void;
  /** Grants for what is served to the user in this period. */
  mint(session: Session, appId: string): Readonly<Record<Granted, string>>;
  /** The session a request with a grant belongs to; undefined when there is none, or the grant is not good for it. */
  redeem(routed: Routed): Promise<Session | undefined>;
  /**
   * Whether a page is opened by a document in a sandbox of the app's, in the session whose cookie came: any site makes browsers send that
   * one along, and none but the app's own pages have the grant.
   */
  covers(routed: Routed, session: Session): boolean;
}

/**
 * Milliseconds of a period. A grant is good in its own and the next one, so a style sheet may be kept for one of them
 * (`GRANT_LIFE`); what leaked is worth nothing after two.
 */
const PERIOD = 7 * 86_400_000;
/** Seconds for which a grant that was just given is good at the least. */
export const GRANT_LIFE = PERIOD / 1000;

const GRANT = /^(font|framing|image|media|module|opaque|part|report|rules)\.([0-9a-z]{1,8})\.([\w-]{16})\.([\w-]{43})$/;

export function createGrants(
  key: Uint8Array,
  hosts: HostMap,
  sessions: Pick<SessionStore, 'isLive'>,
  now: () => number,
): Grants {
  /** Facts of who is in which app, never the secrets of a session; the store is asked again at each use. */
  const live = new Map<string, Map<string, Session>>();
  /** Where each of them was last seen, by its id. */
  const addresses = new Map<string, string>();
  const period = (): number => Math.floor(now() / PERIOD);
  const sign = (...parts: readonly string[]): Buffer =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest();
  const whoIs = ({ user }: Session, appId: string): string =>
    sign('who', user.provider, user.subject, appId).toString('base64url').slice(0, 16);
  const signature = (who: string, granted: string, at: string): Buffer => sign('grant', who, granted, at);

  async function sessionsOf(who: string): Promise<Session[]> {
    const held = [...(live.get(who)?.values() ?? [])];
    const states = await Promise.all(held.map(({ id }) => sessions.isLive(id)));
    return held.filter(({ id }, index) => {
      if (!states[index]) forget(who, id);
      return states[index];
    });
  }

  /** A request without CORS names its page as far as that lets it: what hides who asks, as at home, is told by the grant alone. */
  function isSentBySibling(routed: Routed, granted: Granted): boolean {
    // Of a page that may not be in a frame, the browser speaks in the name of nobody (HTML 7.4.5), wherever that frame is.
    if (granted === 'framing' && headerValue(routed.headers, 'origin') === 'null') return true;
    if (granted !== 'part' && granted !== 'opaque')
      return siblingOrigin(routed, hosts) !== undefined || (granted === 'module' && isOfWorker(routed.headers));
    const page = headerValue(routed.headers, 'referer');
    const asker = page === undefined ? undefined : URL.parse(page)?.origin;
    const site = headerValue(routed.headers, 'sec-fetch-site');
    // A document in a sandbox is of no site and of the origin `null`, whatever it loads (HTML 7.1.5).
    if (granted === 'part' ? site !== 'same-site' : site !== 'cross-site' && !isOfSheet(routed.headers)) return false;
    return page === undefined || siblingOrigin({ ...routed, headers: [['origin', asker ?? '']] }, hosts) !== undefined;
  }

  function forget(who: string, id: string): void {
    const held = live.get(who);
    held?.delete(id);
    addresses.delete(id);
    if (held?.size === 0) live.delete(who);
  }

  /** What a grant is for and whose; undefined for one that is none, or too old. */
  function read(text: string): { readonly granted: Granted; readonly who: string } | undefined {
    const [, granted = '', at = '', who = '', signed = ''] = GRANT.exec(text) ?? [];
    const age = period() - Number.parseInt(at, 36);
    if (granted === '' || (age !== 0 && age !== 1)) return undefined;
    const given = Buffer.from(signed, 'base64url').subarray(0, 32);
    return timingSafeEqual(signature(who, granted, at), given) ? { granted: granted as Granted, who } : undefined;
  }

  /** A page is more than a part of one: it is given to the browser and the address that the session was last seen at, and to no other. */
  function isAtHome({ headers, remoteAddress }: Routed, { id, device }: Session): boolean {
    if (!isFrame(headerValue(headers, 'sec-fetch-dest') ?? '')) return true;
    return addresses.get(id) === remoteAddress && device.userAgent === (headerValue(headers, 'user-agent') ?? '');
  }

  return {
    present(session, appId, address) {
      const who = whoIs(session, appId);
      const held = live.get(who) ?? new Map<string, Session>();
      for (const { id, expiresAt } of held.values()) if (expiresAt <= now()) forget(who, id);
      held.delete(session.id);
      live.set(who, held.set(session.id, session));
      addresses.set(session.id, address);
    },
    mint(session, appId) {
      const who = whoIs(session, appId);
      const at = period().toString(36);
      const grant = (granted: Granted): string =>
        `${granted}.${at}.${who}.${signature(who, granted, at).toString('base64url')}`;
      return {
        font: grant('font'),
        framing: grant('framing'),
        image: grant('image'),
        media: grant('media'),
        module: grant('module'),
        opaque: grant('opaque'),
        part: grant('part'),
        report: grant('report'),
        rules: grant('rules'),
      };
    },
    async redeem(routed) {
      const grant = read(routed.mark ?? '');
      if (!grant || !isSentFor(routed, grant.granted) || !isSentBySibling(routed, grant.granted)) return undefined;
      const { who } = grant;
      const found = await sessionsOf(who);
      // `who` names a user in an app: a grant of another app is none here.
      return sessionFor(
        routed,
        found.filter((session) => whoIs(session, routed.app.id) === who && isAtHome(routed, session)),
      );
    },
    covers(routed, session) {
      const grant = mayBeOpaqueNavigation(routed) ? read(routed.mark ?? '') : undefined;
      return (
        grant?.granted === 'opaque' &&
        grant.who === whoIs(session, routed.app.id) &&
        isSentBySibling(routed, grant.granted)
      );
    },
  };
}

/** WebKit's reports: no script sends a body of such a type without CORS (Fetch 2.2.2, "CORS-safelisted request-header"). */
const isNameless = (headers: Routed['headers']): boolean =>
  headerValue(headers, 'sec-fetch-dest') === 'empty' && headerValue(headers, 'sec-fetch-mode') === 'no-cors';

const tells = (granted: Granted): boolean => granted === 'report' || granted === 'framing';

/**
 * What a browser sends for a style sheet or a module: a read with CORS for this use; for a part of a page, one without; a report,
 * which is sent. Never one of the gateway's paths.
 */
function isSentFor(routed: Routed, granted: Granted): boolean {
  const { method, target, headers } = routed;
  const destinations: readonly string[] = DESTINATIONS[granted];
  return (
    (tells(granted) ? method === 'POST' : method === 'GET' || method === 'HEAD') &&
    !target.startsWith(HANDOFF_PATH) &&
    isAskedAs(routed, granted) &&
    (destinations.includes(headerValue(headers, 'sec-fetch-dest') ?? '') || (tells(granted) && isNameless(headers))) &&
    headerValue(headers, 'upgrade') === undefined
  );
}

/**
 * Whether a host's own service worker is asked for: where that is a module, it and its imports go without credentials (Service
 * Workers, Update), and without an origin where the browser looks for a new one.
 */
export function isOfWorker(headers: Routed['headers']): boolean {
  return (
    headerValue(headers, 'sec-fetch-site') === 'same-origin' &&
    headerValue(headers, 'sec-fetch-dest') === 'serviceworker'
  );
}

/** Firefox takes what a style sheet of such a document loads for the style sheet's own, sends no cookies all the same, and names it. */
function isOfSheet(headers: Routed['headers']): boolean {
  return (
    /^same-(?:origin|site)$/.test(headerValue(headers, 'sec-fetch-site') ?? '') &&
    /^(?:style|image)$/.test(headerValue(headers, 'sec-fetch-dest') ?? '') &&
    headerValue(headers, 'referer') !== undefined
  );
}

/** What is in a sandbox asks without CORS as any page, and with CORS by the name of nobody. */
function isAskedAs(routed: Routed, granted: Granted): boolean {
  const { headers } = routed;
  const mode = headerValue(headers, 'sec-fetch-mode');
  const destination = headerValue(headers, 'sec-fetch-dest') ?? '';
  if (granted === 'module' && mode === 'same-origin') return isOfWorker(headers);
  // A policy's are sent without CORS, those of the Reporting API with it (Reporting API 1, section 3.5).
  if (tells(granted)) return isReport(headerValue(headers, 'content-type'));
  if (granted !== 'opaque') return mode === (granted === 'part' ? 'no-cors' : 'cors');
  if (isFrame(destination)) return mayBeOpaqueNavigation(routed);
  return mode === 'cors'
    ? headerValue(headers, 'origin') === 'null'
    : mode === 'no-cors' && destination !== 'font' && destination !== 'empty';
}

/**
 * Which of a user's sessions asks cannot be told for certain; the browser's name narrows it. Where several are left whose
 * devices differ, the device is unknown, and each condition says what that means (law 6).
 */
function sessionFor({ headers }: Routed, all: readonly Session[]): Session | undefined {
  const browser = headerValue(headers, 'user-agent') ?? '';
  const same = all.filter(({ device }) => device.userAgent === browser);
  const candidates = same.length > 0 ? same : all;
  const latest = candidates.at(-1);
  const tags = JSON.stringify(latest?.device.tags);
  if (!latest || candidates.every(({ device }) => JSON.stringify(device.tags) === tags)) return latest;
  return { ...latest, device: { userAgent: latest.device.userAgent } };
}
