import type { Identified, Reply } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import type { PolicyDesk } from '../stages/policy-desk.ts';

/**
 * The refusal of a page or a file that a browser gets ready before its user asks for it (speculation rules; `Sec-Purpose`, Fetch section 2.2.2),
 * where policies have a say: it would be shown or saved minutes later, whatever it is stored by, and nobody would be asked then. Browsers
 * take any such answer for none, and ask when the user does.
 */
export function refuseSpeculation(
  exchange: Identified,
  policies: Pick<PolicyDesk, 'touches' | 'pageRules'>,
): Reply | undefined {
  const purpose = headerValue(exchange.headers, 'sec-purpose');
  if (purpose === undefined || headerValue(exchange.headers, 'sec-fetch-mode') !== 'navigate') return undefined;
  const isRuled =
    policies.touches(exchange, 'download') ||
    policies.touches(exchange, 'view') ||
    policies.touches(exchange, 'access') ||
    policies.pageRules(exchange).length > 0;
  return isRuled ? { status: 503, headers: [['cache-control', 'no-store']], body: undefined } : undefined;
}
