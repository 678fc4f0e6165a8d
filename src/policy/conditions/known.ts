import type { Facts } from '../../model/decision.ts';
import { levelOf, UNKNOWN } from '../truth.ts';
import { testKind } from './contract.ts';

const FACTS = {
  user: (facts: Facts) => facts.user,
  group: (facts: Facts) => facts.groups,
  device: (facts: Facts) => facts.deviceTags,
  ip: (facts: Facts) => facts.ip,
  country: (facts: Facts) => facts.country,
  isp: (facts: Facts) => facts.isp,
  userAgent: (facts: Facts) => facts.userAgent,
  risk: (facts: Facts) => facts.risk,
  authentication: (facts: Facts) => facts.authentication?.strengths,
  fileName: (facts: Facts) => facts.object?.name,
  fileType: (facts: Facts) => facts.object?.type,
  fileSize: (facts: Facts) => facts.object?.size,
} as const;
type Known = keyof typeof FACTS;

/** "Is set": the one condition that is never unknown itself. */
export const known = testKind({
  form: Object.keys(FACTS) as readonly Known[],
  about: 'whether the facts named are known, all of them',
  unknown: 'never',
  compile: (names) => (facts) => {
    const unknown = names.filter((name) => FACTS[name](facts) === undefined);
    const isOpen = facts.unmade === true && unknown.length > 0 && unknown.every((name) => name.startsWith('file'));
    return isOpen ? UNKNOWN : levelOf(unknown.length === 0);
  },
  shown: (facts) =>
    (Object.keys(FACTS) as Known[]).filter((name) => FACTS[name](facts) !== undefined).join(', ') || 'none',
});
