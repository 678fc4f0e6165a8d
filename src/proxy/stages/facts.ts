import type { ActivityObject, ActivityType } from '../../model/activity.ts';
import type { Facts } from '../../model/decision.ts';
import type { Identified } from '../../model/exchange.ts';

/** What policies may look at for one activity of one exchange. */
export function factsOf(exchange: Identified, activity: ActivityType, object: ActivityObject): Facts {
  const { session, app } = exchange;
  return {
    activity,
    appId: app.id,
    user: session.user.name,
    groups: session.user.groups,
    deviceTags: session.device.tags,
    ...(session.device.certificate ? { certificateTag: session.device.certificate } : {}),
    ip: exchange.remoteAddress === '' ? undefined : exchange.remoteAddress,
    object,
  };
}
