import { FALSE, TRUE, UNKNOWN } from '../truth.ts';
import { testKind } from './contract.ts';

export const rate = testKind({
  form: 'rate',
  about:
    'whether the user has done more than so many of an activity, in all apps, within the time up to now; this one counts too',
  unknown: 'nobody counted',
  compile:
    ({ activity, over, within }) =>
    ({ recent }) => {
      const counted = recent?.find((each) => each.activity === activity && each.within === within);
      if (counted === undefined) return UNKNOWN;
      return counted.count > over ? TRUE : FALSE;
    },
  shown: ({ recent }) =>
    recent?.map(({ activity, count, within }) => `${count} ${activity} in ${within / 60_000} min`).join(', '),
});
