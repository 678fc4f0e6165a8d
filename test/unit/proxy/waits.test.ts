import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import type { Inbound } from '../../../src/model/exchange.ts';
import type { WithSession } from '../../../src/proxy/stages/authenticate.ts';
import type { Holding } from '../../../src/proxy/waits/holding.ts';
import { createWaits, type Ended, type WaitTimes } from '../../../src/proxy/waits/waits.ts';

const LONG = 3_600_000;
const TIMES: WaitTimes = { patience: 1, abandoned: LONG, ready: LONG };
const NAVIGATION = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

function request(target: string, session = 'one', more: Record<string, string> = NAVIGATION, method = 'GET') {
  return {
    id: 'x',
    method,
    target,
    authority: 'files.test',
    headers: Object.entries(more),
    app: { id: 'files', name: 'Files' },
    session: { id: session },
    open: { session: { id: session } },
  } as unknown as WithSession;
}
const inbound = (more: Record<string, string>, method = 'GET') => request('/a', 'one', more, method) as Inbound;
const ends = (body: Readable | string = 'file'): Ended => ({
  furthest: request('/a'),
  reply: { status: 200, headers: [], body },
  judgements: [],
  error: undefined,
});

/** A file that is held from now on; `end` gives the verdict. */
function held(waits: ReturnType<typeof createWaits>, session = 'one') {
  const holding = waits.begin(inbound(NAVIGATION)) as Holding;
  const { promise, resolve: end } = Promise.withResolvers<Ended>();
  const exchange = request('/a', session);
  const body = Readable.from([Buffer.from('four')], { objectMode: false });
  const counted = holding.counted({ exchange, open: exchange.open, file: { name: 'a.pdf', size: 8 } }, body);
  return { holding, counted, end, ended: waits.orPage(holding, promise) };
}
const idIn = ({ reply }: Ended): string => /id=([\w-]+)/.exec(reply.headers[0]?.[1] ?? '')?.[1] ?? '';
async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000 && !holds(); turn++) await new Promise((resolve) => setTimeout(resolve, 2));
  assert.ok(holds());
}
const PATH = '/.well-known/sallyport/held';

describe('files that are held for long', () => {
  test('only a window that a person looks at is told', () => {
    const waits = createWaits(() => {}, TIMES);
    assert.ok(waits.begin(inbound(NAVIGATION)));
    assert.ok(waits.begin(inbound(NAVIGATION, 'POST')));
    for (const [headers, method] of [
      [{}, 'GET'],
      [NAVIGATION, 'HEAD'],
      [NAVIGATION, 'PUT'],
      [{ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'empty' }, 'GET'],
      [{ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, 'GET'],
      [{ 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, 'GET'],
      [{ 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'document' }, 'GET'],
    ] as const)
      assert.equal(waits.begin(inbound(headers, method)), undefined, JSON.stringify([headers, method]));
  });

  test('what ends in time goes on as it is, and so does what nobody holds', async () => {
    const waits = createWaits(() => {}, { ...TIMES, patience: LONG });
    const { end, ended } = held(waits);
    const how = ends();
    end(how);
    assert.equal(await ended, how);
    const quick = createWaits(() => {}, TIMES);
    const holding = quick.begin(inbound(NAVIGATION)) as Holding;
    assert.equal(await quick.orPage(holding, Promise.resolve(how)), how);
  });

  test('tells how far it is, and gives out what the verdict leaves, once, to the session alone', async () => {
    const waits = createWaits(() => assert.fail('given up'), TIMES);
    const { counted, end, ended } = held(waits);
    const page = await ended;
    assert.equal(page.reply.status, 303);
    assert.deepEqual(page.judgements, []);
    const id = idIn(page);
    assert.equal(Buffer.concat(await Array.fromAsync(counted)).toString(), 'four');
    const state = async (session = 'one') => {
      const answer = (await waits.handle(request(`${PATH}-state?id=${id}`, session))) as {
        status: number;
        body: string;
      };
      return [answer.status, JSON.parse(answer.body)];
    };
    assert.deepEqual(await state(), [200, { seen: 4, size: 8, isReady: false }]);
    assert.deepEqual(await state('two'), [404, {}]);
    // Before the verdict there is nothing to fetch.
    const early = (await waits.handle(request(`${PATH}-file?id=${id}`))) as { body: string };
    assert.match(early.body, /being checked/);
    const how = ends();
    end(how);
    for (let turn = 0; turn < 200 && !(await state())[1].isReady; turn++) await new Promise(setImmediate);
    const foreign = (await waits.handle(request(`${PATH}-file?id=${id}`, 'two'))) as { body: string };
    assert.match(foreign.body, /No file waits here/);
    await assert.rejects(
      waits.handle(request(`${PATH}-file?id=${id}`, 'one', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' })),
    );
    assert.equal(await waits.handle(request(`${PATH}-file?id=${id}`)), how);
    assert.match(
      ((await waits.handle(request(`${PATH}-file?id=${id}`))) as { body: string }).body,
      /No file waits here/,
    );
  });

  test('what nobody waits for is let go: the app’s answer is broken off, and it is recorded', async () => {
    const given: Ended[] = [];
    const waits = createWaits((ended) => given.push(ended), { ...TIMES, abandoned: 1 });
    const { holding, end, ended } = held(waits);
    await ended;
    await until(() => holding.abort.signal.aborted);
    const body = Readable.from(['x']);
    end(ends(body));
    await until(() => given.length === 1);
    assert.ok(body.destroyed);
  });

  test('what nobody fetches is let go as well', async () => {
    const given: Ended[] = [];
    const waits = createWaits((ended) => given.push(ended), { ...TIMES, ready: 1 });
    const { end, ended } = held(waits);
    await ended;
    const body = Readable.from(['x']);
    end(ends(body));
    await until(() => given.length === 1);
    assert.ok(body.destroyed);
  });

  test('of one session only so many wait; of more nobody is told', async () => {
    const waits = createWaits(() => {}, TIMES);
    for (let at = 0; at < 8; at++) assert.equal((await held(waits).ended).reply.status, 303);
    assert.equal((await held(waits, 'two').ended).reply.status, 303);
    const ninth = held(waits);
    const how = ends();
    await ninth.holding.long;
    ninth.end(how);
    assert.equal(await ninth.ended, how);
    waits.close();
  });
});
