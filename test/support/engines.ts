import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';
import { Builder, Capabilities } from 'selenium-webdriver';
import { freePort } from './free-port.ts';

/** One tab of a browser whose every connection goes through a proxy, and which takes any certificate. */
export interface EngineTab {
  goto(url: string): Promise<void>;
  /** The value of an expression in the page: a string, or undefined. */
  read(expression: string): Promise<string | undefined>;
  close(): Promise<void>;
}

export interface Engine {
  readonly name: string;
  /** Debian packages that bring it. */
  readonly packages: readonly string[];
  readonly isInstalled: () => boolean;
  readonly open: (proxyPort: number) => Promise<EngineTab>;
}

const FIREFOX = process.env['FIREFOX_PATH'] ?? '/usr/bin/firefox-esr';
const WEBKIT_DRIVER = '/usr/bin/WebKitWebDriver';
const X_SERVER = '/usr/bin/Xvfb';
const miniBrowser = (): string | undefined => globSync('/usr/lib/*/webkit2gtk-4.*/MiniBrowser').sort().at(-1);
/** Milliseconds for a driver or a display to come up. */
const PATIENCE = 60_000;

/** Firefox by WebDriver BiDi. */
async function openFirefox(proxyPort: number): Promise<EngineTab> {
  const proxy = { http: '127.0.0.1', http_port: proxyPort, ssl: '127.0.0.1', ssl_port: proxyPort };
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    headless: true,
    acceptInsecureCerts: true,
    extraPrefsFirefox: {
      'network.proxy.type': 1,
      'network.proxy.allow_hijacking_localhost': true,
      'network.proxy.no_proxies_on': '',
      ...Object.fromEntries(Object.entries(proxy).map(([name, value]) => [`network.proxy.${name}`, value])),
    },
  });
  const page = await browser.newPage();
  const read = async (expression: string): Promise<unknown> => page.evaluate(expression);
  /** The driver is never told that a page has loaded that went to a process of its own, so the page is asked as well. */
  async function untilLoaded(): Promise<void> {
    for (const end = Date.now() + PATIENCE; ; await delay(25)) {
      const isThere = await read("!globalThis.isLeft && document.readyState === 'complete'").catch(() => false);
      if (isThere) return;
      if (Date.now() > end) throw new Error('no page has loaded');
    }
  }
  return {
    async goto(url) {
      await read('void (globalThis.isLeft = true)').catch(() => {});
      const going = page.goto(url, { waitUntil: 'load', timeout: PATIENCE });
      // It may come to nothing long after the page is there.
      going.catch(() => {});
      await Promise.race([going, untilLoaded()]);
    },
    read: async (expression) => (await read(expression)) as string | undefined,
    close: () => browser.close(),
  };
}

/** WebKitGTK by WebDriver, on a display of its own. */
async function openWebKit(proxyPort: number): Promise<EngineTab> {
  const display = spawn(X_SERVER, ['-displayfd', '3', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [number] = (await once(display.stdio[3]!, 'data', { signal: AbortSignal.timeout(PATIENCE) })) as [Buffer];
  const port = await freePort();
  const driver = spawn(WEBKIT_DRIVER, [`--port=${port}`], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: `:${String(number).trim()}` },
  });
  const stop = async (): Promise<void> => {
    for (const child of [driver, display]) {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
  };
  const at = `http://127.0.0.1:${port}`;
  try {
    await untilReady(`${at}/status`);
    const session = await new Builder()
      .usingServer(at)
      .withCapabilities(
        new Capabilities({
          browserName: 'MiniBrowser',
          acceptInsecureCerts: true,
          // As an argument: what WebDriver calls `sslProxy` is spoken to in TLS here.
          'webkitgtk:browserOptions': {
            binary: miniBrowser(),
            args: ['--automation', `--proxy=http://127.0.0.1:${proxyPort}`],
          },
        }),
      )
      .build();
    return {
      goto: (url) => session.get(url),
      read: async (expression) => (await session.executeScript<string | null>(`return ${expression}`)) ?? undefined,
      async close() {
        await session.quit();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilReady(url: string): Promise<void> {
  for (const end = Date.now() + PATIENCE; ; await delay(50)) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > end) throw new Error(`${url} does not answer`);
  }
}

/** The engines beside Chromium's. */
export const ENGINES: readonly Engine[] = [
  { name: 'firefox', packages: ['firefox-esr'], isInstalled: () => existsSync(FIREFOX), open: openFirefox },
  {
    name: 'webkit',
    packages: ['webkit2gtk-driver', 'xvfb'],
    isInstalled: () => existsSync(WEBKIT_DRIVER) && existsSync(X_SERVER) && miniBrowser() !== undefined,
    open: openWebKit,
  },
];
