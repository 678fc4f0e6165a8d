import { type AddressInfo, createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';
const [FIRST, LAST] = [20_000, 32_000];
/** Ports between those of two processes that look at the same time. */
const STEP = 16;
let asked = 0;

/** Binds `port` of the loopback address for a moment; the port bound, or undefined when it is taken. */
function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    server.listen(port, LOOPBACK, () => {
      const bound = (server.address() as AddressInfo).port;
      server.close(() => resolve(bound));
    });
  });
}

/**
 * A loopback port that nobody uses at the moment, and that nobody is given who asks for none in particular: the program it is for
 * listens there seconds later, and Linux gives connections ports from 32,768 on (ip(7), ip_local_port_range).
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < LAST - FIRST; tries++) {
    const port = await tryPort(FIRST + ((process.pid * STEP + asked++) % (LAST - FIRST)));
    if (port !== undefined) return port;
  }
  throw new Error('no free port on the loopback address');
}

/** Whether `port` can be listened on; when not, `next` is the first one above it that can. */
export async function probePort(port: number): Promise<{ readonly free: boolean; readonly next: number | undefined }> {
  if ((await tryPort(port)) !== undefined) return { free: true, next: undefined };
  for (let candidate = port + 1; candidate <= Math.min(port + 100, 65_535); candidate++)
    if ((await tryPort(candidate)) !== undefined) return { free: false, next: candidate };
  return { free: false, next: undefined };
}
