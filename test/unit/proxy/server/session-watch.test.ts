import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOOKS } from '../../../../src/proxy/server/looks.ts';
import { createSessionWatch } from '../../../../src/proxy/server/session-watch.ts';

test('what is open ends within five seconds of its session, and is looked at again after a look that failed', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const happened: string[] = [];
  let isLive = async (_id: string): Promise<boolean> => true;
  const watch = createSessionWatch({ isLive: (id) => isLive(id) }, undefined, (error) => happened.push(String(error)));
  t.after(() => watch.close());
  const look = async (): Promise<void> => {
    t.mock.timers.tick(LOOKS.session);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  assert.ok(LOOKS.session <= 5000);
  for (const id of ['hers', 'his']) watch.watch(id, () => happened.push(`${id} ended`));
  await look();
  assert.deepEqual(happened, []);
  isLive = async () => {
    throw new Error('locked');
  };
  await look();
  assert.deepEqual(happened.splice(0), ['Error: locked']);
  isLive = async (id) => id !== 'hers';
  await look();
  assert.deepEqual(happened, ['hers ended']);
  assert.deepEqual([watch.isOpen('hers'), watch.isOpen('his')], [false, true]);
});
