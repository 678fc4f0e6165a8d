import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO_USERS } from '../../src/demo/demo-users.ts';
import { type Demo, startDemo } from '../../src/demo/start-demo.ts';
import { launchChromium } from './chromium.ts';
import { freePort } from './free-port.ts';
import { type Road, roadOf } from './road.ts';
import { sendSignIn } from './sign-in-form.ts';

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

  return {
    demo,
    async bare() {
      const browser = await launchChromium(`MAP *.corp.test ${front}`);
      const isOwn = (name: string): boolean => name.endsWith('.corp.test');
      const way = roadOf(browser, { tail, isOwn, at: (url) => url });
      // The other road has seen this page once when it is signed in, and the app counts.
      await (await way.open(demo.summary.apps[0]!.originUrl)).close();
      return way;
    },
    async through(username) {
      const browser = await launchChromium();
      const isOwn = (name: string): boolean => name.endsWith(SUFFIX) || name === 'idp.corp.localhost';
      const at = (url: string): string => url.replace(/^https:\/\/[^/]+/, (origin) => origin + tail);
      const way = roadOf(browser, { tail, isOwn, at });
      const user = DEMO_USERS.find((each) => each.username === username)!;
      const page = await way.open(demo.summary.apps[0]!.originUrl);
      await sendSignIn(page, user);
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
