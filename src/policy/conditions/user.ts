import type { ConditionKind } from './contract.ts';
import { lowerSet, matchTexts } from './text-set.ts';

/** The signed-in user's name. */
export const user: ConditionKind = (values) => {
  const wanted = lowerSet(values);
  return (facts) => matchTexts(facts.user === undefined ? undefined : [facts.user], wanted, 'user');
};
