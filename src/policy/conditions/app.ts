import type { ConditionKind } from './contract.ts';
import { lowerSet, matchTexts } from './text-set.ts';

/** The id of the protected app. */
export const app: ConditionKind = (values) => {
  const wanted = lowerSet(values);
  return (facts) => matchTexts([facts.appId], wanted, 'app');
};
