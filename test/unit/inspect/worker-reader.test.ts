import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorkerReader } from '../../../src/inspect/bytes/worker-reader.ts';
import { Budget, DEFAULT_LIMITS } from '../../../src/inspect/limits.ts';

/** Answers whatever it is asked with one more piece. */
const ENDLESS = new URL(
  `data:text/javascript,${encodeURIComponent(
    "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => parentPort.postMessage({ kind: 'piece' }));",
  )}`,
);
const HOUR = 3_600_000;

test('attack: documents that keep every reader busy take none of the time of the one that waits behind them', async () => {
  const { read } = createWorkerReader<string, { readonly kind: 'piece' }>(ENDLESS, 'a document');
  let now = 0;
  const budgetOf = (): Budget => {
    const budget = new Budget(DEFAULT_LIMITS, () => now);
    budget.resume();
    return budget;
  };
  const slow = [read('first', budgetOf()), read('second', budgetOf())];
  for (const one of slow) assert.deepEqual((await one.next()).value, { kind: 'piece' });

  const budget = budgetOf();
  const behind = read('behind', budget);
  const first = behind.next();
  now += HOUR;
  // More bytes of a document around it do not set its clock going.
  budget.resume();
  now += HOUR;
  await slow[0]!.return(undefined);
  assert.deepEqual((await first).value, { kind: 'piece' });
  assert.equal(budget.remaining(), DEFAULT_LIMITS.milliseconds);

  now += HOUR;
  assert.throws(() => budget.checkTime(), /of work/, 'its own work counts');
  for (const one of [behind, slow[1]!]) await one.return(undefined);
});
