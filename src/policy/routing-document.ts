import type { Message } from '../model/message.ts';
import type { Severity } from '../model/policy-match.ts';
import type { RouteOutcome } from '../model/route.ts';
import type { ConditionName } from './conditions/conditions.ts';
import type { Condition } from './policy-document.ts';

/** Conditions that are settled by who comes, from where and with what; the others are about one request. */
export const ROUTING_CONDITIONS = [
  'user',
  'group',
  'risk',
  'authentication',
  'app',
  'device',
  'deviceType',
  'client',
  'robot',
  'userAgent',
  'outdated',
  'firstSeen',
  'ip',
  'network',
  'country',
  'isp',
  'time',
  'known',
] as const satisfies readonly ConditionName[];

/** A routing policy as an administrator writes it. */
export interface RoutingPolicyDocument {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly severity: Severity;
  readonly mode: 'active' | 'disabled';
  readonly when?: Condition;
  /** Whom the policy never concerns, whatever else holds. */
  readonly except?: { readonly users?: readonly string[]; readonly groups?: readonly string[] };
  readonly outcome: RouteOutcome;
  readonly message?: Message;
}

export interface RoutingDocument {
  /** Where no routing policy matches. */
  readonly otherwise: RouteOutcome;
  readonly policies: readonly RoutingPolicyDocument[];
  /** Apps that work through the gateway only: whoever would be routed `direct` there is routed `monitorOnly`. */
  readonly inside?: readonly string[];
}

/** Everything a routing policy asks, as one condition; undefined when it asks nothing. */
export function routingCondition({ when, except }: RoutingPolicyDocument): Condition | undefined {
  const excepted: Condition[] = [
    ...(except?.users ? [{ user: except.users }] : []),
    ...(except?.groups ? [{ group: except.groups }] : []),
  ];
  const parts: Condition[] = [
    ...(when && Object.keys(when).length > 0 ? [when] : []),
    ...(excepted.length > 0 ? [{ not: { any: excepted } }] : []),
  ];
  return parts.length === 0 ? undefined : { all: parts };
}
