import { isDeepStrictEqual } from 'node:util';
import type { BrowserContext, Frame, Page } from 'playwright-core';
import type { TestBrowser } from './chromium.ts';

/** One way to apps: straight to them, or through the gateway. */
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

export interface RoadRules {
  /** What the gateway puts behind a host: `.SUFFIX:PORT`. */
  readonly tail: string;
  readonly isOwn: (hostname: string) => boolean;
  readonly at: Road['at'];
}

/** A road in a browser of its own. */
export function roadOf(browser: TestBrowser, { tail, isOwn, at }: RoadRules): Road & TestBrowser {
  const problems: string[] = [];
  const outside: string[] = [];
  const home = (text: string): string => text.replaceAll(tail, '');
  // HTTP/2 has no reason phrase (RFC 9113, 8.3.2), so one road may show it and the other not.
  // Nor is the time in a URL the same on both.
  const problem = (text: string): void =>
    void problems.push(
      home(text)
        .replace(/(status of \d+) \([\w ]*\)/, '$1')
        .replace(/\bt=\d{13}\b/g, 't')
        // What breaks off is named by the version of HTTP that it breaks in.
        .replace(/net::ERR_(EMPTY_RESPONSE|CONNECTION_(CLOSED|RESET)|HTTP2_PROTOCOL_ERROR)/, 'net::broken off'),
    );
  browser.context.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && !isOwn(hostname)) outside.push(request.url());
  });
  browser.context.on('console', (message) => {
    if (message.type() === 'error') problem(`${message.text()} ${message.location().url}`);
  });
  browser.context.on('weberror', (error) => problem(String(error.error())));
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

/**
 * What is read of a page that fills itself, once it stays the same. Quiet is counted in ways to the app and back, which take longer where
 * everything does.
 */
export async function settled<T>(page: Page, read: () => Promise<T>): Promise<T> {
  let last = await read();
  for (let quiet = 0, tries = 0; quiet < 8; tries++, quiet++) {
    if (tries > 500) throw new Error(`never the same on ${page.url()}`);
    await page.evaluate('fetch(location.href).then((answer) => answer.text())');
    await page.waitForTimeout(50);
    const now = await read();
    if (!isDeepStrictEqual(now, last)) quiet = 0;
    last = now;
  }
  return last;
}

/** Waits until an expression is true in the page. By asking, since a page's CSP may forbid what a waiting script needs. */
export async function until(page: Page | Frame, expression: string): Promise<void> {
  for (let tries = 0; tries < 2400; tries++) {
    if (await page.evaluate(`Boolean(${expression})`)) return;
    await page.waitForTimeout(50);
  }
  throw new Error(`never true on ${page.url()}: ${expression}`);
}
