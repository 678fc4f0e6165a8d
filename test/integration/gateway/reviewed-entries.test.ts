import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { Socket } from 'node:net';
import { after, before, describe, mock, test } from 'node:test';
import { connect } from 'node:tls';
import { WebSocket, WebSocketServer } from 'ws';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRow } from '../../support/written-row.ts';

const MINUTE = 60_000;
const access = { severity: 'high', mode: 'active', control: 'access', action: 'step-up' } as const;
const POLICIES: readonly PolicyDocument[] = [
  {
    ...access,
    id: 'hourly',
    name: 'hourly',
    when: { app: ['wiki'] },
    stepUp: { strengths: [], maxAge: 60 * MINUTE },
  },
  {
    ...access,
    id: 'unused',
    name: 'unused',
    when: { app: ['mail'], not: { user: ['alice'] } },
    stepUp: { strengths: [], idle: 60 * MINUTE },
  },
  { ...access, id: 'fresh', name: 'fresh', when: { path: ['/fresh'] }, stepUp: { strengths: [], maxAge: MINUTE } },
];

describe('what is open in an app when a policy would let nobody in as they are', () => {
  const server = new WebSocketServer({ noServer: true });
  const left: (() => void)[] = [];
  let gateway: TestGateway;
  before(async () => {
    // One clock for the gateway and the provider.
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    gateway = await startTestGateway({
      policies: POLICIES,
      now: () => Date.now(),
      looks: { session: 200, entry: 100 },
      change: (config) => ({ ...config, sessions: { idle: 600 * MINUTE, absolute: 600 * MINUTE } }),
      handler: ({ url }, response) => {
        if (url !== '/events') return void response.end('here');
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        // An app that says nothing would be cut off for that.
        const timer = setInterval(() => response.write('data: more\n\n'), 200);
        response.once('close', () => clearInterval(timer));
      },
      onUpgrade: (asked: IncomingMessage, socket: Socket, head: Buffer) =>
        server.handleUpgrade(asked, socket, head, (peer) => peer.on('error', () => {})),
    });
  });
  after(async () => {
    for (const leave of left) leave();
    for (const peer of server.clients) peer.terminate();
    server.close();
    await gateway?.close();
    mock.timers.reset();
  });

  /** Opens a WebSocket and an event stream; `closed` resolves once both have ended. */
  async function openBoth(browser: BrowserClient, host: string) {
    const base = gateway.suffix(host);
    const { hostname, host: authority } = new URL(base);
    const headers = { cookie: browser.jar.getCookieStringSync(base), host: authority, origin: base };
    const createConnection = (): ReturnType<typeof connect> =>
      connect({ host: '127.0.0.1', port: gateway.port, servername: hostname, rejectUnauthorized: false });
    const socket = new WebSocket(`wss://127.0.0.1:${gateway.port}/talk`, {
      rejectUnauthorized: false,
      headers,
      createConnection,
    });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const stream = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request(`${base}/events`, { createConnection, headers }, (answer) => {
        answer.on('error', () => {});
        answer.on('data', () => resolve(answer));
      });
      outgoing.on('error', reject).end();
    });
    left.push(
      () => socket.terminate(),
      () => stream.destroy(),
    );
    const state = { code: 0, streams: true };
    const closed = Promise.all([
      new Promise<void>((resolve) => {
        socket.once('close', (code: number) => {
          state.code = code;
          resolve();
        });
      }),
      new Promise<void>((resolve) => {
        stream.once('close', () => {
          state.streams = false;
          resolve();
        });
      }),
    ]);
    return { state, closed, socket };
  }

  test('ends, unless its user has signed in anew or the policy is about another app', async () => {
    const [alice, bob] = [await gateway.signedIn('alice'), await gateway.signedIn('bob')];
    await alice.navigate(`${gateway.suffix('mail.partner.test')}/`);
    // What is looked at first stands first: once his socket has ended, the others were looked at.
    const hers = await openBoth(alice, 'wiki.corp.test');
    const elsewhere = await openBoth(alice, 'mail.partner.test');
    const his = await openBoth(bob, 'wiki.corp.test');
    mock.timers.setTime(Date.now() + 50 * MINUTE);
    const asked = await alice.navigate(`${gateway.suffix('wiki.corp.test')}/fresh`);
    const renewed = await alice.signIn(asked, 'alice', 'a');
    assert.equal(renewed.body.toString(), 'here');
    mock.timers.setTime(Date.now() + 20 * MINUTE);
    await his.closed;
    assert.equal(his.state.code, 1008, 'the page is told that it is no fault of the network');
    assert.deepEqual(
      [hers.state, elsewhere.state],
      [
        { code: 0, streams: true },
        { code: 0, streams: true },
      ],
    );
    const ends = await writtenRow(gateway.directory, ({ user, outcome }) => user === 'bob' && outcome === 'step-up');
    assert.deepEqual([ends.type, ends.policies[0]?.policyId], ['access', 'hourly']);
  });

  test('SESS-17: ends where an app was left alone for too long; what its page says over a socket is use', async () => {
    const [carol, bob] = [await gateway.signedIn('carol'), await gateway.signedIn('bob')];
    for (const browser of [carol, bob]) await browser.navigate(`${gateway.suffix('mail.partner.test')}/`);
    const hers = await openBoth(carol, 'mail.partner.test');
    const his = await openBoth(bob, 'mail.partner.test');
    // A look of the gateway's may come at any time between two of these; many of them are minutes apart by its clock.
    const talks = setInterval(() => hers.socket.send('still here'), 50);
    left.push(() => clearInterval(talks));
    for (let waited = 0; his.state.code === 0 && waited < 4000; waited++) {
      await new Promise((next) => setTimeout(next, 50));
      mock.timers.setTime(Date.now() + 60_000);
    }
    await his.closed;
    assert.equal(his.state.code, 1008);
    assert.deepEqual([hers.state.code, hers.state.streams], [0, true]);
  });
});
