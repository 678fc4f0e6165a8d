import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { KeyPair } from '../../src/proxy/tls/local-ca.ts';
import { freePort } from '../support/free-port.ts';

const PROGRAM = fileURLToPath(new URL('serve-tests.py', import.meta.url));
const REPORT = fileURLToPath(new URL('report', import.meta.url));
/** Milliseconds that the server may take to its first answer. */
const PATIENCE = 120_000;
/** What the tests call the site they are on, and the one that is foreign to it. */
export const SITE = 'web-platform.test';
export const OTHER_SITE = 'not-web-platform.test';
/** As web-platform-tests serves them, two in letters outside of ASCII. */
const SUBDOMAINS = ['', 'www.', 'www1.', 'www2.', 'www.www.', 'xn--lve-6lad.', 'xn--n8j6ds53lwwkrqhv28a.'];

/** One test page. */
export interface PlatformTest {
  /** A path with a query. */
  readonly url: string;
  /** The file it is made of, from the checkout on. */
  readonly source: string;
  /** Whether it may take long. */
  readonly long: boolean;
}

export interface PlatformServer {
  /** Origins of the site, the first is where tests begin; and those of the other one. */
  readonly site: readonly string[];
  readonly otherSite: readonly string[];
  /** The tests under some path prefixes, without those that a person or a driver has to take part in. */
  tests(prefixes: readonly string[]): Promise<PlatformTest[]>;
  close(): Promise<void>;
}

export const namesOf = (site: string): string[] => SUBDOMAINS.map((name) => name + site);

/** The server of a checkout of web-platform-tests on free ports, its files in `directory`. Throws what it says where it does not start. */
export async function startPlatformServer(checkout: string, directory: string, tls: KeyPair): Promise<PlatformServer> {
  // No page is loaded by HTTP/2, but scripts of the tests name that port, and are not served where there is none.
  const ports = { https: [await freePort(), await freePort()], wss: [await freePort()], h2: [await freePort()] };
  const files = { key: join(directory, 'platform.key'), certificate: join(directory, 'platform.pem') };
  writeFileSync(files.key, tls.key, { mode: 0o600 });
  writeFileSync(files.certificate, tls.cert);
  const config = join(directory, 'platform.json');
  const unused = {
    'http-private': [],
    'http-public': [],
    'https-private': [],
    'https-public': [],
    'webtransport-h3': [],
  };
  writeFileSync(
    config,
    JSON.stringify({
      check_subdomains: false,
      server_host: '127.0.0.1',
      ssl: { type: 'pregenerated', pregenerated: { host_key_path: files.key, host_cert_path: files.certificate } },
      aliases: [{ 'url-path': '/resources/testharnessreport.js', 'local-dir': REPORT }],
      ports: { ...ports, http: [await freePort(), await freePort()], ws: [await freePort()], ...unused },
    }),
  );
  // It ends its own processes when it is interrupted.
  const server = spawn('python3', [PROGRAM, checkout, 'serve', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [server.stdout, server.stderr])
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk).slice(-4000);
    });
  const [first, second] = ports.https as [number, number];
  const end = Date.now() + PATIENCE;
  while (!(await answers(first))) {
    if (server.exitCode !== null || Date.now() > end) throw new Error(`the platform's tests are not served:\n${said}`);
    await delay(200);
  }
  const [sockets] = ports.wss as [number];
  return {
    site: namesOf(SITE).flatMap((host) => [first, second, sockets].map((port) => `https://${host}:${port}`)),
    otherSite: namesOf(OTHER_SITE).flatMap((host) => [first, sockets].map((port) => `https://${host}:${port}`)),
    async tests(prefixes) {
      const { stdout } = await promisify(execFile)('python3', [PROGRAM, checkout, 'list', ...prefixes], {
        maxBuffer: 1 << 28,
      });
      return stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as PlatformTest);
    },
    async close() {
      const ended = once(server, 'exit');
      server.kill('SIGINT');
      await ended;
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    get(
      { port, host: '127.0.0.1', servername: SITE, path: '/common/blank.html', rejectUnauthorized: false },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    ).on('error', () => resolve(false));
  });
}
