import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Page } from 'playwright-core';
import { WebSocketServer } from 'ws';
import { unmark } from '../../src/rewrite/mark.ts';
import { launchChromium } from './chromium.ts';
import type { Handler } from './origin.ts';
import { startTestGateway, type TestGatewayOptions, USERS } from './test-gateway.ts';

/** What an origin host answers for one path of a case. `body` may depend on the request's URL and headers. */
export interface CaseFile {
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: number;
}

/**
 * A page that must come out the same bare (at https://wiki.corp.test) and through the gateway.
 *
 * `script` is the body of an async function in the page and returns JSON; it runs as a classic script at the end of body.
 * `head` and `body` are markup before it. `headers` go out with the document. `files` are paths of any host
 * (wiki.corp.test, static.corp.test, mail.partner.test) beside the ones in FILES. `expect` is for what the bare run
 * must give, where a case could come out empty on both sides without anybody noticing.
 */
export interface PageCase {
  readonly head?: string;
  readonly body?: string;
  readonly script: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, CaseFile>>;
  /** Any further file, by its path. */
  readonly file?: (path: string) => CaseFile | undefined;
  readonly expect?: unknown;
  /** Milliseconds to wait for an answer, where the usual ones are too few. */
  readonly patience?: number;
}

export type PageCases = Readonly<Record<string, PageCase>>;

const HOSTS = ['wiki.corp.test', 'static.corp.test', 'mail.partner.test'];
const SUFFIX = '.mcas.localhost';
/** Milliseconds until a page that does not answer counts as failed. */
const PATIENCE = 10_000;
const ANSWER = 'page-case-answer:';
const LEDGER = new URL('../browser/known-failures.json', import.meta.url);

/** Present on every host, for every case. */
const FILES: Readonly<Record<string, CaseFile>> = {
  '/pixel.svg': { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>' },
  '/style.css': { type: 'text/css', body: '.sheet{background:url(https://static.corp.test/pixel.svg)}' },
  '/script.js': { type: 'text/javascript', body: 'window.loaded = document.currentScript.src;' },
  '/module.js': { type: 'text/javascript', body: 'export const here = import.meta.url;' },
  '/page.html': {
    type: 'text/html; charset=utf-8',
    body: '<!doctype html><title>Inner</title><p id="inner">inner</p>',
  },
  '/data.json': { type: 'application/json', body: '{"home":"https://wiki.corp.test/"}' },
  '/favicon.ico': { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
};

function documentOf({ head = '', body = '', script }: PageCase): string {
  const run = `(async function () { ${script}\n})().then((value) => ({ value }), (error) => ({ threw: String(error && error.stack || error) }))`;
  return `<!doctype html><html><head><title>Case</title>${head}</head><body>${body}<script>${run}.then((answer) => console.debug('${ANSWER}' + JSON.stringify(answer)));</script></body></html>`;
}

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
  let current: PageCase | undefined;
  const handler: Handler = (request, response) => {
    const path = (request.url ?? '').replace(/[?#].*/, '');
    const file = path.startsWith('/case/')
      ? undefined
      : (current?.files?.[path] ?? current?.file?.(path) ?? FILES[path]);
    const base = { 'cache-control': 'no-store' };
    if (path.startsWith('/case/') && current)
      response
        .writeHead(200, { ...base, 'content-type': 'text/html; charset=utf-8', ...current.headers })
        .end(documentOf(current));
    else if (path === '/echo') echo(request, response);
    else if (file)
      response.writeHead(file.status ?? 200, { ...base, 'content-type': file.type, ...file.headers }).end(file.body);
    // Anything else is there too, so that no console message depends on what had time to load.
    else response.writeHead(200, { ...base, 'content-type': 'text/html' }).end('<!doctype html><title>Home</title>');
  };
  const sockets = new WebSocketServer({ noServer: true });
  const gateway = await startTestGateway({ handler, onUpgrade: tellingSocket(sockets) });
  const rules = HOSTS.map((host) => `MAP ${host}:443 127.0.0.1:${gateway.origin.port}`).join(', ');
  const browser = await launchChromium(rules);
  const home = gateway.suffix('wiki.corp.test');
  const tabs = { bare: await browser.context.newPage(), through: await browser.context.newPage() };
  await signIn(tabs.through, `${home}/`);

  // The browser quotes a page's policy as the gateway widened it, proposes the digest of the text it has, and names URLs as
  // they were asked for.
  const mapped = (text: string): string =>
    unmark(text)
      .replace(/ sallyport(?=")/g, '')
      .replace(/ 'nonce-sallyport-[\w-]+'/g, '')
      .replace(/a hash \('sha256-[^']+'\)/g, 'a hash')
      .replace(new RegExp(`([a-z.]+)${SUFFIX.replaceAll('.', '\\.')}:${gateway.port}`, 'g'), '$1');

  async function check(id: string, pageCase: PageCase): Promise<void> {
    current = pageCase;
    const path = `/case/${id}?q=1#part`;
    const [bare, through] = await Promise.all([
      runPage(tabs.bare, `https://wiki.corp.test${path}`, mapped, pageCase.patience),
      runPage(tabs.through, home + path, mapped, pageCase.patience),
    ]);
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
      await browser.close();
      for (const peer of sockets.clients) peer.terminate();
      sockets.close();
      await gateway.close();
    },
  };
}

/** Of two lists only the items that differ, so that a failure of hundreds of assertions can be read. */
function differing(value: unknown, other: unknown): unknown {
  if (!Array.isArray(value) || !Array.isArray(other) || value.length !== other.length) return value;
  return value.flatMap((item, at) => (isDeepStrictEqual(item, other[at]) ? [] : [[at, differing(item, other[at])]]));
}

function echo(...[request, response]: Parameters<Handler>): void {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    const { origin, referer, host, cookie } = request.headers;
    const body = Buffer.concat(pieces).toString();
    response
      .writeHead(200, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'access-control-allow-origin': origin ?? '*',
        'access-control-allow-credentials': 'true',
      })
      .end(JSON.stringify({ method: request.method, url: request.url, host, origin, referer, cookie, body }));
  });
}

/** Answers each message with what the opening request said, then with the message. */
function tellingSocket(server: WebSocketServer): NonNullable<TestGatewayOptions['onUpgrade']> {
  return (request, socket, head) =>
    server.handleUpgrade(request, socket, head, (peer) => {
      const { origin, host } = request.headers;
      peer.on('message', (data, binary) => {
        peer.send(JSON.stringify({ url: request.url, origin, host }));
        peer.send(data, { binary });
      });
    });
}

function isInside(url: string): boolean {
  return new URL(url).hostname.endsWith(SUFFIX);
}

async function runPage(page: Page, url: string, mapped: (text: string) => string, patience = PATIENCE): Promise<Run> {
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
  try {
    const [answer] = await Promise.all([promise, page.goto(url, { waitUntil: 'load' })]);
    return { answer, errors, requests };
  } finally {
    clearTimeout(timer);
    page.off('console', seen.console).off('pageerror', seen.pageerror).off('request', seen.request);
  }
}

async function signIn(page: Page, url: string): Promise<void> {
  const [user] = USERS;
  await page.goto(url);
  await page.fill('input[name=username]', user!.username);
  await page.fill('input[name=password]', user!.password);
  await page.click('button[type=submit]');
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
