import { trimmed } from '../../model/trimmed.ts';

/**
 * The pairs of a Cookie field, in order, duplicates kept. Names and values are exact bytes: only space and tab round them
 * are dropped, so that no look-alike (U+00A0 before `__Host-`, `$Version`) becomes another cookie. A part without `=` is the
 * value of a nameless cookie.
 */
export function parseCookieHeader(value: string): readonly (readonly [name: string, value: string])[] {
  return value.split(';').flatMap((part) => {
    const pair = trimmed(part, ' \t');
    if (pair === '') return [];
    const equals = pair.indexOf('=');
    return [[pair.slice(0, Math.max(equals, 0)), pair.slice(equals + 1)] as const];
  });
}
