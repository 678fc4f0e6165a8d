import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request } from 'node:https';
import type { Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { connect } from 'node:tls';
import { generateKeyPair } from 'jose';
import { WebSocket, WebSocketServer } from 'ws';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { startTokenIssuer, type TokenIssuer } from '../../support/token-issuer.ts';
import { writtenRow } from '../../support/written-row.ts';

const named = (id: string) => ({ id, name: id, severity: 'low', mode: 'active' }) as const;

/** What a handshake was refused with, or 101. */
interface Refusal {
  readonly status: number;
  readonly challenge: string;
  readonly body: string;
}

describe('web sockets of clients that come with access tokens', () => {
  const server = new WebSocketServer({ noServer: true });
  const handshakes: IncomingMessage[] = [];
  /** Answers that have not come to their end. */
  const going: ServerResponse[] = [];
  let gateway: TestGateway;
  let issuer: TokenIssuer;
  /** By how much the gateway's clock is ahead. */
  let ahead = 0;

  before(async () => {
    issuer = await startTokenIssuer();
    const { bearer } = issuer;
    const ofMail = { ...bearer, audience: 'api://mail', scopes: [], forward: false };
    gateway = await startTestGateway({
      handler: (request, response) => {
        if (request.url === '/file') response.setHeader('content-type', 'application/octet-stream');
        if (request.url === '/events') response.setHeader('content-type', 'text/event-stream; charset=utf-8');
        // The gateway looks at the first bytes of a file before it gives any.
        response.write('data: first\n\n'.repeat(10_000));
        if (request.url === '/events' || request.url === '/file') going.push(response);
        else response.end();
      },
      now: () => Date.now() + ahead,
      onUpgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => {
        handshakes.push(request);
        server.handleUpgrade(request, socket, head, (peer) => {
          peer.on('message', (data, binary) => peer.send(data, { binary }));
        });
      },
      policies: [
        { ...named('closed'), control: 'access', when: { path: ['/closed*'] }, action: 'block' },
        {
          ...named('strong'),
          control: 'access',
          when: { path: ['/strong*'] },
          action: 'step-up',
          stepUp: { strengths: ['c2'] },
        },
        { ...named('no-pdf'), control: 'upload', when: { path: ['/files*'] }, action: 'block' },
      ],
      change: (config) => ({
        ...config,
        apps: config.apps.map((app) => ({
          ...app,
          bearer: app.id === 'wiki' ? bearer : ofMail,
          timeouts: { ...app.timeouts, body: 60_000 },
        })),
      }),
    });
  });
  after(async () => {
    for (const peer of server.clients) peer.terminate();
    server.close();
    await gateway?.close();
    await issuer?.close();
  });

  function open(path: string, headers: Record<string, string>, host = 'wiki.corp.test'): WebSocket {
    const { host: authority, hostname } = new URL(gateway.suffix(host));
    return new WebSocket(`wss://127.0.0.1:${gateway.port}${path}`, [], {
      rejectUnauthorized: false,
      headers: { host: authority, ...headers },
      createConnection: () =>
        connect({ host: '127.0.0.1', port: gateway.port, servername: hostname, rejectUnauthorized: false }),
    });
  }
  async function refusal(path: string, headers: Record<string, string>, host?: string): Promise<Refusal> {
    const socket = open(path, headers, host);
    socket.on('error', () => {});
    return new Promise((resolve) => {
      socket.once('open', () => {
        socket.terminate();
        resolve({ status: 101, challenge: '', body: '' });
      });
      socket.once('unexpected-response', (_request, response: IncomingMessage) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            challenge: String(response.headers['www-authenticate'] ?? ''),
            body: Buffer.concat(pieces).toString(),
          }),
        );
      });
    });
  }
  const by = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

  test('a good one opens the socket, and the app gets the token where it is to', async () => {
    const token = await issuer.token();
    const socket = open('/echo', by(token));
    await once(socket, 'open');
    socket.send('hello');
    const [answer] = (await once(socket, 'message')) as [Buffer];
    assert.equal(answer.toString(), 'hello');
    assert.equal(handshakes.at(-1)?.headers.authorization, `Bearer ${token}`);
    socket.terminate();
    const other = open('/echo', by(await issuer.token({ aud: 'api://mail', scope: undefined })), 'mail.partner.test');
    await once(other, 'open');
    assert.equal(handshakes.at(-1)?.headers.authorization, undefined);
    assert.equal(handshakes.at(-1)?.headers.host, 'mail.partner.test');
    other.terminate();
  });

  test('every other is refused as it is for a request, with what is wrong, and nothing reaches the app', async () => {
    const { length } = handshakes;
    const stranger = await generateKeyPair('RS256');
    for (const [name, headers, status, challenge] of [
      ['none', {}, 401, /^Bearer realm="wiki", scope="wiki\.read"$/],
      ['another key', by(await issuer.token({}, {}, stranger.privateKey)), 401, /invalid_token/],
      ['for another app', by(await issuer.token({ aud: 'api://mail' })), 401, /invalid_token/],
      ['ended', by(await issuer.token({}, {}, issuer.key, '-5m')), 401, /invalid_token/],
      ['bound to a key', by(await issuer.token({ cnf: { jkt: 'x' } })), 401, /invalid_token/],
      ['without its scope', by(await issuer.token({ scope: 'wiki.readonly' })), 403, /insufficient_scope/],
    ] as const) {
      const refused = await refusal('/echo', headers);
      assert.equal(refused.status, status, name);
      assert.match(refused.challenge, challenge, name);
      assert.equal((JSON.parse(refused.body) as { status: number }).status, status, name);
    }
    assert.equal(handshakes.length, length);
  });

  test('a token anywhere else is none', async () => {
    const token = await issuer.token();
    assert.equal((await refusal(`/echo?access_token=${token}`, {})).status, 401);
    const packed = `base64url.bearer.authorization.k8s.io.${Buffer.from(token).toString('base64url')}`;
    assert.equal((await refusal('/echo', { 'sec-websocket-protocol': packed })).status, 401);
    assert.equal((await refusal('/echo', { cookie: `Authorization=${token}` })).status, 401);
  });

  test('a browser’s handshake needs its session, whatever token it carries', async () => {
    const token = await issuer.token();
    const { length } = handshakes;
    assert.equal((await refusal('/echo', { ...by(token), cookie: '__Host-sallyport-session=ended' })).status, 401);
    assert.equal((await refusal('/echo', { ...by(token), 'sec-fetch-mode': 'websocket' })).status, 401);
    assert.equal(handshakes.length, length);
  });

  test('policies hold as they do for a request, and say what is missing', async () => {
    const { length } = handshakes;
    const closed = await refusal('/closed', by(await issuer.token()));
    assert.deepEqual([closed.status, (JSON.parse(closed.body) as { error: string }).error], [403, 'blocked']);
    const strong = await refusal('/strong', by(await issuer.token()));
    assert.equal(strong.status, 401);
    assert.match(strong.challenge, /insufficient_user_authentication.*acr_values="c2"/);
    assert.equal(handshakes.length, length);
    assert.equal((await refusal('/strong', by(await issuer.token({ acr: 'c2' })))).status, 101);
    const row = await writtenRow(gateway.directory, ({ policies }) => policies[0]?.policyId === 'closed');
    assert.deepEqual([row.user, row.sessionId, row.outcome], ['bob', undefined, 'blocked']);
  });

  test('files in its messages are judged, and close it', async () => {
    const socket = open('/files', by(await issuer.token()));
    await once(socket, 'open');
    socket.send(Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n'));
    const [code] = (await once(socket, 'close')) as [number];
    assert.equal(code, 1008);
  });

  test('the end of the token is the end of the socket', async () => {
    const socket = open('/echo', by(await issuer.token()));
    await once(socket, 'open');
    const closed = once(socket, 'close') as Promise<[number]>;
    ahead = 4 * 60_000;
    socket.send('still there');
    const [answer] = (await once(socket, 'message')) as [Buffer];
    assert.equal(answer.toString(), 'still there');
    // Past its end and the minute by which clocks may differ.
    ahead = 7 * 60_000;
    assert.equal((await closed)[0], 1008);
    ahead = 0;
  });

  test('it is that of a stream of events as well, and a file comes to its own end', async () => {
    const authorization = `Bearer ${await issuer.token()}`;
    const begin = async (path: string): Promise<IncomingMessage> => {
      const { host, hostname, port } = new URL(gateway.suffix('wiki.corp.test'));
      const sent = request({
        ...{ host: '127.0.0.1', port, path, servername: hostname, rejectUnauthorized: false, agent: false },
        headers: { host, authorization },
      });
      sent.end();
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      answer.on('error', () => {});
      return answer;
    };
    const [events, file] = [await begin('/events'), await begin('/file')];
    const pieces: string[] = [];
    file.on('data', (piece: Buffer) => pieces.push(String(piece)));
    await once(events, 'data');
    ahead = 7 * 60_000;
    try {
      await new Promise((resolve) => events.resume().once('close', resolve));
      assert.equal(events.complete, false, 'it was cut off');
      for (const response of going) response.end('the end');
      await once(file, 'end');
      assert.match(pieces.join(''), /the end$/);
    } finally {
      ahead = 0;
    }
  });

  test('a browser’s session opens none for a client that calls itself an app', async () => {
    const alice = await gateway.signedIn('alice');
    const cookie = alice.jar.getCookieStringSync(gateway.suffix('wiki.corp.test'));
    const origin = gateway.suffix('wiki.corp.test');
    const { length } = handshakes;
    assert.equal((await refusal('/echo', { cookie, origin, 'user-agent': 'curl/8' })).status, 403);
    assert.equal(handshakes.length, length);
    assert.equal((await refusal('/echo', { cookie, origin })).status, 101);
  });
});
