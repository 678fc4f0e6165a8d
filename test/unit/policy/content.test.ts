import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Findings, ScanStatus } from '../../../src/model/content.ts';
import type { Facts } from '../../../src/model/decision.ts';
import { compilePolicies } from '../../../src/policy/compile.ts';
import type { ContentCondition, ContentDetector } from '../../../src/policy/content-document.ts';
import { contentNeeds } from '../../../src/policy/content-needs.ts';
import { decide, decideInPage, pageRules } from '../../../src/policy/decide.ts';
import { detectorKey } from '../../../src/policy/detector-key.ts';
import { holdsFile } from '../../../src/policy/holds-file.ts';
import type { Condition, PolicyDocument } from '../../../src/policy/policy-document.ts';
import { fc } from '../../support/properties.ts';

const CARDS: ContentDetector = { kind: 'payment-card', threshold: 2 };
const IBANS: ContentDetector = { kind: 'iban' };
const LABEL = '2096f6a2-d2f7-48be-b329-b73aaa526e5d';

const policy = (when: Condition, more: Partial<PolicyDocument> = {}): PolicyDocument => ({
  id: 'p',
  name: 'P',
  severity: 'low',
  mode: 'active',
  control: 'monitor',
  activities: ['download', 'upload'],
  action: 'block',
  when,
  ...more,
});
const facts: Facts = {
  activity: 'download',
  appId: 'wiki',
  user: 'alice',
  groups: ['staff'],
  deviceTags: undefined,
  ip: '10.0.0.1',
};
const CLEAN: Findings = {
  types: ['text/plain'],
  disguised: false,
  status: 'scanned',
  unscanned: [],
  sought: [CARDS, IBANS].map(detectorKey),
  matches: [],
  labels: [],
  malware: { verdict: 'clean' },
  sha256: '',
  bytes: 0,
};
const found = (detector: ContentDetector, reached = true) => ({
  detector: detectorKey(detector),
  count: 1,
  reached,
  samples: [],
});
const unread = (...statuses: Exclude<ScanStatus, 'scanned'>[]): Partial<Findings> => ({
  status: statuses[0]!,
  unscanned: statuses.map((status) => ({ path: '', status, why: '' })),
});
const AWAY = { verdict: 'unknown', why: 'ECONNREFUSED', cause: 'scanner-away' } as const;
const NO_ROOM: Partial<Findings> = {
  ...unread('not-kept'),
  malware: { verdict: 'unknown', why: 'no room', cause: 'not-kept' },
};
const label = (source: 'label-info' | 'custom-properties', enabled: boolean, id = LABEL, siteId?: string) => ({
  source,
  id,
  siteId,
  name: 'Public',
  method: undefined,
  enabled,
});

