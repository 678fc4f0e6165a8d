import { directivesOf, UPGRADES } from './inline-policy.ts';

/** Whether some policy of a field has its page ask by `https` for what it names by `http`. */
export function upgradesRequests(value: string): boolean {
  return value.split(',').some((policy) => directivesOf(policy).has(UPGRADES));
}
