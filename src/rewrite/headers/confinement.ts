import type { Confinement } from '../../model/app.ts';
import type { HeaderList } from '../../model/headers.ts';
import type { HostMap, Origin } from '../../model/host-map.ts';
import { GATEWAY_PATH } from './csp-admission.ts';
import { MADE_POLICY, SAVED_PAGE_POLICY } from './made-files.ts';

/** The gateway route that takes reports of what was kept in; `page` names the exchange that brought the page. */
export const ESCAPE_ROUTE = 'escape';

/**
 * Schemes whose content is already in the page. Script in it is the app's own matter, as is what its text does: the app's
 * policies say that, and every policy of a page must admit a thing (CSP3 section 8.1), so ours loosens none of them.
 */
const WITHIN = ['data:', 'blob:', 'filesystem:', 'mediastream:'];
const CODE = ["'unsafe-inline'", "'unsafe-eval'"];

/**
 * The policy that keeps a page to suffix hosts and the hosts an administrator has allowed, as a field of its own beside the
 * app's. It goes out with every answer: workers are kept by the policy their script came with, and a service worker may
 * make a page of anything it has fetched.
 */
export function confinementField(
  { mode, external, signIn }: Confinement,
  { table, suffixAuthority }: HostMap,
  origin: Origin,
  exchangeId: string,
): HeaderList[number] {
  const suffix = `*.${table.suffix}${table.port === 443 ? '' : `:${table.port}`}`;
  const hosts = [`https://${suffix}`, `wss://${suffix}`, ...external];
  const report = `https://${suffixAuthority(origin)}${GATEWAY_PATH}${ESCAPE_ROUTE}?page=${exchangeId}`;
  const policy = [
    ['default-src', ...hosts, ...WITHIN, ...CODE],
    // It does not fall back to default-src, and it holds for redirects as well (CSP3 section 6.4.1).
    ['form-action', ...hosts, ...signIn, ...WITHIN, 'javascript:', 'mailto:'],
    ['report-uri', report],
  ];
  return [
    mode === 'report' ? 'content-security-policy-report-only' : 'content-security-policy',
    policy.map((directive) => directive.join(' ')).join('; '),
  ];
}

/** Whether a policy, as a browser quotes it, is one that the gateway has put beside the app's. */
export function isOwnPolicy(policy: string): boolean {
  if ([MADE_POLICY, SAVED_PAGE_POLICY].includes(policy)) return true;
  return /; report-uri https:\/\/[^/?#\s]+\/\.well-known\/sallyport\/escape\?page=[\w-]*$/.test(policy);
}
