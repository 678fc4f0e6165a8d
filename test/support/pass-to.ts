import { type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Handler } from './origin.ts';

/** Hands every request on to a server on a loopback port, as the front of an app does. */
export function passTo(port: number): Handler {
  return (incoming, outgoing) => {
    const { method = 'GET', url: path, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  };
}

/** The same for what becomes a WebSocket: the opening as it came, then bytes both ways. */
export function passUpgradeTo(port: number): (incoming: IncomingMessage, socket: Socket, head: Buffer) => void {
  return ({ method = 'GET', url = '/', rawHeaders }, socket, head) => {
    const onward = connect(port, '127.0.0.1', () => {
      const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1] ?? ''}`] : []));
      onward.write([`${method} ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  };
}

/** Waits until a server on a loopback port answers anything. */
export async function answering(port: number, path = '/'): Promise<void> {
  for (let attempt = 0; attempt < 2400; attempt++) {
    const there = await new Promise<boolean>((resolve) => {
      request({ host: '127.0.0.1', port, path }, (answer) => {
        answer.resume();
        resolve(true);
      })
        .on('error', () => resolve(false))
        .end();
    });
    if (there) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing answers on port ${port}`);
}
