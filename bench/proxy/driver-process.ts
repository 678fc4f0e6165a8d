import { Client, Pool } from 'undici';
import { serveParent } from '../child.ts';
import { SUFFIX_HOST } from './setting.ts';

/** Drives one proxy over TLS, HTTP/1.1, as a browser would that keeps its connections. */
interface Target {
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
}
export interface LoadOrder extends Target {
  readonly kind: 'load';
  readonly connections: number;
  readonly milliseconds: number;
}
export interface LoadFigures {
  readonly requests: number;
  readonly failures: number;
  /** Milliseconds. */
  readonly p50: number;
  /** The body of one answer, for checking. */
  readonly sample: string;
}
export interface OpenOrder extends Target {
  readonly kind: 'open';
  readonly count: number;
}
export interface DownloadOrder extends Target {
  readonly kind: 'download';
  readonly path: string;
}
export interface DownloadFigures {
  readonly received: number;
  /** Milliseconds until the first byte of the body, and until the last. */
  readonly first: number;
  readonly milliseconds: number;
}

const connect = { rejectUnauthorized: false, servername: SUFFIX_HOST };
const originOf = (port: number): string => `https://127.0.0.1:${port}`;
let open: Client[] = [];

async function load({ port, headers, connections, milliseconds }: LoadOrder): Promise<LoadFigures> {
  const pool = new Pool(originOf(port), { connections, pipelining: 1, connect });
  const until = performance.now() + milliseconds;
  const times: number[] = [];
  let failures = 0;
  let sample = '';
  const drive = async (): Promise<void> => {
    while (performance.now() < until) {
      const begun = performance.now();
      const { statusCode, body } = await pool.request({ path: '/page', method: 'GET', headers });
      if (sample === '') sample = await body.text();
      else await body.dump();
      if (statusCode !== 200) failures++;
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: connections }, drive));
  await pool.destroy();
  times.sort((a, b) => a - b);
  return { requests: times.length, failures, p50: times[times.length >> 1] ?? 0, sample };
}

/** Opens streams of events and leaves them open, each on a connection of its own, after its first event. */
async function openStreams({ port, headers, count }: OpenOrder): Promise<{ opened: number }> {
  let opened = 0;
  const one = async (): Promise<void> => {
    const client = new Client(originOf(port), { connect, bodyTimeout: 0 });
    open.push(client);
    const { statusCode, body } = await client.request({ path: '/events', method: 'GET', headers });
    body.on('error', () => {});
    await new Promise((resolve) => body.once('data', resolve));
    if (statusCode === 200) opened++;
  };
  for (let at = 0; at < count; at += 50) await Promise.all(Array.from({ length: Math.min(50, count - at) }, one));
  return { opened };
}

async function closeStreams(): Promise<object> {
  await Promise.all(open.map((client) => client.destroy()));
  open = [];
  return {};
}

async function download({ port, headers, path }: DownloadOrder): Promise<DownloadFigures> {
  const client = new Client(originOf(port), { connect, bodyTimeout: 0 });
  const begun = performance.now();
  let received = 0;
  let first = 0;
  const { body } = await client.request({ path, method: 'GET', headers });
  for await (const piece of body) {
    if (received === 0) first = performance.now() - begun;
    received += (piece as Buffer).length;
  }
  await client.close();
  return { received, first, milliseconds: performance.now() - begun };
}

const ORDERS = { load, open: openStreams, close: closeStreams, download } as const;
serveParent({}, (order: { readonly kind: keyof typeof ORDERS }) => ORDERS[order.kind](order as never));
