import type { Inbound } from '../model/exchange.ts';
import type { Failure, FailureCode } from '../model/failure.ts';
import { headerValue } from '../model/headers.ts';

/** The app gave no answer: at home the browser itself would say so to whoever asked. */
const UNANSWERED: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'upstream-unreachable',
  'upstream-certificate',
  'upstream-protocol',
  'upstream-timeout',
]);

/**
 * Whether a failure ends the connection instead of being told. An answer says to script that its server is there: an event stream then
 * never comes back (HTML 9.2.3), a service worker shows it in place of what it has stored, a queue takes what it holds for sent. So
 * where the app has not answered, neither does the gateway. Service workers ask for pages with an empty destination as well.
 */
export function breaksOff({ headers }: Pick<Inbound, 'headers'>, { code }: Failure): boolean {
  return UNANSWERED.has(code) && headerValue(headers, 'sec-fetch-dest') === 'empty';
}
