import { createHash } from 'node:crypto';
import type { PageCase, PageCases } from '../../../support/page-case.ts';
import { tinyFont } from '../../../support/tiny-font.ts';

const STATIC = 'https://static.corp.test';
const ANY = { 'access-control-allow-origin': '*' };
const EXACT = { 'access-control-allow-origin': 'https://wiki.corp.test' };
const CREDENTIALS = { ...EXACT, 'access-control-allow-credentials': 'true' };
const DATA = { type: 'application/json', body: '{}', headers: { ...CREDENTIALS, 'cache-control': 'no-store' } };
const OWN_SHEET = `@font-face { font-family: One; src: url(${STATIC}/one.ttf) }`;
const THEIR_SHEET = '@font-face { font-family: Two; src: url(two.ttf) }';
const MODULE = 'import { root } from "/root.js"; window.m = root;';
const MINE = `import { root } from '${STATIC}/root.js'; window.mine = root;`;
const digestOf = (text: string): string => `sha384-${createHash('sha384').update(text).digest('base64')}`;
const font = { type: 'font/ttf', body: tinyFont(), headers: ANY };
const code = (body: string) => ({ type: 'text/javascript', body, headers: ANY });
const svg = {
  type: 'image/svg+xml',
  body: '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"><path fill="#fff" d="M0 0h2v2H0z"/></svg>',
};
const LOADED = `const loaded = (e) => new Promise((done) => { e.onload = () => done('load'); e.onerror = () => done('error'); });
  const settled = (p) => p.then((v) => v, (e) => e.name);`;

const IMPORTED: PageCase = {
  head: `<link id="l" rel="stylesheet" crossorigin href="${STATIC}/a/main.css">`,
  body: '<p class="m">m</p>',
  files: {
    '/a/main.css': {
      type: 'text/css',
      headers: ANY,
      body: '@import "more.css"; @font-face { font-family: One; src: url(../one.ttf) format("truetype") } .m { mask-image: url(mask.svg); background: url(/pixel.svg) }',
    },
    '/a/more.css': { type: 'text/css', headers: ANY, body: '@font-face { font-family: Two; src: url(/two.ttf) }' },
    '/one.ttf': font,
    '/two.ttf': font,
    '/a/mask.svg': { ...svg, headers: ANY },
  },
  script: `const [one] = await document.fonts.load('12px One', 'A'); const [two] = await document.fonts.load('12px Two', 'A'); const { sheet, crossOrigin } = document.getElementById('l');
    return [one.status, two.status, crossOrigin, sheet.cssRules[1].cssText, getComputedStyle(document.querySelector('.m')).maskImage];`,
};

