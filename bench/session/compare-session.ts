import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSessionStore } from '../../src/identity/session-store.ts';
import { openSqliteRecordStore } from '../../src/identity/sqlite-record-store.ts';
import { launchChromium } from '../../test/support/chromium.ts';
import { sendSignIn } from '../../test/support/sign-in-form.ts';
import { startTestGateway, USERS } from '../../test/support/test-gateway.ts';
import { cpuOf } from '../process-figures.ts';
import type { LoadFigures, LoadOrder } from '../proxy/driver-process.ts';
import { GATEWAY } from '../proxy/proxies.ts';
import { prepareSetting, SUFFIX_HOST } from '../proxy/setting.ts';
import { figure, median, printTable } from '../report.ts';

const ROUNDS = 9;
const CHECKS = 5000;
/** Milliseconds that the gateway is asked for pages. */
const LOAD = 3000;
const HOUR = 3_600_000;

/** What a session costs: its check as a share of a request's CPU, and the steps of a sign-in as Chromium goes them. */
export async function compareSession(): Promise<void> {
  const check = await costOfCheck();
  const request = await costOfRequest();
  printTable(
    'The check of a session, and a 20 KB page with it',
    ['', 'CPU us', 'share'],
    [
      ['check of the cookie, session from the store', figure(check), `${figure((100 * check) / request)} %`],
      ['the whole request', figure(request), '100 %'],
    ],
  );
  const { redirects, pages, provider } = await stepsOfSignIn();
  // An app that signs its users in by itself sends them to the provider, and from its callback to the page.
  process.stdout.write(
    `sign-in: the provider answers ${provider} times; the gateway redirects ${redirects} times, where an app by itself does 2, and shows ${pages} page that only reads the fragment\n`,
  );
}

/** Microseconds. */
async function costOfCheck(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  const records = openSqliteRecordStore(join(folder, 'sessions.sqlite'), Date.now);
  const sessions = createSessionStore(records, { idle: HOUR, absolute: HOUR }, Date.now);
  const user = { provider: 'bench', subject: '1', name: 'bench', groups: ['staff'] };
  const session = await sessions.create({ user, device: { tags: ['compliant'], userAgent: 'bench' } }, undefined);
  const token = await sessions.tokenFor(session, SUFFIX_HOST);
  const rounds: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let index = 0; index < CHECKS; index++)
      if ((await sessions.open(token, SUFFIX_HOST)) === undefined) throw new Error('the session is gone');
    const { user: own, system } = process.cpuUsage(before);
    if (round > 0) rounds.push((own + system) / CHECKS);
  }
  await records.close();
  rmSync(folder, { recursive: true });
  return median(rounds);
}

/** Microseconds of the gateway's CPU for a page. */
async function costOfRequest(): Promise<number> {
  const setting = await prepareSetting();
  try {
    const running = await GATEWAY.start(setting);
    try {
      const load = (): Promise<LoadFigures> =>
        setting.driver.ask<LoadFigures>({
          kind: 'load',
          port: running.port,
          headers: {
            ...running.headers,
            accept: 'text/html',
            'sec-fetch-mode': 'navigate',
            'sec-fetch-dest': 'document',
          },
          connections: 32,
          milliseconds: LOAD,
        } satisfies LoadOrder);
      await load();
      const before = cpuOf(running.pid);
      const { requests } = await load();
      return (cpuOf(running.pid) - before) / 1000 / requests;
    } finally {
      await running.stop();
    }
  } finally {
    await setting.close();
  }
}

interface Steps {
  readonly redirects: number;
  readonly pages: number;
  readonly provider: number;
}

/** Answers on the way from a deep link of an app on one host to the page behind it. */
async function stepsOfSignIn(): Promise<Steps> {
  const gateway = await startTestGateway({
    handler: (_request, response) =>
      void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Page</title>'),
  });
  const browser = await launchChromium();
  try {
    const page = await browser.context.newPage();
    const steps = { redirects: 0, pages: 0, provider: 0 };
    page.on('response', (response) => {
      if (!response.request().isNavigationRequest()) return;
      const ofProvider = new URL(response.url()).hostname.startsWith('idp.');
      steps[ofProvider ? 'provider' : response.status() >= 300 ? 'redirects' : 'pages']++;
    });
    const deep = `${gateway.suffix('mail.partner.test')}/deep?link=1`;
    await page.goto(deep);
    await sendSignIn(page, USERS[0]!);
    await page.waitForURL(deep);
    return { ...steps, pages: steps.pages - 1 };
  } finally {
    await browser.close();
    await gateway.close();
  }
}
