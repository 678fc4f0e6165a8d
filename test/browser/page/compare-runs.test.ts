import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareRuns, type Run } from '../../support/compare-runs.ts';

const GOOD: Run = { answer: { value: [1, 'two'] }, errors: ['refused'], requests: ['https://wiki.inside/a'] };
const FAILED: Run = { answer: { threw: 'Error: no worker\n    at bare:1:2' }, errors: [], requests: [] };
const isInside = (url: string): boolean => new URL(url).hostname.endsWith('.inside');
const compared = (...runs: Parameters<typeof compareRuns>[0]): number => compareRuns(runs, {}, isInside);

describe('what two roads give', () => {
  test('the same passes, also behind a run in which both failed alike', () => {
    compared({ bare: GOOD, through: GOOD });
    const alike = { ...FAILED, answer: { threw: 'Error: no worker\n    at through:3:4' } };
    compared({ bare: FAILED, through: alike }, { bare: GOOD, through: GOOD });
    compared({ bare: FAILED, through: GOOD }, { bare: GOOD, through: GOOD });
  });

  test('each value of an answer that holds no others is an assertion', () => {
    const answer = { value: [1, [], { a: 'two', b: [null, {}] }] };
    assert.equal(compareRuns([{ bare: { ...GOOD, answer }, through: { ...GOOD, answer } }], {}, isInside), 5);
  });

  test('a bare page that goes on failing, or says nothing, or something else than expected, is a fault', () => {
    assert.throws(() => compared({ bare: FAILED, through: FAILED }), /the bare page must not throw/);
    assert.throws(() => compared({ bare: { ...GOOD, answer: {} }, through: GOOD }), /must return something/);
    assert.throws(() => compareRuns([{ bare: GOOD, through: GOOD }], { expect: [1] }, isInside), /what the bare page/);
  });

  for (const [what, through] of Object.entries({
    'throws otherwise': { ...GOOD, answer: { threw: 'TypeError: ours' } },
    'gives otherwise': { ...GOOD, answer: { value: [1, 'three'] } },
    'has one error more': { ...GOOD, errors: ['refused', 'refused'] },
    'asks outside': { ...GOOD, requests: ['https://wiki.corp.test/a'] },
    'asks outside by a socket': { ...GOOD, requests: ['wss://wiki.corp.test/a'] },
    'fails as a bare page does that failed before': FAILED,
  } satisfies Readonly<Record<string, Run>>)) {
    test(`a page behind the gateway that ${what} is a fault`, () => {
      assert.throws(() => compared({ bare: GOOD, through }), assert.AssertionError);
      assert.throws(
        () => compared({ bare: FAILED, through: GOOD }, { bare: GOOD, through }),
        assert.AssertionError,
        'in the last run',
      );
    });
    if (through === FAILED) continue;
    test(`it is one too where it ${what} while the bare page fails`, () => {
      assert.throws(
        () => compared({ bare: FAILED, through }, { bare: GOOD, through: GOOD }),
        assert.AssertionError,
        'a later run hides nothing',
      );
    });
  }
});
