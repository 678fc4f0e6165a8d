import type { CaseFile, PageCases } from '../../../support/page-case.ts';
import { tinyFont } from '../../../support/tiny-font.ts';

const HOSTS = `const HOME = 'https://wiki.corp.test', HOSTS = [HOME, 'https://static.corp.test', 'https://mail.partner.test'], OWN = HOSTS.slice(0, 2), OTHERS = [HOME, HOSTS[2]];`;
/**
 * What is settled with the next peer and not with the app (RFC 9110, 7.6.1; RFC 9218, 14), what the gateway adds for the app (RFC 7239), and
 * what a browser's settings say of cookies of others, which is for the jar of the gateway to decide. A driver that asks a page counts as its user in some.
 */
const OF_THE_ROAD = `const OF_THE_ROAD = /^(?:connection|accept-encoding|upgrade|te|priority|sec-websocket-.*|x-forwarded-.*|sec-fetch-storage-access|sec-fetch-user)$/;`;
/**
 * The first request to a host in a session goes by way of the sign-in host and names no page, so one goes ahead; and who asks without naming a page is
 * of another site to the gateway, so what does is compared where that is so at home (docs/limits.md).
 *
 * `to(host, kind, path)` is a URL that only this road's page has made, `seen(...kinds)` what the app's server was sent once there is a
 * request of each kind to each of the hosts (or to those in `at`).
 */
const ASKING = `${HOSTS} ${OF_THE_ROAD}
  const first = (host, times) => new Promise((done) => { const image = new Image(); image.onload = () => done(true); image.onerror = () => done(times > 0 && first(host, times - 1)); image.src = host + '/pixel.svg?' + times; }); for (const host of HOSTS) if (!await first(host, 20)) throw 'nothing comes from ' + host;
  const mark = crypto.randomUUID(); const to = (host, kind, path = '/script.js') => host + path + '?kind=' + kind + '&mark=' + mark;
  const plain = (text) => typeof text === 'string' ? text.replaceAll(mark, 'mark').replace(/boundary=.*/, 'boundary') : text;
  const told = async () => (await (await fetch('/asked?' + mark)).json()).map(({ method, url, headers }) => [headers.host, method, plain(url), Object.entries(headers).filter(([name]) => !OF_THE_ROAD.test(name) && (name !== 'content-length' || !/^multipart/.test(headers['content-type']))).map(([name, value]) => [name, plain(value)]).sort()]);
  const seen = async (kinds, at = HOSTS) => { let all = [], still; for (const end = Date.now() + 100_000; Date.now() < end;) { all = await told(); const missing = kinds.flatMap((kind) => at.filter((host) => !all.some(([name, method, url]) => method !== 'OPTIONS' && 'https://' + name === host && url.includes('kind=' + kind + '&'))).map((host) => kind + ' at ' + host)); if (missing.length === 0) return all.map((each) => JSON.stringify(each)).sort(); still = missing; await new Promise((next) => setTimeout(next, 200)); }
    throw 'never asked for: ' + still; };`;
const MAKE = `const make = (name, set, where = document.body) => { const element = Object.assign(document.createElement(name), set); where.append(element); return element; };`;
const OPEN = { 'access-control-allow-origin': '*' };
const OPEN_SCRIPT: CaseFile = { type: 'text/javascript', body: 'void 0;', headers: OPEN };
const EXACT = { 'access-control-allow-origin': 'https://wiki.corp.test', 'access-control-allow-credentials': 'true' };
const OPEN_FILES: Readonly<Record<string, CaseFile>> = {
  '/script.js': OPEN_SCRIPT,
  '/exact.js': { ...OPEN_SCRIPT, headers: EXACT },
  '/open.svg': {
    type: 'image/svg+xml',
    body: '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>',
    headers: OPEN,
  },
  '/open.ttf': { type: 'font/ttf', body: tinyFont(), headers: OPEN },
};

