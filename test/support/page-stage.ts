import type { Page } from 'playwright-core';
import type { Activity } from '../../src/model/activity-row.ts';
import { launchChromium, type TestBrowser } from './chromium.ts';
import { sendSignIn } from './sign-in-form.ts';
import { startTestGateway, type TestGateway, type TestGatewayOptions, USERS } from './test-gateway.ts';
import { loggedRows } from './written-row.ts';

export interface PageStage {
  readonly gateway: TestGateway;
  readonly browser: TestBrowser;
  readonly wiki: string;
  /** A new tab at a path of the wiki, of whoever is signed in. */
  open(path?: string): Promise<Page>;
  /** A new tab after a new sign-in in the same browser, whose own stores and caches stay. */
  signIn(username: string, path?: string): Promise<Page>;
  rows(): readonly Activity[];
  /** The rows that fit, once there is one. */
  rowsOnce(fits: (row: Activity) => boolean): Promise<readonly Activity[]>;
  close(): Promise<void>;
}

/** The gateway before an app of the attacker, in Chromium. */
export async function startPageStage(options: TestGatewayOptions): Promise<PageStage> {
  const gateway = await startTestGateway(options);
  const browser = await launchChromium();
  const wiki = gateway.suffix('wiki.corp.test');
  const rows = (): readonly Activity[] => loggedRows(gateway.directory);
  const stage: PageStage = {
    gateway,
    browser,
    wiki,
    async open(path = '/') {
      const page = await browser.context.newPage();
      await page.goto(wiki + path);
      return page;
    },
    async signIn(username, path = '/') {
      await browser.context.clearCookies();
      const page = await browser.context.newPage();
      await page.goto(wiki + path);
      await sendSignIn(page, { username, password: USERS.find((user) => user.username === username)!.password });
      await page.waitForURL(wiki + path);
      return page;
    },
    rows,
    async rowsOnce(fits) {
      for (let tries = 0; tries < 4800; tries++) {
        const found = rows().filter(fits);
        if (found.length > 0) return found;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error('no such row came');
    },
    async close() {
      await browser.close();
      await gateway.close();
    },
  };
  return stage;
}
