import type { HostMap } from '../../model/host-map.ts';
import { GATEWAY_SOURCE, isGatewayNonce } from './csp-admission.ts';
import { toOriginText } from './origin-text.ts';

/** A policy as the app has sent it: origin hosts, and without the sources that let the page runtime in. */
export function plainPolicy(policy: string, hosts: HostMap): string {
  return toOriginText(policy, hosts)
    .split(';')
    .map((directive) =>
      directive
        .split(' ')
        .filter((word) => !isGatewayNonce(word) && !GATEWAY_SOURCE.test(word))
        .join(' '),
    )
    .join(';');
}
