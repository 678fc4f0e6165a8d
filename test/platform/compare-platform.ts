/**
 * `npm run test:platform -- --checkout <web-platform-tests> <path prefix>...`: test pages of the platform itself in Chromium, bare and
 * through the gateway. What differs twice, in fresh browsers, and is not in known-differences.json is printed and ends with 1.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContext } from 'playwright-core';
import { openLocalCa } from '../../src/proxy/tls/local-ca.ts';
import { createHostMap, parseOrigin } from '../../src/rewrite/host-map.ts';
import { launchChromium } from '../support/chromium.ts';
import { sendSignIn } from '../support/sign-in-form.ts';
import { startTestGateway, USERS } from '../support/test-gateway.ts';
import { differences, lasting, NO_OUTCOME, type Outcome } from './outcome.ts';
import { namesOf, OTHER_SITE, type PlatformTest, SITE, startPlatformServer } from './platform-server.ts';

/** Path prefix of a test -> why it differs, in prose. */
const known = JSON.parse(readFileSync(new URL('known-differences.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, string>
>;
/** Milliseconds of patience with a page, and with one that says it takes long. */
const PATIENCE = { usual: 20_000, long: 60_000 };
/** Pages that share a browser context: cookies and stores of earlier ones may be in their way, a new context takes its time. */
const TOGETHER = 15;
const MARK = 'OUTCOME ';

class Misused extends Error {}

type State = Awaited<ReturnType<BrowserContext['storageState']>>;

async function outcomeOf(context: BrowserContext, base: string, test: PlatformTest): Promise<Outcome> {
  const page = await context.newPage();
  page.on('dialog', (dialog) => void dialog.dismiss().catch(() => undefined));
  const told = page.waitForEvent('console', {
    predicate: (message) => message.text().startsWith(MARK),
    timeout: test.long ? PATIENCE.long : PATIENCE.usual,
  });
  // Many pages go on to others while they load, so how the navigation ends says nothing.
  page.goto(base + test.url).catch(() => undefined);
  try {
    return JSON.parse((await told).text().slice(MARK.length)) as Outcome;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error;
    return NO_OUTCOME;
  } finally {
    await Promise.all(context.pages().map((open) => open.close()));
  }
}

async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { checkout: { type: 'string' }, together: { type: 'string', default: '2' } },
  });
  if (values.checkout === undefined || positionals.length === 0)
    throw new Misused('npm run test:platform -- --checkout <folder of web-platform-tests> <path prefix>...');
  const checkout = resolve(values.checkout);
  if (!existsSync(join(checkout, 'resources/testharness.js')))
    throw new Misused(`no checkout of web-platform-tests: ${checkout}`);

  const directory = mkdtempSync(join(tmpdir(), 'sallyport-platform-'));
  const authority = await openLocalCa(join(directory, 'ca'), 'Test platform authority');
  const server = await startPlatformServer(
    checkout,
    directory,
    await authority.issue([SITE, OTHER_SITE].flatMap(namesOf)),
  );
  const gateway = await startTestGateway({
    handler: (_request, response) => response.end(),
    change: (config) => {
      const template = config.apps[0]!;
      const appAt = (id: string, origins: readonly string[]): typeof template => ({
        ...template,
        id,
        ca: [authority.certificate],
        hosts: origins.map((text) => {
          const origin = parseOrigin(text)!;
          return { origin, connect: { ...origin, host: '127.0.0.1' } };
        }),
      });
      return { ...config, apps: [appAt('site', server.site), appAt('other', server.otherSite)] };
    },
  });
  const hosts = createHostMap({
    suffix: 'mcas.localhost',
    port: gateway.port,
    form: 'dotted',
    origins: [...server.site, ...server.otherSite],
  });
  const chromium = await launchChromium(
    `MAP *.${SITE} 127.0.0.1, MAP ${SITE} 127.0.0.1, MAP *.${OTHER_SITE} 127.0.0.1, MAP ${OTHER_SITE} 127.0.0.1`,
    { handleSIGINT: false, handleSIGTERM: false },
  );
  // Whoever stops it early has nothing left behind: what is under way fails, and all is closed as at the end.
  const stop = (): void => void chromium.context.close();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const [bareBase] = server.site as [string];
    const throughBase = hosts.toSuffix(bareBase);
    const tests = (await server.tests(positionals)).filter(
      ({ source, url }) => !/\.h2\.|wpt_flags=h2|[-.]manual\./.test(url) && !needsDriver(checkout, source),
    );
    if (tests.length === 0) throw new Misused(`no test page begins so: ${positionals.join(' ')}`);
    process.stdout.write(`${tests.length} test pages\n`);
    const browser = chromium.context.browser();
    if (browser === null) throw new Error('the browser tells nothing of itself');
    const state = await signedIn(browser, server.site.map(hosts.toSuffix));
    return await compareAll(browser, state, [bareBase, throughBase], tests, Number(values.together));
  } finally {
    await chromium.close();
    await gateway.close();
    await server.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Whether it wants a driver to act as the user does, which nobody here does. */
function needsDriver(checkout: string, source: string): boolean {
  return readFileSync(join(checkout, source), 'latin1').includes('testdriver');
}

/** Signed in at every host, as somebody is who works with the app. */
async function signedIn(browser: Browser, bases: readonly string[]): Promise<State> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const at = (base: string): string => `${base}/common/blank.html`;
  await page.goto(at(bases[0]!));
  await sendSignIn(page, USERS[0]!);
  await page.waitForURL(at(bases[0]!));
  for (const base of bases) await page.goto(at(base));
  const state = await context.storageState();
  await context.close();
  return state;
}

