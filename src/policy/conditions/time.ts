import { type LocalTime, localTime } from '../local-time.ts';
import { byEach } from '../sieve.ts';
import { levelOf, UNKNOWN } from '../truth.ts';
import { type TimeWindow, testKind } from './contract.ts';

export const time = testKind({
  form: 'windows',
  about: 'when it happens: days and times of a week in a time zone, UTC without one',
  unknown: 'never on the road; in a written case where it is left out',
  compile: (windows) => (facts) => {
    const { at } = facts;
    return at === undefined ? UNKNOWN : levelOf(windows.some((window) => holds(window, localTime(at, window.zone))));
  },
  sieve: byEach(
    ({ at }) => at,
    (windows: readonly TimeWindow[]) => (at) => windows.some((window) => holds(window, localTime(at, window.zone))),
    'exact',
  ),
  shown: ({ at }) => (at === undefined ? undefined : new Date(at).toISOString()),
});

/** The end is not part of the window. */
function holds({ days, from = 0, to = 24 * 60 }: TimeWindow, { day, dayBefore, minute }: LocalTime): boolean {
  const on = (name: LocalTime['day']): boolean => days === undefined || days.includes(name);
  if (from < to) return on(day) && minute >= from && minute < to;
  return (on(day) && minute >= from) || (on(dayBefore) && minute < to);
}
