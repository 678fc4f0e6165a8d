import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Handler } from './origin.ts';

export interface FewWorkers {
  readonly port: number;
  /** Connections on which a request was read. */
  readonly heard: ReadonlySet<Socket>;
  /** Connections nobody has taken yet. */
  readonly backlog: readonly Socket[];
  /** Connections that have a worker. */
  readonly taken: ReadonlySet<Socket>;
  /** From now on as many workers as one likes. */
  hire(workers: number): void;
  close(): Promise<void>;
}

/**
 * A server of so many workers, as Apache's prefork is one: each stays at its connection until that ends, idle or not, and what comes
 * meanwhile is opened by the kernel alone. It never ends a connection by itself, and says that it keeps them for ten minutes.
 */
export async function startFewWorkers(
  workers: number,
  handler: Handler,
  tls?: { key: string; cert: string },
): Promise<FewWorkers> {
  const heard = new Set<Socket>();
  const taken = new Set<Socket>();
  const backlog: Socket[] = [];
  let places = workers;
  const listener: Handler = (request, response) => {
    heard.add(request.socket);
    response.setHeader('keep-alive', 'timeout=600');
    handler(request, response);
  };
  const http = tls ? createHttpsServer(tls, listener) : createHttpServer(listener);
  http.keepAliveTimeout = 0;
  const serve = (): void => {
    while (taken.size < places && backlog.length > 0) {
      const [socket] = backlog.splice(0, 1) as [Socket];
      taken.add(socket);
      socket.once('close', () => {
        taken.delete(socket);
        serve();
      });
      http.emit('connection', socket);
      socket.resume();
    }
  };
  const front = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    backlog.push(socket);
    serve();
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  return {
    port: (front.address() as AddressInfo).port,
    heard,
    backlog,
    taken,
    hire(more) {
      places = more;
      serve();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of [...taken, ...backlog]) socket.destroy();
        front.close(() => resolve());
      }),
  };
}
