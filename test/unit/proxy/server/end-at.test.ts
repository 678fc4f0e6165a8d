import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endAt } from '../../../../src/proxy/server/end-at.ts';

const DAY = 86_400_000;

test('an end comes when its moment is there, however far away, and once', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let [now, ended] = [0, 0];
  const pass = (time: number, step: number): void => {
    for (let left = time; left > 0; left -= step) {
      now += step;
      t.mock.timers.tick(step);
    }
  };
  endAt(
    10_000,
    () => now,
    () => ended++,
  );
  pass(9000, 1000);
  assert.equal(ended, 0);
  pass(1000, 1000);
  assert.equal(ended, 1);
  pass(20_000, 1000);
  assert.equal(ended, 1);

  endAt(
    now + 30 * DAY,
    () => now,
    () => ended++,
  );
  pass(29 * DAY, 5_000_000);
  assert.equal(ended, 1, 'longer than a timer can be');
});

test('a clock that is set counts, and an end that is taken back does not come', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let [now, ended] = [0, 0];
  endAt(
    DAY,
    () => now,
    () => ended++,
  );
  t.mock.timers.tick(5000);
  now = DAY;
  t.mock.timers.tick(5000);
  assert.equal(ended, 1);
  endAt(
    now,
    () => now,
    () => ended++,
  )();
  const later = endAt(
    now + 7000,
    () => now,
    () => ended++,
  );
  t.mock.timers.tick(5000);
  later();
  now += DAY;
  t.mock.timers.tick(10_000);
  assert.equal(ended, 1);
});
