import { createHash } from 'node:crypto';
import type { CaseFile, PageCases } from '../../../support/page-case.ts';

const page = (body: string, headers: Record<string, string> = {}): CaseFile => ({
  type: 'text/html; charset=utf-8',
  body: `<!doctype html><title>Framed</title>${body}`,
  headers,
});
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
/** What a page says of itself, from within a frame. */
const SAY = (value: string): string => `<script>parent.postMessage(${value}, '*')</script>`;
const HELP = `const says = (src, allow = '') => new Promise((done) => { const f = document.createElement('iframe'); if (allow) f.allow = allow; f.src = src; addEventListener('message', ({ data }) => done(data), { once: true }); f.onload = () => setTimeout(done, 1000, 'nothing'); document.body.append(f); });
  const load = (tag, attributes) => new Promise((done) => { const e = Object.assign(document.createElement(tag), attributes); e.onload = () => done('loaded'); e.onerror = () => done('refused'); document.body.append(e); });`;
const CODE = 'window.ran = (window.ran ?? []).concat(location.host);';
const DIGEST = `sha256-${createHash('sha256').update(CODE).digest('base64')}`;
const PIXEL = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';
const image = (policy?: string): CaseFile => ({
  type: 'image/svg+xml',
  body: PIXEL,
  ...(policy === undefined ? {} : { headers: { 'cross-origin-resource-policy': policy } }),
});
const IMAGES = {
  '/none.svg': image(),
  '/site.svg': image('same-site'),
  '/origin.svg': image('same-origin'),
  '/all.svg': image('cross-origin'),
};
const IMAGES_OF = (host: string): string =>
  `await load('img', { src: '${host}/none.svg' }), await load('img', { src: '${host}/site.svg' }), await load('img', { src: '${host}/origin.svg' }), await load('img', { src: '${host}/all.svg' })`;

/** What the header of an answer says of the page it brings. */
/** Name and values of fields that say one thing; servers and what stands before them both send them. */
const TWICE: readonly (readonly string[])[] = [
  ['date', 'Sun, 01 Nov 2026 10:00:00 GMT', 'Sun, 01 Nov 2026 10:00:01 GMT'],
  ['x-content-type-options', 'nosniff', 'nosniff'],
  ['access-control-allow-credentials', 'true', 'true'],
  ['content-language', 'de', 'en'],
  ['expires', '0', '-1'],
  ['last-modified', 'Sun, 01 Nov 2026 09:00:00 GMT', 'Sun, 01 Nov 2026 09:00:00 GMT'],
  ['x-frame-options', 'SAMEORIGIN', 'SAMEORIGIN'],
  ['strict-transport-security', 'max-age=1', 'max-age=2'],
  ['age', '1', '1'],
  ['retry-after', '1', '2'],
];

