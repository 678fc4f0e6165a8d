import type { CaseFile, PageCases } from '../../../support/page-case.ts';

const PIXEL = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';
const ANY = { 'access-control-allow-origin': '*' };
const script = (body: string): CaseFile => ({ type: 'text/javascript', body, headers: ANY });
const FILES: Readonly<Record<string, CaseFile>> = {
  '/box/plain.js': script(
    'seen.push(["plain", document.currentScript.src, document.currentScript.getAttribute("src")]);',
  ),
  '/box/rooted.js': script('seen.push(["rooted", document.currentScript.src]);'),
  '/box/late.js': script('seen.push(["late", document.currentScript.getAttribute("src")]);'),
  '/box/module.js': script(
    'import { a } from "./inner.js"; import { b } from "/box/other.js"; window.module = [a, b];',
  ),
  '/box/inner.js': script('export const a = "inner";'),
  '/box/other.js': script('export const b = "other";'),
  '/box/style.css': { type: 'text/css', body: '@import "more.css"; .own{width:11px;background:url(own.svg)}' },
  '/box/more.css': { type: 'text/css', body: '.more{width:12px}' },
  '/box/own.svg': { type: 'image/svg+xml', body: PIXEL },
  '/box/none.svg': { type: 'image/svg+xml', body: PIXEL },
};
const INNER = `<!doctype html><title>Box</title><script>var seen = [];</script><link rel="stylesheet" href="style.css"><style>.in{background:url(own.svg?in)}</style>
<script src="plain.js"></script><script src="/box/rooted.js"></script><script src="https://static.corp.test/box/rooted.js"></script><script type="module" src="module.js"></script>
<p class="own" id="o">o</p><p class="more" id="m">m</p><p class="in">i</p><img id="i" src="own.svg"><img id="s" src="https://static.corp.test/box/none.svg">
<script>onload = async () => { const $ = (id) => document.getElementById(id); const width = (id) => getComputedStyle($(id)).width;
const load = (tag, attributes) => new Promise((done) => { const e = Object.assign(document.createElement(tag), attributes); e.onload = () => done('loaded'); e.onerror = () => done('refused'); document.body.append(e); });
seen.push(width('o'), width('m'), $('i').naturalWidth, $('s').naturalWidth, $('i').src, $('i').outerHTML, window.module ?? 'no module', await load('script', { src: 'late.js' }), await load('img', { src: '/box/own.svg?late' }), await load('link', { rel: 'stylesheet', href: 'more.css?late' }), origin, location.href, document.URL, document.querySelector('style').textContent);
parent.postMessage(seen, '*'); };</script>`;
const inner = (headers: Record<string, string> = {}): CaseFile => ({
  type: 'text/html; charset=utf-8',
  body: INNER,
  headers,
});

/** Milliseconds: a frame loads a dozen files, and one case shows a dozen frames. */
const PATIENCE = 60_000;
const POLICY = { 'content-security-policy': 'sandbox allow-scripts' };
/** Shows a frame until it has said something, or has had long enough to. */
const SHOWN = `const shown = (make) => new Promise((done) => { const f = make(); const end = (answer) => { clearTimeout(timer); removeEventListener('message', hear); f.remove(); done(answer); };
const hear = ({ data, source }) => { if (source === f.contentWindow) end(data); }; const timer = setTimeout(end, 40000, 'nothing'); addEventListener('message', hear); if (!f.isConnected) document.body.append(f); });
const frame = (attributes) => { const f = document.createElement('iframe'); for (const [name, value] of attributes) f.setAttribute(name, value); return f; };
const loaded = (seen) => Array.isArray(seen) ? seen.filter((each) => /^(?:\\d+px|loaded|refused|null)$/.test(each)).concat(seen.filter((each) => each?.[0] === 'plain' || each?.[0] === 'rooted').length, seen.filter((each) => each === 1).length) : seen;`;
const ALL = ['11px', '12px', 'loaded', 'loaded', 'loaded', 'null', 3, 2];
const FILES_AND = (headers: Record<string, string> = {}): Readonly<Record<string, CaseFile>> => ({
  ...FILES,
  '/box/page.html': inner(headers),
  '/box/moved': { type: 'text/plain', body: '', status: 302, headers: { location: '/box/page.html?moved' } },
});
const BOXED = '<iframe id="f" sandbox="allow-scripts" src="/box/page.html?a=1#b"></iframe>';

