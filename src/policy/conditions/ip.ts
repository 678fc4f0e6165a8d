import { inRange, parseIpRange } from '../ip-range.ts';
import type { ConditionKind } from './contract.ts';

/** The browser's address, v4 and v6 alike. A range or an address that cannot be read makes the answer unknown, not "no". */
export const ip: ConditionKind = (values) => {
  const ranges = values.map(parseIpRange);
  return ({ ip: address }) => {
    const answers = ranges.map((range) =>
      address === undefined || range === undefined ? undefined : inRange(address, range),
    );
    if (answers.includes(true)) return { truth: 'true', reasons: ['ip-match'] };
    if (answers.includes(undefined)) return { truth: 'unknown', reasons: ['ip-unknown'] };
    return { truth: 'false', reasons: ['ip-other'] };
  };
};
