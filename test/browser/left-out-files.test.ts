import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type PageStage, startPageStage } from '../support/page-stage.ts';

const SEND = `
  const form = new FormData();
  for (const name of ['größe.txt', 'b.exe', 'c.txt']) form.append('f', new File(['content of ' + name], name, { type: 'text/plain' }));`;
/** How pages send a folder, and the answer they get. */
const WAYS: Readonly<Record<string, string>> = {
  fetch: `(async () => { ${SEND} return (await fetch('/sent', { method: 'POST', body: form })).text(); })()`,
  'fetch that is led on': `(async () => { ${SEND} return (await fetch('/led', { method: 'POST', body: form })).text(); })()`,
  XMLHttpRequest: `new Promise((resolve) => { ${SEND}
    const request = new XMLHttpRequest();
    request.open('POST', '/sent');
    request.onload = () => resolve(request.responseText);
    request.send(form);
  })`,
};

describe('files that are left out of a form, in Chromium', () => {
  let stage: PageStage;
  const received: string[] = [];
  before(async () => {
    stage = await startPageStage({
      policies: [
        {
          id: 'no-programs',
          name: 'No programs',
          severity: 'high',
          mode: 'active',
          control: 'upload',
          when: { fileExtension: ['exe'] },
          action: 'block',
          message: { plain: 'Programs stay here.', blocks: [] },
        },
      ],
      handler(request, response) {
        const [, target] = /^\/form\?(.*)/.exec(request.url ?? '') ?? [];
        if (target !== undefined) {
          response
            .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
            .end(
              `<!doctype html><form method="post" enctype="multipart/form-data" action="${target}"><input id="files" name="f" type="file" multiple><button id="send">send</button></form>`,
            );
          return;
        }
        if (request.method !== 'POST') {
          response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>done');
          return;
        }
        const pieces: Buffer[] = [];
        request.on('data', (piece: Buffer) => pieces.push(piece));
        request.on('end', () => {
          received.push(Buffer.concat(pieces).toString());
          if (request.url === '/page')
            response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>taken');
          else if (request.url === '/led') response.writeHead(303, { location: '/done' }).end();
          else response.end('taken');
        });
      },
    });
    await (await stage.signIn('alice')).close();
  });
  after(() => stage?.close());

  for (const [way, script] of Object.entries(WAYS))
    test(`UP-09: the user is told, and the others go: ${way}`, async () => {
      const page = await stage.browser.context.newPage();
      // The tree of the notice is closed to pages; here it is looked into.
      await page.addInitScript(
        "{ const attach = Element.prototype.attachShadow; Element.prototype.attachShadow = function (how) { return attach.call(this, { ...how, mode: 'open' }) } }",
      );
      await page.goto(`${stage.wiki}/`);
      assert.match((await page.evaluate(script)) as string, /taken|done/);
      const box = page.locator('[role=alert]');
      await box.waitFor();
      const text = (await box.textContent()) ?? '';
      assert.match(text, /Upload blocked/);
      assert.match(text, /b\.exe\s*Programs stay here\./);
      assert.doesNotMatch(text, /txt/);
      const form = received.at(-1)!;
      assert.match(form, /content of größe\.txt/);
      assert.match(form, /content of c\.txt/);
      assert.doesNotMatch(form, /b\.exe/);
      await page.close();
    });

  for (const [way, target] of [
    ['a page', '/page'],
    ['a page that it is led to', '/led'],
  ] as const)
    test(`UP-09: the user is told, and the others go: a form that navigates to ${way}`, async () => {
      const page = await stage.browser.context.newPage();
      await page.addInitScript(
        "{ const attach = Element.prototype.attachShadow; Element.prototype.attachShadow = function (how) { return attach.call(this, { ...how, mode: 'open' }) } }",
      );
      await page.goto(`${stage.wiki}/form?${target}`);
      await page.setInputFiles(
        '#files',
        ['größe.txt', 'b.exe', 'c.txt'].map((name) => ({
          name,
          mimeType: 'text/plain',
          buffer: Buffer.from(`content of ${name}`),
        })),
      );
      await page.click('#send');
      const box = page.locator('[role=alert]');
      await box.waitFor();
      assert.match(new URL(page.url()).pathname, /^\/(page|done)$/);
      const text = (await box.textContent()) ?? '';
      assert.match(text, /Upload blocked/);
      assert.match(text, /b\.exe\s*Programs stay here\./);
      const form = received.at(-1)!;
      assert.match(form, /content of größe\.txt/);
      assert.match(form, /content of c\.txt/);
      assert.doesNotMatch(form, /b\.exe/);
      await page.reload();
      if (target === '/led') assert.equal(await page.locator('[role=alert]').count(), 0);
      await page.close();
    });
});
