import { rewriteAllowlist } from './allowlist.ts';
import { GATEWAY_PATH } from './csp-admission.ts';
import type { CspContext } from './csp-context.ts';

/** Where the list begins (RFC 9651 section 3.1.1); only the first one counts. */
const LIST = /^([\t ]*)\([\t ]*/;

/**
 * The URL patterns to which a page may connect at all (`Connection-Allowlist: (response-origin "https://cdn.corp.test/*")`). Those of
 * app hosts are mapped, and what the page runtime needs of the gateway is let in.
 */
export function rewriteConnections(value: string, context: Pick<CspContext, 'hosts' | 'origin'>): string {
  const own = context.hosts.suffixAuthority(context.origin);
  const mapped = rewriteAllowlist(value, context);
  return own === undefined
    ? mapped
    : mapped.replace(LIST, (_all, lead: string) => `${lead}("https://${own}${GATEWAY_PATH}*" `);
}
