import { inRange, parseIpRange } from '../ip-range.ts';
import { truthOf } from '../truth.ts';
import type { ConditionKind } from './contract.ts';

/** The browser's address, v4 and v6 alike. Ranges that do not parse are a configuration fault and never match here. */
export const ip: ConditionKind = (values) => {
  const ranges = values.map(parseIpRange).filter((range) => range !== undefined);
  return ({ ip: address }) => {
    const answers = address === undefined ? [undefined] : ranges.map((range) => inRange(address, range));
    if (answers.includes(undefined)) return { truth: 'unknown', reasons: ['ip-unknown'] };
    const hit = answers.includes(true);
    return { truth: truthOf(hit), reasons: [hit ? 'ip-match' : 'ip-other'] };
  };
};