const CASES: readonly (readonly [
  name: string,
  content: ContentCondition,
  findings: Partial<Findings> | undefined,
  blocked: boolean,
])[] = [
  ['found enough', { detectors: [CARDS] }, { matches: [found(CARDS)] }, true],
  ['found too little', { detectors: [CARDS] }, { matches: [found(CARDS, false)] }, false],
  ['found something else', { detectors: [CARDS] }, { matches: [found(IBANS)] }, false],
  ['one of two', { detectors: [CARDS, IBANS] }, { matches: [found(IBANS)] }, true],
  ['nobody looked', { detectors: [CARDS] }, undefined, true],
  ['nobody looked for it', { detectors: [CARDS] }, { sought: [] }, true],
  ['encrypted', { detectors: [CARDS] }, unread('encrypted'), true],
  ['encrypted passes', { detectors: [CARDS], passes: ['encrypted'] }, unread('encrypted'), false],
  [
    'a match beside what passes',
    { detectors: [CARDS], passes: ['encrypted'] },
    { ...unread('encrypted'), matches: [found(CARDS)] },
    true,
  ],
  [
    'a graver part does not pass',
    { detectors: [CARDS], passes: ['unsupported'] },
    unread('timed-out', 'unsupported'),
    true,
  ],
  [
    'a milder part does not pass',
    { detectors: [CARDS], passes: ['timed-out'] },
    unread('timed-out', 'corrupted'),
    true,
  ],
  ['infected', { malware: true }, { malware: { verdict: 'infected', name: 'x' } }, true],
  ['not infected', { malware: true }, {}, false],
  ['no scanner', { malware: true }, { malware: undefined }, true],
  ['a scanner that does not know', { malware: true }, { malware: { verdict: 'unknown', why: 'x' } }, true],
  ['a scanner that is away passes', { malware: true, passes: ['scanner-away'] }, { malware: AWAY }, false],
  ['a scanner that is away does not pass by itself', { malware: true }, { malware: AWAY }, true],
  [
    'attack: a scanner that gave up is not away',
    { malware: true, passes: ['scanner-away', 'not-kept'] },
    { malware: { verdict: 'unknown', why: 'INSTREAM size limit exceeded' } },
    true,
  ],
  [
    'malware is no clean file where the scanner is away',
    { malware: false, passes: ['scanner-away'] },
    { malware: AWAY },
    true,
  ],
  ['no room', { detectors: [CARDS] }, NO_ROOM, true],
  ['no room passes', { detectors: [CARDS], passes: ['not-kept'] }, NO_ROOM, false],
  ['no room for malware passes', { malware: true, passes: ['not-kept'] }, NO_ROOM, false],
  [
    'no room, and found in what there was',
    { detectors: [CARDS], passes: ['not-kept'] },
    { ...NO_ROOM, matches: [found(CARDS)] },
    true,
  ],
  ['attack: no room hides no type', { type: ['application/zip'] }, NO_ROOM, true],
  ['attack: no room hides no disguise', { disguised: true }, NO_ROOM, true],
  ['attack: no room hides no status', { status: ['encrypted'] }, NO_ROOM, true],
  ['no room for a type passes', { type: ['application/zip'], passes: ['not-kept'] }, NO_ROOM, false],
  [
    'attack: a piece of a file is not one that there was no room for',
    { detectors: [CARDS], passes: ['not-kept', 'scanner-away'] },
    undefined,
    true,
  ],
  ['a label', { labels: [LABEL.toUpperCase()] }, { labels: [label('custom-properties', true)] }, true],
  ['any label', { labels: ['*'] }, { labels: [label('label-info', true)] }, true],
  ['another label', { labels: ['other'] }, { labels: [label('label-info', true)] }, false],
  ['a label that is off', { labels: [LABEL] }, { labels: [label('custom-properties', false)] }, false],
  [
    'a label taken off',
    { labels: [LABEL] },
    { labels: [label('custom-properties', true), label('label-info', false)] },
    false,
  ],
  ['a label nobody could read', { labels: [LABEL] }, unread('encrypted'), true],
  ['a type', { type: ['text/*'] }, {}, true],
  ['a type in other letters', { type: ['Text/*'] }, {}, true],
  ['another type', { type: ['image/*', 'application/pdf'] }, {}, false],
  ['disguised', { disguised: true }, { disguised: true }, true],
  ['a status', { status: ['encrypted'] }, unread('timed-out', 'encrypted'), true],
  ['no such status', { status: ['encrypted'] }, {}, false],
  ['both must hold', { detectors: [CARDS], type: ['application/pdf'] }, { matches: [found(CARDS)] }, false],
];

describe('a test of content', () => {
  for (const [name, content, findings, blocked] of CASES) {
    test(`${name}: ${blocked ? 'blocks' : 'lets pass'}`, () => {
      const given = { ...facts, content: findings && { ...CLEAN, ...findings } };
      assert.equal(decide(compilePolicies([policy({ content })]), given).action, blocked ? 'block' : 'allow');
    });
  }

  test('`unknown: fails` lets pass what nobody could look into', () => {
    const set = compilePolicies([policy({ content: { detectors: [CARDS] }, unknown: 'fails' })]);
    assert.equal(decide(set, { ...facts, content: undefined }).action, 'allow');
    assert.notEqual(contentNeeds(set, facts), undefined);
  });
});

