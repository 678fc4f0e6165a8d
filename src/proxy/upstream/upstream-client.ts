import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { AppHost, ProtectedApp } from '../../model/app.ts';
import type { HeaderList } from '../../model/headers.ts';
import { serializeOrigin } from '../../model/host-map.ts';
import type { Session } from '../../model/identity.ts';
import { connectToHost } from './connect.ts';
import { type ConnectionPool, createConnectionPool } from './connection-pool.ts';
import { upstreamFailure } from './upstream-failure.ts';

/** What is sent. `target` and `headers` are already the origin's. */
export interface UpstreamRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: HeaderList;
  readonly body: Readable | undefined;
  readonly signal: AbortSignal;
  /** Called for each 1xx the origin sends, 100 and 101 excepted. */
  readonly onInformation: (status: number, headers: HeaderList) => void;
  /** Whose request it is. */
  readonly session?: Session;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Readable;
  /** Filled in once the body has ended (RFC 9110 section 6.5). */
  readonly trailers: Record<string, string>;
}

export interface UpstreamClient {
  /** Rejects with a Failure. The answer's body must be consumed or destroyed. */
  send(app: ProtectedApp, host: AppHost, request: UpstreamRequest): Promise<UpstreamAnswer>;
  close(): Promise<void>;
}

export interface UpstreamLimits {
  readonly connectionsPerHost: number;
  readonly headerBytes: number;
}

/** Connection pools, one per host of an app: what one app trusts or may reach never serves another. `now` in milliseconds. */
export function createUpstreamClient(limits: UpstreamLimits, now = (): number => performance.now()): UpstreamClient {
  const pools = new Map<string, ConnectionPool>();

  function poolOf(app: ProtectedApp, host: AppHost): ConnectionPool {
    const origin = serializeOrigin(host.origin);
    const key = `${app.id} ${origin}`;
    const known = pools.get(key);
    if (known) return known;
    const pool = createConnectionPool({
      origin,
      limit: limits.connectionsPerHost,
      headerBytes: limits.headerBytes,
      timeouts: app.timeouts,
      opensUnheard: (host.connect ?? host.origin).scheme === 'http',
      dial: () => connectToHost(app, host),
      now,
    });
    pools.set(key, pool);
    return pool;
  }

  async function attempt(pool: ConnectionPool, request: UpstreamRequest, once: boolean): Promise<UpstreamAnswer> {
    const { target, headers, method, body, signal } = request;
    const connection = await pool.acquire({ asker: request.session?.id ?? '', once, signal });
    const answer = await connection.request({
      path: target,
      method: method as Dispatcher.HttpMethod,
      headers: headers.flat(),
      body: body ?? null,
      signal,
      responseHeaders: 'raw',
      onInfo: ({ statusCode, headers: told }) => request.onInformation(statusCode, pairs(told)),
    });
    // Whoever reads the body gets its error; a body nobody reads any more must not end the process with it.
    answer.body.on('error', () => {});
    return {
      status: answer.statusCode,
      headers: pairs(answer.headers),
      body: answer.body,
      trailers: answer.trailers as Record<string, string>,
    };
  }

  return {
    async send(app, host, request) {
      const pool = poolOf(app, host);
      // A request without a body that is idempotent may be sent again once (RFC 9110 section 9.2.2).
      const once = request.body !== undefined || !/^(GET|HEAD|OPTIONS)$/.test(request.method);
      try {
        return await attempt(pool, request, once).catch((error: unknown) => {
          if (once || request.signal.aborted || !isStale(error)) throw error;
          pool.forgetIdle();
          return attempt(pool, request, once);
        });
      } catch (error) {
        throw upstreamFailure(error, serializeOrigin(host.origin));
      }
    },
    async close() {
      for (const pool of pools.values()) pool.close();
    },
  };
}

/** What an idle connection says that the origin closed: before something was written to it, as it was, and after. */
const STALE: ReadonlySet<unknown> = new Set(['UND_ERR_DESTROYED', 'UND_ERR_SOCKET', 'EPIPE', 'ECONNRESET']);

function isStale(error: unknown): boolean {
  return error instanceof Error && 'code' in error && STALE.has(error.code);
}

/** undici's raw header list (flat, Buffers or strings) as pairs with lower-case names. */
function pairs(raw: unknown): HeaderList {
  const flat = raw as readonly (Buffer | string)[];
  const list: [string, string][] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const [name, value] = [flat[i]!, flat[i + 1]!];
    list.push([
      (typeof name === 'string' ? name : name.toString('latin1')).toLowerCase(),
      typeof value === 'string' ? value : value.toString('latin1'),
    ]);
  }
  return list;
}
