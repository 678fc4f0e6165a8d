import type { ConditionKind } from './contract.ts';
import { lowerSet, matchTexts } from './text-set.ts';

/**
 * A tag of the device. `[]` is a device known to carry none; undefined is a device nobody vouched for either way. The tag of
 * client certificates is known or not by itself: what an identity provider says of a device says nothing of it.
 */
export const device: ConditionKind = (values) => {
  const wanted = lowerSet(values);
  return (facts) => {
    const { deviceTags, certificateTag } = facts;
    const key = certificateTag?.tag.toLowerCase();
    if (certificateTag === undefined || key === undefined || !wanted.has(key))
      return matchTexts(deviceTags, wanted, 'device');
    const others = new Set([...wanted].filter((each) => each !== key));
    const claimed = others.size === 0 ? undefined : matchTexts(deviceTags, others, 'device');
    if (certificateTag.held === true || claimed?.truth === 'true') return { truth: 'true', reasons: ['device-match'] };
    if (certificateTag.held === undefined || claimed?.truth === 'unknown')
      return { truth: 'unknown', reasons: ['device-unknown'] };
    return { truth: 'false', reasons: ['device-other'] };
  };
};
