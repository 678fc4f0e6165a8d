import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { ProtectedApp } from '../../../../src/model/app.ts';
import { Failure } from '../../../../src/model/failure.ts';
import type { Session } from '../../../../src/model/identity.ts';
import { STREAMS } from '../../../../src/proxy/server/server.ts';
import { openLocalCa } from '../../../../src/proxy/tls/local-ca.ts';
import { createUpstreamClient, type UpstreamClient } from '../../../../src/proxy/upstream/upstream-client.ts';
import { type FewWorkers, startFewWorkers } from '../../../support/few-workers.ts';
import type { Handler } from '../../../support/origin.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-upstream-'));
const TIMEOUTS = { connect: 60_000, headers: 60_000, body: 60_000 };
let tls: { key: string; cert: string };
let authority: string;

before(async () => {
  const ca = await openLocalCa(directory, 'Test authority');
  tls = await ca.issue(['app.test']);
  authority = ca.certificate;
});
after(() => rmSync(directory, { recursive: true }));

interface Setting {
  readonly workers: number;
  readonly limit: number;
  readonly scheme?: 'http' | 'https';
  readonly timeouts?: ProtectedApp['timeouts'];
  readonly handler?: Handler;
  readonly now?: () => number;
}

interface Stage {
  readonly server: FewWorkers;
  send(method?: string, asker?: string): ReturnType<UpstreamClient['send']>;
  /** The text of an answer. */
  ask(method?: string, asker?: string): Promise<string>;
}

async function onStage(setting: Setting, use: (stage: Stage) => Promise<void>): Promise<void> {
  const {
    workers,
    limit,
    scheme = 'http',
    timeouts = TIMEOUTS,
    handler = (_, response) => response.end('ok'),
    now,
  } = setting;
  const server = await startFewWorkers(workers, handler, scheme === 'https' ? tls : undefined);
  const client = createUpstreamClient({ connectionsPerHost: limit, headerBytes: 16_384 }, now);
  const host = {
    origin: { scheme, host: 'app.test', port: 443 },
    connect: { scheme, host: '127.0.0.1', port: server.port },
  };
  const app: ProtectedApp = {
    id: 'app',
    name: 'App',
    hosts: [host],
    provider: 'corp',
    ca: [authority],
    allowPrivate: true,
    timeouts,
  };
  const send: Stage['send'] = (method = 'GET', asker = 'alice') =>
    client.send(app, host, {
      method,
      target: '/',
      headers: [['host', 'app.test']],
      body: method === 'POST' ? Readable.from([Buffer.from('said')]) : undefined,
      signal: new AbortController().signal,
      onInformation: () => {},
      session: { id: asker } as Session,
    });
  const ask: Stage['ask'] = async (method, asker) => {
    const { body } = await send(method, asker);
    return Buffer.concat(await body.toArray()).toString();
  };
  try {
    await use({ server, send, ask });
  } finally {
    await client.close();
    await server.close();
  }
}

async function when(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    assert.ok(tries < 6000, 'never true');
    await delay(10);
  }
}

const code = (expected: string) => (error: unknown) => error instanceof Failure && error.code === expected;
const many = <T>(count: number, make: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, make));
/** Answers the header, and then nothing more. */
const stream: Handler = (_request, response) => {
  response.writeHead(200);
  response.flushHeaders();
};

