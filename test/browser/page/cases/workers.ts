import type { CaseFile, PageCases } from '../../../support/page-case.ts';

const script = (body: string): CaseFile => ({ type: 'text/javascript', body });

/** What a worker of any kind says of itself. */
const FACTS = `var facts = function () { return [location.href, location.origin, location.host, location.hostname, location.port, location.protocol, location.pathname, location.search, String(location), self.location === location, location instanceof WorkerLocation, Object.prototype.toString.call(location), Object.getOwnPropertyNames(location), self.origin, String(fetch), String(WorkerLocation), eval('location.host'), (0, eval)('location.host'), new Function('return location.host')(), typeof __sallyportRewrite, Object.keys(self).filter(function (k) { return /sallyport/i.test(k) })]; };`;
const ONE =
  'const one = (w) => new Promise((r, j) => { w.onmessage = (e) => r(e.data); w.onerror = (e) => j(new Error(e.message || e.type)); });';

export const cases: PageCases = {
  classic: {
    files: {
      '/w.js': script(`"use strict"; ${FACTS} postMessage([facts(), (function () { return this === undefined })()]);`),
    },
    script: `${ONE} return Promise.all([one(new Worker('/w.js?a=1')), one(new Worker('https://wiki.corp.test/w.js')), one(new Worker(new URL('/w.js', location.href))), one(new Worker({ toString: () => '/w.js' }))]);`,
  },
  module: {
    files: {
      '/m.js': script(
        `import { here } from './lib.js'; import * as far from 'https://wiki.corp.test/far.js'; ${FACTS} const late = await import('https://wiki.corp.test/late.js'); postMessage([facts(), here, far.here, import.meta.url, late.here, late.at]);`,
      ),
      '/lib.js': script('export const here = [import.meta.url, location.href, self.location.host];'),
      '/far.js': { ...script('export const here = import.meta.url;'), headers: { 'access-control-allow-origin': '*' } },
      '/late.js': {
        ...script('export const here = import.meta.url; export const at = location.host;'),
        headers: { 'access-control-allow-origin': '*' },
      },
    },
    script: `${ONE} return one(new Worker('https://wiki.corp.test/m.js', { type: 'module' }));`,
  },
  'modules without credentials': {
    files: {
      '/m.js': script(
        "import { here } from './lib.js'; const late = await import('/late.js'); const own = await (await fetch('/echo')).json(); postMessage([import.meta.url, location.href, here, late.here, /\\bown=1\\b/.test(own.cookie)]);",
      ),
      '/lib.js': script('export const here = import.meta.url;'),
      '/late.js': script('export const here = import.meta.url;'),
    },
    script: `${ONE} document.cookie = 'own=1'; return Promise.all([{ type: 'module', credentials: 'omit' }, { get credentials() { return 'omit' }, type: 'module', name: 'a' }, { type: 'module', credentials: 'include' }].map((options) => one(new Worker('/m.js?a=1', options))));`,
  },
  'importScripts and what they see': {
    files: {
      '/w.js': script(
        `${FACTS} importScripts('/a.js', 'https://static.corp.test/b.js', { toString: function () { return 'sub/c.js' } }); var seen = [a, b, c, facts()]; try { importScripts('https://wiki.corp.test/missing-scheme:') } catch (e) { seen.push(e.name, e instanceof DOMException) } postMessage(seen);`,
      ),
      '/a.js': script('var a = location.href;'),
      '/b.js': script('var b = location.href;'),
      '/sub/c.js': script('var c = self.location.pathname;'),
    },
    script: `${ONE} return one(new Worker('/w.js'));`,
  },
  shared: {
    files: {
      '/s.js': script(`${FACTS} onconnect = function (e) { e.ports[0].postMessage([facts(), name, e.origin]); };`),
    },
    script: `return Promise.all(['/s.js', 'https://wiki.corp.test/s.js'].map((u) => new Promise((r) => { const s = new SharedWorker(u, 'n'); s.port.onmessage = (e) => r(e.data); })));`,
  },
  nested: {
    files: {
      '/outer.js': script(
        `var w = new Worker('https://wiki.corp.test/inner.js'); w.onmessage = function (e) { postMessage([location.href, e.data]); };`,
      ),
      '/inner.js': script('postMessage([location.href, self.origin]);'),
    },
    script: `${ONE} return one(new Worker('/outer.js'));`,
  },
  'made of a blob': {
    files: {
      '/lib.js': script('var lib = location.protocol;'),
      '/mod.js': script('export const here = import.meta.url;'),
    },
    script: `${ONE} const make = (text, options) => { const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' })); const w = new Worker(url, options); URL.revokeObjectURL(url); return one(w).then((d) => JSON.parse(JSON.stringify(d).replaceAll(url.slice(5), 'BLOB'))); };
      const seen = [await make(${JSON.stringify(`'use strict'; ${FACTS} importScripts('https://wiki.corp.test/lib.js'); postMessage([facts(), lib, (function () { return this === undefined })()]);`)})];
      seen.push(await make(${JSON.stringify(`${FACTS} fetch('https://wiki.corp.test/data.json').then(function (r) { return r.json().then(function (j) { postMessage([r.url, j]) }) });`)}));
      seen.push(await make(${JSON.stringify(`import { here } from 'https://wiki.corp.test/mod.js'; import('https://wiki.corp.test/mod.js?2').then((m) => postMessage([here, m.here, location.href]));`)}, { type: 'module' }));
      seen.push(await make(${JSON.stringify(`var inner = URL.createObjectURL(new Blob(['postMessage([location.origin, self.origin])'])); var w = new Worker(inner); w.onmessage = function (e) { postMessage([e.data, inner.split('/').slice(0, 3).join('/')]) };`)}));
      return seen;`,
  },
  'a shared one made of a blob': {
    script: `const url = URL.createObjectURL(new Blob(['var n = 0; onconnect = function (e) { e.ports[0].postMessage([++n, location.origin]) }'])); const ask = () => new Promise((r) => { const s = new SharedWorker(url); s.port.onmessage = (e) => r(e.data); }); return [await ask(), await ask()];`,
  },
  'made of data': {
    script: `${ONE} return Promise.all(['data:text/javascript,postMessage([location.href,self.origin,location.origin,"%E2%82%AC"])', 'data:text/javascript;base64,' + btoa('postMessage([location.protocol, self.origin])')].map((u) => one(new Worker(u))));`,
  },
  'under a policy': {
    headers: {
      'content-security-policy': "script-src 'self' 'unsafe-inline'; worker-src 'self' blob:; connect-src 'self'",
    },
    files: { '/w.js': script('postMessage(location.host);') },
    script: `${ONE} return [await one(new Worker('/w.js')), await one(new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))))];`,
  },
  'what a worker asks for': {
    files: {
      '/w.js': script(
        `var open = new XMLHttpRequest(); open.open('GET', 'https://wiki.corp.test/data.json', false); open.send();
         Promise.all([fetch('https://wiki.corp.test/data.json'), fetch(new Request('https://wiki.corp.test/data.json')), fetch('data.json')]).then(function told(all, turns) {
           var count = performance.getEntriesByType('resource').map(function (e) { return e.name }).filter(function (n) { return /data/.test(n) }).length;
           // Entries come after the answers they are about.
           if (count < 4 && turns !== 0) return setTimeout(told, 20, all, (turns || 100) - 1);
           postMessage([open.responseURL, JSON.parse(open.responseText), all.map(function (r) { return r.url }), new Request('/x').url, new Request('https://static.corp.test/y').url, count]);
         });`,
      ),
    },
    script: `${ONE} return one(new Worker('/w.js'));`,
  },
  'a fault in a worker': {
    files: {
      '/w.js': script(
        '\nonmessage = function () {\n  undefinedThing();\n};\nself.onerror = function (m, file, line) { postMessage([m, file, line]); };',
      ),
    },
    script: `const w = new Worker('/w.js'); w.postMessage(1); return new Promise((r) => { const seen = []; w.onmessage = (e) => { seen.push(e.data); if (seen.length === 2) r(seen); }; w.onerror = (e) => { e.preventDefault(); seen.push([e.message, e.filename, e.lineno]); if (seen.length === 2) r(seen); }; });`,
  },
  'audio worklets': {
    files: {
      '/a.js': script(
        "class P extends AudioWorkletProcessor { constructor() { super(); this.port.postMessage([import.meta.url, typeof location]); } process() { return false; } } registerProcessor('p', P);",
      ),
    },
    script: `const c = new OfflineAudioContext(1, 128, 44100); await c.audioWorklet.addModule('https://wiki.corp.test/a.js'); const n = new AudioWorkletNode(c, 'p'); return new Promise((r) => { n.port.onmessage = (e) => r(e.data); });`,
  },
};
