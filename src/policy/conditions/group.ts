import type { ConditionKind } from './contract.ts';
import { lowerSet, matchTexts } from './text-set.ts';

/** A group the identity provider names. */
export const group: ConditionKind = (values) => {
  const wanted = lowerSet(values);
  return (facts) => matchTexts(facts.groups, wanted, 'group');
};
