import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Facts } from '../../../src/model/decision.ts';
import { compilePolicies } from '../../../src/policy/compile.ts';
import { fitsGlob } from '../../../src/policy/conditions/glob.ts';
import { createNetworkTable } from '../../../src/policy/networks.ts';
import type { Condition } from '../../../src/policy/policy-document.ts';
import { gatherLeaves } from '../../../src/policy/program.ts';
import { compileTree } from '../../../src/policy/tree.ts';
import { TRUTHS } from '../../../src/policy/truth.ts';
import { fc } from '../../support/properties.ts';

const BASE: Facts = {
  activity: 'download',
  appId: 'wiki',
  user: 'alice',
  groups: ['staff'],
  deviceTags: [],
  ip: '192.0.2.1',
};
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
const TEAMS =
  'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Teams/1.7 Chrome/120 Electron/28 Safari/537.36';

function truth(when: Condition, facts: Partial<Facts>): string {
  const leaves = gatherLeaves();
  const tree = compileTree(when, leaves);
  const run = leaves.finish().begin({ ...BASE, ...facts });
  const level = tree.level(run);
  assert.equal(tree.explain(run).truth, TRUTHS[level], 'explained as answered');
  return TRUTHS[level];
}
const file = (object: Facts['object'], activity: Facts['activity'] = 'download') => ({
  activity,
  ...(object ? { object } : {}),
});
/** A Saturday, 09:30 in Berlin. */
const AT = Date.UTC(2026, 0, 31, 8, 30);

const CASES: ReadonlyArray<readonly [Condition, Partial<Facts>, 'true' | 'false' | 'unknown']> = [
  [{ fileName: ['*SALARY*.xlsx'] }, file({ name: 'the salary list.XLSX' }), 'true'],
  [{ fileName: ['*salary*'] }, file({}), 'unknown'],
  [{ fileName: ['*'] }, { activity: 'copy', object: {} }, 'false'],
  [{ fileNameWords: ['top secret'] }, file({ name: 'Top_Secret-plan.pdf' }), 'true'],
  [{ fileNameWords: ['secret'] }, file({ name: 'secretary.pdf' }), 'false'],
  [{ fileName: ['*pr\u00fcfung*'] }, file({ name: 'PRU\u0308FUNG 2.pdf' }), 'true'],
  [{ fileName: ['*pru\u0308fung*'] }, file({ name: 'Pr\u00fcfung.pdf' }), 'true'],
  [{ fileNameWords: ['pr\u00fcfung'] }, file({ name: 'Pru\u0308fung-2.pdf' }), 'true'],
  [{ fileExtension: ['\u00e9'] }, file({ name: 'a.E\u0301' }), 'true'],
  [{ fileName: ['prufung*'] }, file({ name: 'Pru\u0308fung.pdf' }), 'false'],
  [{ group: ['Gesch\u00e4ft'] }, { groups: ['GESCHA\u0308FT'] }, 'true'],
  [{ user: ['j\u00fcrgen'] }, { user: 'Ju\u0308rgen' }, 'true'],
  [{ network: ['B\u00fcro'] }, { networks: ['bu\u0308ro'] }, 'true'],
  [{ fileExtension: ['exe'] }, file({ name: 'a.exe. .' }), 'true'],
  [{ fileExtension: ['tar.gz'] }, file({ name: 'a.tar.gz' }), 'true'],
  [{ fileExtension: ['exe'] }, file({ name: 'exe' }), 'false'],
  [{ fileType: ['image'] }, file({ type: 'image/png' }), 'true'],
  [{ fileType: ['document'] }, file({ type: 'application/octet-stream' }), 'unknown'],
  [{ fileType: ['application/pdf'] }, file({ type: 'image/png' }), 'false'],
  [{ fileSize: { over: 1000 } }, file({ size: 1000 }), 'false'],
  [{ fileSize: { over: 1000, under: 2000 } }, file({ size: 1500 }), 'true'],
  [{ fileSize: { over: 0 } }, file({}), 'unknown'],
  [{ path: ['/admin*'] }, { path: '/admin/users' }, 'true'],
  [{ path: ['/admin*'] }, { path: '/x/../admin' }, 'unknown'],
  [{ path: ['/admin*'] }, { path: '/public%2fadmin' }, 'unknown'],
  [{ path: ['/admin*'] }, { path: '/%61dmin' }, 'unknown'],
  [{ path: ['/public*'] }, { path: '/public/%2e%2e/admin' }, 'unknown'],
  [{ path: ['/admin*'] }, { path: '/public/a.html' }, 'false'],
  [{ method: ['post'] }, { method: 'POST' }, 'true'],
  [{ client: ['browser'] }, { userAgent: FIREFOX }, 'true'],
  [{ client: ['native'] }, { userAgent: TEAMS }, 'true'],
  [{ client: ['native'] }, { userAgent: 'something' }, 'unknown'],
  [{ client: ['native'] }, { userAgent: undefined }, 'unknown'],
  [{ deviceType: ['mobile'] }, { userAgent: IPHONE }, 'true'],
  [{ deviceType: ['mobile', 'tablet'] }, { userAgent: FIREFOX }, 'false'],
  [{ robot: ['yes'] }, { userAgent: 'curl/8.9' }, 'true'],
  [{ outdated: { firefox: '141' } }, { userAgent: FIREFOX }, 'true'],
  [{ outdated: { firefox: '140' } }, { userAgent: FIREFOX }, 'false'],
  [{ outdated: { chrome: '200', firefox: '99' } }, { userAgent: FIREFOX }, 'false'],
  [{ outdated: { chrome: '200' } }, { userAgent: FIREFOX }, 'unknown'],
  [{ outdated: { ios: '18.1', safari: '9' } }, { userAgent: IPHONE }, 'true'],
  [{ outdated: { ios: '18.0', safari: '18.0' } }, { userAgent: IPHONE }, 'false'],
  [{ outdated: { safari: '18.10' } }, { userAgent: IPHONE.replace('Version/18.0', 'Version/18.9') }, 'true'],
  [{ outdated: { windows: '10' } }, { userAgent: TEAMS.replace('NT 10.0', 'NT 6.1') }, 'true'],
  [
    { outdated: { chrome: '120' } },
    { userAgent: 'Mozilla/5.0 (X11) Chrome/119.0.0.0 Safari/537.36 Edg/119.0' },
    'unknown',
  ],
  [{ outdated: { edge: '120' } }, { userAgent: 'Mozilla/5.0 (X11) Chrome/119.0.0.0 Safari/537.36 Edg/119.0' }, 'true'],
  [{ outdated: { chrome: '120' } }, { userAgent: undefined }, 'unknown'],
  [{ isp: ['*telekom*'] }, { isp: 'Deutsche Telekom AG' }, 'true'],
  [{ isp: ['Example'] }, {}, 'unknown'],
  [{ userAgent: ['*firefox/1??.*'] }, { userAgent: FIREFOX }, 'true'],
  [{ network: ['Corporate'] }, { networks: ['office', 'corporate'] }, 'true'],
  [{ network: ['corporate'] }, { networks: [] }, 'false'],
  [{ country: ['de', 'FR'] }, { country: 'DE' }, 'true'],
  [{ country: ['DE'] }, {}, 'unknown'],
  [{ risk: ['high'] }, { risk: 'low' }, 'false'],
  [{ risk: ['high'] }, {}, 'unknown'],
  [{ authentication: ['MFA'] }, { authentication: { strengths: [{ name: 'mfa' }] } }, 'true'],
  [{ authentication: ['mfa'] }, { authentication: {} }, 'unknown'],
  [{ firstSeen: ['device'] }, { firstSeen: { device: true } }, 'true'],
  [{ firstSeen: ['device', 'country'] }, { firstSeen: { device: false } }, 'unknown'],
  [{ firstSeen: ['country'] }, { firstSeen: { country: false } }, 'false'],
  [{ time: [{ days: ['sat'], from: 9 * 60, to: 10 * 60, zone: 'Europe/Berlin' }] }, { at: AT }, 'true'],
  [{ time: [{ days: ['sat'], from: 9 * 60, to: 10 * 60 }] }, { at: AT }, 'false'],
  [{ time: [{ days: ['fri'], from: 22 * 60, to: 10 * 60, zone: 'Europe/Berlin' }] }, { at: AT }, 'true'],
  [{ time: [{ days: ['sat'], from: 22 * 60, to: 10 * 60, zone: 'Europe/Berlin' }] }, { at: AT }, 'false'],
  [{ time: [{ days: ['sat'] }] }, {}, 'unknown'],
  [
    { rate: { activity: 'download', over: 2, within: 60_000 } },
    { recent: [{ activity: 'download', within: 60_000, count: 3 }] },
    'true',
  ],
  [
    { rate: { activity: 'download', over: 3, within: 60_000 } },
    { recent: [{ activity: 'download', within: 60_000, count: 3 }] },
    'false',
  ],
  [{ rate: { activity: 'download', over: 3, within: 60_000 } }, {}, 'unknown'],
  [{ known: ['device', 'country'] }, { country: 'DE' }, 'true'],
  [{ known: ['country'] }, {}, 'false'],
  [{ known: ['country'], not: { country: ['DE'] } }, {}, 'false'],
];

