import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connect } from 'node:tls';
import { WebSocket, WebSocketServer } from 'ws';
import { openSqliteRecordStore } from '../../../src/identity/sqlite-record-store.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { runCli } from '../../support/run-cli.ts';
import { signOut } from '../../support/sign-out.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const IDLE = 600_000;

describe('what is open when a session ends', () => {
  const server = new WebSocketServer({ noServer: true });
  let gateway: TestGateway;
  let ahead = 0;
  const wiki = (): string => gateway.suffix('wiki.corp.test');

  before(async () => {
    gateway = await startTestGateway({
      now: () => Date.now() + ahead,
      change: (config) => ({ ...config, sessions: { idle: IDLE, absolute: 60 * IDLE } }),
      handler: ({ url }, response) => {
        if (url !== '/events') return void response.end('ok');
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: one\n\n');
        // An app that says nothing would be cut off for that.
        const timer = setInterval(() => response.write('data: more\n\n'), 200);
        response.once('close', () => clearInterval(timer));
      },
      onUpgrade: (request: IncomingMessage, socket: Socket, head: Buffer) =>
        server.handleUpgrade(request, socket, head, (peer) => peer.on('error', () => {})),
    });
  });
  after(async () => {
    for (const peer of server.clients) peer.terminate();
    server.close();
    await gateway.close();
  });

  const dial = (): ReturnType<typeof connect> =>
    connect({
      host: '127.0.0.1',
      port: gateway.port,
      servername: new URL(wiki()).hostname,
      rejectUnauthorized: false,
    });

  /** Opens a WebSocket and an event stream; `closed` resolves once both have ended. */
  async function openBoth(browser: BrowserClient) {
    const headers = { cookie: browser.jar.getCookieStringSync(wiki()), host: new URL(wiki()).host, origin: wiki() };
    const socket = new WebSocket(`wss://127.0.0.1:${gateway.port}/talk`, {
      rejectUnauthorized: false,
      headers,
      createConnection: dial,
    });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    socket.on('error', () => {});
    const stream = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request(`${wiki()}/events`, { createConnection: dial, headers }, (answer) => {
        answer.on('error', () => {});
        answer.on('data', () => resolve(answer));
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
    const state = { socket: false, stream: false, code: 0 };
    const closed = Promise.all([
      new Promise<void>((resolve) =>
        socket.once('close', (code: number) => {
          [state.socket, state.code] = [true, code];
          resolve();
        }),
      ),
      new Promise<void>((resolve) =>
        stream.once('close', () => {
          state.stream = true;
          resolve();
        }),
      ),
    ]);
    return { state, closed };
  }

  /** The list, once the sign-in row is on disk, which takes a moment. */
  async function listedOnce(config: string, user: string): Promise<string> {
    for (let turn = 0; turn < 100; turn++) {
      const { stdout } = await runCli(['sessions', 'list', '--config', config, '--user', user]);
      if (stdout !== '') return stdout;
    }
    throw new Error(`no session of ${user} in the list`);
  }

  test('signing out cuts it off at once, and only that session’s', async () => {
    const [alice, bob] = [await gateway.signedIn('alice'), await gateway.signedIn('bob')];
    const [hers, his] = [await openBoth(alice), await openBoth(bob)];
    const done = await signOut(alice, wiki());
    assert.equal(done.status, 303);
    await hers.closed;
    assert.equal(hers.state.code, 1008, 'the page is told that it is no fault of the network');
    assert.deepEqual([his.state.socket, his.state.stream], [false, false]);
    assert.equal((await bob.send(`${wiki()}/`)).status, 200);
  });

  test('an end in the store of another process cuts it off as well', async () => {
    const alice = await gateway.signedIn('alice');
    const hers = await openBoth(alice);
    const records = openSqliteRecordStore(join(gateway.directory, 'state', 'sessions.sqlite'), Date.now);
    await records.removeAll('session', '');
    await records.close();
    await hers.closed;
    assert.equal((await alice.send(`${wiki()}/`)).status, 302);
  });

  test('the administrator ends the sessions of one user', async () => {
    const config = join(gateway.directory, 'gateway.yaml');
    writeFileSync(
      config,
      `gateway: { suffix: mcas.localhost, listen: 127.0.0.1:0, tls: { localCa: ./ca }, state: ./state }
providers:
  - { id: corp, name: Corp, issuer: 'https://idp.corp.test', clientId: gw, clientSecret: a-long-enough-secret }
apps:
  - { id: wiki, name: Wiki, provider: corp, hosts: [{ url: 'https://wiki.corp.test' }] }
`,
    );
    const [alice, bob] = [await gateway.signedIn('alice'), await gateway.signedIn('bob')];
    const [hers, his] = [await openBoth(alice), await openBoth(bob)];
    const listed = await listedOnce(config, 'alice');
    assert.match(listed, /^\S+\talice\t\d{4}-/);
    const inspected = await runCli(['session', 'inspect', '--config', config, listed.split('\t', 1)[0] ?? '']);
    const told = new Map(inspected.stdout.split('\n').map((line) => line.split('\t') as [string, string]));
    assert.deepEqual([told.get('user'), told.get('groups')], ['alice', 'staff']);
    assert.match(told.get('signed in') ?? '', /^1 times, last \d{4}-/);
    assert.ok(Date.parse(told.get('ends if unused') ?? '') > Date.now());
    assert.equal((await runCli(['sessions', 'inspect', '--config', config, 'unknown'])).code, 1);
    assert.equal((await runCli(['sessions', 'revoke', '--config', config, 'unknown'])).code, 1);
    assert.deepEqual([hers.state.socket, hers.state.stream], [false, false]);
    const revoked = await runCli(['sessions', 'revoke', '--config', config, '--user', 'alice']);
    assert.deepEqual([revoked.code, revoked.stdout], [0, `ended ${listed}`]);
    await hers.closed;
    assert.equal((await alice.send(`${wiki()}/`)).status, 302);
    assert.deepEqual([his.state.socket, his.state.stream], [false, false]);
    assert.equal((await bob.send(`${wiki()}/`)).status, 200);
    assert.equal((await runCli(['sessions', 'list', '--config', config, '--user', 'alice'])).stdout, '');
  });

  test('SESS-17: a session that nobody used or that is too old cuts off its WebSocket', async () => {
    const alice = await gateway.signedIn('alice');
    const hers = await openBoth(alice);
    ahead += IDLE + 1000;
    await hers.closed;
    assert.equal(hers.state.code, 1008);
    assert.equal((await alice.send(`${wiki()}/`)).status, 302);
  });
});
