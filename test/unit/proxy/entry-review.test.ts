import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import type { Identified, Judgement } from '../../../src/model/exchange.ts';
import { createEntryReview, type EntryReview, type EntryReviewParts } from '../../../src/proxy/server/entry-review.ts';
import { LOOKS } from '../../../src/proxy/server/looks.ts';

const REFUSAL = { activity: 'access', object: {} } as Judgement;
const exchange = (id: string, more = {}): Identified =>
  ({ id, session: { id: `session of ${id}`, user: { name: 'as it was' } }, ...more }) as unknown as Identified;

describe('what is open in an app', () => {
  let review: EntryReview;
  let refused: ReadonlySet<string>;
  let concerned: boolean;
  let judged: Identified[];
  let happened: string[];
  let reload: EntryReviewParts['sessions']['reload'];
  beforeEach(() => {
    mock.timers.enable({ apis: ['setInterval'] });
    [refused, concerned, judged, happened] = [new Set(), true, [], []];
    reload = async (open) => open;
    review = createEntryReview({
      sessions: { reload: (open) => reload(open) },
      devices: { known: async (each) => ({ ...each, known: true }) as typeof each },
      policies: {
        concerns: () => concerned,
        used: ({ id }) => happened.push(`used ${id}`),
        refusesNow(each) {
          judged.push(each);
          if (each.id === 'broken') throw new Error('a policy failed');
          return refused.has(each.id) ? REFUSAL : undefined;
        },
      },
      now: () => 0,
      watch: (sessionId) => () => happened.push(`unwatched ${sessionId}`),
      ended: ({ id }) => happened.push(`told ${id}`),
      failed: (error) => happened.push(`failed ${String(error)}`),
    });
  });
  afterEach(() => {
    review.close();
    mock.timers.reset();
  });
  /** One look, and all that follows from it. */
  async function look(): Promise<void> {
    mock.timers.tick(LOOKS.entry);
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  }
  const open = (id: string, more = {}): (() => void) =>
    review.watch(exchange(id, more), () => happened.push(`ended ${id}`));

  test('is looked at within a minute, ended once where nobody would be let in, and told first', async () => {
    assert.ok(LOOKS.entry <= 60_000);
    open('a');
    open('b');
    await look();
    assert.deepEqual(happened, []);
    refused = new Set(['b']);
    await look();
    await look();
    assert.deepEqual(happened, ['told b', 'ended b']);
  });

  test('is judged by its session and device as they are now', async () => {
    const secret = Buffer.alloc(0);
    const held = { session: exchange('a').session, secret, signOutHint: undefined };
    reload = async (opened) => ({ ...opened, session: { ...opened.session, user: { name: 'as it is' } } as never });
    open('a', { open: held });
    await look();
    const [now] = judged as (Identified & { known?: true })[];
    assert.deepEqual([now?.session.user.name, now?.known], ['as it is', true]);
    reload = async () => undefined;
    refused = new Set(['a']);
    await look();
    assert.equal(judged.length, 1, 'a session that has ended is left to its watch');
    assert.deepEqual(happened, []);
  });

  test('is left alone once it is over, and where no policy is about entering', async () => {
    const over = open('a');
    over();
    refused = new Set(['a', 'b']);
    await look();
    assert.deepEqual(happened, ['unwatched session of a']);
    open('b');
    concerned = false;
    await look();
    assert.equal(happened.length, 1);
    concerned = true;
    await look();
    assert.equal(happened.at(-1), 'ended b');
  });

  test('what the browser sends is use, and nothing else is', async () => {
    let sent = 100;
    review.watch(
      exchange('a'),
      () => happened.push('ended a'),
      () => sent,
    );
    open('b');
    await look();
    assert.deepEqual(happened, []);
    sent += 1;
    await look();
    await look();
    assert.deepEqual(happened, ['used a']);
    sent += 1;
    refused = new Set(['a']);
    await look();
    assert.deepEqual(happened.slice(1), ['told a', 'ended a'], 'not of what may not be there');
  });

  test('a look that fails keeps no other from being looked at, and comes again', async () => {
    open('broken');
    open('b');
    refused = new Set(['b']);
    await look();
    assert.deepEqual(happened, ['failed Error: a policy failed', 'told b', 'ended b']);
    await look();
    assert.equal(happened.at(-1), 'failed Error: a policy failed');
  });
});
