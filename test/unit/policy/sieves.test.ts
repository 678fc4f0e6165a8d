import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Facts } from '../../../src/model/decision.ts';
import { activitiesOf, compilePolicies } from '../../../src/policy/compile.ts';
import { fitsGlob } from '../../../src/policy/conditions/glob.ts';
import { decide, matchOf } from '../../../src/policy/decide.ts';
import { detectorKey } from '../../../src/policy/detector-key.ts';
import { createPieceFinder } from '../../../src/policy/piece-finder.ts';
import type { Condition, PolicyDocument } from '../../../src/policy/policy-document.ts';
import { answerAlone, type Run } from '../../../src/policy/program.ts';
import { fc } from '../../support/properties.ts';

/** Letters that come to others in lower case, or of more than one unit, or in two spellings. */
const ODD = [
  'İ',
  'i\u0307',
  'ß',
  'ẞ',
  'Σ',
  'ς',
  'σ',
  '\u212a',
  'k',
  '\u00fc',
  'u\u0308',
  'U\u0308',
  '\u0308',
  '😀',
  '\ude00',
  '.',
  ' ',
];
const odd = (more: readonly string[]): fc.Arbitrary<string[]> =>
  fc.array(fc.string({ unit: fc.constantFrom(...ODD, ...more), maxLength: 5 }), { minLength: 1, maxLength: 2 });
const NAMES = ['plan.pdf', 'Plan 2.PDF', 'a.tar.gz', 'a.exe. ', 'geheim', '---', '', 'İplan.pdf', '*?'];
const PATTERNS = ['*', '*plan*', 'plan.pdf', '*.p?f', '?', 'A*z', '*an*an*', '', '**', '*geheim', 'i̇plan*', '*2*.*'];
const few = <T>(values: readonly T[]): fc.Arbitrary<T[]> =>
  fc.subarray([...values], { minLength: 1, maxLength: Math.min(3, values.length) }) as fc.Arbitrary<T[]>;
const maybe = <T>(values: readonly T[]): fc.Arbitrary<T | undefined> =>
  fc.option(fc.constantFrom(...values), { nil: undefined });

const CARD = { kind: 'payment-card' } as const;
const IBAN = { kind: 'iban' } as const;

const facts = fc.record({
  activity: fc.constantFrom('download', 'upload', 'copy', 'view'),
  appId: fc.constantFrom('wiki', 'mail'),
  at: maybe([Date.UTC(2026, 0, 31, 9), Date.UTC(2026, 1, 2, 23, 30)]),
  user: maybe(['alice', 'bob']),
  groups: fc.option(fc.subarray(['staff', 'admins']), { nil: undefined }),
  deviceTags: fc.option(fc.subarray(['compliant', 'Joined', 'Bu\u0308ro']), { nil: undefined }),
  certificateTag: fc.option(fc.record({ tag: fc.constantFrom('Corp', 'compliant'), held: maybe([true, false]) }), {
    nil: undefined,
  }),
  userAgent: maybe(['Mozilla/5.0 Chrome/140.0 Safari/537.36', 'Mozilla/5.0 Firefox/99.0', 'Slack/4', '']),
  ip: maybe(['10.1.2.3', '10.1.9.9', '192.0.2.1', '2001:db8::1', '::ffff:10.1.2.3', 'no address']),
  isp: maybe(['Example Telecom', 'Other']),
  method: maybe(['GET', 'POST']),
  path: maybe(['/admin/users', '/Admin/../wiki', '/wiki//a', '/admin%2fusers', '/wiki/%61', '/a;b/admin']),
  object: fc.option(
    fc.record({
      url: fc.constant('https://wiki.corp.example/x'),
      name: fc.oneof(maybe(NAMES), fc.string({ unit: fc.constantFrom(...ODD), maxLength: 6 })),
      type: maybe(['application/pdf', 'image/PNG', 'application/octet-stream', '']),
      size: maybe([0, 10, 1000]),
    }),
    { nil: undefined },
  ),
  unmade: maybe([true]),
  recent: fc.option(
    fc.array(
      fc.record({ activity: fc.constantFrom('download', 'copy'), count: fc.nat(4), within: fc.constantFrom(1, 2) }),
      {
        maxLength: 2,
      },
    ),
    { nil: undefined },
  ),
  content: fc.option(
    fc.oneof(
      fc.constant('unread'),
      fc.record({
        types: fc.subarray(['application/pdf', 'image/png']),
        disguised: fc.boolean(),
        status: fc.constantFrom('scanned', 'encrypted', 'not-kept'),
        unscanned: fc.constant([]),
        sought: fc.subarray([CARD, IBAN].map(detectorKey)),
        matches: fc.array(
          fc.record({ detector: fc.constantFrom(...[CARD, IBAN].map(detectorKey)), reached: fc.boolean() }),
          { maxLength: 2 },
        ),
        labels: fc.constant([]),
      }),
    ),
    { nil: undefined },
  ),
}) as fc.Arbitrary<Facts>;

