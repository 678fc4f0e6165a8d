import type { Facts } from '../../model/decision.ts';
import { byEach } from '../sieve.ts';
import { FALSE, TRUE, UNKNOWN } from '../truth.ts';
import { type Rate, testKind } from './contract.ts';

/** What is counted for a rate. */
export function rateKey({ activity, within }: Pick<Rate, 'activity' | 'within'>): string {
  return `${activity} ${within}`;
}

export const rate = testKind({
  form: 'rate',
  about:
    'whether the user has done more than so many of an activity, in all apps, within the time up to now; this one counts too',
  unknown: 'nobody counted',
  compile: (wanted) => {
    const key = rateKey(wanted);
    return (facts) => {
      const count = countsOf(facts).get(key);
      return count === undefined ? UNKNOWN : count > wanted.over ? TRUE : FALSE;
    };
  },
  sieve: byEach(countsOf, (wanted: Rate) => {
    const key = rateKey(wanted);
    return (counts) => (counts.get(key) ?? Number.POSITIVE_INFINITY) > wanted.over;
  }),
  shown: ({ recent }) =>
    recent?.map(({ activity, count, within }) => `${count} ${activity} in ${within / 60_000} min`).join(', '),
});

let last: { readonly recent: Facts['recent']; readonly counts: ReadonlyMap<string, number> } | undefined;

/** What was counted, to be looked up. Every policy with a rate asks for the same. */
function countsOf({ recent }: Facts): ReadonlyMap<string, number> {
  if (!last || last.recent !== recent)
    last = { recent, counts: new Map(recent?.map((each) => [rateKey(each), each.count])) };
  return last.counts;
}
