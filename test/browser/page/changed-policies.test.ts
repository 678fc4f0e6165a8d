import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { launchChromium, type TestBrowser } from '../../support/chromium.ts';
import { sendSignIn } from '../../support/sign-in-form.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const NO_COPY = `policies:
  - id: no-copy
    name: No copy
    severity: high
    control: activities
    activities: [copy]
    action: block
`;

let gateway: TestGateway;
let browser: TestBrowser;
let page: Page;
let policyFile: string;
let home: string;
let release = (): void => {};
const held = new Promise<void>((resolve) => {
  release = resolve;
});

before(async () => {
  gateway = await startTestGateway({
    change: (config) => {
      policyFile = join(config.stateDirectory, '..', 'policies.yaml');
      writeFileSync(policyFile, 'policies: []\n');
      return { ...config, policyFile };
    },
    handler: async (request, response) => {
      if (request.url === '/framed') await held;
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end('<!doctype html><html><head><title>Wiki</title></head><body><p id="text">Words to copy</p></body></html>');
    },
  });
  browser = await launchChromium();
  page = await browser.context.newPage();
  home = `${gateway.suffix('wiki.corp.test')}/`;
  await page.goto(home);
  await sendSignIn(page, { username: 'bob', password: 'b' });
  await page.waitForURL(home);
});
after(async () => {
  await browser?.close();
  await gateway?.close();
});

const COPIES = "document.body.dispatchEvent(new ClipboardEvent('copy', { bubbles: true, cancelable: true }))";

test('a window that is older than a policy keeps what its document has to', async () => {
  assert.equal(await page.evaluate(COPIES), true, 'nothing is forbidden yet');
  await page.evaluate(
    "window.frame = document.createElement('iframe'); frame.src = '/framed'; document.body.append(frame); frame.contentWindow.mine = 1",
  );
  writeFileSync(policyFile, NO_COPY);
  const probe = await browser.context.newPage();
  const isKept = async (): Promise<boolean> => {
    await probe.goto(home);
    return (await probe.evaluate(COPIES)) === false;
  };
  let tries = 0;
  while (!(await isKept())) if (++tries > 1000) assert.fail('the policies never changed');
  await probe.close();
  assert.equal(await page.evaluate('frame.contentWindow.mine'), 1);

  release();
  const frame = await until(() => page.frames().find((each) => each.url().endsWith('/framed')));
  await frame.waitForSelector('#text');
  assert.equal(await frame.evaluate(COPIES), false);
  assert.equal(await frame.evaluate('document.title'), 'Wiki');
});

async function until<T>(read: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 2400; tries++) {
    const found = read();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('never came');
}