/** Documents in a sandbox have an origin of their own, so the browser sends no cookies with what they load. */
export const cases: PageCases = {
  'the parts of a frame whose answer puts it into a sandbox': {
    files: FILES_AND(POLICY),
    patience: PATIENCE,
    script: `${SHOWN} return shown(() => frame([['src', '/box/page.html']]));`,
  },
  'they do load': {
    files: FILES_AND(POLICY),
    patience: PATIENCE,
    script: `${SHOWN} return loaded(await shown(() => frame([['src', '/box/page.html']])));`,
    expect: ALL,
  },
  'the parts of a frame with a sandbox in markup': {
    files: FILES_AND(),
    body: BOXED,
    patience: PATIENCE,
    script: `${SHOWN} const f = document.getElementById('f'); return [await shown(() => f), f.src, f.getAttribute('src'), f.outerHTML, document.querySelectorAll('iframe[src="/box/page.html?a=1#b"]').length];`,
  },
  'the parts of frames with a sandbox that script makes, in any order': {
    files: FILES_AND(),
    patience: PATIENCE,
    script: `${SHOWN} const seen = []; const S = ['sandbox', 'allow-scripts']; for (const make of [
      () => frame([S, ['src', '/box/page.html']]), () => frame([['src', '../../box/page.html'], S]), () => frame([S, ['SRC', 'https://wiki.corp.test/box/page.html']]), () => frame([S, ['src', '/box/moved']]), () => frame([S, ['src', 'https://static.corp.test/box/page.html']]),
      () => Object.assign(document.createElement('iframe'), { sandbox: 'allow-scripts', src: '/box/page.html?p' }), () => Object.assign(document.createElement('iframe'), { src: 'https://wiki.corp.test/box/page.html?p', sandbox: 'allow-scripts' }),
      () => { const f = frame([['src', '/box/page.html']]); f.sandbox.add('allow-scripts'); return f; }, () => { const d = document.createElement('div'); d.innerHTML = '<iframe src=/box/page.html sandbox=allow-scripts></iframe>'; document.body.append(d); return d.firstChild; },
      () => { const f = frame([S]); document.body.append(f); f.src = '/box/page.html'; return f; }, () => frame([S, ['src', '/box/page.html']]).cloneNode() ]) { let f; seen.push([loaded(await shown(() => f = make())), f.src, f.getAttribute('src'), f.outerHTML]); } return seen;`,
  },
  'these load as well': {
    files: FILES_AND(),
    patience: PATIENCE,
    script: `${SHOWN} return loaded(await shown(() => frame([['src', '/box/page.html'], ['sandbox', 'allow-scripts']])));`,
    expect: ALL,
  },
  'documents in the attribute of a frame with a sandbox': {
    files: FILES_AND(),
    head: '<base href="/box/">',
    body: `<iframe id="f" sandbox="allow-scripts" srcdoc="${INNER.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></iframe>`,
    patience: PATIENCE,
    script: `${SHOWN} const f = document.getElementById('f'); const text = f.srcdoc; const S = ['sandbox', 'allow-scripts']; const seen = [await shown(() => f), text, f.outerHTML];
      for (const make of [() => frame([S, ['srcdoc', text]]), () => frame([['srcdoc', text], S]), () => Object.assign(document.createElement('iframe'), { srcdoc: text, sandbox: 'allow-scripts' })]) { let g; seen.push([await shown(() => g = make()), g.srcdoc === text, g.outerHTML]); } return seen;`,
  },
  'and what these load': {
    files: FILES_AND(),
    head: '<base href="/box/">',
    patience: PATIENCE,
    script: `${SHOWN} return loaded(await shown(() => frame([['srcdoc', ${JSON.stringify(INNER).replaceAll('</', '<\\/')}], ['sandbox', 'allow-scripts']])));`,
    expect: ALL,
  },
  'what such a document adds as markup and by relative URLs': {
    files: {
      ...FILES,
      '/box/page.html': {
        type: 'text/html; charset=utf-8',
        body: `<!doctype html><body><script>onload = async () => { const seen = []; const load = (e) => new Promise((done) => { e.onload = () => done(['loaded', e.src ?? e.href, e.outerHTML]); e.onerror = () => done(['refused']); });
          const d = document.createElement('div'); document.body.append(d); d.innerHTML = '<img src=own.svg?m>'; seen.push(await load(d.firstChild)); d.innerHTML = '<img srcset="own.svg?s 1x, /box/own.svg 2x">'; seen.push(await load(d.firstChild), d.firstChild.srcset, d.firstChild.currentSrc);
          const i = new Image(); i.src = 'a'; i.src = '/box/own.svg'; seen.push(await load(i), d.innerHTML); const s = document.createElement('style'); s.textContent = '@import "more.css?t"; '; seen.push(await new Promise((done) => { s.onload = () => done('loaded'); s.onerror = () => done('refused'); document.head.append(s); }), s.textContent);
          const tried = (run) => { try { run(); return location.href; } catch (e) { return e.name; } };
          seen.push(origin, document.URL, location.search, tried(() => history.replaceState(1, '', '#a')), tried(() => history.pushState(2, '', location.href)), tried(() => history.replaceState(3, '', location.pathname + '?q=1#b')), tried(() => history.pushState(4, '', 'other.html')), tried(() => { location.hash = 'c'; }), history.length > 1); parent.postMessage(seen, '*'); };</script>`,
        headers: {},
      },
    },
    patience: PATIENCE,
    script: `${SHOWN} return shown(() => frame([['sandbox', 'allow-scripts'], ['src', '/box/page.html?q=1']]));`,
  },
  'what script in a sandbox asks for': {
    files: {
      '/box/page.html': {
        type: 'text/html; charset=utf-8',
        body: `<!doctype html><body><script>onload = async () => { const seen = []; const why = (f) => Promise.resolve().then(f).catch((e) => [e.name, e.message]); const got = async (r) => [r.status, r.type, r.url, r.redirected, r.headers.get('content-type'), await r.text()];
          for (const [url, init] of [['all.json'], ['/box/all.json?a=1#h'], ['https://wiki.corp.test/box/all.json', { credentials: 'include' }], ['https://static.corp.test/box/all.json', { credentials: 'omit' }], ['closed.json'], ['https://static.corp.test/box/closed.json'], ['missing.json'], ['moved.json'], ['https://mail.partner.test/box/closed.json']]) seen.push(await why(async () => got(await fetch(url, init))));
          const r = new Request('/box/all.json?r', { method: 'HEAD' }); seen.push(r.url, r.credentials, await why(async () => got(await fetch(r))), await why(async () => got(await fetch(r.clone(), { method: 'GET' }))));
          const ask = (url, method = 'GET') => new Promise((done) => { const x = new XMLHttpRequest(); x.onloadend = () => done([x.status, x.responseURL, x.responseText, x.withCredentials]); x.open(method, url); x.send(); });
          seen.push(await ask('all.json?x'), await ask('https://static.corp.test/box/all.json?x'), await ask('/box/closed.json?x'), await new Promise((done) => { const e = new EventSource('/box/events'); e.onmessage = (m) => { e.close(); done([m.data, m.origin, e.url, e.withCredentials]); }; e.onerror = () => done('failed'); }));
          seen.push(performance.getEntriesByType('resource').map((e) => e.name).filter((n) => n.includes('all.json')).sort()); parent.postMessage(seen, '*'); };</script>`,
      },
      '/box/all.json': { type: 'application/json', body: '{"home":"https://wiki.corp.test/"}', headers: ANY },
      '/box/closed.json': { type: 'application/json', body: '{"secret":1}' },
      '/box/missing.json': { type: 'text/plain', body: 'none', status: 404, headers: ANY },
      '/box/moved.json': {
        type: 'text/plain',
        body: '',
        status: 302,
        headers: { ...ANY, location: '/box/all.json?moved' },
      },
      '/box/events': { type: 'text/event-stream', body: 'data: 1\n\n', headers: ANY },
    },
    patience: PATIENCE,
    script: `${SHOWN} return shown(() => frame([['sandbox', 'allow-scripts'], ['src', '/box/page.html']]));`,
  },
  'where a document in a sandbox sends itself': {
    files: {
      '/box/page.html': {
        type: 'text/html; charset=utf-8',
        body: `<!doctype html><body><a href="#a">a</a><a href="/box/page.html?q=1#b">b</a><a href="page.html?q=1#c">c</a><script>onload = async () => { const seen = []; addEventListener('hashchange', (e) => seen.push([e.oldURL, e.newURL])); const told = () => new Promise((d) => addEventListener('hashchange', () => setTimeout(d), { once: true })); window.kept = 1;
          for (const go of [() => { location.href = '#x'; }, () => { location = '#y'; }, () => location.assign('#z'), () => location.replace('/box/page.html?q=1#w'), () => { location.href = 'https://wiki.corp.test/box/page.html?q=1#v'; }, () => window.open('#o', '_self'), ...[...document.links].map((a) => () => a.click())]) { const changed = told(); go(); await changed; seen.push(location.href, window.kept); } parent.postMessage(seen, '*'); };</script>`,
      },
    },
    patience: PATIENCE,
    script: `${SHOWN} return shown(() => frame([['sandbox', 'allow-scripts'], ['src', '/box/page.html?q=1']]));`,
  },
  'frames with a sandbox that keep their origin': {
    files: FILES_AND(),
    patience: PATIENCE,
    script: `${SHOWN} return shown(() => frame([['sandbox', 'allow-scripts allow-same-origin'], ['src', '/box/page.html']]));`,
  },
};
