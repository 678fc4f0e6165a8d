import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROFILES } from '../../../../src/catalog/profiles.ts';
import { createRecogniser } from '../../../../src/catalog/recogniser.ts';
import type { Identified } from '../../../../src/model/exchange.ts';
import { guardSocket } from '../../../../src/proxy/websocket/judge-messages.ts';
import { KNOWN_FOR, openingOfNow } from '../../../../src/proxy/websocket/user-of-now.ts';

const opening = (tags: readonly string[]): Identified =>
  ({
    app: { id: 'lab' },
    host: { origin: { host: 'lab.corp.test' } },
    target: '/api/kernels/1/channels',
    method: 'GET',
    headers: [],
    originUrl: 'https://lab.corp.test/api/kernels/1/channels',
    session: { id: 's', device: { tags } },
  }) as unknown as Identified;
const MESSAGE = { isText: true, payload: Buffer.from('{"header":{"msg_type":"execute_request"}}'), whole: true };

test('messages are judged of the user as they are, for a few seconds as they were', async () => {
  let time = 0;
  let of: Identified | undefined = opening(['compliant']);
  const asked: (readonly string[])[] = [];
  const ofNow = openingOfNow(
    opening(['compliant']),
    async () => of,
    () => time,
  );
  const { judges } = guardSocket(
    opening(['compliant']),
    ofNow,
    {
      recognisers: () => createRecogniser(PROFILES.find(({ id }) => id === 'jupyter')!),
      policies: { touches: () => false, judgeMasks: () => undefined },
      gate: {
        async passFile({ session }: Identified, _activity: string, _object: object, { body }: { body: unknown }) {
          asked.push(session.device.tags ?? ['unknown']);
          return {
            body,
            masks: [],
            reply: undefined,
            judgement: { activity: 'app-activity', object: {}, decision: { action: 'allow', matches: [] } },
          };
        },
      },
    } as never,
    { admits: () => false },
    { now: () => time } as never,
  );
  assert.equal(await judges!.up(MESSAGE), true);
  of = opening([]);
  time += KNOWN_FOR - 1;
  assert.equal(await judges!.up(MESSAGE), true);
  time += 1;
  assert.equal(await judges!.up(MESSAGE), true);
  assert.deepEqual(asked, [['compliant'], ['compliant'], []]);
  of = undefined;
  time += KNOWN_FOR;
  assert.equal(await judges!.up(MESSAGE), false, 'the session has ended');
  assert.equal(await judges!.down(MESSAGE), false);
});

test('what is known is not believed after a look that failed', async () => {
  let time = 0;
  let fails = true;
  const ofNow = openingOfNow(
    opening(['compliant']),
    async () => {
      if (fails) throw new Error('the store is away');
      return opening([]);
    },
    () => time,
  );
  time += KNOWN_FOR;
  await assert.rejects(ofNow());
  fails = false;
  assert.deepEqual((await ofNow())?.session.device.tags, []);
});
