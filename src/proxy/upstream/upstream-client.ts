import type { Readable } from 'node:stream';
import { Agent, type Dispatcher } from 'undici';
import type { AppHost, ProtectedApp } from '../../model/app.ts';
import type { HeaderList } from '../../model/headers.ts';
import { serializeOrigin } from '../../model/host-map.ts';
import type { Session } from '../../model/identity.ts';
import { connectToHost } from './connect.ts';
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

/** Connection pools, one per app: what one app trusts or may reach never serves another. */
export function createUpstreamClient(limits: {
  readonly connectionsPerHost: number;
  readonly headerBytes: number;
}): UpstreamClient {
  const agents = new Map<string, Agent>();

  function agentOf(app: ProtectedApp): Agent {
    const known = agents.get(app.id);
    if (known) return known;
    const hosts = new Map(app.hosts.map((host) => [serializeOrigin(host.origin), host]));
    const agent = new Agent({
      connections: limits.connectionsPerHost,
      pipelining: 1,
      allowH2: false,
      maxHeaderSize: limits.headerBytes,
      headersTimeout: app.timeouts.headers,
      bodyTimeout: app.timeouts.body,
      connect: ({ protocol, hostname, port }, callback) => {
        const scheme = protocol === 'http:' ? 'http' : 'https';
        const host = hosts.get(
          serializeOrigin({ scheme, host: hostname, port: Number(port) || (scheme === 'http' ? 80 : 443) }),
        );
        if (!host) return callback(new Error(`no host ${protocol}//${hostname}:${port} in app ${app.id}`), null);
        connectToHost(app, host).then(
          (socket) => callback(null, socket as never),
          (error: Error) => callback(error, null),
        );
      },
    });
    agents.set(app.id, agent);
    return agent;
  }

  async function attempt(app: ProtectedApp, host: AppHost, request: UpstreamRequest): Promise<UpstreamAnswer> {
    const answer = await agentOf(app).request({
      origin: serializeOrigin(host.origin),
      path: request.target,
      method: request.method as Dispatcher.HttpMethod,
      headers: request.headers.flat(),
      body: request.body ?? null,
      signal: request.signal,
      responseHeaders: 'raw',
      onInfo: ({ statusCode, headers }) => request.onInformation(statusCode, pairs(headers)),
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
      try {
        return await attempt(app, host, request);
      } catch (error) {
        // An idle connection the origin closed as we wrote: a request without a body that is idempotent may be sent
        // again once (RFC 9110 section 9.2.2).
        const stale =
          error instanceof Error && 'code' in error && (error.code === 'UND_ERR_SOCKET' || error.code === 'ECONNRESET');
        if (
          stale &&
          request.body === undefined &&
          /^(GET|HEAD|OPTIONS)$/.test(request.method) &&
          !request.signal.aborted
        ) {
          try {
            return await attempt(app, host, request);
          } catch (second) {
            throw upstreamFailure(second, serializeOrigin(host.origin));
          }
        }
        throw upstreamFailure(error, serializeOrigin(host.origin));
      }
    },
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
    },
  };
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
