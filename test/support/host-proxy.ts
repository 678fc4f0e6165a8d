import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * A proxy by CONNECT (RFC 9110 section 9.3.6) for browsers that cannot be told where host names live: each host is at a
 * loopback port, and every other host is refused, so that nothing leaves the machine.
 */
export async function startHostProxy(portOf: (host: string, port: number) => number | undefined): Promise<{
  readonly port: number;
  close(): Promise<void>;
}> {
  const open = new Set<Duplex>();
  const server = createServer((_request, response) => response.writeHead(403).end());
  server.on('connect', ({ url = '' }, socket) => {
    const [, host = '', named = '443'] = /^(.*?)(?::(\d+))?$/.exec(url) ?? [];
    const port = portOf(host, Number(named));
    if (port === undefined) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