describe('what must be known first', () => {
  const needs = (when: Condition, more: Partial<PolicyDocument> = {}) =>
    contentNeeds(compilePolicies([policy(when, more)]), facts);

  test('only what is still open asks for content', () => {
    assert.deepEqual(needs({ content: { detectors: [CARDS] } })?.detectors, [CARDS]);
    assert.equal(needs({ content: { malware: true } })?.malware, true);
    assert.equal(needs({ content: { detectors: [CARDS] }, app: ['mail'] }), undefined);
    assert.equal(needs({ any: [{ content: { detectors: [CARDS] } }, { app: ['wiki'] }] }), undefined);
    assert.notEqual(needs({ not: { content: { detectors: [CARDS] } } }), undefined);
    assert.equal(needs({ content: { detectors: [CARDS] } }, { activities: ['upload'] }), undefined);
    assert.equal(needs({ content: { detectors: [CARDS] } }, { mode: 'disabled' }), undefined);
    assert.equal(needs({ app: ['wiki'] }), undefined);
  });

  test('whatever the tree: where content is not asked for, it does not matter', () => {
    const leaf = fc.constantFrom<Condition>(
      { content: { detectors: [CARDS] } },
      { content: { malware: true }, unknown: 'fails' },
      { content: { type: ['text/*'] }, unknown: 'matches' },
      { app: ['wiki'] },
      { app: ['mail'] },
      { device: ['compliant'] },
      { device: ['compliant'], unknown: 'fails' },
    );
    const tree = fc.letrec<{ node: Condition }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
        fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
        tie('node').map((not) => ({ not })),
      ),
    })).node;
    const findings = fc.constantFrom(
      undefined,
      CLEAN,
      { ...CLEAN, matches: [found(CARDS)] },
      { ...CLEAN, types: ['image/png'], malware: undefined },
    );
    fc.assert(
      fc.property(tree, findings, findings, (when, one, other) => {
        const set = compilePolicies([policy(when)]);
        if (contentNeeds(set, facts) !== undefined) return;
        assert.equal(decide(set, { ...facts, content: one }).action, decide(set, { ...facts, content: other }).action);
      }),
      { numRuns: 500 },
    );
  });

  test('whatever the policies: a file that is not held is one that nothing stops, changes or asks about', () => {
    const more = fc.record({
      action: fc.constantFrom<PolicyDocument['action']>('audit', 'block', 'warn', 'redact', 'read-only'),
      mode: fc.constantFrom<PolicyDocument['mode']>('active', 'monitoring', 'disabled'),
      negated: fc.boolean(),
      unknown: fc.constantFrom<Condition>({}, { unknown: 'fails' }, { unknown: 'matches' }),
      app: fc.constantFrom('wiki', 'mail'),
    });
    const findings = [undefined, CLEAN, { ...CLEAN, matches: [found(CARDS)] }, { ...CLEAN, ...unread('encrypted') }];
    let flowing = 0;
    fc.assert(
      fc.property(fc.array(more, { maxLength: 4 }), (many) => {
        const set = compilePolicies(
          many.map(({ action, mode, negated, unknown, app }, at) => {
            const content: Condition = { content: { detectors: [CARDS] }, ...unknown };
            return policy(
              { all: [negated ? { not: content } : content, { app: [app] }] },
              { id: `p${at}`, action, mode },
            );
          }),
        );
        if (holdsFile(set, facts)) return;
        flowing++;
        for (const content of findings)
          assert.ok(['allow', 'audit'].includes(decide(set, { ...facts, content }).action));
      }),
      { numRuns: 300 },
    );
    assert.ok(flowing > 0);
    const recording = compilePolicies([policy({ content: { detectors: [CARDS] } }, { action: 'audit' })]);
    assert.equal(holdsFile(recording, facts), false);
    assert.equal(holdsFile(compilePolicies([policy({ content: { detectors: [CARDS] } })]), facts), true);
  });

  test('a page asks about what hangs on content, and the policy says what holds without an answer', () => {
    const asked = (when: Condition, more: Partial<PolicyDocument> = {}) =>
      pageRules(compilePolicies([{ ...policy(when), ...more }]), facts).find(({ activity }) => activity === 'download');
    const cards = { content: { detectors: [CARDS] } };
    assert.deepEqual(asked(cards), { activity: 'download', action: 'ask', otherwise: 'block' });
    assert.equal(asked({ ...cards, unknown: 'fails' })?.otherwise, 'audit');
    assert.equal(asked(cards, { mode: 'monitoring' })?.otherwise, 'audit');
    assert.equal(asked({ all: [cards, { app: ['other'] }] }), undefined);
    assert.deepEqual(asked({ any: [cards, { app: ['wiki'] }] }), { activity: 'download', action: 'block' });
    assert.equal(decideInPage(compilePolicies([policy(cards)]), facts).action, 'allow');
    const both = compilePolicies([policy({ any: [cards, { app: ['wiki'] }] })]);
    assert.equal(decideInPage(both, facts).action, 'block');
    const copies = pageRules(
      compilePolicies([{ ...policy(cards), control: 'activities', activities: ['copy', 'paste', 'print', 'cut'] }]),
      facts,
    );
    assert.deepEqual(
      copies.map(({ activity, action }) => `${activity} ${action}`),
      ['copy ask', 'cut ask', 'paste ask', 'print ask'],
    );
  });

  test('a page asks about the name, the type and the size of a file that is not made yet, whatever unknown is to mean', () => {
    const asked = (when: Condition) => pageRules(compilePolicies([policy(when)]), facts)[0]?.action;
    for (const when of [
      { fileName: ['*.docx'] },
      { fileType: ['office'], unknown: 'fails' },
      { fileSize: { over: 10 }, unknown: 'matches' },
      { not: { known: ['fileName'] } },
    ] as const satisfies readonly Condition[])
      assert.equal(asked(when), 'ask', JSON.stringify(when));
    assert.equal(asked({ all: [{ fileName: ['*.docx'] }, { app: ['other'] }] }), undefined);
    assert.equal(asked({ known: ['user'] }), 'block');
  });
});
