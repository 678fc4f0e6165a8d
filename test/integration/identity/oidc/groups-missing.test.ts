import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHarness } from '../../../support/handoff-harness.ts';

test('a person whose groups were left out is told so and not let in without them', async () => {
  let claims: Readonly<Record<string, unknown>> = {};
  const harness = await startHarness({
    protocol: async ({ host }) => ({
      protocol: {
        id: 'corp',
        begin: async (state) => ({ onward: { url: `${host.callback}?state=${state}` }, checks: {} }),
        finish: async () => ({ claims }),
        signOut: async () => undefined,
      },
      mapping: { claims: { name: 'name', email: 'email', groups: 'groups' }, deviceTags: [] },
    }),
  });
  try {
    const wiki = `${harness.at('wiki.corp.test')}/`;
    claims = { sub: 'bob', name: 'bob', _claim_names: { groups: 'src1' } };
    const browser = harness.client();
    const refused = await browser.navigate(wiki);
    assert.deepEqual([refused.status, refused.body.toString()], [403, 'groups-missing']);
    assert.equal(await harness.whoAt(browser, 'wiki.corp.test'), undefined);
    assert.equal(harness.events.at(-1)?.type, 'sign-in-failed');
    claims = { sub: 'bob', name: 'bob', groups: ['staff'] };
    assert.equal((await browser.navigate(wiki)).status, 200);
    assert.equal(await harness.whoAt(browser, 'wiki.corp.test'), 'bob');
  } finally {
    await harness.close();
  }
});
