import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { type AddressInfo, createServer as createNetServer, type Server, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { connect } from 'node:tls';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { forEach } from './file-stage.ts';

const RAW = 'raw.corp.test.http-8080';
const SCRIPT = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', accept: '*/*' };

describe('requests that two readers understand differently', () => {
  let gateway: TestGateway;
  let alice: BrowserClient;
  let cookie: string;
  let host: string;
  /** Every octet that reached the app, and every request it took from them. */
  let octets: Buffer[] = [];
  let requests: { method: string; url: string; raw: string[]; trailers: unknown; body: string }[] = [];
  const app = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => {
      body += piece.toString('latin1');
    });
    request.on('end', () => {
      requests.push({
        method: request.method ?? '',
        url: request.url ?? '',
        raw: request.rawHeaders,
        trailers: request.trailers,
        body,
      });
      response.end(`answer to ${request.url}`);
    });
  });
  const sockets = new Set<Socket>();
  app.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.prependListener('data', (piece: Buffer) => octets.push(piece));
  });
  /** Whoever is asked to be dialled and must not be. */
  const spy = createNetServer((socket) => {
    spied++;
    socket.destroy();
  });
  let spied = 0;
  let upgrade: (request: IncomingMessage, socket: Socket) => void = (_request, socket) => socket.destroy();
  app.on('upgrade', (request, socket) => upgrade(request, socket as Socket));

  const listen = (server: Server): Promise<number> =>
    new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
  let spyPort = 0;
  before(async () => {
    const port = await listen(app);
    spyPort = await listen(spy);
    const origin = { scheme: 'http' as const, host: 'raw.corp.test', port: 8080 };
    gateway = await startTestGateway({
      handler: (_request, response) => response.end('home'),
      change: (config) => {
        const [first, ...rest] = config.apps;
        const raw = { origin, connect: { scheme: 'http' as const, host: '127.0.0.1', port } };
        return { ...config, apps: [{ ...first!, hosts: [...first!.hosts, raw] }, ...rest] };
      },
    });
    alice = await gateway.signedIn('alice');
    await alice.navigate(`${gateway.suffix(RAW)}/`);
    host = new URL(gateway.suffix(RAW)).host;
    cookie = alice.jar.getCookieStringSync(`${gateway.suffix(RAW)}/`);
  });
  after(async () => {
    for (const socket of sockets) socket.destroy();
    await gateway?.close();
    await Promise.all([app, spy].map((server) => new Promise((resolve) => server.close(resolve))));
  });

  const own = (): string => `Host: ${host}\r\nCookie: ${cookie}\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n`;
  /**
   * Until nothing more has come for `patience` milliseconds, for five times as long where nothing has come at all, or there is nothing to wait
   * for. Between two looks another request goes its way and back, which takes longer where everything does.
   */
  async function silence(come: () => number | undefined, patience: number): Promise<void> {
    const looks = 8;
    for (let quiet = 0, known = 0; quiet < (known === 0 ? 5 * looks : looks); quiet++) {
      await alice.send(`${gateway.suffix('wiki.corp.test')}/`);
      await new Promise((resolve) => setTimeout(resolve, patience / looks));
      const now = come();
      if (now === undefined) return;
      if (now !== known) quiet = 0;
      known = now;
    }
  }
  /** Sends octets as they are; gives all that comes until the gateway closes, or stays silent for a while. */
  async function send(bytes: string, patience = 400): Promise<string> {
    const socket = connect({
      host: '127.0.0.1',
      port: gateway.port,
      servername: host.replace(/:\d+$/, ''),
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
    });
    let text = '';
    socket.on('data', (piece: Buffer) => {
      text += piece.toString('latin1');
    });
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(Buffer.from(bytes, 'latin1'));
    await silence(() => (socket.destroyed ? undefined : text.length), patience);
    socket.destroy();
    await closed;
    return text;
  }
  const statuses = (text: string): string[] => [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => status!);
  const probe = (): Promise<string> => send(`GET /probe HTTP/1.1\r\n${own()}Connection: close\r\n\r\n`);

  /**
   * The request is refused and the connection ends, or the app gets exactly one request of it with one way to tell its length. Whoever
   * asks next gets their own answer.
   */
  async function assertOneOrNone(name: string, bytes: string): Promise<void> {
    octets = [];
    requests = [];
    const text = await send(`${bytes}GET /probe-same HTTP/1.1\r\n${own()}Connection: close\r\n\r\n`);
    const [status] = statuses(text);
    const took = requests.map(({ url }) => url);
    assert.ok(!took.includes('/smuggled'), `${name}: ${took}`);
    if (status === undefined || status === '400') {
      assert.deepEqual(
        took.filter((url) => url !== '/probe-same'),
        [],
        name,
      );
    } else {
      assert.equal(took.filter((url) => url === '/one').length, 1, `${name}: ${status} ${took}`);
      for (const { raw } of requests) {
        const framing = raw.filter((each, at) => at % 2 === 0 && /^(content-length|transfer-encoding)$/i.test(each));
        assert.ok(framing.length <= 1, `${name}: ${framing}`);
      }
    }
    assert.doesNotMatch(text, /answer to \/smuggled/, name);
    assert.match(await probe(), /answer to \/probe/, name);
  }

  const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: raw.corp.test\r\n\r\n';
  const post = (fields: string, body: string): string => `POST /one HTTP/1.1\r\n${own()}${fields}\r\n${body}`;
  const CASES: Record<string, Record<string, () => string>> = {
    'SMUG-01: a length and chunks': {
      'length first': () => post('Content-Length: 6\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\nG'),
      'chunks first': () => post('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', `0\r\n\r\n${SMUGGLED}`),
      'two lengths': () => post(`Content-Length: 0\r\nContent-Length: ${SMUGGLED.length}\r\n`, SMUGGLED),
      'a list of lengths': () => post(`Content-Length: 0, ${SMUGGLED.length}\r\n`, SMUGGLED),
      'a length with a sign': () => post('Content-Length: +0\r\n', SMUGGLED),
      'a length that is none': () => post('Content-Length: 0x0\r\n', SMUGGLED),
    },
    'SMUG-03: chunks by names that resemble': Object.fromEntries(
      [
        'xchunked',
        'chunked \t',
        'chunked, identity',
        '\x0bchunked',
        'identity',
        'chunked, chunked',
        '"chunked"',
        'x, chunked',
      ].map((value) => [
        value,
        () => post(`Transfer-Encoding: ${value}\r\nContent-Length: 5\r\n`, `0\r\n\r\n${SMUGGLED}`),
      ]),
    ),
    'SMUG-03: fields that are written oddly': {
      'a blank before the colon': () => post('Transfer-Encoding : chunked\r\n', `0\r\n\r\n${SMUGGLED}`),
      'a folded line': () => post('Transfer-Encoding:\r\n chunked\r\n', `0\r\n\r\n${SMUGGLED}`),
      'two lines': () => post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n', `0\r\n\r\n${SMUGGLED}`),
      'an underscore': () => post('Transfer_Encoding: chunked\r\nContent-Length: 0\r\n', SMUGGLED),
    },
    'SMUG-05: line ends of other kinds': {
      'line feeds in the head': () =>
        `POST /one HTTP/1.1\n${own().replaceAll('\r\n', '\n')}Content-Length: 0\n\n${SMUGGLED}`,
      'carriage returns in the head': () => `POST /one HTTP/1.1\r${own().replaceAll('\r\n', '\r')}\r\r${SMUGGLED}`,
      'a line feed in a value': () => post('X-A: 1\nContent-Length: 0\r\n', SMUGGLED),
      'a carriage return in a value': () => post('X-A: 1\rContent-Length: 0\r\n', SMUGGLED),
      'line feeds in the chunks': () => post('Transfer-Encoding: chunked\r\n', `0\n\n${SMUGGLED}`),
      'a chunk extension over lines': () => post('Transfer-Encoding: chunked\r\n', `0;a\n\r\n\r\n${SMUGGLED}`),
      'a chunk of a size too large': () => post('Transfer-Encoding: chunked\r\n', `10000000000000000\r\n${SMUGGLED}`),
    },
    'SMUG-07: a folded field': {
      'one that hides a length': () => post(`X-A: 1\r\n Content-Length: 10\r\n`, SMUGGLED),
      'one at the beginning': () => `POST /one HTTP/1.1\r\n X: y\r\n${own()}\r\n`,
      'one with a tab': () => post('X-A: 1\r\n\tTransfer-Encoding: chunked\r\n', `0\r\n\r\n${SMUGGLED}`),
    },
    'SMUG-09: a GET with a body, and several at once': {
      'a body that is a request': () =>
        `GET /one HTTP/1.1\r\n${own()}Content-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
      'chunks that are a request': () =>
        `GET /one HTTP/1.1\r\n${own()}Transfer-Encoding: chunked\r\n\r\n${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`,
    },
  };
  for (const [name, cases] of Object.entries(CASES))
    test(name, async () => {
      for (const [each, bytes] of Object.entries(cases)) await assertOneOrNone(each, bytes());
    });

  test('SMUG-11: nothing of HTTP/2 becomes something else in HTTP/1.1', async () => {
    const session = connectHttp2(gateway.suffix(RAW), {
      createConnection: () =>
        connect({
          host: '127.0.0.1',
          port: gateway.port,
          servername: host.replace(/:\d+$/, ''),
          rejectUnauthorized: false,
          ALPNProtocols: ['h2'],
        }),
    });
    session.on('error', () => {});
    const ask = (headers: object, body?: string): Promise<number | string> =>
      new Promise((resolve) => {
        try {
          const stream = session.request({
            ':path': '/one',
            ':method': 'POST',
            cookie,
            ...SCRIPT,
            ...headers,
          } as never);
          stream.on('response', (answer) => resolve(Number(answer[':status'])));
          stream.on('error', (error: Error) => resolve(error.message)).resume();
          stream.on('close', () => resolve('closed'));
          stream.end(body);
        } catch (error) {
          resolve((error as Error).message);
        }
      });
    for (const [name, headers, body] of [
      ['a length that is too short', { 'content-length': '0' }, SMUGGLED],
      ['a length that is too long', { 'content-length': '100' }, 'x'],
      ['chunks', { 'transfer-encoding': 'chunked' }, `0\r\n\r\n${SMUGGLED}`],
      ['a path with a line', { ':path': '/one HTTP/1.1\r\nX: y\r\n\r\nGET /smuggled' }, undefined],
      ['a path with a blank', { ':path': '/one HTTP/1.1' }, undefined],
      ['a method with a line', { ':method': 'GET /smuggled HTTP/1.1\r\nX: ' }, undefined],
      ['a method with blanks', { ':method': 'GET /smuggled' }, undefined],
      ['a host beside the authority', { host: 'evil.test' }, undefined],
      ['an upgrade', { upgrade: 'websocket', connection: 'upgrade' }, undefined],
    ] as const) {
      requests = [];
      const status = await ask(headers, body);
      assert.ok(
        typeof status === 'string' ||
          status >= 400 ||
          (requests.length <= 1 && requests.every(({ url, method }) => url === '/one' && method === 'POST')),
        `${name}: ${status} ${JSON.stringify(requests)}`,
      );
      assert.ok(!requests.some(({ url }) => url.includes('smuggled')), name);
      for (const { raw } of requests)
        assert.ok(raw.filter((each) => /^(content-length|transfer-encoding)$/i.test(each)).length <= 1, name);
    }
    session.destroy();
    assert.match(await probe(), /answer to \/probe/);
  });

  test('SMUG-13: a tunnel opens for a WebSocket that the app has truly agreed to, and for nothing else', async () => {
    const ask = (fields: string): string => `GET /one HTTP/1.1\r\n${own()}${fields}\r\n`;
    const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
    const answers: Record<string, readonly [fields: string, answer: string]> = {
      'a version that the app does not know': [
        `Upgrade: websocket\r\nConnection: Upgrade\r\n${key}Sec-WebSocket-Version: 777\r\n`,
        'HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n',
      ],
      'HTTP/2 in clear': [
        'Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n',
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n',
      ],
      'an agreement without its proof': [
        `Upgrade: websocket\r\nConnection: Upgrade\r\n${key}Sec-WebSocket-Version: 13\r\n`,
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      ],
      'an agreement with another proof': [
        `Upgrade: websocket\r\nConnection: Upgrade\r\n${key}Sec-WebSocket-Version: 13\r\n`,
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: bm9uc2Vuc2U=\r\n\r\n',
      ],
      'an agreement to nothing': [
        `Upgrade: websocket\r\nConnection: Upgrade\r\n${key}Sec-WebSocket-Version: 13\r\n`,
        'HTTP/1.1 101 Switching Protocols\r\n\r\n',
      ],
      'an ordinary answer': [
        `Upgrade: websocket\r\nConnection: Upgrade\r\n${key}Sec-WebSocket-Version: 13\r\n`,
        'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
      ],
      'no key': [
        'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n',
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      ],
      'another protocol': ['Upgrade: a\r\nX: y\r\nConnection: Upgrade\r\n', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    };
    for (const [name, [fields, answer]] of Object.entries(answers)) {
      requests = [];
      octets = [];
      upgrade = (_request, socket) => {
        socket.write(answer);
        socket.on('error', () => {});
      };
      const text = await send(`${ask(fields)}GET /smuggled HTTP/1.1\r\n${own()}\r\n`);
      assert.doesNotMatch(text, /^HTTP\/1\.1 101/m, name);
      assert.ok(!Buffer.concat(octets).includes('/smuggled'), name);
      assert.ok(!requests.some(({ url }) => url === '/smuggled'), name);
    }
    upgrade = (_request, socket) => socket.destroy();
    assert.match(await probe(), /answer to \/probe/);
  });

  test('SMUG-15: trailers become no fields of the request', async () => {
    for (const trailer of [
      'Host: evil.test',
      'Content-Length: 9',
      'Transfer-Encoding: identity',
      'X-Forwarded-For: 192.0.2.1',
      'X-Gw-User: admin',
      'Cookie: a=b',
      'Authorization: Basic YTpi',
    ]) {
      requests = [];
      const fields = `Transfer-Encoding: chunked\r\nTrailer: ${trailer.split(':')[0]}\r\nConnection: close\r\n`;
      const answer = await send(post(fields, `3\r\nabc\r\n0\r\n${trailer}\r\n\r\n`));
      if (requests.length === 0) assert.match(answer, /^HTTP\/1\.1 400/, trailer);
      for (const { raw, trailers, body } of requests) {
        assert.equal(body, 'abc');
        assert.deepEqual(trailers, {});
        assert.doesNotMatch(raw.join('\n'), /evil\.test|192\.0\.2\.1|admin|a=b|identity|YTpi/);
      }
    }
  });

  test('SMUG-17: methods that are none, and a method written in a field', async () => {
    for (const method of ['TRACE', 'TRACK', 'get', 'GET\t', 'Get', 'CONNECT', 'NONSENSE', '']) {
      requests = [];
      const text = await send(`${method} /one HTTP/1.1\r\n${own()}Connection: close\r\n\r\n`);
      assert.match(statuses(text)[0] ?? '400', /^(400|404|405|501)$/, method);
      assert.deepEqual(requests, [], method);
    }
  });

  test('SSRF-03: a target that names another host leads nowhere else', async () => {
    const targets = [
      'http://169.254.169.254/latest',
      `http://127.0.0.1:${spyPort}/`,
      `//127.0.0.1:${spyPort}/`,
      `@127.0.0.1:${spyPort}/`,
      '?x',
      '*',
      `/..//127.0.0.1:${spyPort}/`,
      `/\\\\127.0.0.1:${spyPort}/`,
      `https://127.0.0.1:${spyPort}`,
      ':80/',
      '/%2f%2f127.0.0.1',
      '/a b',
    ];
    for (const target of targets)
      for (const [method, fields] of [
        ['GET', ''],
        ['OPTIONS', ''],
        [
          'GET',
          'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n',
        ],
      ] as const) {
        requests = [];
        const text = await send(
          `${method} ${target} HTTP/1.1\r\n${own()}${fields}${fields ? '' : 'Connection: close\r\n'}\r\n`,
          150,
        );
        const [status = '400'] = statuses(text);
        if (!/^(400|404|405|502)$/.test(status))
          assert.deepEqual(
            requests.map(({ url }) => url.startsWith('/')),
            [true],
            `${target}: ${status}`,
          );
      }
    const text = await send(`CONNECT 127.0.0.1:${spyPort} HTTP/1.1\r\nHost: 127.0.0.1:${spyPort}\r\n\r\n`);
    assert.doesNotMatch(text, /^HTTP\/1\.1 2/);
    assert.equal(spied, 0);
    assert.match(await probe(), /answer to \/probe/, 'and the gateway lives');
  });

  test('SSRF-05: a host in another spelling is the same app or none', async () => {
    const [name, port] = [host.replace(/:\d+$/, ''), host.replace(/^.*:/, '')];
    const ask = async (line: string): Promise<string> => {
      requests = [];
      const text = await send(
        `GET /one HTTP/1.1\r\n${line}Cookie: ${cookie}\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\nConnection: close\r\n\r\n`,
        150,
      );
      return statuses(text)[0] ?? '400';
    };
    assert.equal(await ask(`Host: ${host}\r\n`), '200');
    assert.equal(await ask(`Host: ${host.toUpperCase()}\r\n`), '200');
    assert.equal(requests.length, 1);
    for (const line of [
      `Host: ${name}.:${port}\r\n`,
      `Host: ${name}:80\r\n`,
      `Host: ${name}:443\r\n`,
      `Host: ${name}\r\n`,
      'Host: a b\r\n',
      `Host: ${host}\r\nHost: evil.test\r\n`,
      `Host: ${host}\r\nHost: ${host}\r\n`,
      '',
      `Host: ${host}@evil.test\r\n`,
      `Host: evil.test@${host}\r\n`,
      `Host: ${host}\0\r\n`,
      `Host: ${host}\tx\r\n`,
      `Host: ${host}, evil.test\r\n`,
      `Host: xn--${host}\r\n`,
      `Host: r\u00e4w${host}\r\n`,
      `Host: ${'a'.repeat(300)}.mcas.localhost\r\n`,
      `Host: ${host}/x\r\n`,
      `Host: ${host}?x\r\n`,
      `Host: ${host}#x\r\n`,
      'Host: \r\n',
      `Host: [::1]:${port}\r\n`,
    ]) {
      const status = await ask(line);
      assert.match(status, /^(400|404|421)$/, line);
      assert.deepEqual(requests, [], line);
    }
  });

  test('SSRF-01: a name under the suffix that is no app’s leads nowhere, whatever address it spells', async () => {
    const before = gateway.origin.seen.length;
    const names = [
      '169.254.169.254',
      '169-254-169-254',
      'localhost',
      '127.0.0.1',
      '127-0-0-1',
      '0x7f000001',
      '2130706433',
      '0',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '--1',
      '10.0.0.5',
      '10-0-0-5',
      'metadata.google.internal',
      'kubernetes.default.svc',
      'redis',
      'gw-admin.internal',
      `127.0.0.1.http-${spyPort}`,
      `localhost.https-${spyPort}`,
      'wiki.corp.test.http-22',
      'wiki.corp.test.evil',
    ];
    await forEach(names, async (name) => {
      const text = await new Promise<string>((resolve) => {
        const socket = connect({
          host: '127.0.0.1',
          port: gateway.port,
          servername: host.replace(/:\d+$/, ''),
          rejectUnauthorized: false,
          ALPNProtocols: ['http/1.1'],
        });
        let seen = '';
        socket.on('data', (piece: Buffer) => {
          seen += piece.toString();
        });
        socket.on('error', () => {}).on('close', () => resolve(seen));
        socket.write(
          `GET / HTTP/1.1\r\nHost: ${name}.mcas.localhost:${gateway.port}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
        );
      });
      assert.match(statuses(text)[0] ?? '400', /^(400|404|421)$/, name);
    });
    assert.equal(spied, 0);
    assert.equal(gateway.origin.seen.length, before);
  });

  test('SSRF-07: what a client says of itself in fields is not what the app is told', async () => {
    requests = [];
    const claims = [
      'X-Forwarded-Email: admin@corp.test',
      'X-Forwarded-User: admin',
      'X-Forwarded-Host: evil.test',
      'X-Forwarded-Proto: http',
      'X-Forwarded-For: 10.0.0.1',
      'X-Real-IP: 10.0.0.1',
      'Forwarded: for=10.0.0.1',
      'X_Forwarded_For: 10.0.0.1',
      'X-Original-URL: /admin',
      'True-Client-IP: 10.0.0.1',
      'Proxy: http://evil.test',
      'Connection: close, X-Forwarded-For, X-Forwarded-Host, Cookie, Host',
    ].join('\r\n');
    await send(`GET /one HTTP/1.1\r\n${own()}${claims}\r\n\r\n`);
    const [first] = requests;
    assert.ok(first);
    const fields = new Map(
      first.raw.flatMap((each, at) => (at % 2 === 0 ? [[each.toLowerCase(), first.raw[at + 1]!] as const] : [])),
    );
    assert.equal(fields.get('host'), 'raw.corp.test:8080');
    assert.equal(fields.get('x-forwarded-host'), 'raw.corp.test:8080');
    assert.match(fields.get('x-forwarded-for') ?? '', /(^|, )127\.0\.0\.1$/);
    for (const name of [
      'x-forwarded-email',
      'x-forwarded-user',
      'x-real-ip',
      'forwarded',
      'x_forwarded_for',
      'x-original-url',
      'true-client-ip',
      'proxy',
    ])
      assert.equal(fields.get(name), undefined, name);
  });

  test('SSRF-09: no user agent is let in without signing in', async () => {
    for (const agent of [
      'kube-probe/1.30',
      'GoogleHC/1.0',
      'ELB-HealthChecker/2.0',
      'Amazon-Route53-Health-Check-Service',
      'curl/8',
      '',
    ])
      for (const path of ['/', '/healthz', '/ping', '/robots.txt', '/.well-known/acme-challenge/x']) {
        const before = requests.length;
        const answer = await gateway
          .client()
          .send(`${gateway.suffix(RAW)}${path}`, { headers: { 'user-agent': agent } });
        assert.equal(answer.status, 302, `${agent} ${path}`);
        assert.match(answer.headers.location ?? '', /\/begin\?flow=/);
        assert.equal(requests.length, before);
      }
  });

  test('DOS-03: fields and targets that are too large end in a refusal, and the gateway lives', async () => {
    for (const [name, bytes] of [
      ['one field', `GET /one HTTP/1.1\r\n${own()}X: ${'a'.repeat(64 * 1024)}\r\n\r\n`],
      [
        'many fields',
        `GET /one HTTP/1.1\r\n${own()}${Array.from({ length: 5000 }, (_, at) => `X-${at}: 1`).join('\r\n')}\r\n\r\n`,
      ],
      ['a target', `GET /${'a'.repeat(100 * 1024)} HTTP/1.1\r\n${own()}\r\n`],
      [
        'cookies',
        `GET /one HTTP/1.1\r\n${own()}Cookie: ${Array.from({ length: 1000 }, (_, at) => `c${at}=${'x'.repeat(20)}`).join('; ')}\r\n\r\n`,
      ],
    ] as const) {
      requests = [];
      assert.match(statuses(await send(bytes))[0] ?? '431', /^(400|414|431)$/, name);
      assert.deepEqual(requests, [], name);
    }
    assert.match(await probe(), /answer to \/probe/);
  });
});
