import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type BareAndThrough, startBareAndThrough } from '../../support/bare-and-through.ts';

let both: BareAndThrough;
before(async () => {
  both = await startBareAndThrough();
  const { bare } = both.tabs;
  await bare.context().grantPermissions(['notifications']);
});
after(() => both?.close());

/** Notifications API, `actions`: the pictures of the buttons are URLs as well. */
test('a notification tells of its pictures as they were written', async () => {
  const count = await both.check('notifications', {
    files: { '/notify/sw.js': { type: 'text/javascript', body: 'oninstall = () => skipWaiting();' } },
    script: `const r = await navigator.serviceWorker.register('/notify/sw.js', { scope: '/notify/' }); const w = r.installing || r.waiting || r.active; if (w.state !== 'activated') await new Promise((done) => w.addEventListener('statechange', () => w.state === 'activated' && done()));
      await r.showNotification('words', { icon: 'https://static.corp.test/pixel.svg?i', badge: '/pixel.svg?b', actions: [{ action: 'one', title: 'One', icon: 'https://static.corp.test/pixel.svg?1' }, { action: 'two', title: 'Two' }].values().toArray() });
      const seen = (await r.getNotifications()).map((n) => [n.title, n.icon, n.badge, n.actions, n.actions === n.actions, n.actions[0].icon, Object.isFrozen(n.actions)]);
      for (const n of await r.getNotifications()) n.close(); await r.unregister(); return [Notification.permission, seen.length, ...seen];`,
  });
  assert.ok(count > 0);
});
