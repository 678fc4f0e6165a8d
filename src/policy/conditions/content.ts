import type { Findings } from '../../model/content.ts';
import { detectorKey } from '../detector-key.ts';
import type { ContentCondition } from '../policy-document.ts';
import type { Reason } from '../reasons.ts';
import { allOf, type Truth, truthOf } from '../truth.ts';
import type { Answer, ConditionKind } from './contract.ts';

type Test = (findings: Findings) => readonly [Truth, Reason];

/**
 * What was found in a file; several keys must all hold. What nobody could read is neither there nor not there: the answer is unknown,
 * unless what was read is enough.
 */
export const content: ConditionKind<ContentCondition> = (condition) => {
  const { passes = [] } = condition;
  const readable = ({ status, unscanned }: Findings): boolean =>
    status === 'scanned' || (passes.includes(status) && unscanned.every((part) => passes.includes(part.status)));
  const tests = Object.entries(TESTS).flatMap(([key, make]) => {
    const value = condition[key as keyof typeof TESTS];
    return value === undefined
      ? []
      : [(make as (value: unknown, readable: (findings: Findings) => boolean) => Test)(value, readable)];
  });
  return ({ content: findings }): Answer => {
    if (findings === undefined || findings === 'unread') return { truth: 'unknown', reasons: ['content-unknown'] };
    const answers = tests.map((test) => test(findings));
    const truth = allOf(answers.map(([value]) => value));
    return { truth, reasons: answers.filter(([value]) => value === truth).map(([, reason]) => reason) };
  };
};

const TESTS: {
  readonly [Key in Exclude<keyof ContentCondition, 'passes'>]-?: (
    value: NonNullable<ContentCondition[Key]>,
    readable: (findings: Findings) => boolean,
  ) => Test;
} = {
  detectors(detectors, readable) {
    const keys = detectors.map(detectorKey);
    return (findings) => {
      const { matches, sought } = findings;
      if (matches.some(({ detector, reached }) => reached && keys.includes(detector))) return ['true', 'content-match'];
      return readable(findings) && keys.every((key) => sought.includes(key))
        ? ['false', 'content-other']
        : ['unknown', 'content-unknown'];
    };
  },
  labels(wanted, readable) {
    const ids = new Set(wanted.map((id) => id.toLowerCase()));
    return (findings) => {
      const { labels } = findings;
      // Where the document says that a label was taken off, properties left over from it do not count.
      const removed = new Set(
        labels.filter(({ source, enabled }) => source === 'label-info' && !enabled).map(({ id }) => id),
      );
      const present = labels.filter(({ enabled, id }) => enabled && !removed.has(id));
      if (present.some(({ id }) => ids.has('*') || ids.has(id))) return ['true', 'label-match'];
      return readable(findings) ? ['false', 'label-other'] : ['unknown', 'label-unknown'];
    };
  },
  malware:
    (wanted) =>
    ({ malware }) => {
      if (malware === undefined || malware.verdict === 'unknown') return ['unknown', 'malware-unknown'];
      const infected = malware.verdict === 'infected';
      return [truthOf(infected === wanted), infected ? 'malware-found' : 'malware-none'];
    },
  type:
    (wanted) =>
    ({ types }) => {
      const fits = (type: string): boolean =>
        wanted.some((each) => (each.endsWith('/*') ? type.startsWith(each.slice(0, -1)) : type === each.toLowerCase()));
      const hit = types.some(fits);
      return [truthOf(hit), hit ? 'file-match' : 'file-other'];
    },
  disguised:
    (wanted) =>
    ({ disguised }) => [truthOf(disguised === wanted), disguised === wanted ? 'file-match' : 'file-other'],
  status:
    (wanted) =>
    ({ status, unscanned }) => {
      const hit = wanted.includes(status) || unscanned.some((part) => wanted.includes(part.status));
      return [truthOf(hit), hit ? 'file-match' : 'file-other'];
    },
};
