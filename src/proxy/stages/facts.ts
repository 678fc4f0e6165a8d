import type { ActivityObject, ActivityType } from '../../model/activity.ts';
import type { Facts } from '../../model/decision.ts';
import type { Identified } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import type { PolicySet } from '../../policy/compile.ts';

/** Facts that no exchange carries. */
export interface FactSources {
  readonly now: () => number;
}

/** What policies may look at for one activity of one exchange. */
export function factsOf(
  exchange: Identified,
  activity: ActivityType,
  object: ActivityObject,
  sources: FactSources,
  _rates: PolicySet['rates'],
): Facts {
  const { session, app, originUrl, target } = exchange;
  const origin = originUrl.slice(0, originUrl.length - target.length);
  return {
    activity,
    appId: app.id,
    at: sources.now(),
    user: session.user.name,
    groups: session.user.groups,
    deviceTags: session.device.tags,
    userAgent: headerValue(exchange.headers, 'user-agent'),
    ip: exchange.remoteAddress === '' ? undefined : exchange.remoteAddress,
    method: exchange.method,
    path: originUrl.slice(origin.length).split('?', 1)[0],
    object,
  };
}
