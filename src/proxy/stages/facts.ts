import type { ActivityObject, ActivityType } from '../../model/activity.ts';
import type { Facts } from '../../model/decision.ts';
import type { Identified } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import type { PolicySet } from '../../policy/compile.ts';
import { isNative } from '../../policy/user-agent.ts';
import type { LastUses } from '../observe/last-uses.ts';
import type { RecentActivities } from '../observe/recent-activities.ts';

/** Facts that no exchange carries. */
export interface FactSources {
  readonly now: () => number;
  readonly networksOf: (ip: string) => readonly string[] | undefined;
  readonly countryOf: (ip: string) => string | undefined;
  readonly ispOf: (ip: string) => string | undefined;
  readonly recent: RecentActivities;
  readonly lastUses: LastUses;
}

/** What policies may look at for one activity of one exchange. */
export function factsOf(
  exchange: Identified,
  activity: ActivityType,
  object: ActivityObject,
  sources: FactSources,
  rates: PolicySet['rates'],
): Facts {
  const { session, app, target } = exchange;
  const at = sources.now();
  const ip = exchange.remoteAddress === '' ? undefined : exchange.remoteAddress;
  return {
    activity,
    appId: app.id,
    at,
    user: session.user.name,
    groups: session.user.groups,
    risk: session.risk,
    authentication: session.authentication,
    deviceTags: session.device.tags,
    ...(session.device.certificate ? { certificateTag: session.device.certificate } : {}),
    userAgent: headerValue(exchange.headers, 'user-agent'),
    ...(session.byToken ? { byToken: true } : {}),
    ...(activity === 'access' && turnsAway(exchange) ? { onlyBrowsers: true } : {}),
    firstSeen: session.firstSeen,
    ip,
    networks: ip === undefined ? undefined : sources.networksOf(ip),
    country: ip === undefined ? undefined : sources.countryOf(ip),
    isp: ip === undefined ? undefined : sources.ispOf(ip),
    lastUsed: sources.lastUses.of(session, app.id),
    method: overridden(exchange) ? undefined : exchange.method,
    path: target.split('?', 1)[0],
    object,
    recent: rates.length === 0 ? undefined : sources.recent.counts(userKey(exchange), activity, at, rates),
  };
}

/** Whether somebody comes who says that he is no browser, to an app that is for browsers. */
export function turnsAway({ session, app, headers }: Identified): boolean {
  return !session.byToken && app.nativeClients?.admit !== true && isNative(headerValue(headers, 'user-agent'));
}

/** Fields by which many frameworks take another method for the request's: which one counts, only the app knows. */
const OVERRIDES: ReadonlySet<string> = new Set(['x-http-method-override', 'x-http-method', 'x-method-override']);

function overridden({ headers, method }: Identified): boolean {
  return headers.some(([name, value]) => OVERRIDES.has(name) && value.trim().toUpperCase() !== method);
}

/** Who it is, for counting: the subject, since names change. */
export function userKey({ session: { user } }: Identified): string {
  return JSON.stringify([user.provider, user.subject]);
}
