import type { Findings, Passable } from '../../model/content.ts';
import type { Facts } from '../../model/decision.ts';
import type { ContentCondition } from '../content-document.ts';
import { detectorKey } from '../detector-key.ts';
import { byEach } from '../sieve.ts';
import { allOf, FALSE, type Level, levelOf, TRUE, UNKNOWN } from '../truth.ts';
import { type ContentReason, testKind } from './contract.ts';
import { lowerAll } from './glob.ts';
import { testLabels } from './labels.ts';

type Test = (findings: Findings) => readonly [Level, ContentReason];

/**
 * What was found in a file; several keys must all hold. What nobody could read is neither there nor not there: the answer is
 * unknown, unless what was read is enough.
 */
export const content = testKind({
  form: 'content',
  about: 'what is in the file of a download or an upload, in what is copied, pasted or printed, and in what users send',
  unknown: 'the file, or a part of it, could not be looked into',
  compile(condition) {
    const answers = answersOf(condition);
    return (facts) => {
      const found = answers(facts);
      return found ? allOf(found.map(([level]) => level)) : UNKNOWN;
    };
  },
  sieve: {
    ...byEach(
      ({ content: findings }) => (findings === 'unread' ? undefined : findings),
      (condition: ContentCondition) => {
        const tests = testsOf(condition);
        return (findings) => tests.every((test) => test(findings)[0] !== FALSE);
      },
    ),
    // Mostly nobody has looked yet: any other test tells policies apart better.
    marks: () => [''],
  },
  told(condition) {
    const answers = answersOf(condition);
    return (facts) => {
      const found = answers(facts);
      if (!found) return ['content-unknown'];
      const level = allOf(found.map(([each]) => each));
      return found.filter(([each]) => each === level).map(([, reason]) => reason);
    };
  },
  shown({ content: findings }) {
    if (findings === undefined || findings === 'unread') return undefined;
    const { types, status, matches, labels, malware } = findings;
    const found = matches.map(({ count, reached }) => `${count} found${reached ? '' : ', too few'}`);
    return [types.join(', '), status, ...found, `${labels.length} labels`, malware?.verdict ?? 'no malware scan'].join(
      '; ',
    );
  },
});

/** What a policy takes for read although nobody has read it, and what follows for the findings as a whole. */
interface Leniency {
  readonly passes: readonly Passable[];
  /** All that was not read passes. */
  readonly readable: (findings: Findings) => boolean;
}

/** Keys of detectors. */
interface ByDetector {
  readonly of: Findings;
  readonly reached: ReadonlySet<string>;
  readonly sought: ReadonlySet<string>;
}
let last: ByDetector | undefined;

/** What was found in a file, to be looked up. Every policy with detectors asks of the same file. */
function byDetector(findings: Findings): ByDetector {
  if (last?.of !== findings) {
    const reached = new Set(findings.matches.filter((match) => match.reached).map(({ detector }) => detector));
    last = { of: findings, reached, sought: new Set(findings.sought) };
  }
  return last;
}

/** The answer of each key; undefined where nobody has looked. */
function answersOf(condition: ContentCondition): (facts: Facts) => (readonly [Level, ContentReason])[] | undefined {
  const tests = testsOf(condition);
  return ({ content: findings }) =>
    findings === undefined || findings === 'unread' ? undefined : tests.map((test) => test(findings));
}

function testsOf(condition: ContentCondition): readonly Test[] {
  const { passes = [] } = condition;
  const leniency: Leniency = {
    passes,
    readable: ({ status, unscanned }) =>
      status === 'scanned' || (passes.includes(status) && unscanned.every((part) => passes.includes(part.status))),
  };
  return Object.entries(TESTS).flatMap(([key, make]) => {
    const value = condition[key as keyof typeof TESTS];
    return value === undefined ? [] : [(make as (value: unknown, leniency: Leniency) => Test)(value, leniency)];
  });
}

/** Of a file of which only a beginning was there, nothing is told by what it is not. */
function ofWhole(hit: boolean, findings: Findings, { readable }: Leniency): readonly [Level, ContentReason] {
  if (hit) return [TRUE, 'file-match'];
  return findings.status === 'not-kept' && !readable(findings) ? [UNKNOWN, 'content-unknown'] : [FALSE, 'file-other'];
}

const TESTS: {
  readonly [Key in Exclude<keyof ContentCondition, 'passes'>]-?: (
    value: NonNullable<ContentCondition[Key]>,
    leniency: Leniency,
  ) => Test;
} = {
  detectors(detectors, { readable }) {
    const keys = detectors.map(detectorKey);
    return (findings) => {
      const { reached, sought } = byDetector(findings);
      if (keys.some((key) => reached.has(key))) return [TRUE, 'content-match'];
      return readable(findings) && keys.every((key) => sought.has(key))
        ? [FALSE, 'content-other']
        : [UNKNOWN, 'content-unknown'];
    };
  },
  labels: (wanted, { readable }) => testLabels(wanted, readable),
  malware:
    (wanted, { passes }) =>
    ({ malware }) => {
      if (malware === undefined) return [UNKNOWN, 'malware-unknown'];
      if (malware.verdict === 'unknown') {
        const isPassed = malware.cause !== undefined && passes.includes(malware.cause);
        return [isPassed ? levelOf(!wanted) : UNKNOWN, 'malware-unknown'];
      }
      const infected = malware.verdict === 'infected';
      return [levelOf(infected === wanted), infected ? 'malware-found' : 'malware-none'];
    },
  type: (wanted, leniency) => {
    const named = lowerAll(wanted);
    const fits = (type: string): boolean =>
      named.some((each) => (each.endsWith('/*') ? type.startsWith(each.slice(0, -1)) : type === each));
    return (findings) => ofWhole(findings.types.some(fits), findings, leniency);
  },
  disguised: (wanted, leniency) => (findings) =>
    ofWhole(findings.disguised === wanted && findings.status !== 'not-kept', findings, leniency),
  status: (wanted, leniency) => (findings) => {
    const { status, unscanned } = findings;
    return ofWhole(
      wanted.includes(status) || unscanned.some((part) => wanted.includes(part.status)),
      findings,
      leniency,
    );
  },
};
