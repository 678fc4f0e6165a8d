import { createServer } from 'node:net';

/** The first of all ports that are asked for; the demo's begin at 20,000, and Linux gives away those from 32,768 on (ip(7), ip_local_port_range). */
const FIRST = 12_000;
const RANGE = 32;
const RANGES = 250;
let next = 0;

/**
 * A loopback port that is free, and that nobody takes who asks for none in particular: it lies below those that systems give to
 * connections and to port 0. Test files run in processes of their own and side by side, so each asks in a range of its own.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < RANGE; tries++) {
    const port = FIRST + (process.pid % RANGES) * RANGE + (next++ % RANGE);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port is free of ${RANGE}`);
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
