import { truthOf } from '../truth.ts';
import type { ConditionKind } from './contract.ts';
import { lowerSet } from './text-set.ts';

/** The id of the protected app. It is always known: an exchange without an app never comes to a policy. */
export const app: ConditionKind = (values) => {
  const wanted = lowerSet(values);
  return ({ appId }) => {
    const hit = wanted.has(appId.toLowerCase());
    return { truth: truthOf(hit), reasons: [hit ? 'app-match' : 'app-other'] };
  };
};