describe('a server of few workers', { timeout: 120_000 }, () => {
  test('answers many requests at once, on the connections it has taken', async () => {
    await onStage({ workers: 3, limit: 32, scheme: 'https' }, async ({ server, ask }) => {
      assert.deepEqual(new Set(await many(16, () => ask())), new Set(['ok']));
      assert.equal(server.heard.size, 3);
    });
  });

  test('does so where its kernel opens connections that it has not taken', async () => {
    await onStage({ workers: 3, limit: 32 }, async ({ ask }) => {
      assert.deepEqual(new Set(await many(16, () => ask())), new Set(['ok']));
    });
  });

  test('gets no more connections than a browser opens, where it counts what they carry', async () => {
    let most = 0;
    const handler: Handler = (_request, response) => {
      response.setHeader('keep-alive', 'timeout=600, max=100').end('ok');
    };
    // Nothing takes long by a clock that stands still.
    await onStage({ workers: 6, limit: 64, handler, now: () => 0 }, async ({ server, ask }) => {
      await ask();
      const look = setInterval(() => (most = Math.max(most, server.taken.size + server.backlog.length)), 1);
      await many(60, () => ask());
      clearInterval(look);
      assert.equal(Math.max(most, server.taken.size + server.backlog.length), 6);
    });
  });

  test('and more where those are busy for long', async () => {
    const handler: Handler = (request, response) => {
      response.setHeader('keep-alive', 'timeout=600, max=100');
      if (request.method === 'HEAD') response.end();
      else stream(request, response);
    };
    await onStage({ workers: 40, limit: 64, handler }, async ({ ask, send }) => {
      await ask('HEAD');
      const streams = await Promise.all(Array.from({ length: 20 }, () => send()));
      assert.equal(await ask('HEAD'), '');
      for (const { body } of streams) body.destroy();
    });
  });

  test('answers other users while one user has requests of its own there', async () => {
    await onStage({ workers: 2, limit: 32 }, async ({ ask }) => {
      const all = ['alice', 'bob', 'carol'].map((asker) => many(6, () => ask('GET', asker)));
      assert.deepEqual(new Set((await Promise.all(all)).flat()), new Set(['ok']));
    });
  });

  test('has a request wait for longer than a connection may take', async () => {
    const timeouts = { ...TIMEOUTS, connect: 2000 };
    await onStage({ workers: 0, limit: 4, scheme: 'https', timeouts }, async ({ server, ask }) => {
      const answer = ask();
      await when(() => server.backlog.length === 1);
      await delay(2500);
      server.hire(1);
      assert.equal(await answer, 'ok');
    });
  });

  test('has it wait no longer than for an answer', async () => {
    await onStage(
      { workers: 0, limit: 4, scheme: 'https', timeouts: { ...TIMEOUTS, headers: 50 } },
      async ({ ask }) => {
        await assert.rejects(ask(), code('upstream-timeout'));
      },
    );
  });
});

describe('connections that are kept', { timeout: 120_000 }, () => {
  test('are used again', async () => {
    await onStage({ workers: 9, limit: 9 }, async ({ server, ask }) => {
      for (let i = 0; i < 5; i++) await ask(i % 2 === 0 ? 'GET' : 'POST');
      assert.equal(server.heard.size, 1);
    });
  });

  // Which connection the second request takes, 1.3 seconds later: the first one, or one of its own.
  for (const [method, said, expected] of [
    ['GET', undefined, 1],
    ['POST', undefined, 2],
    ['GET', 'timeout=9, max=100', 1],
    ['POST', 'timeout=9, max=100', 1],
    ['GET', 'timeout=2', 2],
    ['POST', 'timeout=2', 2],
    ['GET', 'timeout=1', 2],
    ['GET', 'max=5', 1],
  ] as const)
    test(`carry ${method} after a pause, or not, where the server says ${said ?? 'nothing'}`, async () => {
      const handler: Handler = (_request, response) => {
        response.removeHeader('keep-alive');
        if (said !== undefined) response.setHeader('keep-alive', said);
        response.end('ok');
      };
      await onStage({ workers: 9, limit: 1, handler }, async ({ server, ask }) => {
        await ask();
        await delay(1300);
        assert.equal(await ask(method), 'ok');
        assert.equal(server.heard.size, expected);
      });
    });

  test('end by no timer while a request is about to be written', async () => {
    const handler: Handler = (_request, response) => response.setHeader('keep-alive', 'timeout=2').end('ok');
    await onStage({ workers: 9, limit: 1, handler }, async ({ ask }) => {
      for (let turns = 0; turns < 6; turns++) {
        await ask();
        // Just before it is too old; what runs out in the meantime does so in some turn between taking and writing.
        await delay(940);
        const answer = ask('POST');
        for (let turn = 0; turn < turns; turn++) await nextTurn();
        const end = performance.now() + 120;
        while (performance.now() < end);
        assert.equal(await answer, 'ok');
      }
    });
  });

  test('are no more than one browser keeps, soon after many were needed', async () => {
    await onStage({ workers: 40, limit: 40 }, async ({ server, ask }) => {
      await many(18, () => ask());
      await when(() => server.taken.size === 6);
    });
  });

  for (const method of ['GET', 'POST'])
    test(`carry no ${method} once the server has ended them`, async () => {
      await onStage({ workers: 9, limit: 9 }, async ({ server, ask }) => {
        for (let i = 0; i < 5; i++) {
          await many(6, () => ask());
          // The end is on its way, and nobody has read it.
          for (const socket of server.taken) socket.destroy();
          await many(6, async () => assert.equal(await ask(method), 'ok'));
        }
      });
    });

  test('are left for a new one where a request can be sent twice', async () => {
    const cut: Socket[] = [];
    const handler: Handler = (request, response) => {
      if (!cut.includes(request.socket) && cut.push(request.socket) > 1) response.end('ok');
      // The second request on a connection: it was closed as that came.
      else if (cut.length > 1) request.socket.destroy();
      else response.end('first');
    };
    await onStage({ workers: 9, limit: 9, handler }, async ({ ask }) => {
      assert.equal(await ask(), 'first');
      cut.push({} as Socket);
      assert.equal(await ask(), 'ok');
    });
  });
});

