import type { PageCases } from '../../../support/page-case.ts';
import { PROBES } from '../../../support/page-probes.ts';
import { tinyFont } from '../../../support/tiny-font.ts';

const ANY = { 'access-control-allow-origin': '*' };
const to = (path: string) => ({
  type: 'text/plain',
  body: '',
  status: 302,
  headers: { ...ANY, location: `https://static.corp.test${path}` },
});

/** Answers that lead script and parts of a page from its own host to others, and on from there. */
export const cases: PageCases = {
  'what fetch is led to': {
    script: `${PROBES} const T = {}; const led = (host, url, status = 302) => made(host, { status, field: [EXACT, WITH, 'location: ' + url] });
      const ends = { exact: made(SIBLING, { body: 'end', field: EXACT }), any: made(SIBLING, { body: 'end', field: ANY }), nobody: made(SIBLING, { body: 'end' }), others: made(SIBLING, { body: 'end', field: 'access-control-allow-origin: https://mail.partner.test' }), fragment: made(SIBLING, { body: 'end', field: ANY }) + '#f', gone: made(SIBLING, { status: 404, body: 'gone', field: ANY }), fields: made(SIBLING, { body: 'end', field: [ANY, 'x-own: 1', 'access-control-expose-headers: x-own', 'set-cookie: led=1'] }), twice: made(SIBLING, { status: 307, field: [ANY, 'location: /made?body=end&field=' + encodeURIComponent(ANY)] }) };
      for (const [name, url] of Object.entries(ends)) { T[name] = () => told(led(HOME, url)); T[name + ', without'] = () => told(led(HOME, url), { credentials: 'omit' }); }
      for (const status of [301, 303, 307, 308]) T['by ' + status] = () => told(led(HOME, ends.any, status)); T['posted'] = () => told(led(HOME, ends.any), { method: 'POST', body: 'x' }); T['with its head alone'] = () => told(led(HOME, ends.any), { method: 'HEAD' });
      T['with cookies'] = async () => { document.cookie = 'both=1; domain=corp.test; path=/'; const r = await fetch(led(HOME, SIBLING + '/echo'), { credentials: 'include' }); const { cookie } = await r.json(); return [cookie, r.url]; }; T['without its cookies'] = async () => { const r = await fetch(made(HOME, { status: 302, field: 'location: ' + SIBLING + '/echo' })); const { cookie, origin, referer } = await r.json(); document.cookie = 'both=; domain=corp.test; path=/; max-age=0'; return [cookie, origin, referer]; };
      T['and home again'] = () => told(led(HOME, led(SIBLING, made(HOME, { body: 'end', field: ANY })))); T['home again, and for its page alone'] = () => told(led(HOME, led(SIBLING, made(HOME, { body: 'end', field: [EXACT, WITH] })))); T['home again, for nobody by name'] = () => told(led(HOME, made(SIBLING, { status: 302, field: [EXACT, 'location: ' + made(HOME, { body: 'end', field: NULL })] })));
      T['with a field that needs leave'] = () => told(led(HOME, made(SIBLING, { body: 'end', field: [EXACT, 'access-control-allow-headers: x-own'] })), { headers: { 'x-own': '1' } });
      T['by XMLHttpRequest'] = async () => { const x = new XMLHttpRequest(); x.open('GET', led(HOME, ends.exact)); x.send(); await seen(x, 'loadend'); return [x.status, x.responseURL, x.responseText]; }; T['by the name of its timing'] = async () => { const url = led(HOME, ends.any + '&timed'); const listed = new Promise((done) => new PerformanceObserver((list, watch) => { const found = list.getEntries().filter((each) => each.name.includes('timed')); if (found.length > 0) { watch.disconnect(); done(found.map((each) => each.name)); } }).observe({ type: 'resource' })); await told(url); return listed; };
      for (const redirect of ['manual', 'error']) T[redirect] = () => told(led(HOME, ends.any), { redirect }); T['to another app'] = () => told(led(HOME, made(OTHER, { body: 'end', field: [EXACT, WITH] })), { credentials: 'include' });
      return probes(T);`,
  },
  'what a cache asks a sibling for by its URL': {
    script: `${PROBES} await shown(SIBLING, 20); const T = {}; const c = await caches.open('by-url'); const any = made(SIBLING, { body: 'any', field: ANY }), exact = made(SIBLING, { body: 'exact', field: EXACT });
      T.add = async () => { await c.add(any); const r = await c.match(any); return [r.url, r.type, await r.text()]; }; T.all = async () => { await c.addAll([exact, '/data.json', new URL(any + '&2')]); return [(await c.keys()).map((r) => [r.url, r.credentials, r.mode]), await (await c.match(exact)).text()]; };
      T.object = async () => { let read = 0; await c.add({ toString: () => (read++, any + '&3') }); await c.add({ toString: () => (read++, '/data.json?own') }); return [read, !!(await c.match(any + '&3')), !!(await c.match('/data.json?own'))]; }; T.end = () => caches.delete('by-url'); return probes(T);`,
  },
  'the question whether a request may be sent': {
    script: `${PROBES} const ROAD = /^(?:connection|accept-encoding|upgrade|te|priority|x-forwarded-.*|sec-fetch-storage-access)$/; const mark = crypto.randomUUID(); const url = SIBLING + '/made?' + new URLSearchParams([['mark', mark], ...[EXACT, WITH, 'access-control-allow-methods: PUT', 'access-control-allow-headers: x-own'].map((field) => ['field', field])]);
      await shown(SIBLING, 20); for (const init of [{ method: 'PUT' }, { headers: { 'x-own': '1' } }, { method: 'PUT', credentials: 'include' }]) await fetch(url, init); const all = await (await fetch('/asked?' + mark)).json();
      return all.map(({ method, headers }) => [method, Object.entries(headers).filter(([name]) => !ROAD.test(name) && (method === 'OPTIONS' || name === 'x-own')).sort()]).filter(([method], at, list) => method !== 'OPTIONS' || list.findIndex(([other]) => other === 'OPTIONS') === at);`,
  },
  'what parts of a page are led to': {
    files: {
      '/led.js': to('/there.js'),
      '/led.mjs': to('/there/m.mjs'),
      '/led.css': to('/there.css'),
      '/led.svg': to('/pixel2.svg'),
      '/led.ttf': to('/there.ttf'),
      '/led.json': to('/there/data.json'),
      '/there.js': { type: 'text/javascript', body: 'window.ran = document.currentScript.src;', headers: ANY },
      '/there/m.mjs': {
        type: 'text/javascript',
        body: "export { part } from './part.mjs'; export const here = import.meta.url;",
        headers: ANY,
      },
      '/there/part.mjs': { type: 'text/javascript', body: 'export const part = import.meta.url;', headers: ANY },
      '/there.css': { type: 'text/css', body: '.led { color: rgb(1, 2, 3) }', headers: ANY },
      '/pixel2.svg': {
        type: 'image/svg+xml',
        body: '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>',
        headers: ANY,
      },
      '/there.ttf': { type: 'font/ttf', body: tinyFont(), headers: ANY },
      '/there/data.json': { type: 'application/json', body: '{"led":1}', headers: ANY },
    },
    body: '<p class=led>led</p>',
    script: `${PROBES} const T = {}; const add = async (name, set) => { const e = document.createElement(name); const said = Promise.race([seen(e, 'load'), seen(e, 'error')]); Object.assign(e, set); document.head.append(e); return [(await said).type, e]; };
      T.script = async () => { const [type, e] = await add('script', { crossOrigin: 'anonymous', src: '/led.js' }); return [type, window.ran, e.src]; }; T.module = async () => { const m = await import('/led.mjs'); return [m.here, m.part]; }; T.element = async () => (await add('script', { type: 'module', src: '/led.mjs?2' }))[0];
      T.sheet = async () => { const [type, e] = await add('link', { rel: 'stylesheet', crossOrigin: '', href: '/led.css' }); return [type, e.sheet?.cssRules.length, getComputedStyle(document.querySelector('.led')).color]; }; T.image = async () => { const [type, e] = await add('img', { crossOrigin: '', src: '/led.svg' }); return [type, e.naturalWidth, e.currentSrc]; };
      T.font = async () => { const f = new FontFace('Led', 'url(/led.ttf)'); return (await f.load().catch((e) => e)).status ?? f.status; }; T.json = async () => (await import('/led.json', { with: { type: 'json' } })).default;
      return probes(T);`,
  },
};
