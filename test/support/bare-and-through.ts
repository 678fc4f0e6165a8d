import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { unmark } from '../../src/rewrite/mark.ts';
import { launchChromium } from './chromium.ts';
import { ANSWER, differing, HOSTS, type PageCase, SUFFIX, startCaseGateway } from './page-case.ts';
import { sendSignIn } from './sign-in-form.ts';
import { USERS } from './test-gateway.ts';

/** Milliseconds until a page that does not answer counts as failed. */
const PATIENCE = 60_000;
const LEDGER = new URL('../browser/known-failures.json', import.meta.url);
/** What one run of a page gave. */
interface Run {
  readonly answer: { readonly value?: unknown; readonly threw?: string };
  /** Console errors and uncaught exceptions, suffix hosts as the origin's. */
  readonly errors: readonly string[];
  readonly requests: readonly string[];
}

export interface BareAndThrough {
  /** Where the last case was run, for what takes a user's hand. */
  readonly tabs: { readonly bare: Page; readonly through: Page };
  /** Runs one case on both roads and throws where they differ. */
  check(id: string, pageCase: PageCase): Promise<void>;
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

  async function onBoth(path: string, { patience }: PageCase): Promise<readonly [bare: Run, through: Run]> {
    // Listened to until both have answered: what a page says later than that no road has before the other.
    const runs = [
      runPage(tabs.bare, `https://wiki.corp.test${path}`, mapped, patience),
      runPage(tabs.through, home + path, mapped, patience),
    ] as const;
    try {
      return await Promise.all([runs[0].done, runs[1].done]);
    } finally {
      for (const { leave } of runs) leave();
    }
  }

  async function check(id: string, pageCase: PageCase): Promise<void> {
    const path = origin.serve(id, pageCase);
    let [bare, through] = await onBoth(path, pageCase);
    // Where the bare page itself fails (a worker's file that did not come, on a machine that is short of everything), nothing can be compared.
    for (let tries = 0; tries < 2 && bare.answer.threw !== undefined; tries++)
      [bare, through] = await onBoth(path, pageCase);
    assert.equal(bare.answer.threw, undefined, 'the bare page must not throw');
    assert.notEqual(bare.answer.value, undefined, 'the page must return something');
    if ('expect' in pageCase) assert.deepEqual(bare.answer.value, pageCase.expect, 'what the bare page gives');
    assert.equal(through.answer.threw, undefined, 'the page throws behind the gateway only');
    assert.deepEqual(
      differing(through.answer.value, bare.answer.value),
      differing(bare.answer.value, through.answer.value),
    );
    const left = [...bare.errors];
    const more = through.errors.filter((error) => {
      const at = left.indexOf(error);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
    assert.deepEqual(more, [], 'errors that the bare page does not have');
    const outside = through.requests.filter((url) => /^(https?|wss?):/.test(url) && !isInside(url));
    assert.deepEqual(outside, [], 'requests that leave the gateway');
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
      else if (message.type() === 'error') errors.push(mapped(text));
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

/** Runs a case as the ledger says: one that is listed must fail, so that nothing mended stays listed. */
export async function checkAgainstLedger(
  both: BareAndThrough,
  ledger: Readonly<Record<string, string>>,
  id: string,
  pageCase: PageCase,
): Promise<void> {
  if (ledger[id] === undefined) return both.check(id, pageCase);
  const failed = await both.check(id, pageCase).then(
    () => false,
    () => true,
  );
  assert.ok(failed, `${id} passes now: take it out of test/browser/known-failures.json`);
}
