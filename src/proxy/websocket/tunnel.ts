import { createHash } from 'node:crypto';
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createProxyServer } from 'http-proxy-3';
import type { AppHost, ProtectedApp } from '../../model/app.ts';
import { Failure } from '../../model/failure.ts';
import type { HeaderList } from '../../model/headers.ts';
import { serializeOrigin } from '../../model/host-map.ts';
import { connectToHost } from '../upstream/connect.ts';
import { upstreamFailure } from '../upstream/upstream-failure.ts';
import { FrameFault } from './frame-reader.ts';
import { guardSide } from './guard-side.ts';
import type { JudgeMessage, MessageJudges } from './message-judges.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';

export interface TunnelRequest {
  readonly app: ProtectedApp;
  readonly host: AppHost;
  readonly raw: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  /** The upstream's request target and headers, already the origin's. */
  readonly target: string;
  readonly headers: HeaderList;
  /** Turns the upstream's answer header (101 or a refusal) into the browser's. */
  readonly answerHeaders: (headers: HeaderList) => HeaderList;
  /** Judges the messages of a direction; without it they pass unread. */
  readonly judge?: MessageJudges;
  readonly onOpen: () => void;
  /** Called once, however the tunnel ends; `opened` when bytes could flow. */
  readonly onClose: (error: unknown, opened: boolean) => void;
}

/** A tunnel that may be cut off by the gateway. */
export interface Tunnel {
  /** Ends it at once, for a reason of policy (RFC 6455 section 7.4.1, 1008): nothing more passes in either direction. */
  cut(): void;
}

/** A closing frame of a server with the code 1008 (RFC 6455 section 5.5.1). */
const POLICY_VIOLATION = Buffer.from([0x88, 0x02, 0x03, 0xf0]);
/** Milliseconds in which the browser may take the closing frame. */
const LAST_WORD = 1000;
const NOTHING = Buffer.alloc(0);

/** What messages that are read may not be packed by (RFC 6455 section 9). */
const EXTENSIONS = 'sec-websocket-extensions';

/** Passes an upgrade to the upstream and then its bytes both ways (RFC 6455 section 4, RFC 9110 section 7.8). */
export function openTunnel(request: TunnelRequest): Tunnel {
  const { app, host, raw, socket, head, judge } = request;
  const headers = judge ? request.headers.filter(([name]) => name !== EXTENSIONS) : request.headers;
  const secure = host.origin.scheme === 'https';
  // The same guarded dial as every other request: own trust, own address rules, the origin's name in SNI.
  const agent = secure ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false });
  agent.createConnection = (_options, callback) => {
    connectToHost(app, host).then(
      (connected: Socket) => callback?.(null, connected),
      (error: Error) => callback?.(error, undefined as never),
    );
    return undefined;
  };
  const proxy = createProxyServer({ ws: true, agent: agent as never, changeOrigin: false, secure: true });
  const key = headers.find(([name]) => name === 'sec-websocket-key')?.[1] ?? '';
  let open = false;
  let closed = false;
  let far: Duplex | undefined;
  const close = (error: unknown): void => {
    if (closed) return;
    closed = true;
    proxy.close();
    request.onClose(error, open);
  };
  function cut(): void {
    if (!far) return void socket.destroy();
    socket.unpipe();
    far.unpipe();
    // In the middle of a message of the app the browser takes it for an error of the connection, which is an end as well.
    socket.end(POLICY_VIOLATION);
    // What it still sends is dropped; left unread, it would have the connection reset before the frame is seen.
    socket.resume();
    far.destroy();
    setTimeout(() => socket.destroy(), LAST_WORD).unref();
  }
  /** What is refused, or cannot be judged, ends the tunnel. */
  const judged = (judges: MessageJudges): MessageJudges => {
    const ending =
      (ask: JudgeMessage): JudgeMessage =>
      async (message) => {
        try {
          const verdict = await ask(message);
          if (verdict !== false) return verdict;
          cut();
        } catch (error) {
          cut();
          close(error);
        }
        return false;
      };
    return { up: ending(judges.up), down: ending(judges.down) };
  };
  proxy.on('proxyReqWs', (upstream: ClientRequest) => {
    const { emit } = upstream;
    // The library takes any 101 for an agreement, and no listener can keep the event from its own.
    upstream.emit = ((event: string, ...args: unknown[]): boolean => {
      const [answer] = args as [IncomingMessage];
      const switches = event === 'upgrade' || (event === 'response' && answer.statusCode === 101);
      const agreed = event === 'upgrade' && isAgreed(answer, key) && !(judge && EXTENSIONS in answer.headers);
      if (agreed && judge) {
        const [, upgraded, first] = args as [IncomingMessage, Socket, Buffer];
        return Reflect.apply(emit, upstream, [event, answer, guardSide(upgraded, first, judged(judge)), NOTHING]);
      }
      if (!switches || agreed) return Reflect.apply(emit, upstream, [event, ...args]);
      answer.socket.destroy();
      const failure = new Failure('upstream-protocol', `${serializeOrigin(host.origin)} answered 101 to no WebSocket`);
      refuseUpgrade(socket, failure.status, failure.code);
      close(failure);
      return true;
    }) as typeof emit;
    upstream.prependListener('upgrade', (answer: IncomingMessage, upgraded: Duplex) => {
      far = upgraded;
      answer.headers = nodeHeaders(request.answerHeaders(pairs(answer.rawHeaders)));
      open = true;
      request.onOpen();
    });
    upstream.prependListener('response', (answer: IncomingMessage) => {
      answer.headers = nodeHeaders(request.answerHeaders(pairs(answer.rawHeaders)));
    });
  });
  socket.on('close', () => close(undefined));
  raw.url = request.target;
  raw.headers = nodeHeaders(headers) as IncomingMessage['headers'];
  // Every error of either side arrives here; without a listener the library would throw it at the process.
  proxy.on('error', (error) => {
    // Once bytes flow, an end without a closing frame is an end like any other.
    if (open) {
      socket.destroy();
      return close(error instanceof FrameFault ? error : undefined);
    }
    const failure = upstreamFailure(error, serializeOrigin(host.origin));
    refuseUpgrade(socket, failure.status, failure.code);
    close(failure);
  });
  proxy.ws(raw, socket, head, { target: serializeOrigin(host.origin) });

  return { cut };
}

/** RFC 6455 section 4.1: what else answers 101 speaks another protocol, or none that anybody knows. */
function isAgreed({ headers }: IncomingMessage, key: string): boolean {
  const proof = createHash('sha1').update(`${key.trim()}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  return headers.upgrade?.toLowerCase() === 'websocket' && headers['sec-websocket-accept'] === proof;
}

function pairs(raw: readonly string[]): HeaderList {
  const list: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) list.push([raw[i]!.toLowerCase(), raw[i + 1]!]);
  return list;
}

function nodeHeaders(list: HeaderList): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of list) {
    const earlier = headers[name];
    headers[name] = earlier === undefined ? value : Array.isArray(earlier) ? [...earlier, value] : [earlier, value];
  }
  return headers as Record<string, string | string[]>;
}
