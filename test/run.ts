/**
 * `npm test [-- <file or folder>... --test-name-pattern=<regex> --coverage]`: the whole suite, or a part of it, in one go.
 *
 * Groups run in the order of GROUPS, two files at a time. Output ends with the runner's own summary.
 */
import { spawn } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ENGINES } from './support/engines.ts';

/** From the fastest and most telling to the slowest. */
const GROUPS = ['unit', 'contract', 'architecture', 'integration', 'fuzz', 'browser'] as const;
/** Groups that run only when they are named. */
const ON_DEMAND = ['browsers'] as const;
/** Milliseconds one test may take unless it says otherwise: for what hangs, not for what is slow on a busy machine. */
const TEST_TIMEOUT = 300_000;
/** Where compiled modules are kept: each test file, and each command one starts, loads some hundred of them. */
const COMPILED = 'node_modules/.cache/compiled';
/** Milliseconds without any event after which a test file is taken to hang, a timer or a socket left open in it. */
const SILENCE = 600_000;
/** Where a peer is when it is installed, and the Debian package that brings it; SimpleSAMLphp does not name what it reads XML with. */
const PEERS = {
  '/usr/lib/apache2/modules/mod_auth_openidc.so': 'libapache2-mod-auth-openidc',
  '/usr/lib/apache2/modules/mod_auth_mellon.so': 'libapache2-mod-auth-mellon',
  '/usr/share/simplesamlphp/www': 'simplesamlphp',
  '/usr/share/doc/php-xml': 'php-xml',
};
const CHROMIUM_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

class Unready extends Error {}

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopping.abort());

/** Runs a program to its end; its output goes to ours. */
function finish(program: string, ...args: string[]): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    const stop = (): void => void child.kill();
    stopping.signal.addEventListener('abort', stop);
    child.once('error', reject);
    child.once('exit', (code) => {
      stopping.signal.removeEventListener('abort', stop);
      resolve(code === 0);
    });
  });
}

function filesOf(group: string): string[] {
  return globSync(`test/${group}/**/*.test.ts`).sort();
}

/** Every test file, group by group. A group without a file, or a file without a group, is a mistake and not a pass. */
function wholeSuite(): string[] {
  const files: string[] = [];
  for (const group of GROUPS) {
    const found = filesOf(group);
    if (found.length === 0 && existsSync(`test/${group}`) && group !== 'fuzz')
      throw new Unready(`test/${group} holds no *.test.ts file`);
    files.push(...found);
  }
  const known = new Set([...files, ...ON_DEMAND.flatMap(filesOf)]);
  const strays = globSync('test/**/*.test.ts').filter((file) => !known.has(file));
  if (strays.length > 0) throw new Unready(`in no group, so never run: ${strays.join(', ')}`);
  return files;
}

function chosenFiles(wanted: readonly string[]): string[] {
  if (wanted.length === 0) return wholeSuite();
  return wanted.flatMap((path) => {
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    const found = globSync(isFolder ? `${path}/**/*.test.ts` : path).sort();
    if (found.length === 0) throw new Unready(`no test file matches ${path}`);
    return found;
  });
}

/** Installs Debian packages where that is allowed; says whether it did. */
async function installed(...packages: readonly string[]): Promise<boolean> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  process.env['DEBIAN_FRONTEND'] = 'noninteractive';
  process.stderr.write(`installing with apt-get: ${packages.join(', ')}\n`);
  await finish('apt-get', '-qq', 'update');
  return finish('apt-get', '-qq', 'install', '-y', '--no-install-recommends', ...packages);
}

/** The browser tests read CHROMIUM_PATH. */
async function ensureChromium(): Promise<void> {
  const place = [process.env['CHROMIUM_PATH'] ?? '', ...CHROMIUM_PLACES].find(
    (path) => path !== '' && existsSync(path),
  );
  if (place !== undefined) {
    process.env['CHROMIUM_PATH'] = place;
    return;
  }
  if ((await installed('chromium')) && existsSync('/usr/bin/chromium')) {
    process.env['CHROMIUM_PATH'] = '/usr/bin/chromium';
    return;
  }
  throw new Unready(
    'the browser tests need Chromium: `sudo apt-get install chromium` (Debian), `brew install --cask chromium` (macOS), or set CHROMIUM_PATH to one',
  );
}

/** The other engines, where they are missing. */
async function ensureEngines(): Promise<void> {
  for (const { name, isInstalled, packages } of ENGINES) {
    if (isInstalled() || ((await installed(...packages)) && isInstalled())) continue;
    throw new Unready(
      `the tests in ${name} need Debian's ${packages.join(' and ')}: sudo apt-get install ${packages.join(' ')}`,
    );
  }
}

/** Peers of the sign-in tests from other hands: where they stay missing, the tests say so and are skipped. */
async function offerPeers(): Promise<void> {
  const missing = Object.entries(PEERS).flatMap(([place, name]) => (existsSync(place) ? [] : [name]));
  if (missing.length > 0) await installed(...missing);
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      'test-name-pattern': { type: 'string', multiple: true, default: [] },
      concurrency: { type: 'string', default: '2' },
      coverage: { type: 'boolean', default: false },
    },
  });
  const files = chosenFiles(positionals);
  if (files.some((file) => /^(\.\/)?test\/browser\//.test(file))) await ensureChromium();
  if (files.some((file) => /^(\.\/)?test\/browsers\//.test(file))) await ensureEngines();
  if (files.some((file) => /^(\.\/)?test\/integration\/identity\//.test(file))) await offerPeers();

  // Code that comes out of the cache is counted less exactly.
  if (!values.coverage) process.env['NODE_COMPILE_CACHE'] ??= resolve(root, COMPILED);
  const events = run({
    files,
    concurrency: Number(values.concurrency),
    timeout: TEST_TIMEOUT,
    signal: stopping.signal,
    coverage: values.coverage,
    coverageIncludeGlobs: ['src/**/*.ts'],
    testNamePatterns: values['test-name-pattern'],
  });
  let ran = 0;
  const finished = new Set<string>();
  const announceSilence = (): void => {
    const open = files.filter((file) => !finished.has(file));
    process.stderr.write(`nothing happened for ${SILENCE / 1000} s; not finished: ${open.join(', ')}\n`);
    process.exitCode = 1;
    stopping.abort();
  };
  let silence = setTimeout(announceSilence, SILENCE);
  const sign = (): void => {
    clearTimeout(silence);
    silence = setTimeout(announceSilence, SILENCE);
  };
  for (const name of ['test:start', 'test:pass', 'test:fail', 'test:stdout', 'test:stderr'] as const)
    events.on(name, sign);
  events.on('test:fail', ({ todo }) => {
    if (todo === undefined || todo === false) process.exitCode = 1;
  });
  events.on('test:summary', ({ file, counts }) => {
    if (file !== undefined) finished.add(file.startsWith(root) ? file.slice(root.length) : file);
    else ran = counts.tests;
  });
  events.once('end', () => {
    clearTimeout(silence);
    if (ran === 0 || stopping.signal.aborted) process.exitCode = 1;
  });
  events.compose(spec).pipe(process.stdout);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Unready)) throw error;
  process.stderr.write(`npm test: ${error.message}\n`);
  process.exitCode = 1;
}