describe('where there are no connections left', { timeout: 120_000 }, () => {
  test('a request waits until one is free', async () => {
    const held: (() => void)[] = [];
    const handler: Handler = (_request, response) => void held.push(() => response.end('ok'));
    await onStage({ workers: 9, limit: 2, handler }, async ({ ask }) => {
      const answers = [ask('GET', 'alice'), ask('GET', 'bob'), ask('GET', 'carol')];
      await when(() => held.length === 2);
      for (const answer of held.splice(0)) answer();
      await when(() => held.length === 1);
      for (const answer of held) answer();
      assert.deepEqual(await Promise.all(answers), ['ok', 'ok', 'ok']);
    });
  });

  test('it fails when none is free in time, and says that the app is busy', async () => {
    const timeouts = { ...TIMEOUTS, headers: 500 };
    await onStage({ workers: 9, limit: 1, handler: stream, timeouts }, async ({ send, ask }) => {
      const first = await send();
      await assert.rejects(ask('GET', 'bob'), code('upstream-busy'));
      first.body.destroy();
    });
  });

  test('it fails at once when too many wait', async () => {
    await onStage({ workers: 9, limit: 1, handler: stream }, async ({ send, ask }) => {
      await send();
      const waiting = [1, 2, 3, 4].map(() => ask('GET', 'bob').catch((error: unknown) => error));
      await assert.rejects(ask('GET', 'carol'), code('upstream-busy'));
      waiting.length = 0;
    });
  });

  test('all that a browser asks for at once may wait, with as many connections as operators are told', async () => {
    const page = (limit: number) =>
      onStage({ workers: limit, limit }, async ({ ask }) => void (await many(STREAMS, () => ask())));
    await page(63);
    await assert.rejects(page(62), code('upstream-busy'));
  });

  test('it is never one user who has them all', async () => {
    let streams = 0;
    const handler: Handler = (request, response) => {
      if (request.method === 'HEAD') return void response.end();
      streams++;
      stream(request, response);
    };
    await onStage({ workers: 9, limit: 4, handler }, async ({ send, ask }) => {
      const greedy = [1, 2, 3, 4, 5, 6].map(() => send('GET', 'mallory').catch((error: unknown) => error));
      await when(() => streams === 2);
      assert.equal(await ask('HEAD', 'alice'), '');
      assert.equal(streams, 2);
      greedy.length = 0;
    });
  });

  test('a request nobody waits for any more leaves its place', async () => {
    await onStage({ workers: 9, limit: 1, handler: stream }, async ({ send }) => {
      const first = await send();
      const second = send('GET', 'bob');
      first.body.destroy();
      (await second).body.destroy();
    });
  });
});
