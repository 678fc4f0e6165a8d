/**
 * `npm run bench [-- html css js rewriting page decisions inspection session proxy streams download content]`: ratios against other software, measured in the same run.
 *
 * Absolute values depend on the machine; read the ratios. Peers from npm are installed into bench/node_modules on first use;
 * nginx and apache2 take part when they are there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { compareInspection } from './inspection/compare-inspection.ts';
import { compareEngines } from './library/compare-engines.ts';
import { compareMeaning } from './meaning/compare-meaning.ts';
import { comparePages } from './page/compare-pages.ts';
import { compareDecisions } from './policy/compare-decisions.ts';
import { measurable } from './process-figures.ts';
import { compareContent } from './proxy/compare-content.ts';
import { compareDownloads } from './proxy/compare-downloads.ts';
import { compareProxies } from './proxy/compare-proxies.ts';
import { compareStreams } from './proxy/compare-streams.ts';
import { compareSession } from './session/compare-session.ts';

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  html: () => compareEngines('html'),
  css: () => compareEngines('css'),
  js: () => compareEngines('js'),
  rewriting: compareMeaning,
  page: comparePages,
  decisions: compareDecisions,
  inspection: compareInspection,
  session: compareSession,
  proxy: compareProxies,
  streams: compareStreams,
  download: compareDownloads,
  content: compareContent,
};
/** Parts that read a process's own figures from the kernel. */
const LINUX_ONLY = ['inspection', 'session', 'proxy', 'streams', 'download', 'content'];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  process.stderr.write(`no part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}\n`);
  process.exit(2);
}

const here = fileURLToPath(new URL('.', import.meta.url));
if (!existsSync(`${here}node_modules/.package-lock.json`)) {
  process.stdout.write('installing what is compared with\n');
  const { status } = spawnSync('npm', ['ci', '--prefix', here, '--ignore-scripts', '--no-progress'], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}

process.stdout.write(`Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown CPU'}\n`);
for (const [name, run] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  if (LINUX_ONLY.includes(name) && !measurable) {
    process.stdout.write(`\n${name}: left out, it reads /proc\n`);
    continue;
  }
  await run();
}
