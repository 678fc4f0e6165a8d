import type { Message } from '../model/message.ts';
import { ROUTE_OUTCOMES, type Route, type RouteOutcome } from '../model/route.ts';
import { claimsNative } from './client-app.ts';
import type { Condition } from './policy-document.ts';
import type { Leaves, Run } from './program.ts';
import type { Reason } from './reasons.ts';
import { type RoutingDocument, type RoutingPolicyDocument, routingCondition } from './routing-document.ts';
import { compileTree, type Tree } from './tree.ts';
import { FALSE, type Level, TRUE, UNKNOWN } from './truth.ts';

export interface CompiledRoutingPolicy {
  readonly document: RoutingPolicyDocument;
  /** None: the policy always holds. */
  readonly when: Tree | undefined;
  /** Whether it asks what kind of client comes. */
  readonly onClient: boolean;
}

export interface CompiledRouting extends Pick<RoutingDocument, 'inside'> {
  readonly otherwise: RouteOutcome;
  /** Every routing policy, disabled ones too, in the order written. */
  readonly policies: readonly CompiledRoutingPolicy[];
}

export function compileRouting({ otherwise, policies, inside = [] }: RoutingDocument, leaves: Leaves): CompiledRouting {
  return {
    otherwise,
    inside,
    policies: policies.map((document) => {
      const condition = routingCondition(document);
      return {
        document,
        when: condition && compileTree(condition, leaves),
        onClient: condition !== undefined && asksForClient(condition),
      };
    }),
  };
}

function asksForClient({ client, all = [], any = [], not: inner }: Condition): boolean {
  return client !== undefined || [...all, ...any, ...(inner ? [inner] : [])].some(asksForClient);
}

/** Whether a routing policy matches. What somebody says of himself adds its outcome, and does not set aside what else would hold. */
export function levelOfRouting({ document, when, onClient }: CompiledRoutingPolicy, run: Run): Level {
  const level = document.mode === 'disabled' ? FALSE : (when?.level(run) ?? TRUE);
  return level === TRUE && onClient && claimsNative(run.facts) ? UNKNOWN : level;
}

/** A route, and what the routing policy that settled it says to the user. */
export interface DecidedRoute extends Route {
  readonly message?: Message;
}

/**
 * The strictest outcome of all routing policies that match; `otherwise` when none does. A policy of which it is not known
 * whether it matches counts in the way that is stricter: what it asks for is added, and what would hold without it stays, so
 * that an unknown fact never lets anybody past the gateway.
 */
export function decideRoute({ otherwise, policies, inside }: CompiledRouting, run: Run): DecidedRoute {
  const matching = policies.flatMap((policy) => {
    const level = levelOfRouting(policy, run);
    return level === FALSE ? [] : [{ ...policy, level }];
  });
  const strictness = (outcome: RouteOutcome): number => ROUTE_OUTCOMES.indexOf(outcome);
  const sure = matching.some(({ level }) => level === TRUE);
  const asked = [...(sure ? [] : [otherwise]), ...matching.map(({ document }) => document.outcome)];
  const outcome = asked.reduce((strictest, each) => (strictness(each) > strictness(strictest) ? each : strictest));
  const settling = matching
    .filter(({ document }) => document.outcome === outcome)
    .toSorted((a, b) => (a.document.id < b.document.id ? -1 : 1));
  const message = settling.find(({ document }) => document.message)?.document.message;
  return {
    outcome: outcome === 'direct' && inside?.includes(run.facts.appId) ? 'monitorOnly' : outcome,
    policies: settling.map(({ document, when, level }) => {
      const why: readonly Reason[] = when ? when.explain(run).reasons : ['unconditional'];
      const counted: readonly Reason[] = level === UNKNOWN ? ['unknown-counts'] : [];
      return {
        policyId: document.id,
        policyName: document.name,
        severity: document.severity,
        reasons: [...why, ...counted],
      };
    }),
    ...(message === undefined ? {} : { message }),
  };
}
