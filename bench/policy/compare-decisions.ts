import type { Findings } from '../../src/model/content.ts';
import type { Facts } from '../../src/model/decision.ts';
import { compilePolicies, type PolicySet } from '../../src/policy/compile.ts';
import type { ContentDetector } from '../../src/policy/content-document.ts';
import { decide } from '../../src/policy/decide.ts';
import { detectorKey } from '../../src/policy/detector-key.ts';
import type { Condition, PolicyDocument } from '../../src/policy/policy-document.ts';
import { figure, median, printTable } from '../report.ts';

const SIZES = [10, 100, 1000];
const ROUNDS = 9;
const DECISIONS = 5000;

const FACTS: Facts = {
  activity: 'download',
  appId: 'app-3',
  at: Date.UTC(2026, 0, 31, 9),
  user: 'alice@corp.example',
  groups: Array.from({ length: 12 }, (_, index) => `department-${index}`),
  risk: 'low',
  authentication: { at: Date.UTC(2026, 0, 31, 8), strengths: [{ name: 'pwd' }, { name: 'mfa' }] },
  deviceTags: ['compliant', 'joined'],
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  ip: '192.0.2.77',
  networks: ['office', 'corporate'],
  country: 'DE',
  method: 'GET',
  path: '/documents/reports/plan.pdf',
  object: { name: 'plan 2026.pdf', type: 'application/pdf', size: 1_234_567, url: 'https://files.corp.example/plan' },
};

const MACHINES = (index: number): readonly Condition[] => [
  { device: [`tag-${index % 7}`] },
  { ip: [`10.${index % 250}.0.0/16`] },
];
const GROUP = (index: number): Condition => ({ group: [`team-${index}`, `team-${index + 1}`] });
const NAME = (index: number): Condition => ({ fileName: [`*secret-${index}*`] });

/** Policies as administrators write them, by what parts them; none is like another. */
const KINDS: Readonly<Record<string, (index: number) => Condition>> = {
  // As most are: with a group that must be there.
  'the user’s group': (index) => ({ all: [{ ...GROUP(index), any: MACHINES(index) }, NAME(index)] }),
  'the file’s name': (index) => ({ all: [{ not: GROUP(index), any: MACHINES(index) }, NAME(index)] }),
  'its name or the address': (index) => ({
    not: GROUP(index),
    any: [NAME(index), { ip: [`10.9.${index % 250}.${index >> 2}`] }],
  }),
  'times of day': (index) => ({ not: GROUP(index), time: [{ from: index % 60, to: 60 + (index >> 3) }] }),
  'what is in the file': (index) => ({ not: GROUP(index), content: { detectors: [keyword(index)] } }),
  'how often it is done': (index) => ({
    not: GROUP(index),
    rate: { activity: 'download', over: 10, within: (1 + index) * 60_000 },
  }),
  // Each must be looked at, and fails by its last test.
  'negations alone': (index) => ({ all: [{ not: GROUP(index) }, { not: { fileSize: { over: 1_000_000 + index } } }] }),
  'negations, one of two': (index) => ({
    not: GROUP(index),
    any: [
      { not: { fileSize: { over: 1_000_000 + index } } },
      { not: { path: ['/documents/*', `/department-${index}/*`] } },
    ],
  }),
};

function keyword(index: number): ContentDetector {
  return { kind: 'keywords', words: [`secret-${index}`] };
}

/** The file was looked into, and rates were counted, for as many policies. */
function factsFor(set: PolicySet): Facts {
  const sought = set.all.flatMap(({ content }) => content.flatMap(({ detectors }) => detectors ?? []));
  return {
    ...FACTS,
    ...(set.rates.length > 0 ? { recent: set.rates.map((rate) => ({ ...rate, count: 3 })) } : {}),
    ...(sought.length > 0 ? { content: { ...READ, sought: sought.map(detectorKey) } } : {}),
  };
}

const READ: Findings = {
  types: ['application/pdf'],
  disguised: false,
  status: 'scanned',
  unscanned: [],
  sought: [],
  matches: [],
  labels: [],
  malware: undefined,
  sha256: '0'.repeat(64),
  bytes: 1_234_567,
};

function policy(index: number, when: Condition): PolicyDocument {
  return {
    id: `policy-${index}`,
    name: `Policy ${index}`,
    severity: 'medium',
    mode: 'active',
    control: 'download',
    when,
    action: 'block',
  };
}

/** Microseconds of CPU time for one call, the median of some rounds. */
function cost(call: () => void): number {
  const rounds: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let index = 0; index < DECISIONS; index++) call();
    // The first round only warms the compiler up.
    if (round > 0) {
      const { user, system } = process.cpuUsage(before);
      rounds.push((user + system) / DECISIONS);
    }
  }
  return median(rounds);
}

/** What a decision costs, as a ratio to parsing the JSON of the facts it is made on. */
export async function compareDecisions(): Promise<void> {
  const json = JSON.stringify(FACTS);
  const parse = cost(() => void JSON.parse(json));
  const rows = SIZES.flatMap((size) =>
    Object.entries(KINDS).map(([parting, conditionOf]) => {
      const set = compilePolicies(Array.from({ length: size }, (_, index) => policy(index, conditionOf(index))));
      const facts = factsFor(set);
      // Facts of their own each time, as each request has.
      const one = cost(() => void decide(set, { ...facts }));
      return [String(size), parting, figure(one), `${figure(one / parse)} x`];
    }),
  );
  printTable(
    `decisions (facts of ${json.length} bytes, parsed in ${figure(parse)} µs)`,
    ['policies', 'told apart by', 'µs', 'JSON.parse is 1, deciding is'],
    rows,
  );
}
