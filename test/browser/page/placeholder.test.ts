import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { readMessage } from '../../../src/policy/read-message.ts';
import { type PageStage, startPageStage } from '../../support/page-stage.ts';

let stage: PageStage;
let page: Page;

before(async () => {
  stage = await startPageStage({
    policies: [
      {
        id: 'kept',
        name: 'Kept',
        severity: 'high',
        mode: 'active',
        control: 'download',
        action: 'block',
        message: readMessage('It stays here.'),
      },
    ],
    handler: (request, response) =>
      request.url === '/plan.pdf'
        ? response
            .writeHead(200, { 'content-type': 'application/pdf', 'content-disposition': 'attachment' })
            .end('%PDF-1.4 the plan')
        : response
            .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
            .end('<!doctype html><title>Wiki</title><a id=link download="mine.pdf" href="/plan.pdf">save</a>'),
  });
  page = await stage.signIn('bob');
});
after(() => stage?.close());

const ways: Readonly<Record<string, () => Promise<unknown>>> = {
  'a link with download': () => page.click('#link'),
  'a frame': () =>
    page.evaluate(
      "document.body.append(Object.assign(document.createElement('iframe'), { src: '/plan.pdf', hidden: true }))",
    ),
};
for (const [way, begin] of Object.entries(ways))
  test(`${way} saves the placeholder in Chromium`, async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), begin()]);
    assert.equal(download.suggestedFilename(), 'plan.pdf (blocked).txt');
    const text = readFileSync(await download.path(), 'utf8');
    assert.match(text, /It stays here\./);
    assert.doesNotMatch(text, /%PDF/);
  });
