import type { ActivityType } from '../../model/activity.ts';
import type { RecentCount } from '../../model/decision.ts';
import type { PolicySet } from '../../policy/compile.ts';

/** Remembers when users did what, for conditions on rates. */
export interface RecentActivities {
  /** How often the user did each, the one now asked about included where it is of that activity. */
  counts(user: string, activity: ActivityType, at: number, rates: PolicySet['rates']): readonly RecentCount[];
  /** The activity took place. */
  done(user: string, activity: ActivityType, at: number, rates: PolicySet['rates']): void;
}

/** Users remembered: beyond, those are forgotten who did something longest ago. */
const MAX_USERS = 50_000;
/** Moments kept for one user and activity: no rate can be written that is above. */
const MAX_MOMENTS = 100_001;

export function createRecentActivities(maxUsers = MAX_USERS): RecentActivities {
  const moments = new Map<string, number[]>();
  const keyOf = (user: string, activity: ActivityType): string => `${activity} ${user}`;
  return {
    counts: (user, activity, at, rates) =>
      rates.map((rate) => {
        const held = moments.get(keyOf(user, rate.activity)) ?? [];
        const since = held.findIndex((moment) => moment > at - rate.within);
        const before = since < 0 ? 0 : held.length - since;
        return { ...rate, count: before + (rate.activity === activity ? 1 : 0) };
      }),
    done(user, activity, at, rates) {
      const asked = rates.filter((rate) => rate.activity === activity);
      if (asked.length === 0) return;
      const longest = Math.max(...asked.map(({ within }) => within));
      const key = keyOf(user, activity);
      const held = (moments.get(key) ?? []).filter((moment) => moment > at - longest).slice(1 - MAX_MOMENTS);
      moments.delete(key);
      moments.set(key, [...held, at]);
      if (moments.size <= maxUsers) return;
      const [oldest] = moments.keys();
      if (oldest !== undefined) moments.delete(oldest);
    },
  };
}
