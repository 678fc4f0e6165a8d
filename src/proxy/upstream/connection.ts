import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import { type Kept, keptFor, UNSAID } from './kept.ts';

/** What is the same for every connection to a host. Times in milliseconds. */
export interface ConnectionSettings {
  /** `https://host:port` */
  readonly origin: string;
  readonly headerBytes: number;
  readonly timeouts: { readonly headers: number; readonly body: number };
  readonly now: () => number;
}

/** One HTTP/1.1 connection. It carries one exchange at a time. */
export interface Connection {
  /** Whether anything was ever asked on it. */
  readonly used: boolean;
  /** For how long the first thing asked on it has waited for an answer; undefined once there was one. */
  readonly unanswered: number | undefined;
  /** As its last answer said. */
  readonly kept: Kept;
  isOpen(): boolean;
  /** What fails closes the connection. */
  request(options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>;
  close(): void;
}

/**
 * The pool ends idle connections, and looks at its clock before it gives one away. The client's own timer must stay behind: one that runs
 * out as a request is about to be written takes the request with it. A margin below zero is added to what a server says, so all have the maximum.
 */
const LATER = { keepAliveTimeout: 60_000, keepAliveMaxTimeout: 60_000, keepAliveTimeoutThreshold: -60_000 };

/** A connection over an open socket. `free` is called after each exchange that leaves it usable, `gone` once. */
export function connectionOver(
  socket: Socket,
  { origin, headerBytes, timeouts, now }: ConnectionSettings,
  { free, gone }: { readonly free: () => void; readonly gone: () => void },
): Connection {
  let asked: number | undefined;
  let answered = false;
  let kept = UNSAID;
  const client = new Client(origin, {
    pipelining: 1,
    allowH2: false,
    maxHeaderSize: headerBytes,
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.body,
    ...LATER,
    connect: (_options, callback) => {
      socket.off('data', unasked).off('end', unasked).pause();
      queueMicrotask(() => callback(null, socket as never));
    },
  });
  // Until the client reads the socket, whatever comes is an end or something nobody asked for.
  const unasked = (): void => void socket.destroy();
  socket
    .on('data', unasked)
    .on('end', unasked)
    .on('error', () => {});
  socket.once('close', () => {
    gone();
    // It would dial again, by itself, and knows one socket only.
    void client.destroy();
  });
  const isOpen = (): boolean => !socket.destroyed && !socket.readableEnded && socket.writable;
  client.on('drain', () => {
    if (!isOpen()) return;
    if (kept.any > 0) free();
    else socket.destroy();
  });
  return {
    get used() {
      return asked !== undefined;
    },
    get unanswered() {
      return asked === undefined || answered ? undefined : now() - asked;
    },
    get kept() {
      return kept;
    },
    isOpen,
    async request(options) {
      asked ??= now();
      try {
        // It would dial anew for a request whose Host names another server, or that has none.
        const answer = await client.request({ ...options, servername: origin } as Dispatcher.RequestOptions);
        answered = true;
        kept = keptFor(answer.headers as unknown as readonly (Buffer | string)[]);
        return answer;
      } catch (error) {
        socket.destroy();
        throw error;
      }
    },
    close: () => void socket.destroy(),
  };
}
