import type { CspContext } from './csp-context.ts';
import { mapSource } from './csp-source.ts';

const ORIGIN_IN_LIST = /("?)(https?:\/\/[^\s"'<>,;()\\]+)\1/gi;

/**
 * The origins in the allowlists of Permissions-Policy (`geolocation=(self "https://app.corp.test")`) and Feature-Policy
 * (`geolocation 'self' https://app.corp.test`). Wildcards are mapped as in a content security policy.
 */
export function rewriteAllowlist(value: string, { hosts, origin }: Pick<CspContext, 'hosts' | 'origin'>): string {
  return value.replace(ORIGIN_IN_LIST, (_whole, quote: string, source: string) =>
    mapSource(source, hosts, origin)
      .map((each) => quote + each + quote)
      .join(' '),
  );
}
