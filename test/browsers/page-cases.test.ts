import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { assertAlike } from '../support/compare-runs.ts';
import { ENGINES, type EngineTab } from '../support/engines.ts';
import { startHostProxy } from '../support/host-proxy.ts';
import {
  type CaseGateway,
  countValues,
  HOSTS,
  type PageCase,
  type PageCases,
  startCaseGateway,
} from '../support/page-case.ts';
import { USERS } from '../support/test-gateway.ts';

/** Engine -> `topic/name` of a case -> why it differs there, in prose. */
type Ledger = Readonly<Record<string, Readonly<Record<string, string>>>>;

const CASES = new URL('../browser/page/cases/', import.meta.url);
const ledger = JSON.parse(readFileSync(new URL('known-failures.json', import.meta.url), 'utf8')) as Ledger;
const files = globSync('*.ts', { cwd: CASES }).sort();
/** Milliseconds until a page that does not answer counts as failed. */
const PATIENCE = 15_000;
const SIGN_IN = 30_000;
/** WebKitGTK takes two hosts for one site only below a public suffix it knows. */
const DOMAIN = 'mcas.example.com';

interface Answer {
  readonly value?: unknown;
  readonly threw?: string;
}

/** Polls an expression in the page until it gives something. */
async function until(tab: EngineTab, expression: string, patience: number): Promise<string> {
  for (const end = Date.now() + patience; ; await delay(25)) {
    // A page on its way to another one has no realm to ask.
    const value = await tab.read(expression).catch(() => undefined);
    if (value) return value;
    if (Date.now() > end) throw new Error(`${expression} gives nothing`);
  }
}

async function signIn(tab: EngineTab, url: string): Promise<void> {
  const { username, password } = USERS[0]!;
  const field = (name: string): string => `document.querySelector('input[name=${name}]')`;
  await tab.goto(url);
  await until(tab, `${field('username')} && 'there'`, SIGN_IN);
  await tab.read(
    `(${field('username')}.value = '${username}', ${field('password')}.value = '${password}', document.querySelector('button[type=submit]').click(), 'sent')`,
  );
  await until(tab, "document.title === 'Home' && 'home'", SIGN_IN);
}

async function answerOf(tab: EngineTab, url: string, patience = PATIENCE): Promise<Answer> {
  // Some navigations are over before the page before them is gone: what that answered must not count.
  await tab.read("(globalThis.caseAnswer = '', 'taken')").catch(() => undefined);
  await tab.goto(url);
  return JSON.parse(await until(tab, 'globalThis.caseAnswer', patience)) as Answer;
}

for (const engine of ENGINES) {
  describe(`bare and through the gateway in ${engine.name}`, { timeout: 1_200_000 }, async () => {
    let origin: CaseGateway;
    let proxy: Awaited<ReturnType<typeof startHostProxy>>;
    let tab: EngineTab | undefined;
    const known = ledger[engine.name] ?? {};
    const ids = new Set<string>();
    let assertions = 0;

    before(async () => {
      assert.ok(engine.isInstalled(), `${engine.name} is missing: apt-get install ${engine.packages.join(' ')}`);
      origin = await startCaseGateway({ domain: DOMAIN });
      const { gateway } = origin;
      proxy = await startHostProxy((host, port) =>
        HOSTS.includes(host)
          ? gateway.origin.port
          : host.endsWith('.localhost') || host.endsWith(DOMAIN)
            ? port
            : undefined,
      );
      await signedIn();
    });
    after(async () => {
      await tab?.close();
      await proxy?.close();
      await origin?.close();
    });

    /** The tab with a user signed in; a new one when the last case broke it. */
    async function signedIn(): Promise<EngineTab> {
      if (tab) return tab;
      const opened = await engine.open(proxy.port);
      await signIn(opened, `${origin.gateway.suffix('wiki.corp.test')}/`);
      tab = opened;
      return opened;
    }

    async function broken(): Promise<void> {
      const last = tab;
      tab = undefined;
      // What crashed or hangs in a dialog cannot be asked to end itself.
      await Promise.race([last?.close(), delay(5000)]).catch(() => {});
    }

    async function check(id: string, pageCase: PageCase, t: TestContext): Promise<void> {
      const path = origin.serve(id, pageCase);
      const at = await signedIn();
      const bare = await answerOf(at, `https://wiki.corp.test${path}`, pageCase.patience).catch(
        async (error: unknown) => {
          await broken();
          return { threw: String(error) };
        },
      );
      if ('threw' in bare) return t.skip(`the engine itself: ${bare.threw?.split('\n')[0]}`);
      const through = await answerOf(at, origin.gateway.suffix('wiki.corp.test') + path, pageCase.patience).catch(
        async (error: unknown) => {
          await broken();
          throw error;
        },
      );
      assert.equal(through.threw, undefined, 'the page throws behind the gateway only');
      assertAlike(through.value, bare.value);
      assertions += countValues(bare.value);
    }

    for (const file of files) {
      const topic = basename(file, '.ts');
      const { cases } = (await import(new URL(file, CASES).href)) as { cases: PageCases };
      for (const [name, pageCase] of Object.entries(cases)) {
        const id = `${topic}/${name}`;
        ids.add(id);
        // Some depend on what comes first, so one that is listed may pass too; the summary counts them as todo.
        test(id, known[id] === undefined ? {} : { todo: known[id] }, (t) => check(id, pageCase, t));
      }
    }

    test('the cases make at least 500 assertions', (t) => {
      t.diagnostic(`${assertions} assertions in ${ids.size} page cases`);
      assert.ok(assertions >= 500);
    });

    test('every case of the ledger exists, with a reason in words', () => {
      for (const [id, reason] of Object.entries(known)) {
        assert.ok(ids.has(id), `${id} is no case`);
        assert.match(reason, /\w+ \w+ \w+/, id);
      }
    });
  });
}
