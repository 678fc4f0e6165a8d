import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { HANDED_FIELD } from '../../../src/model/handed-answer.ts';
import { readMessage } from '../../../src/policy/read-message.ts';
import { type PageStage, startPageStage } from '../../support/page-stage.ts';

/** What the worker of an app does that would rather have its pages as it wrote them. Path -> its answer. */
const RAW = `'<!doctype html><title>raw</title><p id="text">Words to copy</p>'`;
const HTML = `'content-type': 'text/html'`;
const ATTACKS: Readonly<Record<string, string>> = {
  made: `new Response(${RAW}, { headers: { ${HTML} } })`,
  stream: `new Response(new Blob([${RAW}]).stream(), { headers: { ${HTML} } })`,
  'made without a type': `new Response(new Blob([${RAW}]).stream())`,
  'made of an unknown type': `new Response(${RAW}, { headers: { 'content-type': 'unknown/unknown' } })`,
  'a byte order mark before it': `new Response(new TextEncoder().encode('\\ufeff' + ${RAW}))`,
  stored: `caches.match('/kept.html')`,
  passed: `fetch(e.request)`,
  marked: `new Response(${RAW}, { headers: { ${HTML}, '${HANDED_FIELD}': 'document' } })`,
  'marked as handed': `new Response(${RAW}, { headers: { ${HTML}, '${HANDED_FIELD}': 'handed-document' } })`,
  'with the head of a rewritten one': `asDocument('/guarded').then((r) => new Response(${RAW}, { headers: [...r.headers] }))`,
  'handed as a script': `handed('script')`,
  'a redirection without a place': `new Response(${RAW}, { status: 302, headers: { ${HTML} } })`,
  'a redirection that loses its place': `(() => { const r = new Response(${RAW}, { status: 302, headers: { ${HTML}, location: '/made' } }); const p = Promise.resolve(r); let n = 0; const drop = () => { r.headers.delete('location'); if (n++ < 200) Promise.resolve().then(drop); }; drop(); return p; })()`,
  'then on a prototype': `(Response.prototype.then = function (ok) { delete Response.prototype.then; ok(new Response(${RAW}, { headers: { ${HTML} } })); }, new Response('x', { headers: { ${HTML} } }))`,
  'then of promises': `(Promise.prototype.then = function (ok) { ok && ok(new Response(${RAW}, { headers: { ${HTML} } })); return this; }, new Response('x', { headers: { ${HTML} } }))`,
  'natives replaced': `(Set.prototype.has = Map.prototype.has = WeakMap.prototype.has = RegExp.prototype.test = Object.hasOwn = () => true, Object.defineProperty(Response.prototype, 'type', { get: () => 'error' }), Object.defineProperty(Request.prototype, 'destination', { get: () => '' }), new Response(${RAW}, { headers: { ${HTML} } }))`,
};
const WORKER = `
const asDocument = (url) => fetch(url, { method: 'POST', headers: { '${HANDED_FIELD}': 'document' }, body: '{"status":200,"headers":[["content-type","text/html"]]}\\n<p>x' });
const handed = (as) => fetch('/guarded', { method: 'POST', headers: { '${HANDED_FIELD}': as }, body: '{"status":200,"headers":[["content-type","text/html"]]}\\n' + ${RAW} });
oninstall = (e) => { skipWaiting(); e.waitUntil(caches.open('shell').then((c) => c.addAll(['/kept.html']))); if (e.addRoutes) e.addRoutes({ condition: { urlPattern: '/kept.html' }, source: 'cache' }); };
onactivate = (e) => e.waitUntil(clients.claim());
const attacks = { ${Object.entries(ATTACKS)
  .map(([name, given]) => `${JSON.stringify(name)}: (e) => ${given}`)
  .join(',\n')} };
onfetch = (e) => { const attack = attacks[decodeURIComponent(new URL(e.request.url).pathname.slice(1))]; if (attack) e.respondWith(attack(e)); };`;

let stage: PageStage;
let page: Page;
let home: string;

before(async () => {
  stage = await startPageStage({
    policies: [
      {
        id: 'no-clipboard',
        name: 'No clipboard',
        severity: 'high',
        mode: 'active',
        control: 'activities',
        activities: ['copy', 'download'],
        when: { not: { device: ['compliant'] } },
        action: 'block',
        message: readMessage('Stays here.'),
      },
    ],
    handler: ({ url = '' }, response) => {
      const isWorker = url.startsWith('/sw.js');
      response
        .writeHead(200, { 'content-type': isWorker ? 'text/javascript' : 'text/html; charset=utf-8' })
        .end(isWorker ? WORKER : '<!doctype html><title>sent</title><p id="text">Words to copy</p>');
    },
  });
  page = await stage.signIn('bob');
  home = stage.wiki;
});
after(() => stage?.close());

/** A worker of its own for each attack: some leave it in ruins. */
async function withWorker(): Promise<void> {
  await page.goto(`${home}/none`);
  await page.evaluate(
    '(async () => { for (const known of await navigator.serviceWorker.getRegistrations()) await known.unregister(); })()',
  );
  await page.goto(`${home}/none`);
  await page.evaluate(`(async () => {
    await navigator.serviceWorker.register('/sw.js?' + (performance.timeOrigin + performance.now()));
    if (!navigator.serviceWorker.controller) await new Promise((done) => { navigator.serviceWorker.oncontrollerchange = done; });
  })()`);
}

/** Whether the page that is shown lets its words be copied; undefined where none of the worker's is shown. */
async function canCopy(): Promise<boolean | undefined> {
  if ((await page.locator('#text').count()) === 0) return undefined;
  return page.evaluate(
    "getSelection().selectAllChildren(document.getElementById('text')), document.execCommand('copy')",
  );
}

for (const name of [...Object.keys(ATTACKS), 'kept.html'])
  test(`no page that a worker gives out is without its guards: ${name}`, async () => {
    await withWorker();
    await page.goto(`${home}/${encodeURIComponent(name)}`).catch((error: unknown) => {
      // Nothing is shown: that is a defence too.
      assert.match(String(error), /net::ERR_/);
    });
    assert.notEqual(await canCopy(), true);
    if (/^(made|stream|stored|passed|marked|kept)/.test(name)) assert.equal(await canCopy(), false);
  });
