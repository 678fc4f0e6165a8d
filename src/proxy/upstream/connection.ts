import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';

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
  isOpen(): boolean;
  /** What fails closes the connection. */
  request(options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>;
  close(): void;
}

/** How long an idle connection is kept where the server does not say, and at most where it does. */
const KEEP = { said: 15_000, unsaid: 4000, margin: 1000 };

/** A connection over an open socket. `free` is called after each exchange that leaves it usable, `gone` once. */
export function connectionOver(
  socket: Socket,
  { origin, headerBytes, timeouts, now }: ConnectionSettings,
  { free, gone }: { readonly free: () => void; readonly gone: () => void },
): Connection {
  let asked: number | undefined;
  let answered = false;
  const client = new Client(origin, {
    pipelining: 1,
    allowH2: false,
    maxHeaderSize: headerBytes,
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.body,
    keepAliveTimeout: KEEP.unsaid,
    keepAliveMaxTimeout: KEEP.said,
    keepAliveTimeoutThreshold: KEEP.margin,
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
    if (isOpen()) free();
  });
  return {
    get used() {
      return asked !== undefined;
    },
    get unanswered() {
      return asked === undefined || answered ? undefined : now() - asked;
    },
    isOpen,
    async request(options) {
      asked ??= now();
      try {
        // It would dial anew for a request whose Host names another server, or that has none.
        const answer = await client.request({ ...options, servername: origin } as Dispatcher.RequestOptions);
        answered = true;
        return answer;
      } catch (error) {
        socket.destroy();
        throw error;
      }
    },
    close: () => void socket.destroy(),
  };
}