/** What a page asks of another host of its app without credentials. */
export const cases: PageCases = {
  'fonts by absolute URL, from a style element, an attribute and a script': {
    head: `<style id="s">@font-face { font-family: One; src: url(${STATIC}/one.ttf?v=1#x) }</style>`,
    files: { '/one.ttf': font, '/two.ttf': font },
    script: `const [one] = await document.fonts.load('12px One', 'A'); const two = new FontFace('Two', 'url(${STATIC}/two.ttf)'); await two.load();
      const late = document.createElement('style'); late.textContent = '@font-face { font-family: Three; src: url(${STATIC}/one.ttf?three) }'; document.head.append(late); const three = await document.fonts.load('12px Three', 'A');
      const entries = performance.getEntriesByType('resource').map((e) => e.name).filter((n) => n.includes('.ttf')).sort();
      return [one.status, two.status, three.length, three[0].status, document.getElementById('s').sheet.cssRules[0].cssText, document.getElementById('s').textContent, entries];`,
    expect: [
      'loaded',
      'loaded',
      1,
      'loaded',
      `@font-face { font-family: One; src: url("${STATIC}/one.ttf?v=1#x"); }`,
      `@font-face { font-family: One; src: url(${STATIC}/one.ttf?v=1#x) }`,
      [`${STATIC}/one.ttf?three`, `${STATIC}/one.ttf?v=1#x`, `${STATIC}/two.ttf`],
    ],
  },
  'fonts and masks of a sibling’s style sheet, relative and imported': IMPORTED,
  'the same on a page that loads its parts without credentials': {
    ...IMPORTED,
    headers: { 'cross-origin-embedder-policy': 'credentialless' },
  },
  'fonts of style sheets with digests, on the page’s host and on a sibling': {
    head: `<link rel="stylesheet" href="/own.css" integrity="${digestOf(OWN_SHEET)}"><link id="l" rel="stylesheet" crossorigin href="${STATIC}/their.css" integrity="${digestOf(THEIR_SHEET)}">`,
    files: {
      '/own.css': { type: 'text/css', body: OWN_SHEET },
      '/their.css': { type: 'text/css', headers: ANY, body: THEIR_SHEET },
      '/one.ttf': font,
      '/two.ttf': font,
    },
    script: `const [one] = await document.fonts.load('12px One', 'A'); const [two] = await document.fonts.load('12px Two', 'A'); const l = document.getElementById('l');
      return [one?.status, two?.status, document.styleSheets.length, l.integrity, l.sheet.cssRules[0].cssText];`,
  },
  'a font that is preloaded is fetched once': {
    head: `<link rel="preload" as="font" type="font/ttf" crossorigin href="${STATIC}/one.ttf"><style>@font-face { font-family: One; src: url(${STATIC}/one.ttf) }</style>`,
    files: { '/one.ttf': { ...font, headers: { ...ANY, 'cache-control': 'max-age=60' } } },
    script: `const [one] = await document.fonts.load('12px One', 'A'); const entries = () => performance.getEntriesByType('resource').filter((e) => e.name.includes('one.ttf')).map((e) => e.name); for (let i = 0; i < 100 && entries().length === 0; i++) await new Promise((next) => setTimeout(next, 20)); return [one.status, entries()];`,
    expect: ['loaded', [`${STATIC}/one.ttf`]],
  },
  'data that is preloaded is fetched once': {
    head: `<link rel="preload" as="fetch" crossorigin="use-credentials" href="${STATIC}/one.json"><link rel="preload" as="fetch" crossorigin href="${STATIC}/two.json">`,
    files: { '/one.json': DATA, '/two.json': DATA, '/three.json': DATA },
    script: `const l = document.createElement('link'); l.rel = 'preload'; l.as = 'fetch'; l.crossOrigin = 'use-credentials'; const wait = new Promise((done) => { l.onload = done; }); l.href = '${STATIC}/three.json'; document.head.append(l); await wait; const seen = [];
      for (const [name, credentials] of [['one', 'include'], ['two', 'same-origin'], ['three', 'include']]) seen.push(await (await fetch('${STATIC}/' + name + '.json', { credentials })).json());
      return [seen, performance.getEntriesByType('resource').filter((e) => e.name.endsWith('.json')).map((e) => [e.name, e.initiatorType]).sort(), document.querySelector('link').crossOrigin, document.querySelector('link').outerHTML];`,
  },
  'a bundle of modules on a sibling': {
    head: `<script type="module" crossorigin src="${STATIC}/assets/index.js"></script><link rel="modulepreload" crossorigin href="${STATIC}/assets/vendor.js"><link rel="stylesheet" crossorigin href="${STATIC}/assets/index.css">`,
    body: '<p class="app">app</p>',
    files: {
      '/assets/index.js': code(
        'import { vendor } from "./vendor.js"; window.ready = import("./lazy.js").then((lazy) => [vendor, lazy.name, import.meta.url, lazy.url]);',
      ),
      '/assets/vendor.js': code('export const vendor = "vendor";'),
      '/assets/lazy.js': code('export const name = "lazy"; export const url = new URL("x.png", import.meta.url).href;'),
      '/assets/index.css': { type: 'text/css', headers: ANY, body: '.app { color: rgb(1, 2, 3) }' },
    },
    script: `await new Promise((done) => addEventListener('load', done)); const [script, preload, sheet] = document.querySelectorAll('script[src],link');
      return [await window.ready, getComputedStyle(document.querySelector('.app')).color, script.crossOrigin, preload.getAttribute('crossorigin'), sheet.crossOrigin, sheet.sheet.cssRules.length, script.outerHTML];`,
  },
  'modules and style sheets that script adds': {
    files: {
      '/m.js': code('window.ran = import.meta.url;'),
      '/s.css': { type: 'text/css', headers: ANY, body: 'p{top:1px}' },
    },
    script: `${LOADED} const seen = []; const s = document.createElement('script'); s.src = '${STATIC}/m.js'; s.type = 'module'; const one = loaded(s); document.head.append(s); seen.push(await one, window.ran, s.crossOrigin, s.getAttribute('crossorigin'), s.outerHTML);
      const l = document.createElement('link'); l.rel = 'stylesheet'; l.crossOrigin = ''; l.href = '${STATIC}/s.css'; const two = loaded(l); document.head.append(l); seen.push(await two, l.sheet.cssRules.length, l.crossOrigin, l.getAttribute('crossorigin'), l.href, l.outerHTML);
      const c = document.createElement('script'); c.crossOrigin = 'anonymous'; c.src = '${STATIC}/m.js?classic'; const three = loaded(c); document.head.append(c); seen.push(await three, c.crossOrigin, c.src);
      return seen;`,
  },
  'a classic script imports a module of a sibling': {
    files: {
      '/d.js': code('import { e } from "./e.js"; export const d = e + 1; export const url = import.meta.url;'),
      '/e.js': code('export const e = 1;'),
    },
    script: `const m = await import('${STATIC}/d.js'); return [m.d, m.url];`,
    expect: [2, `${STATIC}/d.js`],
  },
  'modules of the page’s own host import those of a sibling': {
    head: `<script type="module" src="/own.js"></script>`,
    files: {
      '/own.js': code(
        `import { relative } from '${STATIC}/lib/a.js'; import '${STATIC}/lib/b.js'; export * from '${STATIC}/lib/c.js'; window.own = [relative, window.order, import.meta.url]; window.lazy = import('${STATIC}/lib/a.js').then((m) => m.relative === relative);`,
      ),
      '/lib/a.js': code(
        `import { b } from './b.js'; import { rooted } from '/root.js'; import { c } from '${STATIC}/lib/c.js'; import data from './d.json' with { type: 'json' }; const late = import('./late.js'); export const relative = { b, rooted, c, data, late, url: import.meta.url, to: import.meta.resolve('./x.js') };`,
      ),
      '/lib/b.js': code('(window.order ??= []).push(import.meta.url); export const b = import.meta.url;'),
      '/lib/c.js': code('(window.order ??= []).push(import.meta.url); export const c = 3;'),
      '/lib/late.js': code('export const late = import.meta.url;'),
      '/root.js': code('export const rooted = import.meta.url;'),
      '/lib/d.json': { type: 'application/json', body: '{"u":"https://wiki.corp.test/"}', headers: ANY },
    },
    script: `await new Promise((done) => addEventListener('load', done)); const [relative, order, url] = window.own; const late = await relative.late;
      return [{ ...relative, late: late.late }, order, url, await window.lazy, performance.getEntriesByType('resource').map((e) => e.name).filter((n) => n.includes('static.')).sort()];`,
  },
  'inline modules and import maps name modules of a sibling': {
    head: `<script type="importmap">{"imports":{"exact":"${STATIC}/lib/a.js","tree/":"${STATIC}/lib/","${STATIC}/old.js":"${STATIC}/lib/c.js"},"scopes":{"${STATIC}/lib/":{"inner":"${STATIC}/lib/b.js"}}}</script>
      <script type="module">import { a } from 'exact'; import { b } from 'tree/b.js'; import { c } from '${STATIC}/old.js'; import { c as same } from '${STATIC}/lib/c.js'; window.inline = [a, b, c, c === same, import.meta.resolve('tree/x.js'), import.meta.resolve('exact')];</script>`,
    files: {
      '/lib/a.js': code("import { b } from 'inner'; export const a = ['a', b];"),
      '/lib/b.js': code('export const b = { url: import.meta.url };'),
      '/lib/c.js': code('export const c = { url: import.meta.url };'),
    },
    script: `await new Promise((done) => addEventListener('load', done)); const map = document.querySelector('script[type=importmap]'); const inline = document.querySelector('script[type=module]');
      return [window.inline, window.inline[0][1] === window.inline[1], (await import('tree/b.js')).b === window.inline[1], map.textContent, inline.textContent, inline.outerHTML];`,
  },
  'a module is one, however it is named': {
    head: `<link rel="modulepreload" href="${STATIC}/lib/one.js"><script type="module" src="${STATIC}/lib/one.js"></script><script type="module">import { one } from '${STATIC}/lib/one.js'; window.seen = [one];</script>`,
    files: {
      '/lib/one.js': code('window.count = (window.count || 0) + 1; export const one = { at: import.meta.url };'),
    },
    script: `await new Promise((done) => addEventListener('load', done)); const again = await import('${STATIC}/lib/one.js'); const s = document.createElement('script'); s.type = 'module'; s.src = '${STATIC}/lib/one.js'; const loaded = new Promise((done) => { s.onload = done; }); document.head.append(s); await loaded;
      const i = document.createElement('script'); i.type = 'module'; const ran = new Promise((done) => { window.ran = done; }); i.textContent = "import { one } from '${STATIC}/lib/one.js'; window.ran(one);"; document.head.append(i);
      return [window.count, again.one === window.seen[0], (await ran) === again.one, s.src, s.getAttribute('src'), i.textContent, [...document.querySelectorAll('head [src],link')].map((e) => e.outerHTML)];`,
  },
  'modules of a sibling where a policy names their path': {
    headers: {
      'content-security-policy': `script-src 'self' 'unsafe-inline' ${STATIC}/lib/ static.corp.test/moved.js; connect-src 'self'`,
    },
    head: `<script type="module">import { a } from '${STATIC}/lib/a.js'; import { moved } from '${STATIC}/moved.js'; window.seen = [a, moved];</script><script type="module">import '${STATIC}/other.js';</script>`,
    files: {
      '/lib/a.js': code("import { b } from './b.js'; export const a = [b, import.meta.url];"),
      '/lib/b.js': code('export const b = import.meta.url;'),
      '/moved.js': { ...code(''), status: 302, headers: { ...ANY, location: '/lib/deep/m.js' } },
      '/lib/deep/m.js': code("import { b } from '../b.js'; export const moved = [b, import.meta.url];"),
      '/other.js': code('window.other = true;'),
    },
    script: `const policies = []; document.addEventListener('securitypolicyviolation', (e) => policies.push([e.blockedURI, e.originalPolicy])); await new Promise((done) => addEventListener('load', done)); return [window.seen, window.other, policies];`,
  },
  'a module of a sibling imports from the root on as it runs': {
    head: `<script type="module">import * as near from '${STATIC}/lib/near.js'; window.near = near; window.nearDone?.();</script>`,
    files: {
      '/lib/near.js': code(
        "export const rooted = await import('/root.js'); export const told = String(() => import('/root.js')); export const lazy = await import(`./late.js`);",
      ),
      '/lib/late.js': code('export const url = import.meta.url;'),
      '/root.js': code('export const url = import.meta.url;'),
    },
    script: `if (!window.near) await new Promise((done) => { window.nearDone = done; }); return [near.rooted.url, near.told, near.lazy.url, (await import('${STATIC}/root.js')) === near.rooted, (await import('/module.js')).here];`,
    expect: [
      `${STATIC}/root.js`,
      "() => import('/root.js')",
      `${STATIC}/lib/late.js`,
      true,
      'https://wiki.corp.test/module.js',
    ],
  },
  'a worker imports modules of a sibling': {
    files: {
      '/w.js': code(
        `import { a } from '${STATIC}/lib/a.js'; import data from '${STATIC}/lib/d.json' with { type: 'json' }; const late = await import('${STATIC}/lib/late.js'); postMessage([a, data, late.late, location.href, import.meta.url, await import('${STATIC}/lib/a.js').then((m) => m.a === a)]);`,
      ),
      '/lib/a.js': code("import { b } from './b.js'; export const a = [b, import.meta.url, location.href];"),
      '/lib/b.js': code('export const b = [self.origin, location.host];'),
      '/lib/late.js': code('export const late = import.meta.url;'),
      '/lib/d.json': { type: 'application/json', body: '[1]', headers: ANY },
    },
    script: `const one = (w) => new Promise((done, fail) => { w.onmessage = (e) => done(e.data); w.onerror = (e) => { e.preventDefault(); fail(new Error('worker')); }; });
      const text = "import { a } from '${STATIC}/lib/a.js'; postMessage(a.slice(0, 2));";
      return [await one(new Worker('/w.js', { type: 'module' })), await one(new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })), { type: 'module' }))];`,
  },
  'modules that a sibling sends with digests': {
    head: `<script type="module" crossorigin src="${STATIC}/lib/m.js" integrity="${digestOf(MODULE)}"></script><script type="module" crossorigin src="${STATIC}/lib/forged.js" integrity="${digestOf('x')}"></script><script type="module" src="/mine.js" integrity="${digestOf(MINE)}"></script>`,
    files: {
      '/lib/m.js': code(MODULE),
      '/lib/forged.js': code('window.forged = true;'),
      '/mine.js': code(MINE),
      '/root.js': code('export const root = import.meta.url;'),
    },
    script: `await new Promise((done) => addEventListener('load', done)); await new Promise((done) => setTimeout(done)); return [window.m, window.mine, window.forged, [...document.scripts].map((s) => s.integrity)];`,
  },
  'images with crossorigin can be drawn and read': {
    body: `<img id="i" crossorigin src="${STATIC}/i.svg"><img id="no" crossorigin src="${STATIC}/refused.svg"><img id="plain" src="${STATIC}/i.svg">`,
    files: { '/i.svg': { ...svg, headers: ANY }, '/refused.svg': svg, '/exact.svg': { ...svg, headers: EXACT } },
    script: `${LOADED} const read = (i) => { const c = document.createElement('canvas'); c.width = c.height = 2; const x = c.getContext('2d'); x.drawImage(i, 0, 0); try { return [...x.getImageData(0, 0, 1, 1).data]; } catch (e) { return e.name; } };
      await new Promise((done) => addEventListener('load', done)); const seen = [read(document.getElementById('i')), document.getElementById('i').crossOrigin, document.getElementById('no').naturalWidth, read(document.getElementById('plain'))];
      for (const [mode, url] of [['anonymous', '/i.svg?a'], ['', '/exact.svg'], ['use-credentials', '/i.svg?c'], ['use-credentials', '/exact.svg?c']]) { const i = new Image(); i.src = '${STATIC}' + url; i.crossOrigin = mode; seen.push(await loaded(i), i.crossOrigin, i.getAttribute('crossorigin'), i.src, i.naturalWidth && read(i)); }
      return seen;`,
  },
  'images with crossorigin by a srcset that script sets, and in a picture': {
    head: `<link rel="preload" as="image" crossorigin imagesrcset="${STATIC}/i.svg?preload 1x">`,
    body: `<picture><source id="s" srcset="${STATIC}/i.svg?1 1x, ${STATIC}/refused.svg 9x"><img id="a" crossorigin src="/none.svg"></picture><picture><source srcset="${STATIC}/refused.svg?2"><img id="b" src="/none.svg"></picture><picture><source srcset="${STATIC}/refused.svg?3"><img id="c" crossorigin="anonymous" src="${STATIC}/i.svg?3"></picture><picture><source srcset="/own.svg 1x"><img id="d" crossorigin srcset="${STATIC}/i.svg?4"></picture>`,
    files: {
      '/i.svg': { ...svg, headers: ANY },
      '/own.svg': svg,
      '/refused.svg': svg,
      '/kept.svg': { ...svg, headers: CREDENTIALS },
    },
    script: `${LOADED} const read = (i) => { const c = document.createElement('canvas'); c.width = c.height = 2; const x = c.getContext('2d'); try { x.drawImage(i, 0, 0); return [...x.getImageData(0, 0, 1, 1).data]; } catch (e) { return e.name; } };
      await new Promise((done) => document.readyState === 'complete' ? done() : addEventListener('load', done)); const seen = [...'abcd'].map((id) => { const i = document.getElementById(id); return [i.naturalWidth, i.currentSrc, i.crossOrigin, read(i), i.parentNode.innerHTML]; });
      seen.push(document.querySelector('source[srcset^="${STATIC}/i.svg"]') && s.srcset, s.getAttribute('srcset'), s.outerHTML);
      const show = async (act, shown) => { const i = new Image(), ended = loaded(i); act(i); document.body.append(i); seen.push([await ended, i.currentSrc, i.srcset, i.src, i.crossOrigin, i.getAttribute('srcset'), i.getAttribute('crossorigin'), i.outerHTML, read(i)]); };
      let n = 20; const set = () => '${STATIC}/i.svg?' + n++ + ' 1x, ${STATIC}/i.svg?' + n++ + ' 9x';
      await show((i) => { i.crossOrigin = 'anonymous'; i.srcset = set(); });
      await show((i) => { i.srcset = set(); i.crossOrigin = 'anonymous'; });
      await show((i) => { i.setAttribute('srcset', set()); i.setAttribute('crossorigin', ''); });
      await show((i) => { i.setAttribute('crossorigin', ''); i.setAttribute('srcset', set()); });
      await show((i) => { i.crossOrigin = ''; i.srcset = set(); i.src = '/own.svg?' + n++; });
      await show((i) => { i.crossOrigin = ''; i.src = '${STATIC}/i.svg?7'; i.srcset = '/own.svg?' + n++ + ' 1x'; });
      await show((i) => { i.crossOrigin = 'use-credentials'; i.srcset = '${STATIC}/kept.svg?8 1x'; });
      await show((i) => { i.srcset = '${STATIC}/kept.svg?9 1x'; i.crossOrigin = 'use-credentials'; });
      await show((i) => { i.crossOrigin = 'use-credentials'; i.srcset = '${STATIC}/i.svg?10 1x'; });
      await show((i) => { i.crossOrigin = 'anonymous'; i.srcset = '${STATIC}/refused.svg?11'; });
      await show((i) => { i.srcset = '${STATIC}/refused.svg?12'; });
      await show((i) => { i.srcset = set(); i.crossOrigin = 'anonymous'; i.removeAttribute('crossorigin'); });
      return [seen, performance.getEntriesByType('resource').map((e) => e.name).filter((n) => n.includes('.svg')).sort()];`,
  },
  'crossOrigin that is taken away again': {
    script: `const seen = []; for (const value of ['', 'use-credentials']) for (const src of ['', '/script.js', '${STATIC}/script.js']) for (const none of [null, undefined]) {
      const s = document.createElement('script'); s.type = 'text/plain'; if (src) s.src = src; s.crossOrigin = value; seen.push(s.crossOrigin, s.getAttribute('crossorigin')); s.crossOrigin = none; seen.push(s.crossOrigin, s.getAttribute('crossorigin'), s.hasAttribute('crossorigin')); s.crossOrigin = value; s.removeAttribute('crossorigin'); seen.push(s.crossOrigin, s.outerHTML.includes('crossorigin')); }
      return seen;`,
  },
  'fetch with and without credentials': {
    files: {
      '/any': {
        type: 'text/plain',
        body: 'any',
        headers: { ...ANY, 'x-own': '1', 'access-control-expose-headers': '*' },
      },
      '/exact': { type: 'text/plain', body: 'exact', headers: EXACT },
      '/with': { type: 'text/plain', body: 'with', headers: CREDENTIALS },
      '/other': {
        type: 'text/plain',
        body: 'other',
        headers: { 'access-control-allow-origin': 'https://mail.partner.test' },
      },
      '/none': { type: 'text/plain', body: 'none' },
    },
    script: `${LOADED} document.cookie = 'seen=1; domain=.corp.test; path=/; secure'; const seen = [];
      for (const path of ['/any', '/exact', '/with', '/other', '/none', '/echo']) for (const credentials of [undefined, 'omit', 'same-origin', 'include'])
        seen.push(path, credentials, await settled(fetch('${STATIC}' + path, credentials && { credentials }).then(async (r) => [r.url, r.type, r.status, r.headers.get('x-own'), (await r.text()).replace(/"referer":"[^"]*"/, '')])));
      const request = new Request('${STATIC}/any?r'); seen.push(request.url, request.credentials, request.clone().credentials, await settled(fetch(request.clone()).then((r) => r.url)), await settled(fetch(request, { credentials: 'include' }).then((r) => r.url)));
      const with2 = new Request('${STATIC}/with', { credentials: 'include' }); seen.push(with2.credentials, await settled(fetch(with2).then((r) => r.text())), await settled(fetch(with2, { credentials: 'omit' }).then((r) => r.text())));
      seen.push(await settled(fetch('${STATIC}/none', { mode: 'no-cors' }).then((r) => r.type)), await settled(fetch('${STATIC}/any', { mode: 'same-origin' })), await settled(fetch('${STATIC}/any', { credentials: 'maybe' })), performance.getEntriesByType('resource').map((e) => e.name).filter((n) => n.includes('/any')).sort());
      return seen;`,
  },
  'XMLHttpRequest with and without credentials': {
    files: {
      '/any': { type: 'text/plain', body: 'any', headers: ANY },
      '/with': { type: 'text/plain', body: 'with', headers: CREDENTIALS },
    },
    script: `document.cookie = 'seen=1; domain=.corp.test; path=/; secure'; const seen = [];
      const ask = (path, prepare) => new Promise((done) => { const x = new XMLHttpRequest(); const states = []; x.onreadystatechange = () => states.push(x.readyState); prepare?.(x, 0); x.open('GET', '${STATIC}' + path); prepare?.(x, 1); const shown = x.withCredentials; x.onloadend = () => done([path, shown, x.withCredentials, x.status, x.responseURL, x.responseText.replace(/"referer":"[^"]*"/, ''), states]); x.send(); });
      for (const path of ['/any', '/with', '/echo']) seen.push(await ask(path), await ask(path, (x) => { x.withCredentials = true; }), await ask(path, (x, at) => { x.withCredentials = at === 0; }), await ask(path, (x, at) => { if (at) { x.setRequestHeader('accept', 'text/x'); x.withCredentials = true; } }));
      return seen;`,
  },
  'a worker asks with and without credentials': {
    files: {
      '/w.js': {
        type: 'text/javascript',
        body: `const STATIC = '${STATIC}'; (async () => { const seen = [];
          for (const credentials of ['omit', 'same-origin', 'include']) seen.push(await fetch(STATIC + '/echo', { credentials }).then(async (r) => [r.url, (await r.text()).replace(/"referer":"[^"]*",?/, '')], (e) => e.name));
          const x = new XMLHttpRequest(); x.open('GET', STATIC + '/any', false); x.send(); seen.push(x.responseURL, x.responseText, x.withCredentials);
          const r = new Request(STATIC + '/any'); seen.push(r.url, r.credentials, r.mode, await fetch(r).then((a) => a.text())); postMessage(seen); })();`,
      },
      '/any': { type: 'text/plain', body: 'any', headers: ANY },
    },
    script: `document.cookie = 'seen=1; domain=.corp.test; path=/; secure'; const w = new Worker('/w.js'); return await new Promise((done, fail) => { w.onmessage = (e) => done(e.data); w.onerror = () => fail(new Error('worker')); });`,
  },
  'events from a sibling': {
    files: { '/events': { type: 'text/event-stream', body: 'data: one\n\n', headers: ANY } },
    script: `const seen = []; for (const init of [undefined, { withCredentials: true }]) { const s = new EventSource('${STATIC}/events', init); seen.push(s.url, s.withCredentials, await new Promise((done) => { s.onmessage = (e) => done([e.data, e.origin]); s.onerror = () => done('error'); })); s.close(); } await fetch('/data.json'); return seen;`,
    expect: [`${STATIC}/events`, false, ['one', STATIC], `${STATIC}/events`, true, 'error'],
  },
  'a page of another app is refused as the app refuses it': {
    files: { '/none': { type: 'text/plain', body: 'none' } },
    script: `const seen = []; for (const credentials of ['same-origin', 'include']) seen.push(await fetch('https://mail.partner.test/none?' + credentials, { credentials }).then((r) => r.status, (e) => e.name));
      await fetch('/data.json'); return seen;`,
    expect: ['TypeError', 'TypeError'],
  },
  'all that reflection tells of the location of a sibling': {
    body: `<iframe id=f src="https://static.corp.test/page.html"></iframe>`,
    script: `const seen = []; const put = (name, f) => { try { seen.push([name, f()]); } catch (e) { seen.push([name, 'threw ' + e.name + ' ' + e.message]); } };
      const f = document.getElementById('f'); if (document.readyState !== 'complete') await new Promise((d) => addEventListener('load', d)); const l = f.contentWindow.location; put('keys', () => Reflect.ownKeys(l).map(String)); put('names', () => Object.getOwnPropertyNames(l)); put('objkeys', () => Object.keys(l)); put('desc', () => { const o = {}; for (const k of ['href', 'replace']) { const d = Object.getOwnPropertyDescriptor(l, k); o[k] = d && [typeof d.get, typeof d.set, typeof d.value, d.enumerable, d.configurable, d.writable]; } return o; }); put('desc assign', () => Object.getOwnPropertyDescriptor(l, 'assign')); put('has', () => 'href' in l); put('has2', () => 'assign' in l); put('read', () => l.href); put('then', () => l.then); put('tag', () => Object.prototype.toString.call(l)); put('proto', () => Object.getPrototypeOf(l)); put('setproto', () => Reflect.setPrototypeOf(l, {})); put('setprotonull', () => Reflect.setPrototypeOf(l, null)); put('ext', () => Object.isExtensible(l)); put('prev', () => Reflect.preventExtensions(l)); put('def', () => Object.defineProperty(l, 'x', { value: 1 })); put('del', () => delete l.href); put('set', () => { l.foo = 1; }); put('same', () => [l === f.contentWindow.location, l.replace === l.replace, l.replace.name, l.replace.length, String(l.replace)]); put('str', () => String(l)); put('json', () => JSON.stringify(l)); put('in', () => { const o = []; for (const k in l) o.push(k); return o; }); put('spread', () => Object.keys({ ...l })); put('own', () => Object.hasOwn(l, 'href'));
      put('by descriptors', () => { const { replace, href } = Object.getOwnPropertyDescriptors(l); return [replace.value === l.replace, href.set.name, Object.getOwnPropertyDescriptor(l, 'then'), Object.getOwnPropertyDescriptor(l, Symbol.toStringTag)]; });
      const moved = new Promise((d) => { f.onload = d; }); Object.getOwnPropertyDescriptor(l, 'href').set.call(l, 'https://wiki.corp.test/page.html?moved'); await moved; put('led home', () => [f.contentWindow.location.href, f.contentDocument.title]); return seen;`,
  },
};
