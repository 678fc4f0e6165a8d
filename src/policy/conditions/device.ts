import type { ConditionKind } from './contract.ts';
import { lowerSet, matchTexts } from './text-set.ts';

/** A tag of the device. `[]` is a device known to carry none; undefined is a device nobody vouched for either way. */
export const device: ConditionKind = (values) => {
  const wanted = lowerSet(values);
  return (facts) => matchTexts(facts.deviceTags, wanted, 'device');
};