describe('conditions', () => {
  for (const [when, facts, expected] of CASES)
    test(`${JSON.stringify(when)} of ${JSON.stringify(facts)} is ${expected}`, () =>
      assert.equal(truth(when, facts), expected));

  test('a pattern fits as its regular expression does, and never takes long', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(letters, pattern, (text, glob) => {
        const expression = glob.replaceAll('.', '\\.').replaceAll('?', '.').replaceAll('*', '.*');
        assert.equal(fitsGlob(text, glob), new RegExp(`^${expression}$`).test(text));
      }),
    );
    assert.equal(fitsGlob('a'.repeat(20_000), `${'*a'.repeat(20)}b`), false);
  });

  test('networks answer with every word for an address, and not at all for none', () => {
    const of = createNetworkTable([
      { name: 'office', category: 'corporate', tags: ['berlin'], ranges: ['10.0.0.0/8', '2001:db8::/32'] },
    ]);
    assert.deepEqual(of('10.1.2.3'), ['office', 'corporate', 'berlin']);
    assert.deepEqual(of('2001:db8::9'), ['office', 'corporate', 'berlin']);
    assert.deepEqual(of('11.1.2.3'), []);
    assert.equal(of('10.0.0.0/8'), undefined);
    assert.equal(of('nowhere'), undefined);
  });

  test('what must be counted is gathered from the whole tree', () => {
    const rate = { activity: 'download', over: 1, within: 1000 } as const;
    const set = compilePolicies([
      {
        id: 'p',
        name: 'P',
        severity: 'low',
        mode: 'active',
        control: 'download',
        action: 'block',
        when: { any: [{ not: { rate } }] },
      },
    ]);
    assert.deepEqual(set.rates, [rate]);
  });
});
