import { type HeaderList, headerValues } from '../../model/headers.ts';

/** Clear Site Data, section 3.1, and the types browsers added; without cookies. */
const EVERY_OTHER = [
  '"cache"',
  '"clientHints"',
  '"executionContexts"',
  '"prefetchCache"',
  '"prerenderCache"',
  '"storage"',
];

/**
 * Clear-Site-Data without `"cookies"`: those of the app are at the gateway, and browsers would clear the gateway's own, on
 * every host of the suffix. `"*"` is written out for the same reason. Undefined when nothing is left to clear.
 */
export function rewriteClearSiteData(value: string): string | undefined {
  const types = value.split(',').map((type) => type.trim());
  if (types.includes('"*"')) return EVERY_OTHER.join(', ');
  const kept = types.filter((type) => type !== '"cookies"');
  if (kept.length === types.length) return value;
  return kept.length === 0 ? undefined : kept.join(', ');
}

/** Whether an answer wants the app's cookies gone: the gateway then empties its jar, which the browser cannot. */
export function clearsCookies(headers: HeaderList): boolean {
  return headerValues(headers, 'clear-site-data').some((value) => /"(cookies|\*)"/.test(value));
}
