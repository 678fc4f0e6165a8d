const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** RFC 6265bis section 5.1.1: what may stand between the parts of a cookie date. */
const DELIMITERS = /[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;
const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/;
const DAY = /^(\d{1,2})(?:\D|$)/;
const YEAR = /^(\d{2,4})(?:\D|$)/;

/** Epoch milliseconds of an Expires attribute, read as leniently as browsers do (RFC 6265bis section 5.1.1). */
export function parseCookieDate(text: string): number | undefined {
  let time: readonly number[] | undefined;
  let day: number | undefined;
  let month: number | undefined;
  let year: number | undefined;
  for (const token of text.split(DELIMITERS)) {
    const clock = time ? null : TIME.exec(token);
    const date = day === undefined ? DAY.exec(token) : null;
    const name = MONTHS.indexOf(token.slice(0, 3).toLowerCase());
    const digits = year === undefined ? YEAR.exec(token) : null;
    if (clock) time = clock.slice(1, 4).map(Number);
    else if (date) day = Number(date[1]);
    else if (month === undefined && name >= 0) month = name;
    else if (digits) year = Number(digits[1]);
  }
  if (!time || day === undefined || month === undefined || year === undefined) return undefined;
  const [hour, minute, second] = time as [number, number, number];
  const full = year < 70 ? year + 2000 : year < 100 ? year + 1900 : year;
  if (full < 1601 || hour > 23 || minute > 59 || second > 59) return undefined;
  const at = Date.UTC(full, month, day, hour, minute, second);
  return new Date(at).getUTCDate() === day ? at : undefined;
}