async function compareAll(
  browser: Browser,
  state: State,
  bases: readonly [bare: string, through: string],
  tests: readonly PlatformTest[],
  together: number,
): Promise<boolean> {
  const inFreshContexts = async <T>(
    act: (run: (test: PlatformTest) => Promise<[Outcome, Outcome]>) => Promise<T>,
  ): Promise<T> => {
    const bare = await browser.newContext({ ignoreHTTPSErrors: true });
    const through = await browser.newContext({ ignoreHTTPSErrors: true, storageState: state });
    try {
      return await act((test) => Promise.all([outcomeOf(bare, bases[0], test), outcomeOf(through, bases[1], test)]));
    } finally {
      await bare.close();
      await through.close();
    }
  };
  const count = { done: 0, alike: 0, silent: 0, known: 0, differing: 0, subtests: 0 };
  const queue = [...tests];
  const work = async (): Promise<void> => {
    for (let part = queue.splice(0, TOGETHER); part.length > 0; part = queue.splice(0, TOGETHER)) {
      await inFreshContexts(async (run) => {
        for (const test of part) {
          const [bare, through] = await run(test);
          const first = differences(bare, through);
          count.subtests += bare.subtests.length;
          // What comes by chance, or of what another test has left, does not come twice.
          const found =
            first.length === 0
              ? []
              : lasting(first, await inFreshContexts(async (again) => differences(...(await again(test)))));
          const isKnown = Object.keys(known).some((prefix) => test.url.startsWith(prefix));
          // Of a page that comes to no end anywhere nothing can be said.
          const isSilent = bare === NO_OUTCOME && through === NO_OUTCOME;
          count[isSilent ? 'silent' : found.length === 0 ? 'alike' : isKnown ? 'known' : 'differing']++;
          if (found.length > 0 && !isKnown) process.stdout.write(`${[test.url, ...found].join('\n  ')}\n`);
        }
      });
      count.done += part.length;
      process.stderr.write(`${count.done} of ${tests.length}\n`);
    }
  };
  await Promise.all(Array.from({ length: together }, work));
  process.stdout.write(
    `${tests.length} pages with ${count.subtests} tests: ${count.alike} alike, ${count.silent} without an outcome on both roads, ${count.known} known to differ, ${count.differing} differ\n`,
  );
  return count.differing === 0;
}

try {
  if (!(await main())) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof Misused)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