const leaf = fc.record(
  {
    user: few(['alice', 'Bob']),
    group: few(['staff', 'admins']),
    app: few(['wiki', 'mail']),
    device: few(['compliant', 'joined', 'corp', 'b\u00fcro']),
    client: few(['browser', 'native']),
    robot: few(['yes', 'no']),
    userAgent: few(['*chrome*', 'slack/*', '*', '']),
    outdated: fc.record(
      { chrome: fc.constantFrom('139', '141'), firefox: fc.constantFrom('98', '99.0.1') },
      { requiredKeys: [] },
    ),
    ip: few(['10.0.0.0/8', '10.1.2.0/24', '10.1.2.3', '0.0.0.0/0', '2001:db8::/32', '::/0', 'broken']),
    isp: few(['example*', '*', 'other']),
    method: few(['get', 'post']),
    path: few(['/admin/*', '/wiki*', '*', '/a']),
    fileName: fc.oneof(few(PATTERNS), odd(['*', '?'])),
    fileNameWords: fc.oneof(few(['plan', 'plan 2', 'pdf', '--', 'tar gz']), odd([])),
    fileExtension: fc.oneof(few(['pdf', '.PDF', 'tar.gz', 'gz', 'exe', '']), odd([])),
    fileType: few(['pdf', 'image/*', 'image', 'text/plain', '*/*']),
    fileSize: fc.oneof(fc.constant({ over: 5 }), fc.constant({ under: 10 }), fc.constant({ over: 0, under: 11 })),
    time: fc.constantFrom(
      [{ days: ['sat'] }],
      [{ from: 1380, to: 60 }],
      [{ from: 600, to: 660, zone: 'Europe/Berlin' }],
    ),
    known: few(['fileName', 'user', 'ip']),
    rate: fc.record({ activity: fc.constantFrom('download', 'copy'), over: fc.nat(3), within: fc.constantFrom(1, 2) }),
    content: fc.record(
      {
        detectors: few([CARD, IBAN]),
        type: few(['image/*', 'application/pdf']),
        disguised: fc.boolean(),
        status: few(['encrypted', 'not-kept']),
        passes: few(['encrypted', 'not-kept']),
        malware: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    unknown: fc.constantFrom('matches', 'fails'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Condition>;
/** One or two kinds of all: conditions that hold now and then. */
const sparse = fc
  .tuple(leaf, fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 2 }))
  .map(([all, start, count]): Condition => {
    const entries = Object.entries(all);
    return Object.fromEntries(
      entries.length === 0 ? [] : Array.from({ length: count }, (_, at) => entries[(start + at) % entries.length]!),
    );
  });
const branch = (inner: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> =>
  fc.oneof(
    inner,
    fc.array(inner, { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(inner, { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    inner.map((each) => ({ not: each })),
  );
const documents = fc
  .array(fc.record({ when: branch(branch(sparse)), activities: few(['download', 'upload', 'copy', 'view']) }), {
    maxLength: 12,
  })
  .map((some) =>
    some.map(
      ({ when, activities }, index) =>
        ({
          id: `p${index}`,
          name: 'P',
          severity: 'low',
          mode: 'active',
          control: 'monitor',
          activities,
          action: 'block',
          when,
        }) as PolicyDocument,
    ),
  );

/** Every policy asked by itself, each of its tests by itself. */
function matchesPlainly(some: readonly PolicyDocument[], about: Facts): readonly string[] {
  const run: Run = {
    facts: about,
    answer: ({ name, values }) => answerAlone(name, values, about),
    mayHold: () => true,
  };
  return compilePolicies(some)
    .all.filter(({ document }) => activitiesOf(document).some((activity) => activity === about.activity))
    .flatMap((policy) => matchOf(policy, run) ?? [])
    .map(({ policy }) => JSON.stringify(policy));
}

describe('sieves', () => {
  test('what is decided with them is what is decided without them', () => {
    let matched = 0;
    let passed = 0;
    fc.assert(
      fc.property(documents, fc.array(facts, { minLength: 1, maxLength: 4 }), (some, several) => {
        const set = compilePolicies(some);
        for (const about of several) {
          const sifted = decide(set, about).matches.map((match) => JSON.stringify(match));
          assert.deepEqual(sifted.toSorted(), matchesPlainly(some, about).toSorted());
          matched += sifted.length;
          passed += some.length - sifted.length;
        }
      }),
      { numRuns: 600 },
    );
    assert.ok(matched > 100 && passed > 100, 'the policies made up hold now and then');
  });

  test('a set of policies names none but those that may match', () => {
    const set = compilePolicies(
      Array.from({ length: 500 }, (_, index) => ({
        id: `p${index}`,
        name: 'P',
        severity: 'low',
        mode: 'active',
        control: 'download',
        action: 'block',
        when: {
          // What all share tells nothing apart.
          app: ['wiki'],
          any: [{ fileName: [`*secret-${index}-*`] }, { ip: [`10.0.${index % 250}.${index % 256}`] }],
        },
      })) as PolicyDocument[],
    );
    const about = (name: string | undefined, ip: string): number =>
      set.candidates({
        activity: 'download',
        appId: 'wiki',
        object: { url: 'https://wiki.corp.example/x', ...(name === undefined ? {} : { name }) },
        ip,
      } as Facts).length;
    assert.equal(about('plan.pdf', '192.0.2.1'), 0);
    assert.equal(about('a secret-17-.pdf', '192.0.2.1'), 1);
    assert.equal(about('a secret-17-.pdf', '10.0.5.5'), 2);
    assert.equal(about(undefined, '192.0.2.1'), 500, 'a name that nobody knows may be any');
    assert.equal(about('plan.pdf', 'no address'), 500);
  });

  test('the pieces found in a text are those that are in it', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'ß', '\ud83d'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { maxLength: 10 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'ß', '\ud83d'), maxLength: 20 }),
        (pieces, text) => {
          const found = new Set<number>();
          createPieceFinder(pieces)(text, (piece) => found.add(piece));
          assert.deepEqual(
            pieces.filter((_, number) => found.has(number)),
            pieces.filter((piece) => text.includes(piece)),
          );
        },
      ),
    );
  });

  test('a name made to fit many beginnings is gone through once', () => {
    const pieces = Array.from({ length: 300 }, (_, index) => `${'a'.repeat(index)}b`);
    let told = 0;
    createPieceFinder(pieces)('a'.repeat(100_000), () => told++);
    assert.equal(told, 0);
    createPieceFinder(pieces)(`${'a'.repeat(100_000)}b`, () => told++);
    assert.equal(told, 300);
    assert.ok(fitsGlob('aab', '*ab'));
  });
});