/** Each request as the app's own server sees it: target, host, and every field that tells who asks, from where and for what. */
export const cases: PageCases = {
  'by elements': {
    patience: 120_000,
    file: (path) => OPEN_FILES[path],
    script: `${ASKING} ${MAKE}
      for (const [at, host] of HOSTS.entries()) {
        make('img', { src: to(host, 'img', '/open.svg') }); make('script', { src: to(host, 'script') }); make('link', { rel: 'stylesheet', href: to(host, 'sheet', '/style.css') }); make('link', { rel: 'preload', as: 'image', href: to(host, 'preload', '/open.svg') });
        make('video', { poster: to(host, 'poster', '/open.svg') }); make('iframe', { src: to(host, 'iframe', '/page.html') }); make('object', { type: 'image/svg+xml', data: to(host, 'object', '/open.svg') }); make('embed', { type: 'image/svg+xml', src: to(host, 'embed', '/open.svg') });
        make('div', { style: 'width:9px;height:9px;background:url(' + to(host, 'background', '/open.svg') + ')' }); make('style', { textContent: '@import url(' + to(host, 'import', '/style.css') + ')' });
      }
      for (const [at, host] of OWN.entries()) {
        make('img', { crossOrigin: 'anonymous', src: to(host, 'img-cors', '/open.svg') }); make('script', { crossOrigin: 'anonymous', src: to(host, 'script-cors') }); make('script', { crossOrigin: 'use-credentials', src: to(host, 'script-credentials', '/exact.js') }); make('script', { type: 'module', src: to(host, 'module') });
        make('style', { textContent: '@font-face { font-family: f' + at + '; src: url(' + to(host, 'font', '/open.ttf') + ') } p.f' + at + ' { font-family: f' + at + ' }' }); make('p', { className: 'f' + at, textContent: 'text' });
      }
      await seen(['img', 'script', 'sheet', 'preload', 'poster', 'iframe', 'object', 'embed', 'background', 'import']); return seen(['img-cors', 'script-cors', 'script-credentials', 'module', 'font'], OWN);`,
  },
  'by script': {
    patience: 120_000,
    file: (path) => OPEN_FILES[path],
    script: `${ASKING} const quiet = (promise) => promise.catch(() => {});
      for (const host of HOSTS) {
        quiet(fetch(to(host, 'no-cors', '/echo'), { mode: 'no-cors' })); quiet(fetch(to(host, 'include', '/echo'), { credentials: 'include' })); quiet(fetch(to(host, 'posted', '/echo'), { method: 'POST', body: new URLSearchParams({ a: 1 }), credentials: 'include' })); navigator.sendBeacon(to(host, 'beacon', '/echo'), 'b');
        const x = new XMLHttpRequest(); x.withCredentials = true; x.open('GET', to(host, 'xhr', '/echo')); x.send(); new WebSocket(to(host, 'socket', '/live').replace('https:', 'wss:'));
      }
      for (const host of OWN) {
        quiet(fetch(to(host, 'fetch', '/echo'))); quiet(fetch(to(host, 'post', '/echo'), { method: 'POST', body: 'a=1' })); quiet(fetch(to(host, 'omit', '/echo'), { credentials: 'omit' })); quiet(import(to(host, 'import'))); const e = new EventSource(to(host, 'events', '/echo')); e.onerror = () => e.close();
      }
      await seen(['no-cors', 'include', 'posted', 'beacon', 'xhr', 'socket']); return seen(['fetch', 'post', 'omit', 'import', 'events'], OWN);`,
  },
  'by workers': {
    patience: 120_000,
    files: {
      '/worker.js': {
        type: 'text/javascript',
        body: `const mark = new URL(location).searchParams.get('mark'); for (const host of ['https://wiki.corp.test', 'https://static.corp.test', 'https://mail.partner.test']) { fetch(host + '/echo?kind=worker-fetch&mark=' + mark).catch(() => {}); fetch(host + '/echo?kind=worker-no-cors&mark=' + mark, { mode: 'no-cors' }).catch(() => {}); importScripts(host + '/script.js?kind=worker-import&mark=' + mark); }`,
      },
      '/shared.js': { type: 'text/javascript', body: '' },
      '/module.js': {
        type: 'text/javascript',
        body: `const mark = new URL(import.meta.url).searchParams.get('mark'); for (const host of ['https://wiki.corp.test', 'https://static.corp.test']) import(host + '/script.js?kind=in-module&mark=' + mark);`,
      },
      '/script.js': OPEN_SCRIPT,
    },
    script: `${ASKING} new Worker(to(HOME, 'worker', '/worker.js')); new SharedWorker(to(HOME, 'shared', '/shared.js')); new Worker(to(HOME, 'module-worker', '/module.js'), { type: 'module' });
      await seen(['worker-fetch', 'worker-no-cors', 'worker-import']); await seen(['in-module'], OWN); return seen(['worker', 'shared', 'module-worker'], [HOME]);`,
  },
  'by navigations of frames': {
    patience: 120_000,
    files: {
      '/refresh.html': {
        type: 'text/html',
        body: '<script>document.write(\'<meta http-equiv="refresh" content="0;url=/page.html?kind=refreshed&mark=\' + new URL(location).searchParams.get("mark") + \'">\')</script>',
      },
      '/leaves.html': {
        type: 'text/html',
        body: '<script>setTimeout(() => location.replace("https://wiki.corp.test/page.html?kind=replaced&mark=" + new URL(location).searchParams.get("mark")))</script>',
      },
      '/link.html': {
        type: 'text/html',
        body: '<a id="a">x</a><script>const a = document.getElementById("a"); a.href = "https://wiki.corp.test/page.html?kind=linked&mark=" + new URL(location).searchParams.get("mark"); setTimeout(() => a.click())</script>',
      },
      '/form.html': {
        type: 'text/html',
        body: '<form method="post"><input name="u" value="https://wiki.corp.test/"></form><script>const f = document.forms[0]; f.action = "https://wiki.corp.test/page.html?kind=submitted&mark=" + new URL(location).searchParams.get("mark"); setTimeout(() => f.submit())</script>',
      },
    },
    script: `${ASKING} ${MAKE} for (const host of HOSTS) for (const name of ['refresh', 'leaves', 'link', 'form']) make('iframe', { src: to(host, name, '/' + name + '.html') });
      await seen(['refresh', 'leaves', 'link', 'form']); const all = () => seen(['refreshed', 'replaced', 'linked', 'submitted'], [HOME]); for (let i = 0; i < 200; i++) { const got = await all(); if (got.length >= 24) break; await new Promise((next) => setTimeout(next, 50)); } return all();`,
  },
  'by frames of every kind': {
    patience: 120_000,
    script: `${ASKING} ${MAKE} const inner = (kind, at) => at.map((host) => '<img src="' + to(host, kind + '-img', '/pixel.svg') + '"><script src="' + to(host, kind + '-script') + '"><\\/script>').join('');
      make('iframe', { srcdoc: inner('srcdoc', HOSTS) }); make('iframe', { sandbox: 'allow-scripts', srcdoc: inner('sandbox', OWN) }); make('iframe', { src: URL.createObjectURL(new Blob([inner('blob', OTHERS)], { type: 'text/html' })) });
      make('iframe', {}).contentDocument.body.innerHTML = OTHERS.map((host) => '<img src="' + to(host, 'blank-img', '/pixel.svg') + '">').join(''); for (const host of OTHERS) make('iframe', { referrerPolicy: 'no-referrer', src: to(host, 'silent', '/page.html') });
      for (const host of HOSTS) for (const [kind, enctype] of [['post', 'text/plain'], ['parts', 'multipart/form-data'], ['fields', 'application/x-www-form-urlencoded']]) make('form', { enctype, method: 'post', target: make('iframe', { name: kind + host }).name, action: to(host, 'form-' + kind, '/page.html') }).submit();
      await seen(['srcdoc-img', 'srcdoc-script', 'form-post', 'form-parts', 'form-fields']); await seen(['sandbox-img', 'sandbox-script'], OWN); return seen(['blob-img', 'blob-script', 'blank-img', 'silent'], OTHERS);`,
  },
  'after redirects': {
    patience: 120_000,
    file: (path) => {
      const [, mark, way, from] = /^\/by\/([\w-]+)\/(\d+)\/(\d+)$/.exec(path) ?? [];
      if (mark === undefined || way === undefined) return undefined;
      const rest = way.slice(1);
      const next = rest === '' ? `/pixel.svg?kind=end-${from}&mark=${mark}` : `/by/${mark}/${rest}/${from}`;
      const location = ['https://wiki.corp.test', 'https://static.corp.test', 'https://mail.partner.test'][
        Number(way[0])
      ];
      return { type: 'text/plain', body: '', status: 307, headers: { ...OPEN, location: `${location}${next}` } };
    },
    script: `${ASKING} ${MAKE} const ways = ['00', '01', '02', '10', '12', '20', '21', '010', '020', '212']; const by = (way, name) => HOSTS[way[0]] + '/by/' + mark + '/' + way.slice(1) + '/' + name + way;
      for (const way of ways) { make('img', { src: by(way, 1) }); fetch(by(way, 2), { mode: 'no-cors' }).catch(() => {}); make('iframe', { src: by(way, 3) }); }
      let all; for (const [at, host] of HOSTS.entries()) all = await seen(ways.filter((way) => Number(way.at(-1)) === at).flatMap((way) => [1, 2, 3].map((name) => 'end-' + name + way)), [host]); return all;`,
  },
};
