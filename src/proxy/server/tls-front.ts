import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { readClientHello } from '../tls/client-hello.ts';

export interface TlsFrontOptions {
  readonly host: string;
  readonly port: number;
  /** Milliseconds a client may take to say whom it wants. */
  readonly timeout: number;
  /** The server a connection is for, by the server name of its ClientHello. */
  readonly serverFor: (serverName: string | undefined) => NetServer;
}

export interface TlsFront {
  readonly port: number;
  /** Takes no new connection. */
  stop(): Promise<void>;
  /** Ends those there are. */
  cut(): void;
}

/**
 * One port, several TLS servers: reads the ClientHello, puts the bytes back and hands the socket over. What a server asks of
 * a client is settled per server, so only a second server can ask for a certificate on one host and not on the others.
 */
export async function startTlsFront({ host, port, timeout, serverFor }: TlsFrontOptions): Promise<TlsFront> {
  const open = new Set<Socket>();
  const front = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    lead(socket, timeout, serverFor);
  });
  await new Promise<void>((resolve, reject) => {
    front.once('error', reject);
    front.listen({ host, port }, () => {
      front.off('error', reject);
      resolve();
    });
  });
  const address = front.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    stop: () => new Promise((resolve) => front.close(() => resolve())),
    cut() {
      for (const socket of open) socket.destroy();
    },
  };
}

function lead(socket: Socket, timeout: number, serverFor: TlsFrontOptions['serverFor']): void {
  let seen: Buffer = Buffer.alloc(0);
  const drop = (): void => {
    socket.destroy();
  };
  const slow = setTimeout(drop, timeout);
  const take = (piece: Buffer): void => {
    seen = seen.length === 0 ? piece : Buffer.concat([seen, piece]);
    const reading = readClientHello(seen);
    if (reading === 'more') return;
    release();
    if (reading === 'no-hello') {
      socket.destroy();
      return;
    }
    socket.pause();
    socket.unshift(seen);
    serverFor(reading.serverName).emit('connection', socket);
  };
  const release = (): void => {
    clearTimeout(slow);
    socket.off('data', take).off('error', drop).off('close', release).off('end', drop);
  };
  socket.on('data', take).on('error', drop).on('close', release).on('end', drop);
}
