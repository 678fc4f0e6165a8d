import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type PageStage, startPageStage } from '../../support/page-stage.ts';

const SECRET = 'Card 4111 1111 1111 1111';
const PLAIN = 'Words for everybody';

/** Ways by which script saves `text`; most of them by way of a `blob:` URL. */
const WAYS: Record<string, string> = {
  'a link with download that is clicked': `const a = document.createElement('a'); a.href = url; a.download = 'list.txt'; document.body.append(a); a.click(); URL.revokeObjectURL(url)`,
  'one that is nowhere in the document': `const a = document.createElement('a'); a.href = url; a.download = 'list.txt'; a.click(); URL.revokeObjectURL(url)`,
  'one with an event of the page’s making': `const a = document.createElement('a'); a.href = url; a.download = 'list.txt'; document.body.append(a); a.dispatchEvent(new MouseEvent('click', { bubbles: false }))`,
  'one in a closed shadow tree': `const host = document.createElement('div'); document.body.append(host); const root = host.attachShadow({ mode: 'closed' }); const a = document.createElement('a'); a.href = url; a.download = 'list.txt'; root.append(a); a.click()`,
  'a data: link in base64': `const a = document.createElement('a'); a.href = 'data:application/octet-stream;base64,' + btoa(text); a.download = 'list.txt'; document.body.append(a); a.click()`,
  'a data: link in percent-encoding': `const a = document.createElement('a'); a.href = 'data:text/plain,' + encodeURIComponent(text); a.download = 'list.txt'; document.body.append(a); a.click()`,
  'a new window': `window.open(url)`,
  'the address of the window': `location.href = url`,
  'a URL made in a worker': `const w = new Worker(URL.createObjectURL(new Blob(['postMessage(URL.createObjectURL(new Blob([' + JSON.stringify(text) + '], { type: "application/zip" })))'], { type: 'text/javascript' }))); w.onmessage = (e) => { const a = document.createElement('a'); a.href = e.data; a.download = 'list.txt'; document.body.append(a); a.click() }`,
  'the document of an empty frame': `const f = document.createElement('iframe'); document.body.append(f); const w = f.contentWindow, d = f.contentDocument; const a = d.createElement('a'); a.href = w.URL.createObjectURL(new w.Blob([text], { type: 'application/zip' })); a.download = 'list.txt'; d.body.append(a); a.click()`,
  'functions of an empty frame': `const f = document.createElement('iframe'); document.body.append(f); const w = f.contentWindow; const a = document.createElement('a'); a.href = url; a.download = 'list.txt'; w.HTMLElement.prototype.click.call(a)`,
  'a page that changes requests and blobs': `XMLHttpRequest.prototype.send = () => {}; Object.defineProperty(XMLHttpRequest.prototype, 'responseText', { get: () => 'pass' }); Object.defineProperty(Blob.prototype, 'size', { get: () => 0 }); Promise.prototype.then = () => {}; const a = document.createElement('a'); a.href = url; a.download = 'list.txt'; document.body.append(a); a.click()`,
};