export const cases: PageCases = {
  'fields that an app sends twice': {
    files: Object.fromEntries(
      [
        ['/twice.html', 'text/html; charset=utf-8', '<!doctype html><p>twice</p>'],
        ['/twice.js', 'text/javascript', 'window.seen = location.host;'],
        ['/twice.txt', 'text/plain', 'twice'],
      ].map(([path, type, body]) => [
        path!,
        { type: type!, body: body!, headers: Object.fromEntries(TWICE.map(([name, ...values]) => [name!, values])) },
      ]),
    ),
    script: `const f = document.createElement('iframe'); await new Promise((r) => { f.onload = r; f.src = '/twice.html'; document.body.append(f); }); await new Promise((r) => { const s = document.createElement('script'); s.onload = s.onerror = r; s.src = '/twice.js'; document.head.append(s); });
      const { headers } = await fetch('/twice.txt'); return [f.contentDocument.body.innerText, window.seen, ${JSON.stringify(TWICE.map(([name]) => name))}.map((name) => [name, headers.get(name)])];`,
  },
  'a page that isolates itself is isolated': {
    headers: ISOLATED,
    script: 'return [crossOriginIsolated, typeof SharedArrayBuffer, new SharedArrayBuffer(8).byteLength];',
    expect: [true, 'function', 8],
  },
  'one that does not is not': {
    script: 'return [crossOriginIsolated, typeof SharedArrayBuffer];',
    expect: [false, 'undefined'],
  },
  'half of it isolates nothing': {
    headers: { 'cross-origin-embedder-policy': 'require-corp' },
    script: 'return [crossOriginIsolated, typeof SharedArrayBuffer];',
    expect: [false, 'undefined'],
  },
  'an isolated page loads what lets itself be loaded': {
    headers: ISOLATED,
    files: IMAGES,
    script: `${HELP} return [${IMAGES_OF('')}, ${IMAGES_OF('https://static.corp.test')}, await load('img', { src: 'https://mail.partner.test/none.svg' }), await load('img', { src: 'https://mail.partner.test/all.svg' })];`,
    expect: [
      ...['loaded', 'loaded', 'loaded', 'loaded'],
      ...['refused', 'loaded', 'refused', 'loaded'],
      ...['refused', 'loaded'],
    ],
  },
  'a page that isolates itself by leaving credentials out': {
    headers: { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'credentialless' },
    files: IMAGES,
    script: `${HELP} return [crossOriginIsolated, await load('img', { src: '/none.svg' }), await load('img', { src: 'https://static.corp.test/none.svg' }), await load('script', { src: 'https://static.corp.test/script.js' }), window.loaded];`,
    expect: [true, 'loaded', 'loaded', 'loaded', 'https://static.corp.test/script.js'],
  },
  'the parts of a page that leaves credentials out': {
    headers: { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'credentialless' },
    files: {
      ...IMAGES,
      '/own.css': {
        type: 'text/css',
        body: '@import "https://static.corp.test/their.css"; .own{background:url(https://static.corp.test/all.svg?own)}',
      },
      '/their.css': { type: 'text/css', body: '.their{background:url(none.svg?their)}' },
      '/echo.js': { type: 'text/javascript', body: 'window.echoed = document.currentScript.src;' },
    },
    head: `<link rel="stylesheet" href="/own.css"><link rel="stylesheet" href="https://static.corp.test/their.css?2"><style>.inner{background:url(https://static.corp.test/none.svg?inner)}</style><script src="https://static.corp.test/echo.js"></script>`,
    body: `<p class="own">o</p><p class="their">t</p><p class="inner">i</p><p style="background:url(https://static.corp.test/none.svg?style)">s</p><img id="a" src="https://static.corp.test/none.svg?img" srcset="https://static.corp.test/none.svg?x1 1x"><picture><source srcset="https://static.corp.test/none.svg?source"><img id="b"></picture><video id="v" poster="https://static.corp.test/none.svg?poster"></video><svg><image id="c" href="https://static.corp.test/none.svg?svg"/></svg><input id="i" type="image" src="https://static.corp.test/none.svg?input"><a id="link" href="https://static.corp.test/none.svg">l</a>`,
    script: `${HELP} if (document.readyState !== 'complete') await new Promise((done) => addEventListener('load', done)); const $ = (id) => document.getElementById(id); const seen = [crossOriginIsolated, window.echoed, $('a').naturalWidth, $('a').currentSrc, $('b').naturalWidth, $('link').href, $('a').outerHTML, $('v').outerHTML, document.querySelector('style').textContent];
      seen.push(await load('img', { srcset: 'https://static.corp.test/none.svg?late 1x' }), await load('link', { rel: 'stylesheet', href: 'https://static.corp.test/their.css?late' }), await load('img', { src: 'https://mail.partner.test/refused.svg', crossOrigin: 'anonymous' }));
      const box = document.createElement('div'); box.innerHTML = '<img src="https://static.corp.test/none.svg?markup">'; document.body.append(box); await new Promise((done) => { box.firstChild.onload = () => done(seen.push('loaded')); box.firstChild.onerror = () => done(seen.push('refused')); }); seen.push(box.innerHTML, box.firstChild.src);
      const set = document.createElement('img'); set.setAttribute('src', 'https://static.corp.test/none.svg?set'); document.body.append(set); await new Promise((done) => { set.onload = () => done(seen.push('loaded')); set.onerror = () => done(seen.push('refused')); });
      const tainted = (image) => { const canvas = document.createElement('canvas'); canvas.width = canvas.height = 1; canvas.getContext('2d').drawImage(image, 0, 0); try { canvas.toDataURL(); return false; } catch (error) { return error.name; } }; seen.push(tainted(set), set.getAttribute('src'));
      seen.push(performance.getEntriesByType('resource').filter((e) => e.name.includes('static.')).map((e) => e.name).sort(), getComputedStyle(document.querySelector('.own')).backgroundImage); return seen;`,
  },
  'a page that does not isolate itself loads more': {
    files: IMAGES,
    script: `${HELP} return [${IMAGES_OF('')}, ${IMAGES_OF('https://static.corp.test')}, ${IMAGES_OF('https://mail.partner.test')}];`,
    expect: [
      ...['loaded', 'loaded', 'loaded', 'loaded'],
      ...['loaded', 'loaded', 'refused', 'loaded'],
      ...['loaded', 'refused', 'refused', 'loaded'],
    ],
  },
  'frames and workers of an isolated page': {
    headers: ISOLATED,
    files: {
      '/isolated.html': page(SAY('crossOriginIsolated'), { 'cross-origin-embedder-policy': 'require-corp' }),
      '/plain.html': page(SAY('crossOriginIsolated')),
      '/w.js': {
        type: 'text/javascript',
        body: 'postMessage(crossOriginIsolated)',
        headers: { 'cross-origin-embedder-policy': 'require-corp' },
      },
    },
    script: `${HELP} return [await says('/isolated.html'), await says('/plain.html'), await new Promise((done) => { const w = new Worker('/w.js'); w.onmessage = ({ data }) => done(data); w.onerror = () => done('refused'); })];`,
    expect: [true, 'nothing', true],
  },
  'a window opened from a page of another opener policy': {
    headers: { 'cross-origin-opener-policy': 'same-origin' },
    files: {
      '/same.html': page('<script>opener && (opener.told = true)</script>', {
        'cross-origin-opener-policy': 'same-origin',
      }),
      '/other.html': page('<script>opener && (opener.told = true)</script>'),
    },
    script: `const opened = async (url) => { window.told = false; const w = open(url); while (!window.told && !w.closed) await new Promise((done) => setTimeout(done, 10)); const seen = [window.told, w.closed]; w.close(); return seen; }; return [await opened('/same.html'), await opened('/other.html')];`,
    expect: [
      [true, false],
      [false, true],
    ],
  },
  'Origin-Agent-Cluster: asked for': {
    headers: { 'origin-agent-cluster': '?1' },
    script: 'return window.originAgentCluster;',
  },
  'a frame keyed by its site': {
    files: { '/keyed.html': page(SAY('originAgentCluster'), { 'origin-agent-cluster': '?0' }) },
    script: `${HELP} return await says('/keyed.html');`,
  },
  'Permissions-Policy: features of the page and of its frames': {
    headers: {
      'permissions-policy':
        'geolocation=(self "https://static.corp.test"), camera=(), microphone=("https://mail.partner.test"), fullscreen=*',
    },
    files: {
      '/features.html': page(
        SAY(
          "['geolocation', 'camera', 'microphone', 'fullscreen'].map((name) => document.featurePolicy.allowsFeature(name))",
        ),
      ),
    },
    script: `${HELP} const own = document.featurePolicy; const all = 'geolocation; camera; microphone; fullscreen'; return [['geolocation', 'camera', 'microphone', 'fullscreen'].map((name) => own.allowsFeature(name)), own.allowsFeature('geolocation', 'https://static.corp.test'), own.allowsFeature('geolocation', 'https://mail.partner.test'), await says('https://static.corp.test/features.html', all), await says('https://mail.partner.test/features.html', all), await says('/features.html'), await says('https://static.corp.test/features.html', 'geolocation https://static.corp.test'), await says('https://static.corp.test/features.html', 'geolocation https://mail.partner.test')];`,
    expect: [
      [true, false, false, true],
      true,
      false,
      [true, false, false, true],
      // What the page itself may not do it cannot hand on.
      [false, false, false, true],
      [true, false, false, true],
      [true, false, false, false],
      [false, false, false, false],
    ],
  },
  'an allowlist that script reads': {
    headers: { 'permissions-policy': 'geolocation=(self "https://static.corp.test"), camera=()' },
    script:
      "const own = document.featurePolicy; return [own.getAllowlistForFeature('geolocation').sort(), own.getAllowlistForFeature('camera')];",
    expect: [['https://static.corp.test', 'https://wiki.corp.test'], []],
  },
  'frames that do not want to be framed': {
    files: {
      '/deny.html': page(SAY('"framed"'), { 'x-frame-options': 'DENY' }),
      '/own.html': page(SAY('"framed"'), { 'x-frame-options': 'SAMEORIGIN' }),
      '/ancestors.html': page(SAY('"framed"'), {
        // Where it is there, the older field does not count (CSP3 section 6.4.2).
        'content-security-policy': 'frame-ancestors https://wiki.corp.test',
        'x-frame-options': 'DENY',
      }),
    },
    script: `${HELP} return [await says('/deny.html'), await says('/own.html'), await says('https://static.corp.test/ancestors.html'), await says('https://mail.partner.test/ancestors.html')];`,
    expect: ['nothing', 'framed', 'framed', 'framed'],
  },
  // The browser tells pages of what it has cleared some time after the answer.
  'Clear-Site-Data empties what the page has stored': {
    files: {
      '/clear': { type: 'text/plain', body: 'cleared', headers: { 'clear-site-data': '"storage"' } },
      '/clear-cookies': { type: 'text/plain', body: 'cleared', headers: { 'clear-site-data': '"cookies"' } },
    },
    script: `localStorage.setItem('a', '1'); document.cookie = 'kept=1; path=/'; await fetch('/clear'); for (let tries = 0; tries < 2000 && localStorage.getItem('a') !== null; tries++) await new Promise((resolve) => setTimeout(resolve, 20)); const left = localStorage.getItem('a'); const cookie = /kept/.test(document.cookie); localStorage.setItem('b', '2'); await fetch('/clear-cookies'); await (await fetch('/data.json')).text(); return [left, cookie, localStorage.getItem('b'), /kept/.test(document.cookie), (await fetch('/data.json')).status];`,
    expect: [null, true, '2', false, 200],
  },
  'Link: files that are loaded ahead, also by digest': {
    headers: {
      link: `</digest.js>; rel=preload; as=script; integrity="${DIGEST}", <https://static.corp.test/plain.js>; rel=preload; as=script, </style.css>; rel=preload; as=style`,
    },
    files: {
      '/digest.js': { type: 'text/javascript', body: CODE },
      '/plain.js': { type: 'text/javascript', body: CODE },
    },
    head: `<link rel=stylesheet href="/style.css"><script src="/digest.js" integrity="${DIGEST}"></script>`,
    script: `${HELP} return [await load('script', { src: 'https://static.corp.test/plain.js' }), window.ran, performance.getEntriesByType('resource').filter(({ name }) => /style|plain/.test(name)).length];`,
  },
  'fields of an answer as script reads them': {
    files: {
      '/fields': {
        type: 'text/plain',
        body: 'x',
        headers: {
          link: '<https://static.corp.test/a.js>; rel=preload; as=script',
          'service-worker-allowed': 'https://wiki.corp.test/',
          sourcemap: 'https://static.corp.test/a.map',
          'permissions-policy': 'geolocation=(self "https://static.corp.test")',
          'x-frame-options': 'ALLOW-FROM https://wiki.corp.test/',
          'content-security-policy': "script-src 'self' https://static.corp.test 'nonce-n'",
        },
      },
    },
    script:
      "const { headers } = await fetch('/fields'); return ['link', 'service-worker-allowed', 'sourcemap', 'permissions-policy', 'x-frame-options', 'content-security-policy'].map((name) => headers.get(name));",
  },
};
