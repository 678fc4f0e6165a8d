import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchChromium } from '../support/chromium.ts';
import { sendSignIn } from '../support/sign-in-form.ts';
import { startTestGateway, USERS } from '../support/test-gateway.ts';

test('a key of Chromium’s is set up and used', async () => {
  let ahead = 0;
  const gateway = await startTestGateway({
    policies: [
      {
        id: 'key',
        name: 'key',
        severity: 'high',
        mode: 'active',
        control: 'access',
        when: { path: ['/secret*'] },
        action: 'step-up',
        stepUp: { strengths: [], factor: 'webauthn', maxAge: 600_000 },
      },
    ],
    now: () => Date.now() + ahead,
    change: (config) => ({ ...config, sessions: { idle: 86_400_000, absolute: 86_400_000 } }),
    handler: (_request, response) =>
      void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Plan</title><p>plan'),
  });
  const browser = await launchChromium('MAP *.localhost 127.0.0.1');
  try {
    const page = await browser.context.newPage();
    const devtools = await browser.context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    const secret = `${gateway.suffix('wiki.corp.test')}/secret#here`;
    await page.goto(`${gateway.suffix('wiki.corp.test')}/`);
    const alice = USERS[0];
    assert.ok(alice);
    await sendSignIn(page, alice);
    await page.waitForURL(/wiki\.corp\.test/);
    await page.goto(secret);
    await page.getByRole('button', { name: 'Set up a key' }).click();
    await page.waitForURL(secret);
    assert.equal(await page.title(), 'Plan');
    ahead += 660_000;
    await page.goto('about:blank');
    await page.goto(secret);
    await page.getByRole('button', { name: 'Use the key' }).click();
    await page.waitForURL(secret);
    assert.equal(await page.title(), 'Plan');
  } finally {
    await browser.close();
    await gateway.close();
  }
});
