import { WEEKDAYS, type Weekday } from './conditions/contract.ts';

/** A moment on the clock of a zone. */
export interface LocalTime {
  readonly day: Weekday;
  readonly dayBefore: Weekday;
  /** After midnight. */
  readonly minute: number;
}

const MINUTE = 60_000;
/** Zone -> the last minute looked at. Working one out costs microseconds, and every policy with hours asks for the same. */
const last = new Map<
  string,
  { readonly minute: number; readonly time: LocalTime; readonly format: Intl.DateTimeFormat }
>();

/** What the clock of a zone shows at an epoch time in milliseconds; UTC without a zone. Throws RangeError for no zone. */
export function localTime(at: number, zone = 'UTC'): LocalTime {
  const minute = Math.floor(at / MINUTE);
  const held = last.get(zone);
  if (held?.minute === minute) return held.time;
  const format =
    held?.format ??
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit' });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const index = WEEKDAYS.indexOf((parts['weekday'] ?? '').toLowerCase() as Weekday);
  const time: LocalTime = {
    day: WEEKDAYS[index] ?? 'mon',
    dayBefore: WEEKDAYS[(index + 6) % 7] ?? 'sun',
    minute: Number(parts['hour']) * 60 + Number(parts['minute']),
  };
  last.set(zone, { minute, time, format });
  return time;
}
