import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { unmark } from '../../src/rewrite/mark.ts';
import { launchChromium } from './chromium.ts';
import { compareRuns, type Run, type RunOnBoth } from './compare-runs.ts';
import { ANSWER, HOSTS, type PageCase, SUFFIX, startCaseGateway } from './page-case.ts';
import { sendSignIn } from './sign-in-form.ts';
import { USERS } from './test-gateway.ts';

/** Milliseconds until a page that does not answer counts as failed. */
const PATIENCE = 60_000;
const LEDGER = new URL('../browser/known-failures.json', import.meta.url);
/** A sandbox tells of each script that it keeps from running, and the runtime's is one more. */
const BLOCKED = /^Blocked script execution in /;

export interface BareAndThrough {
  /** Where the last case was run, for what takes a user's hand. */
  readonly tabs: { readonly bare: Page; readonly through: Page };
  /** Runs one case on both roads, throws where they differ, and gives how many assertions that was. */
  check(id: string, pageCase: PageCase): Promise<number>;
  close(): Promise<void>;
}

/** A gateway, its origin and one browser with a tab on each road; alice is signed in. */
export async function startBareAndThrough(): Promise<BareAndThrough> {
  const origin = await startCaseGateway();
  const { gateway } = origin;
  const rules = HOSTS.map((host) => `MAP ${host}:443 127.0.0.1:${gateway.origin.port}`).join(', ');
  const browser = await launchChromium(rules);
  const home = gateway.suffix('wiki.corp.test');
  const tabs = { bare: await browser.context.newPage(), through: await browser.context.newPage() };
  await signIn(tabs.through, `${home}/`);

  // The browser quotes a page's policy as the gateway widened it, proposes the digest of the text it has, and names URLs as
  // they were asked for.
  const mapped = (text: string): string =>
    unmark(text.replace(/ https:\/\/[^ "']*\/sallyport-as=[^ "']*(?=[ "])/g, ''))
      .replace(/ sallyport(?=")/g, '')
      .replace(/ 'nonce-sallyport-[\w-]+'/g, '')
      .replace(/ 'sHA\d+-[^']+'/g, '')
      // HTTP/2 has no reason phrase (RFC 9113, 8.3.2).
      .replace(/(status of \d+) \([\w ]*\)/, '$1')
      .replace(/a hash \('sha256-[^']+'\)/g, 'a hash')
      .replace(/computed (SHA-\d+) integrity '[^']+'/g, 'computed $1')
      .replace(new RegExp(`([a-z.]+)${SUFFIX.replaceAll('.', '\\.')}:${gateway.port}`, 'g'), '$1');

  async function onBoth(path: string, { patience }: PageCase): Promise<RunOnBoth> {
    // Listened to until both have answered: what a page says later than that no road has before the other.
    const runs = [
      runPage(tabs.bare, `https://wiki.corp.test${path}`, mapped, patience),
      runPage(tabs.through, home + path, mapped, patience),
    ] as const;
    try {
      const [bare, through] = await Promise.all([runs[0].done, runs[1].done]);
      return { bare, through };
    } finally {
      for (const { leave } of runs) leave();
    }
  }

  async function check(id: string, pageCase: PageCase): Promise<number> {
    const path = origin.serve(id, pageCase);
    const runs: [RunOnBoth, ...RunOnBoth[]] = [await onBoth(path, pageCase)];
    // Where the bare page itself fails (a worker's file that did not come, on a machine that is short of everything), nothing can be compared.
    while (runs.length < 3 && runs.at(-1)?.bare.answer.threw !== undefined) runs.push(await onBoth(path, pageCase));
    return compareRuns(runs, pageCase, isInside);
  }

  return {
    tabs,
    check,
    async close() {
      try {
        await browser.close();
      } finally {
        await origin.close();
      }
    },
  };
}

function isInside(url: string): boolean {
  return new URL(url).hostname.endsWith(SUFFIX);
}

function runPage(
  page: Page,
  url: string,
  mapped: (text: string) => string,
  patience = PATIENCE,
): { readonly done: Promise<Run>; leave(): void } {
  const errors: string[] = [];
  const requests: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<Run['answer']>();
  const seen = {
    console: (message: { type(): string; text(): string }): void => {
      const text = message.text();
      if (text.startsWith(ANSWER)) resolve(JSON.parse(text.slice(ANSWER.length)) as Run['answer']);
      else if (message.type() === 'error' && !(BLOCKED.test(text) && errors.includes(mapped(text))))
        errors.push(mapped(text));
    },
    pageerror: (error: Error): void => void errors.push(mapped(String(error))),
    request: (request: { url(): string }): void => void requests.push(request.url()),
  };
  page.on('console', seen.console).on('pageerror', seen.pageerror).on('request', seen.request);
  const timer = setTimeout(() => reject(new Error(`no answer from ${url}; errors: ${errors.join('\n')}`)), patience);
  return {
    done: Promise.all([promise, page.goto(url, { waitUntil: 'load' })]).then(([answer]) => ({
      answer,
      errors,
      requests,
    })),
    leave() {
      clearTimeout(timer);
      page.off('console', seen.console).off('pageerror', seen.pageerror).off('request', seen.request);
    },
  };
}

async function signIn(page: Page, url: string): Promise<void> {
  const [user] = USERS;
  await page.goto(url);
  await sendSignIn(page, user!);
  await page.waitForURL((at) => at.href === url);
}

/** Cases that are known to differ, `topic/name` -> why, in prose. */
export function readLedger(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(LEDGER, 'utf8')) as Record<string, string>;
}

/**
 * Runs a case as the ledger says: one that is listed must fail, so that nothing mended stays listed. Gives how many assertions have held.
 */
export async function checkAgainstLedger(
  both: BareAndThrough,
  ledger: Readonly<Record<string, string>>,
  id: string,
  pageCase: PageCase,
): Promise<number> {
  if (ledger[id] === undefined) return both.check(id, pageCase);
  const failed = await both.check(id, pageCase).then(
    () => false,
    () => true,
  );
  assert.ok(failed, `${id} passes now: take it out of test/browser/known-failures.json`);
  return 0;
}
