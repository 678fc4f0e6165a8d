import type { CaseFile, PageCases } from '../../../support/page-case.ts';

const script = (body: string, headers = {}): CaseFile => ({ type: 'text/javascript', body, headers });

/** Registers a worker, waits until it is active, and lets it go again at the end. */
const WITH = `const active = async (url, options) => { const r = await navigator.serviceWorker.register(url, options); const w = r.installing || r.waiting || r.active; if (w.state !== 'activated') await new Promise((done) => w.addEventListener('statechange', () => w.state === 'activated' && done())); return r; };
  const ask = (w, m) => new Promise((r) => { const c = new MessageChannel(); c.port1.onmessage = (e) => r(e.data); w.postMessage(m, [c.port2]); });
  const loaded = (f) => new Promise((r) => { f.onload = r; });`;

export const cases: PageCases = {
  'registrations and their addresses': {
    files: {
      '/app/sw.js': script(
        'oninstall = () => skipWaiting(); onmessage = (e) => e.ports[0].postMessage([location.href, self.registration.scope, self.registration.active.scriptURL, self.serviceWorker.scriptURL, self.origin, e.origin, e.source.url, e.source instanceof WindowClient]);',
      ),
    },
    script: `${WITH} const r = await active('https://wiki.corp.test/app/sw.js', { scope: 'https://wiki.corp.test/app/' }); const seen = [r.scope, r.active.scriptURL];
      for (const url of ['https://wiki.corp.test/app/x', '/app/y', new URL('/app/', location.href), '/other/']) { const g = await navigator.serviceWorker.getRegistration(url); seen.push(g === r, g && g.scope); }
      seen.push((await navigator.serviceWorker.getRegistrations()).map((g) => g.scope), navigator.serviceWorker.controller, await ask(r.active, 1), await r.unregister());
      try { await navigator.serviceWorker.register('https://static.corp.test/sw.js'); } catch (e) { seen.push(e.name, e.message) } return seen;`,
  },
  'a scope that a header allows': {
    files: {
      '/app/wide.js': script('oninstall = () => skipWaiting();', {
        'service-worker-allowed': 'https://wiki.corp.test/',
      }),
    },
    script: `${WITH} const r = await active('/app/wide.js', { scope: '/wide/' }); const seen = [r.scope]; await r.unregister(); try { await active('/app/wide.js', { scope: '/../' }); seen.push('root'); for (const g of await navigator.serviceWorker.getRegistrations()) await g.unregister(); } catch (e) { seen.push(e.name) } return seen;`,
  },
  'what it sees, answers and keeps': {
    files: {
      '/app/lib.js': script('self.lib = location.pathname;'),
      '/app/sw.js': script(`importScripts('https://wiki.corp.test/app/lib.js'); let seen = [];
        oninstall = (e) => { skipWaiting(); e.waitUntil(caches.open('v1').then((c) => c.addAll(['https://wiki.corp.test/data.json', '/style.css']))); };
        onactivate = (e) => e.waitUntil(clients.claim());
        onfetch = (e) => { seen.push([e.request.url, e.request.mode, e.request.destination, e.request.referrer]); if (e.request.url === 'https://wiki.corp.test/app/made') e.respondWith(new Response('made at ' + location.origin)); else if (e.request.url.endsWith('/app/moved')) e.respondWith(Response.redirect('https://wiki.corp.test/app/made')); else e.respondWith(fetch(e.request)); };
        onmessage = async (e) => { const c = await caches.open('v1'); const all = await clients.matchAll({ includeUncontrolled: true, type: 'window' });
          e.ports[0].postMessage([lib, seen, all.map((x) => x.url).sort(), (await c.keys()).map((q) => q.url), !!(await c.match('https://wiki.corp.test/data.json')), !!(await caches.match(new Request('https://wiki.corp.test/style.css'))), (await c.match('/data.json')).url, await caches.keys(), await c.delete('https://wiki.corp.test/style.css'), (await c.keys('https://wiki.corp.test/data.json')).length]); };`),
    },
    script: `${WITH} const r = await active('/app/sw.js'); const f = document.createElement('iframe'); f.src = '/app/page.html'; document.body.append(f); await loaded(f); const w = f.contentWindow;
      const made = await w.fetch('https://wiki.corp.test/app/made'); const moved = await w.fetch('moved'); const seen = [await made.text(), made.url, moved.url, moved.redirected, w.navigator.serviceWorker.controller.scriptURL, await ask(r.active, 1)];
      const c = await caches.open('page'); await c.put('https://wiki.corp.test/kept', new Response('kept')); await c.add('https://wiki.corp.test/data.json'); seen.push((await c.keys()).map((q) => q.url), await (await c.match('/kept')).text(), (await c.matchAll('https://wiki.corp.test/data.json')).map((x) => x.url)); await caches.delete('page'); await caches.delete('v1'); await r.unregister(); f.remove(); return seen;`,
  },
  'one that is a module': {
    patience: 30_000,
    files: {
      '/app/sw.js':
        script(`import { near } from './near.js'; import { far } from 'https://wiki.corp.test/far.js'; import './near.js'; import { other } from 'https://static.corp.test/other.js'; export * from '/far.js'; import data from '/app/data.json' with { type: 'json' };
        oninstall = (e) => { skipWaiting(); e.waitUntil(caches.open('m').then((c) => c.add('kept.json'))); }; onactivate = (e) => e.waitUntil(clients.claim());
        onfetch = (e) => { if (e.request.url.endsWith('/app/made')) e.respondWith(new Response(String(location))); };
        onmessage = async (e) => e.ports[0].postMessage([near, far, other, data, import.meta.url, location.href, self.location.search, registration.scope, registration.active.scriptURL, self.serviceWorker.scriptURL, (await (await caches.open('m')).keys()).map((q) => q.url), (await fetch('kept.json')).url, globalThis.runs, new Error().stack.includes('sallyport')]);`),
      '/app/near.js': script(
        "import { far } from '../far.js'; globalThis.runs = (globalThis.runs || 0) + 1; export const near = [import.meta.url, location.pathname, self.origin, far];",
      ),
      '/far.js': script('export const far = import.meta.url;'),
      '/other.js': {
        type: 'text/javascript',
        headers: { 'access-control-allow-origin': '*' },
        body: "import { next } from './next.js'; export const other = [import.meta.url, next];",
      },
      '/next.js': {
        type: 'text/javascript',
        headers: { 'access-control-allow-origin': '*' },
        body: 'export const next = location.href;',
      },
      '/app/data.json': { type: 'application/json', body: '{"home":"https://wiki.corp.test/"}' },
      '/app/kept.json': { type: 'application/json', body: '{}' },
    },
    script: `${WITH} document.cookie = 'mine=1; path=/'; const r = await active('/app/sw.js', { type: 'module' }); let found = 0; r.addEventListener('updatefound', () => { found++ }); await r.update();
      const f = document.createElement('iframe'); f.src = '/app/page.html'; document.body.append(f); await loaded(f); const seen = [found, r.waiting, r.scope, r.active.scriptURL, await (await f.contentWindow.fetch('made')).text(), await ask(r.active, 1)];
      seen.push((await navigator.serviceWorker.register('https://wiki.corp.test/app/sw.js', { type: 'module', scope: '/app/' })) === r, r.installing); await caches.delete('m'); await r.unregister(); f.remove(); document.cookie = 'mine=; path=/; max-age=0'; return seen;`,
  },
  'what is said of one that cannot be installed': {
    files: { '/app/bad.js': script('throw new Error(location.href)'), '/app/sw.js': script('') },
    script: `const seen = []; const told = (e) => seen.push(e instanceof TypeError, Object.keys(e), e.name, e.message);
      await navigator.serviceWorker.register('/app/bad.js').catch(told); await navigator.serviceWorker.register('/app/bad.js', { type: 'module', scope: '/app/x/' }).catch(told); await navigator.serviceWorker.register('/app/sw.js', { scope: '/' }).catch(told); await navigator.serviceWorker.register('http://[').catch(told); return seen;`,
  },
  'the cookies that it is told of': {
    files: { '/app/sw.js': script('oninstall = () => skipWaiting();') },
    script: `${WITH} const r = await active('/app/sw.js'); const list = async () => (await r.cookies.getSubscriptions()).map((each) => [each.name, each.url]);
      await r.cookies.subscribe([{ name: 'a', url: '/app/x' }, { name: 'b', url: 'https://wiki.corp.test/app/y' }]); const seen = [await list()]; await r.cookies.unsubscribe(new Set([{ name: 'b', url: 'https://wiki.corp.test/app/y' }])); seen.push(await list());
      for (const wrong of [[], [1], [[{ url: 'https://static.corp.test/' }]]]) await r.cookies.subscribe(...wrong).catch((e) => seen.push(e.name)); await r.unregister(); return seen;`,
  },
  preloads: {
    files: {
      '/app/sw.js': script(`let seen = [];
        oninstall = () => skipWaiting(); onactivate = (e) => e.waitUntil(registration.navigationPreload.enable().then(() => clients.claim()));
        onfetch = (e) => { if (e.request.mode !== 'navigate') return; e.respondWith((async () => { const p = await e.preloadResponse; seen.push(p && p.url, e.request.url); return p || fetch(e.request); })()); };
        onmessage = (e) => e.ports[0].postMessage(seen);`),
    },
    script: `${WITH} const r = await active('/app/sw.js'); const f = document.createElement('iframe'); f.src = '/app/page.html'; document.body.append(f); await loaded(f); const seen = [f.contentWindow.location.href, await ask(r.active, 1)]; await r.unregister(); f.remove(); return seen;`,
  },
  'its script stays the same': {
    files: { '/app/sw.js': script('oninstall = () => skipWaiting();') },
    script: `${WITH} const r = await active('/app/sw.js'); let found = 0; r.addEventListener('updatefound', () => { found++ }); await r.update(); await new Promise((d) => setTimeout(d, 300)); const seen = [found, r.installing, r.waiting]; await r.unregister(); return seen;`,
    expect: [0, null, null],
  },
  'a page that it has fetched and gives out': {
    patience: 30_000,
    files: {
      '/app/sw.js':
        script(`const FILES = ['shell.html', 'kept.js', 'module.js', 'part.js', 'kept.css', 'kept.svg'].map((name) => '/app/' + name);
        oninstall = (e) => { skipWaiting(); e.waitUntil(caches.open('shell').then((c) => c.addAll(FILES))); };
        onactivate = (e) => e.waitUntil(clients.claim());
        onfetch = (e) => { const { pathname } = new URL(e.request.url); const kept = e.request.mode === 'navigate' ? '/app/shell.html' : FILES.find((name) => name === pathname); if (kept) e.respondWith(caches.match(kept)); };
        onmessage = async (e) => e.ports[0].postMessage([await caches.keys(), (await (await caches.open('shell')).keys()).map((q) => q.url).sort(), await Promise.all(FILES.map(async (name) => { const r = await caches.match(name); return [r.url, r.type, r.redirected, [...r.headers.keys()].includes('sallyport-answer'), await r.text()]; }))]);`),
      '/app/kept.js': script('report.push(location.href, top.location.host, document.currentScript.src);'),
      '/app/module.js': script(
        "import { part } from './part.js'; report.push(part, import.meta.url, new Error().stack.includes(import.meta.url));",
      ),
      '/app/part.js': script('export const part = [import.meta.url, window.location.origin];'),
      '/app/kept.css': {
        type: 'text/css',
        body: '#a{background:url(https://static.corp.test/pixel.svg)}#b{background:url(kept.svg)}',
      },
      '/app/kept.svg': { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
      '/app/shell.html': {
        type: 'text/html; charset=utf-8',
        body: '<!doctype html><title>Shell</title><link rel=stylesheet href="kept.css"><p id=a><p id=b><a href="https://static.corp.test/x">link</a><script>report = [location.href, document.URL, document.links[0].href, origin, document.scripts.length];</script><script src="kept.js"></script><script type=module src="module.js"></script>',
      },
    },
    script: `${WITH} const r = await active('/app/sw.js'); const seen = [];
      for (const again of [1, 2]) { const f = document.createElement('iframe'); f.src = '/app/any?x=' + again + '#y'; document.body.append(f); await loaded(f); const w = f.contentWindow, d = w.document; seen.push(w.report, d.documentElement.outerHTML, w.getComputedStyle(d.getElementById('a')).backgroundImage, w.getComputedStyle(d.getElementById('b')).backgroundImage, d.contentType, d.characterSet); f.remove(); }
      seen.push(await caches.keys(), await caches.has('sallyport-answers'), await ask(r.active, 1)); await caches.delete('shell'); await r.unregister(); return seen;`,
  },
  'what it makes and passes on': {
    patience: 30_000,
    files: {
      '/app/sw.js': script(`oninstall = () => skipWaiting(); onactivate = (e) => e.waitUntil(clients.claim());
        const html = { 'content-type': 'text/html', 'content-security-policy': "script-src 'nonce-a'", 'x-own': 'https://wiki.corp.test/' };
        const page = '<!doctype html><title>made</title><script nonce=a>report = [location.href, document.URL, document.currentScript.nonce, window.refused];</script><script>window.refused = false</script><a href="https://wiki.corp.test/x">x</a>';
        const answers = { made: () => new Response(page, { headers: html }), stream: () => new Response(new Blob([page]).stream(), { headers: html }), failing: () => new Response(page, { status: 500, headers: html }), passed: (e) => fetch(e.request), copied: async (e) => { const r = await fetch(e.request); const c = await caches.open('copies'); await c.put(e.request, r.clone()); return new Response(r.body, r); }, again: (e) => caches.match('/app/copied'),
          moved: () => Response.redirect('/app/made'), plain: () => new Response('<p>text', { headers: { 'content-type': 'text/plain' } }), 'code.js': () => new Response('report.push(location.href)', { headers: { 'content-type': 'text/javascript' } }), 'w.js': () => new Response('postMessage([location.href, self.origin])', { headers: { 'content-type': 'text/javascript' } }) };
        onfetch = (e) => { const make = answers[new URL(e.request.url).pathname.slice(5)]; if (make) e.respondWith(make(e)); };`),
      '/app/passed': {
        type: 'text/html',
        body: '<!doctype html><script>report = [location.href, document.URL]</script>',
      },
      '/app/copied': {
        type: 'text/html',
        body: '<!doctype html><script>report = [location.href, document.URL]</script><script src="code.js"></script>',
      },
    },
    script: `${WITH} const r = await active('/app/sw.js'); const seen = [];
      for (const name of ['made', 'stream', 'failing', 'passed', 'copied', 'again', 'moved', 'plain']) { const f = document.createElement('iframe'); f.src = '/app/' + name; document.body.append(f); await loaded(f); const w = f.contentWindow; seen.push([name, w.report, w.location.href, w.document.contentType, w.document.documentElement.outerHTML]); if (name === 'passed') seen.push(await new Promise((d) => { new w.Worker('w.js').onmessage = (e) => d(e.data); })); f.remove(); }
      await caches.delete('copies'); await r.unregister(); return seen;`,
  },
};
