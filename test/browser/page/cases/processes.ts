import type { CaseFile, PageCases } from '../../../support/page-case.ts';

const script = (body: string, headers = {}): CaseFile => ({ type: 'text/javascript', body, headers });
const OPEN = { 'access-control-allow-origin': 'https://wiki.corp.test', 'access-control-allow-credentials': 'true' };
const HELP = `const one = (w) => new Promise((r, j) => { w.onmessage = (e) => r(e.data); w.onerror = (e) => { e.preventDefault(); j(new Error(e.message || e.type)); }; });
const from = (text, options) => one(new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })), options));
const name = async (f) => { try { return await f(); } catch (e) { return [e.name, e.message]; } };`;

/** What workers do once they run. */
export const cases: PageCases = {
  'code made of text in a worker': {
    files: {
      '/w.js': script(
        `var seen = [eval('location.href'), (0, eval)('self.location.host'), self.eval('location.origin'), new Function('return location.href')(), Function('a', 'return a + location.host')('x'), [].constructor.constructor('return self.origin')(), (function () { var v = 1; eval('v = location.pathname'); return v; })(), eval, typeof eval, eval.name, String(eval), Function.prototype.constructor === Function, (function () {}).constructor === Function, (async function () {}).constructor.name, String(new Function('a', 'return location'))]; seen[7] = String(seen[7]);
         setTimeout('seen.push(location.hostname); setTimeout(function () { postMessage(seen); });', 0);`,
      ),
    },
    script: `${HELP} return one(new Worker('/w.js'));`,
  },
  'modules of a worker': {
    files: {
      '/m/w.js': script(
        `import './a.js'; import data from '/m/d.json' with { type: 'json' }; import * as far from 'https://static.corp.test/m/far.js'; const late = await import('./b.js?x'); const abs = await import('https://wiki.corp.test/m/b.js'); const bad = await import('http://[').catch((e) => e.name); let r; try { r = [import.meta.resolve('./z.js'), import.meta.resolve('https://wiki.corp.test/q.js')]; } catch (e) { r = e.name; } postMessage([globalThis.order, data, far.here, late.here, abs.here, bad, r, import.meta.url, typeof importScripts, location.href]);`,
      ),
      '/m/a.js': script('globalThis.order = [location.pathname, import.meta.url];'),
      '/m/b.js': script('export const here = [import.meta.url, location.host];'),
      '/m/d.json': { type: 'application/json', body: '{"u":"https://wiki.corp.test/"}' },
      '/m/far.js': script('export const here = [import.meta.url, location.href];', OPEN),
    },
    script: `${HELP} return one(new Worker('/m/w.js', { type: 'module', credentials: 'include' }));`,
  },
  'what a worker knows of itself': {
    files: {
      '/w.js': script(
        `var before = location.href; try { location.href = 'https://static.corp.test/'; } catch (e) {} try { location = 'x'; } catch (e) {} var d = function (o, k) { var p = Object.getOwnPropertyDescriptor(o, k); return p && [typeof p.get, typeof p.set, p.enumerable, p.configurable]; };
         postMessage([before === location.href, location.toString(), JSON.stringify(location), Object.keys(location), Object.keys(WorkerLocation.prototype), d(WorkerLocation.prototype, 'href'), d(self, 'location'), d(WorkerGlobalScope.prototype, 'location'), name, isSecureContext, crossOriginIsolated, navigator.onLine, typeof document, typeof window, self === globalThis, Object.keys(self).filter(function (k) { return /sally/.test(k) }), performance.getEntries().filter(function (e) { return /sallyport|mcas/.test(e.name) }).length, performance.timeOrigin > 0, new URL('x', location).href, new URL(location).host, String(self), Object.prototype.toString.call(self), self.constructor.name]);`,
      ),
    },
    script: `${HELP} return one(new Worker('/w.js?q=https://wiki.corp.test/#frag', { name: 'https://wiki.corp.test/' }));`,
  },
  'connections of a worker': {
    files: {
      '/events': { type: 'text/event-stream', body: 'data: https://wiki.corp.test/d\n\n' },
      '/w.js': script(
        `var told = []; var s = new WebSocket('wss://wiki.corp.test/ws'); s.onopen = function () { s.send('https://wiki.corp.test/'); }; var got = [];
         s.onmessage = function (m) { got.push(m.data, m.origin); if (got.length < 4) return; s.close(); var e = new EventSource('https://wiki.corp.test/events'); e.onmessage = function (x) { e.close(); fetch('https://wiki.corp.test/echo', { method: 'POST', body: location.href }).then(function (r) { return r.json(); }).then(function (j) { var q = new XMLHttpRequest(); q.open('GET', '/data.json'); q.responseType = 'json'; q.onload = function () { postMessage([s.url, got, e.url, x.origin, x.data, j.host, j.origin, j.referer, j.body, q.responseURL, q.response, q.getResponseHeader('content-type')]); }; q.send(); }); }; };`,
      ),
    },
    script: `${HELP} return one(new Worker('/w.js'));`,
  },
  'what workers of text evaluate': {
    files: { '/far.js': script('export const here = import.meta.url;', OPEN) },
    script: `${HELP} const seen = []; const code = 'onmessage = async (e) => postMessage(await eval(e.data))', ask = (w) => { const p = one(w); w.postMessage("import('https://static.corp.test/far.js').then((m) => m.here, (e) => e.name)"); return p; };
      seen.push(await ask(new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' }))))); return seen;`,
    expect: ['https://static.corp.test/far.js'],
  },
  'what workers of text can reach': {
    files: { '/l.js': script('var l = 1;'), '/w.js': script('postMessage(location.href);') },
    script: `${HELP} const cut = (v) => JSON.parse(JSON.stringify(v).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')); return cut([await from('postMessage([location.href, location.origin, location.pathname, self.origin, location.protocol, location.host, String(location)])'), await from('try { importScripts("/l.js"); postMessage(l) } catch (e) { postMessage([e.name, e.message.slice(0, 60)]) }'), await from('fetch("/data.json").then((r) => postMessage(r.url), (e) => postMessage([e.name, e.message]))'), await from('importScripts(origin + "/l.js"); postMessage([l, origin])'), await from('fetch(self.origin + "/data.json").then((r) => postMessage(r.url))'), await from('const w = new Worker(self.origin + "/w.js"); w.onmessage = (e) => postMessage(e.data)'), await from('new BroadcastChannel("b").postMessage(1); caches.keys().then((k) => postMessage(k))'), await from('postMessage([new Error("x").stack.includes("mcas"), (() => { try { null.x } catch (e) { return e.stack.includes("mcas") } })()])'), await from('onmessage = 0; var location2 = self["loc" + "ation"]; postMessage(location2.href)'), await from('"use strict"; var f = function () { return this }; postMessage([f() === undefined, 1])'), await from('/* c */ // d\\n"use strict"; postMessage((function () { return this })() === undefined)'), await from('export {}; postMessage(import.meta.url)', { type: 'module' }), await from('const { here } = await import(self.origin + "/module.js"); postMessage(here)', { type: 'module' }), await name(() => from('throw new Error("https://wiki.corp.test/")')), await name(() => from('syntax error here'))]);`,
  },
  'a worker that cannot be had': {
    files: { '/html.js': { type: 'text/html', body: '<p>no script' }, '/gone.js': { ...script('no'), status: 404 } },
    script: `${HELP} const fails = (make) => new Promise((r) => { let w; try { w = make(); } catch (e) { return r([e.name, e.message]); } w.onerror = (e) => { e.preventDefault && e.preventDefault(); r([e.type, e.message, e.filename, e.constructor.name]); }; w.onmessage = (e) => r(e.data); }); return [await fails(() => new Worker('/gone.js')), await fails(() => new Worker('https://static.corp.test/w.js')), await fails(() => new Worker('http://[')), await fails(() => new Worker()), await fails(() => new Worker('data:text/html,<p>')), await fails(() => new SharedWorker('https://static.corp.test/w.js')), await fails(() => new Worker('/gone.js', { type: 'nothing' })), await fails(() => Worker('/x')), Worker.length, SharedWorker.length];`,
  },
  'a worker made in a frame, and one made by a class': {
    files: {
      '/w.js': script(
        'onmessage = function (e) { postMessage([e.data, e.origin, e.source, location.href, e.ports.length]); };',
      ),
    },
    script: `${HELP} const f = document.createElement('iframe'); document.body.append(f); const w = new f.contentWindow.Worker('https://wiki.corp.test/w.js'); class Mine extends Worker { constructor(u) { super(u); this.mine = true; } } const m = new Mine('/w.js'); const ask = (w) => { const p = one(w); const c = new MessageChannel(); w.postMessage(location.href, [c.port1]); return p; }; const d = new Worker('/w.js'); const p = one(d); d.postMessage({ u: document.URL }, { transfer: [] }); return [await ask(w), await ask(m), m.mine, m instanceof Mine, m instanceof Worker, w instanceof f.contentWindow.Worker, await p, m.constructor === Mine];`,
  },
  'a service worker that keeps cookies and sends windows on': {
    files: {
      '/app/sw.js': script(`oninstall = () => skipWaiting(); onactivate = (e) => e.waitUntil(clients.claim());
        onfetch = (e) => { const p = new URL(e.request.url).pathname; if (p === '/app/go') e.respondWith(new Response(null, { status: 302, headers: { location: 'https://wiki.corp.test/app/end' } })); if (p === '/app/go2') e.respondWith(Response.redirect('https://wiki.corp.test/app/end?2')); if (p === '/app/end') e.respondWith(new Response('<!doctype html><title>end</title><p>' + e.request.url, { headers: { 'content-type': 'text/html' } })); };
        onmessage = async (e) => { await cookieStore.set('sw1', location.origin); const j = await (await fetch('/echo')).json(); const all = (await cookieStore.getAll()).map((c) => c.name).filter((n) => n !== 'sw1'); const c = await clients.get(e.source.id); e.ports[0].postMessage([j.cookie.split('; ').filter((x) => x.startsWith('sw1')), all.filter((n) => /sally/.test(n)), c.url, c.type, c.frameType, registration.scope, registration.active.scriptURL, self.location.href, e.origin]); await cookieStore.delete('sw1'); };`),
    },
    script: `const r = await navigator.serviceWorker.register('/app/sw.js'); const w = r.installing || r.waiting || r.active; if (w.state !== 'activated') await new Promise((done) => w.addEventListener('statechange', () => w.state === 'activated' && done())); const f = document.createElement('iframe'); const loaded = () => new Promise((d) => f.addEventListener('load', d, { once: true })); let l = loaded(); f.src = '/app/go'; document.body.append(f); await l; const seen = [f.contentWindow.location.href, f.contentDocument.body.textContent]; l = loaded(); f.src = '/app/go2'; await l; seen.push(f.contentWindow.location.href); seen.push(await new Promise((d) => { const c = new MessageChannel(); c.port1.onmessage = (e) => d(e.data); r.active.postMessage(1, [c.port2]); })); seen.push(await r.unregister()); f.remove(); return seen;`,
  },
  'worklets of a sibling host': {
    files: {
      '/far.js': script(
        "import { here } from './b.js'; import { home } from 'https://wiki.corp.test/c.js'; class P extends AudioWorkletProcessor { constructor() { super(); this.port.postMessage([here, home, import.meta.url]); } process() { return false; } } registerProcessor('p', P);",
        OPEN,
      ),
      '/b.js': script('export const here = import.meta.url;', OPEN),
      '/c.js': script('export const home = import.meta.url;', OPEN),
      '/closed.js': script(''),
    },
    script: `${HELP} const c = new OfflineAudioContext(1, 128, 44100); await c.audioWorklet.addModule('https://static.corp.test/far.js'); const n = new AudioWorkletNode(c, 'p'); const seen = [await new Promise((r) => { n.port.onmessage = (e) => r(e.data); })];
      seen.push(await CSS.paintWorklet.addModule(new URL('//static.corp.test/b.js', location)), await name(() => c.audioWorklet.addModule('https://static.corp.test/closed.js'))); return seen;`,
  },
  'worklets that import': {
    files: {
      '/a.js': script(
        "import { here } from './b.js'; import * as far from 'https://wiki.corp.test/c.js'; class P extends AudioWorkletProcessor { constructor(o) { super(); this.port.postMessage([here, far.here, import.meta.url, o.processorOptions.u, typeof self, globalThis.constructor.name, Object.keys(globalThis).filter((k) => /sally/.test(k))]); } process() { return false; } } registerProcessor('p', P);",
      ),
      '/b.js': script('export const here = import.meta.url;'),
      '/c.js': script('export const here = [import.meta.url, typeof location];', OPEN),
    },
    script: `${HELP} const c = new OfflineAudioContext(1, 128, 44100); const seen = []; await c.audioWorklet.addModule(new URL('/a.js', location.href)); const n = new AudioWorkletNode(c, 'p', { processorOptions: { u: location.href } }); seen.push(await new Promise((r) => { n.port.onmessage = (e) => r(e.data); })); seen.push(await name(() => c.audioWorklet.addModule('http://[')), await name(() => c.audioWorklet.addModule()), await name(() => c.audioWorklet.addModule('/gone.css')).then((e) => e && e[0])); return seen;`,
  },
};
