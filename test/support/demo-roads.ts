import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { DEMO_USERS } from '../../src/demo/demo-users.ts';
import { type Demo, startDemo } from '../../src/demo/start-demo.ts';
import { launchChromium, type TestBrowser } from './chromium.ts';
import { freePort } from './free-port.ts';

/** One way to the demo's apps: straight to them, or through the gateway. */
export interface Road {
  readonly context: BrowserContext;
  /** The address at which this road shows an origin's URL. */
  at(originUrl: string): string;
  /** An address of this road as the origin's: what both roads can be compared by. */
  home(url: string): string;
  /** A page at an origin's URL. Its errors and requests are watched. */
  open(originUrl: string): Promise<Page>;
  /** Console errors, in the origin's words. */
  readonly problems: string[];
  /** Hosts asked that are not of this road. */
  readonly outside: string[];
}

export interface DemoRoads {
  readonly demo: Demo;
  bare(): Promise<Road & { close(): Promise<void> }>;
  through(username: string): Promise<Road & { close(): Promise<void> }>;
  close(): Promise<void>;
}

const SUFFIX = '.mcas.localhost';

/** The demo as `npm run demo` starts it, in a directory of its own, and the two roads to its apps. */
export async function startDemoRoads(): Promise<DemoRoads> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'sallyport-roads-'));
  const port = await freePort();
  const demo = await startDemo({ stateDirectory, fresh: false, port, logLevel: 'silent', say: () => {} });
  const front = new URL(demo.summary.apps[0]!.connect).host;
  const tail = `${SUFFIX}:${port}`;

  function road(browser: TestBrowser, isOwn: (hostname: string) => boolean, at: Road['at']): Road & TestBrowser {
    const problems: string[] = [];
    const outside: string[] = [];
    const home = (text: string): string => text.replaceAll(tail, '');
    browser.context.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (/^(https?|wss?):$/.test(protocol) && !isOwn(hostname)) outside.push(request.url());
    });
    browser.context.on('console', (message) => {
      if (message.type() === 'error') problems.push(home(`${message.text()} ${message.location().url}`));
    });
    browser.context.on('weberror', (error) => problems.push(home(String(error.error()))));
    return {
      ...browser,
      at,
      home,
      problems,
      outside,
      async open(originUrl) {
        const page = await browser.context.newPage();
        await page.goto(at(originUrl));
        return page;
      },
    };
  }

  return {
    demo,
    async bare() {
      const browser = await launchChromium(`MAP *.corp.test ${front}`);
      const isOwn = (name: string): boolean => name.endsWith('.corp.test');
      const way = road(browser, isOwn, (url) => url);
      // The other road has seen this page once when it is signed in, and the app counts.
      await (await way.open(demo.summary.apps[0]!.originUrl)).close();
      return way;
    },
    async through(username) {
      const browser = await launchChromium();
      const at = (url: string): string => url.replace(/^https:\/\/[^/]+/, (origin) => origin + tail);
      const way = road(browser, (name) => name.endsWith(SUFFIX) || name === 'idp.corp.localhost', at);
      const user = DEMO_USERS.find((each) => each.username === username)!;
      const page = await way.open(demo.summary.apps[0]!.originUrl);
      await page.fill('input[name=username]', user.username);
      await page.fill('input[name=password]', user.password);
      await page.click('button[type=submit]');
      await page.waitForURL(at(demo.summary.apps[0]!.originUrl));
      await page.close();
      return way;
    },
    async close() {
      await demo.close();
      rmSync(stateDirectory, { recursive: true, force: true });
    },
  };
}

/** Waits until an expression is true in the page. By asking, since a page's CSP may forbid what a waiting script needs. */
export async function until(page: Page, expression: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await page.evaluate(`Boolean(${expression})`)) return;
    await page.waitForTimeout(50);
  }
  throw new Error(`never true on ${page.url()}: ${expression}`);
}
