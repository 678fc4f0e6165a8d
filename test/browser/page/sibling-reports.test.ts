import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchChromium } from '../../support/chromium.ts';
import { sendSignIn } from '../../support/sign-in-form.ts';
import { startTestGateway } from '../../support/test-gateway.ts';

test('what a page violates is told to another host of its app, as the page has it', async () => {
  const { promise: told, resolve } = Promise.withResolvers<{ host: string | undefined; url: string; body: string }>();
  const gateway = await startTestGateway({
    async handler(request, response) {
      const { method, url = '' } = request;
      if (method === 'POST') {
        let body = '';
        for await (const piece of request) body += String(piece);
        response.writeHead(204).end();
        resolve({ host: request.headers.host, url, body });
        return;
      }
      response.writeHead(200, {
        'content-type': 'text/html',
        'content-security-policy': "img-src 'none'; report-uri https://static.corp.test/csp?of=wiki",
      });
      response.end('<!doctype html><title>Wiki</title><img src="/pixel.png">');
    },
  });
  const browser = await launchChromium();
  try {
    const home = `${gateway.suffix('wiki.corp.test')}/`;
    const page = await browser.context.newPage();
    await page.goto(home);
    await sendSignIn(page, { username: 'alice', password: 'a' });
    await page.waitForURL(home);
    const { host, url, body } = await told;
    assert.deepEqual([host, url], ['static.corp.test', '/csp?of=wiki']);
    const { 'csp-report': report } = JSON.parse(body) as { 'csp-report': Record<string, unknown> };
    assert.equal(report['document-uri'], 'https://wiki.corp.test/');
    assert.equal(report['blocked-uri'], 'https://wiki.corp.test/pixel.png');
    assert.equal(report['original-policy'], "img-src 'none'; report-uri https://static.corp.test/csp?of=wiki");
  } finally {
    await browser.close();
    await gateway.close();
  }
});
