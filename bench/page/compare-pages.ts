import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { buildClient } from '../../src/client/build.ts';
import { launchChromium } from '../../test/support/chromium.ts';
import { sendSignIn } from '../../test/support/sign-in-form.ts';
import { startTestGateway, USERS } from '../../test/support/test-gateway.ts';
import { figure, printTable, shuffled } from '../report.ts';

const HOST = 'wiki.corp.test';
const ROUNDS = 25;
/** Milliseconds that a sample takes about. */
const SAMPLE = 40;

/** What the page runtime costs in a page: the same workloads in Chromium, bare and behind the gateway, taking turns. */
export async function comparePages(): Promise<void> {
  const script = await bundle();
  const gateway = await startTestGateway({
    handler: (request, response) => {
      const isScript = request.url === '/workloads.js';
      response.writeHead(200, {
        'content-type': isScript ? 'text/javascript' : 'text/html',
        'cache-control': 'no-store',
      });
      response.end(
        isScript ? script : '<!doctype html><title>Bench</title><body><script src="/workloads.js"></script>',
      );
    },
  });
  const browser = await launchChromium(`MAP ${HOST}:443 127.0.0.1:${gateway.origin.port}`);
  try {
    const home = `${gateway.suffix(HOST)}/`;
    const bare = await browser.context.newPage();
    await bare.goto(`https://${HOST}/`);
    const through = await browser.context.newPage();
    await through.goto(home);
    await sendSignIn(through, USERS[0]!);
    await through.waitForURL(home);
    const names = (await bare.evaluate('workloads')) as Readonly<Record<'usual' | 'mapped', readonly string[]>>;
    const usual = await measure({ bare, through }, names.usual);
    const mapped = await measure({ bare, through }, names.mapped);
    const mean = Math.exp(usual.reduce((sum, { ratio }) => sum + Math.log(ratio), 0) / usual.length);
    const row = ({ name, times, ratio }: Found): string[] => [
      name,
      figure(times.bare),
      figure(times.through),
      `${figure(ratio)} x`,
    ];
    printTable(
      'in the page, Chromium (milliseconds, the quickest of some rounds)',
      ['workload', 'bare', 'through', 'bare is 1, through is'],
      [...usual.map(row), ['geometric mean of these', '', '', `${figure(mean)} x`], ...mapped.map(row)],
    );
    const runtime = (await buildClient())['runtime.js'].code;
    process.stdout.write(
      `page runtime: ${figure(runtime.length / 1024)} KB, ${figure(gzipSync(runtime).length / 1024)} KB with gzip\n`,
    );
  } finally {
    await browser.close();
    await gateway.close();
  }
}

type Tab = 'bare' | 'through';

interface Found {
  readonly name: string;
  readonly times: Readonly<Record<Tab, number>>;
  readonly ratio: number;
}

async function measure(tabs: Readonly<Record<Tab, Page>>, names: readonly string[]): Promise<Found[]> {
  const found: Found[] = [];
  for (const name of names) {
    const sample = (tab: Tab, calls: number): Promise<number> =>
      tabs[tab].evaluate(`measure(${JSON.stringify(name)}, ${calls})`);
    // The engine compiles what is hot during the first ones.
    for (const tab of ['bare', 'through'] as const) for (let warm = 0; warm < 5; warm++) await sample(tab, 5);
    const calls = Math.max(1, Math.round((SAMPLE * 5) / (await sample('bare', 5))));
    const times = { bare: Number.POSITIVE_INFINITY, through: Number.POSITIVE_INFINITY };
    for (let round = 0; round < ROUNDS; round++)
      for (const tab of shuffled(['bare', 'through'] as const)) {
        await tabs[tab].bringToFront();
        // Other work on the machine only ever adds, so the quickest is the nearest to the truth.
        times[tab] = Math.min(times[tab], (await sample(tab, calls)) / calls);
      }
    found.push({ name, times, ratio: times.through / times.bare });
  }
  return found;
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('workloads.js', import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return outputFiles[0]!.text;
}
