import type { Duplex } from 'node:stream';
import type { HeaderList } from '../../model/headers.ts';

/** Milliseconds a client may take to close its side. */
const PATIENCE = 5000;

/**
 * Answers an upgrade with a refusal and lets the connection go. What the client still sends is read and dropped: on a socket that nobody
 * reads, its end would never be seen, and the socket would stay for ever.
 */
export function refuseUpgrade(socket: Duplex, status: number, code: string, fields: HeaderList = [], body = ''): void {
  if (!socket.writable) return void socket.destroy();
  const slow = setTimeout(() => socket.destroy(), PATIENCE);
  socket.once('close', () => clearTimeout(slow));
  const all = [...fields, ['connection', 'close'], ['content-length', String(Buffer.byteLength(body))]];
  const head = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${code}\r\n${head}\r\n${body}`);
  socket.resume();
}
