import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences, lasting, NO_OUTCOME, type Outcome } from '../../platform/outcome.ts';

const outcome = (...statuses: readonly number[]): Outcome => ({
  status: 0,
  message: null,
  subtests: statuses.map((status, at) => ({ name: `part ${at}`, status, message: status === 0 ? null : 'because' })),
});

test('outcomes that are alike have no difference, failures that are the same included', () => {
  assert.deepEqual(differences(outcome(0, 1, 3), outcome(0, 1, 3)), []);
});

test('a part that ends otherwise, one that is missing and a page that does not end are told', () => {
  assert.deepEqual(differences(outcome(0, 0, 1), outcome(0, 1)), [
    'PASS -> FAIL: part 1 | because',
    'FAIL -> missing: part 2 | because',
  ]);
  assert.deepEqual(differences(outcome(), NO_OUTCOME), ['OK -> TIMEOUT: the page | no outcome']);
});

test('what came once does not last, whatever else is said of it', () => {
  assert.deepEqual(
    lasting(['PASS -> FAIL: one | first', 'PASS -> FAIL: two | first'], ['PASS -> FAIL: one | second']),
    ['PASS -> FAIL: one | second'],
  );
});
