import type { HostMap } from '../../model/host-map.ts';
import { unmark } from '../mark.ts';
import { isOwnPolicy } from './confinement.ts';
import { GATEWAY_SOURCE, isGatewayDigest, isGatewayNonce, OWN_TYPES } from './csp-admission.ts';

/** The value of a policy field as the app has sent it; undefined where the app has sent none. */
export function plainPolicies(value: string, hosts: HostMap): string | undefined {
  const own = value.split(',').filter((policy) => !isOwnPolicy(policy.trim()));
  return own.length === 0 ? undefined : own.map((policy) => plainPolicy(policy, hosts)).join(',');
}

/** A policy as the app has sent it: origin hosts, and without the sources that let the page runtime and granted modules in. */
export function plainPolicy(policy: string, hosts: HostMap): string {
  return policy
    .split(';')
    .map((directive) => {
      const words = directive.split(' ');
      // An endpoint has a grant in its place, a source one beside it.
      const isReported = /^\s*report-uri /i.test(directive);
      const isOfTypes = /^\s*trusted-types /i.test(directive);
      const own = words.filter(
        (word) =>
          !isGatewayNonce(word) &&
          !isGatewayDigest(word) &&
          !GATEWAY_SOURCE.test(word) &&
          (word !== OWN_TYPES || !isOfTypes) &&
          (isReported || unmark(word) === word),
      );
      // A directive that lets in nothing lets in the gateway alone, in the place of its word for that.
      if (own.length < words.length && !own.join(' ').trim().includes(' ')) own.push("'none'");
      return own
        .map((word) => (word.includes('//') ? hosts.toOrigin(unmark(word)) : hosts.toOrigin(`//${word}`).slice(2)))
        .join(' ');
    })
    .join(';');
}