describe('files that script makes are saved only without certain data', () => {
  let stage: PageStage;
  let page: Page;
  const saved: { name: string; content: Promise<Buffer> }[] = [];
  before(async () => {
    const policy = { severity: 'high', mode: 'active', control: 'download', action: 'block' } as const;
    stage = await startPageStage({
      policies: [
        {
          ...policy,
          id: 'cards',
          name: 'No cards',
          when: { app: ['wiki'], content: { detectors: [{ kind: 'payment-card', showLastFour: true }] } },
        },
        { ...policy, id: 'keys', name: 'No keys', when: { fileName: ['*.pem'], unknown: 'fails' } },
        { ...policy, id: 'large', name: 'Nothing large', when: { fileSize: { over: 100_000 }, unknown: 'fails' } },
        { ...policy, id: 'types', name: 'No archives', when: { fileType: ['application/x-tar'], unknown: 'fails' } },
      ],
      handler: (_request, response) =>
        response
          .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
          .end('<!doctype html><html><head><title>Wiki</title></head><body><p>Words</p></body></html>'),
    });
    stage.browser.context.on('download', (download) => {
      const content = download.path().then((path) => readFileSync(path));
      content.catch(() => {});
      saved.push({ name: download.suggestedFilename(), content });
    });
    page = await stage.signIn('bob');
  });
  after(() => stage?.close());

  const run = async (text: string, way: string): Promise<void> => {
    const script = `(() => { const text = ${JSON.stringify(text)}; const url = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' })); ${way} })()`;
    for (const each of stage.browser.context.pages()) if (each !== page) await each.close();
    await page.goto(`${stage.wiki}/`);
    saved.length = 0;
    await page.evaluate(
      `(() => { const script = document.createElement('script'); script.textContent = ${JSON.stringify(script)}; document.head.append(script) })()`,
    );
  };
  const rows = () => stage.rows().filter(({ type }) => type === 'download');
  const judged = async (outcome: string, known: ReadonlySet<string>) =>
    (await stage.rowsOnce((row) => row.type === 'download' && row.outcome === outcome && !known.has(row.id)))[0];

  for (const [name, way] of Object.entries(WAYS))
    test(`DL-13: ${name} saves a file without such data, and none with it`, async () => {
      const known = new Set(rows().map(({ id }) => id));
      await Promise.all([stage.browser.context.waitForEvent('download'), run(PLAIN, way)]);
      assert.equal((await saved[0]!.content).toString(), PLAIN);
      assert.ok(await judged('allowed', known));
      await run(SECRET, way);
      const row = await judged('blocked', known);
      assert.equal(row?.enforcedBy, 'page');
      assert.deepEqual(row?.content?.matches, [
        { detector: 'payment-card', count: 1, samples: ['#### #### #### 1111'] },
      ]);
      assert.deepEqual(row?.facts?.object?.size, SECRET.length);
      assert.deepEqual(saved, []);
    });

  for (const [name, way] of Object.entries({
    'dragged out of the window': `const d = new DataTransfer(); d.setData('DownloadURL', 'application/zip:list.txt:' + url); document.documentElement.dataset.handed = d.getData('DownloadURL') !== ''`,
    'shared with another program': `Navigator.prototype.share.call(navigator, { files: [new File([text], 'list.txt')] }).then(() => true, () => false).then((is) => { document.documentElement.dataset.handed = is })`,
  }))
    test(`DL-13: a file is ${name} without such data, and not with it`, async () => {
      // The tests' browser has no other programs.
      await page.addInitScript('Navigator.prototype.share = async () => {}');
      const handed = async (text: string): Promise<unknown> => {
        await run(text, way);
        await page.waitForFunction('document.documentElement.dataset.handed !== undefined');
        return page.evaluate('document.documentElement.dataset.handed');
      };
      assert.equal(await handed(PLAIN), 'true');
      const known = new Set(rows().map(({ id }) => id));
      assert.equal(await handed(SECRET), 'false');
      assert.equal((await judged('blocked', known))?.content?.matches[0]?.detector, 'payment-card');
    });

  const link = (name: string): string =>
    `const a = document.createElement('a'); a.href = url; a.download = '${name}'; document.body.append(a); a.click()`;

  test('the name, the size and the type of such a file are conditions', async () => {
    await Promise.all([stage.browser.context.waitForEvent('download'), run(PLAIN, link('words.docx'))]);
    assert.equal(saved[0]!.name, 'words.docx');
    const stopped = async (text: string, way: string): Promise<string> => {
      const known = new Set(rows().map(({ id }) => id));
      await run(text, way);
      const row = await judged('blocked', known);
      assert.deepEqual(saved, []);
      return row!.policies.map(({ policyId }) => policyId).join();
    };
    assert.equal(await stopped(PLAIN, link('words.pem')), 'keys');
    assert.equal(await stopped('x'.repeat(100_001), link('words.docx')), 'large');
    assert.equal(
      await stopped(
        PLAIN,
        link('x.tar').replace('url', "URL.createObjectURL(new Blob([text], { type: 'application/x-tar' }))"),
      ),
      'types',
    );
  });
});
