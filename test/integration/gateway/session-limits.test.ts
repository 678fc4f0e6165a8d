import assert from 'node:assert/strict';
import { after, before, describe, mock, test } from 'node:test';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const MINUTE = 60_000;
const POLICIES: readonly PolicyDocument[] = [
  {
    id: 'limits',
    name: 'Limits',
    severity: 'high',
    mode: 'active',
    control: 'access',
    when: { app: ['wiki'] },
    action: 'step-up',
    stepUp: { strengths: [], idle: 15 * MINUTE, maxAge: 60 * MINUTE },
  },
];
const FETCH = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin', accept: '*/*' };

describe('limits of a session in an app', () => {
  let gateway: TestGateway;
  let alice: BrowserClient;
  let wiki: string;
  let mail: string;
  before(async () => {
    // One clock for the gateway and the provider.
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    gateway = await startTestGateway({
      policies: POLICIES,
      now: () => Date.now(),
      change: (config) => ({ ...config, sessions: { idle: 600 * MINUTE, absolute: 600 * MINUTE } }),
      handler: (_request, response) => response.end('here'),
    });
    wiki = gateway.suffix('wiki.corp.test');
    mail = gateway.suffix('mail.partner.test');
    alice = await gateway.signedIn('alice');
    await alice.navigate(`${mail}/`);
  });
  after(async () => {
    await gateway?.close();
    mock.timers.reset();
  });
  const later = (minutes: number): void => mock.timers.setTime(Date.now() + minutes * MINUTE);
  const status = async (url: string, headers = {}): Promise<number> => (await alice.send(url, { headers })).status;

  test('who comes back in time goes on, as often as he likes', async () => {
    for (let turn = 0; turn < 3; turn++) {
      later(10);
      assert.equal(await status(`${wiki}/`), 200);
    }
  });

  test('who was away for too long signs in anew, and comes back to the place; what is refused is no use', async () => {
    later(16);
    const asked = await alice.send(`${wiki}/page?a=1`, { headers: FETCH });
    assert.equal(asked.status, 401);
    assert.equal(asked.headers['sallyport-decision'], 'step-up');
    assert.equal(await status(`${wiki}/page?a=1`, FETCH), 401, 'trying again does not help');
    assert.equal(await status(`${mail}/`), 200, 'another app goes on');
    const seen = gateway.origin.seen.length;
    const form = await alice.navigate(`${wiki}/page?a=1`);
    assert.match(form.url, /idp\.corp\.localhost/, 'the provider asks');
    assert.equal(gateway.origin.seen.length, seen, 'nothing has reached the app');
    const back = await alice.signIn(form, 'alice', 'a');
    assert.deepEqual([back.url, back.body.toString()], [`${wiki}/page?a=1`, 'here']);
    assert.equal(await status(`${wiki}/page`, FETCH), 200);
  });

  test('after the longest time use does not help', async () => {
    for (let turn = 0; turn < 5; turn++) {
      later(11);
      assert.equal(await status(`${wiki}/`), 200);
    }
    later(6);
    assert.equal(await status(`${wiki}/`, FETCH), 401);
    const back = await alice.signIn(await alice.navigate(`${wiki}/`), 'alice', 'a');
    assert.equal(back.body.toString(), 'here');
  });
});
