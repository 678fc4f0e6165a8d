import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

const EXECUTABLE = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Scripts of service workers ask for a certificate that the context's own exception does not cover.
  '--ignore-certificate-errors',
];

/** Milliseconds for what a page is waited for: what never comes is a fault, what is slow is a busy machine. */
const PATIENCE = 120_000;

export interface TestBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/**
 * Debian's Chromium with a fresh profile. `rules` is a --host-resolver-rules value, `options` what else it is launched with.
 * Throws one line when there is none.
 */
export async function launchChromium(
  rules?: string,
  options: NonNullable<Parameters<typeof chromium.launchPersistentContext>[1]> = {},
): Promise<TestBrowser> {
  if (!existsSync(EXECUTABLE)) throw new Error('Chromium is missing: apt-get install chromium, or set CHROMIUM_PATH');
  const profile = mkdtempSync(join(tmpdir(), 'sallyport-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: EXECUTABLE,
    headless: true,
    args: [...ARGUMENTS, ...(rules === undefined ? [] : [`--host-resolver-rules=${rules}`])],
    ignoreHTTPSErrors: true,
    acceptDownloads: true,
    ...options,
  });
  context.setDefaultTimeout(PATIENCE);
  return {
    context,
    async close() {
      await context.close();
      // A browser that is ending may still write to it.
      rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
