import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';

/** Milliseconds between two events. */
const TICK = 1000;

/** An endless event stream: a tick a second, going on where the browser lost it (HTML, server-sent events). */
export function sendEvents(request: IncomingMessage, response: ServerResponse): void {
  let number = Number.parseInt(String(request.headers['last-event-id'] ?? '0'), 10) || 0;
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 2000\n\n');
  const tick = (): void => {
    number += 1;
    response.write(`id: ${number}\nevent: tick\ndata: ${JSON.stringify({ number, at: new Date().toISOString() })}\n\n`);
  };
  tick();
  const timer = setInterval(tick, TICK);
  response.once('close', () => clearInterval(timer));
}

/** A WebSocket that says back what it hears. Like most apps, it only listens to pages of its own origin. */
export function createEcho(origin: string): {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
} {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: 1024 ** 2,
    handleProtocols: (offered) => (offered.has('echo') ? 'echo' : false),
  });
  server.on('connection', (socket) => {
    socket.send(JSON.stringify({ hello: 'Connected. Say something.' }));
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on('error', () => socket.terminate());
  });
  return {
    upgrade(request, socket, head) {
      if (request.headers.origin !== origin) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, (accepted) => server.emit('connection', accepted, request));
    },
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
