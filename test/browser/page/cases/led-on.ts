import type { CaseFile, PageCases } from '../../../support/page-case.ts';

const HOME = 'https://wiki.corp.test';
const STATIC = 'https://static.corp.test';
const OPEN = { 'access-control-allow-origin': '*' };
const open = (type: string, body: string): CaseFile => ({ type, body, headers: OPEN });
/** What leads on, to script of every origin. */
const to = (location: string, status = 302): CaseFile => ({
  type: 'text/plain',
  body: '',
  status,
  headers: { ...OPEN, location },
});
const PIXEL = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';
const FILES: Readonly<Record<string, CaseFile>> = {
  '/open.json': open('application/json', '{"open":"https://wiki.corp.test/"}'),
  '/closed.json': { type: 'application/json', body: '{}' },
  '/open.js': open('text/javascript', 'window.ran = (window.ran ?? 0) + 1;'),
  '/box/open.mjs': open('text/javascript', 'export { here } from "./inner.mjs"; export const own = import.meta.url;'),
  '/box/inner.mjs': open('text/javascript', 'export const here = import.meta.url;'),
  '/open.svg': open('image/svg+xml', PIXEL),
  '/open.css': open('text/css', '.t{width:9px}'),
  '/events': open('text/event-stream', 'data: told\n\n'),
  '/to/open': to(`${STATIC}/open.json`),
  '/to/relative': to('//static.corp.test/open.json?a=b c&d=%zz#part'),
  '/to/closed': to(`${STATIC}/closed.json`),
  '/to/echo': to(`${STATIC}/echo`),
  '/to/kept': to(`${STATIC}/echo`, 307),
  '/to/two': to('/to/echo?two'),
  '/to/back': to(`${STATIC}/back`),
  '/back': to(`${HOME}/open.json?back`),
  '/to/next': to(`${STATIC}/next`),
  '/next': to('/echo?next'),
  '/to/script': to(`${STATIC}/open.js`),
  '/to/module': to(`${STATIC}/box/open.mjs`),
  '/to/image': to(`${STATIC}/open.svg`),
  '/to/style': to(`${STATIC}/open.css`),
  '/to/events': to(`${STATIC}/events`),
  '/asks.js': {
    type: 'text/javascript',
    body: 'fetch("/to/echo").then((r) => r.text()).then(postMessage, (e) => postMessage(String(e)))',
  },
};
const FETCH = `const ask = async (url, init) => { try { const r = await fetch(url, init); return [r.url, r.status, r.redirected, r.type, await r.text()]; } catch (error) { return error.name; } };`;

/** What the app leads on from the page's own host to another of its hosts: there the browser brings no cookies. */
export const cases: PageCases = {
  'requests of script': {
    files: FILES,
    script: `${FETCH} document.cookie = 'led=1; path=/'; const form = { method: 'POST', body: new URLSearchParams({ a: 1 }) };
      return [await ask('/to/open'), await ask('${HOME}/to/relative'), await ask('/to/echo'), await ask('/to/echo', { credentials: 'omit' }), await ask('/to/echo', { headers: { accept: 'text/x' } }), await ask('/to/two'), await ask('/to/back'), await ask('/to/next'), await ask(new Request('/to/kept', form)), await ask('/to/echo', form), await ask('/to/open', { redirect: 'error' }), await ask('/to/open', { redirect: 'manual' }), await ask('/to/open', { mode: 'same-origin' }), await ask('/to/open', { mode: 'no-cors' })];`,
  },
  'requests with credentials, and to a sibling': {
    files: FILES,
    script: `${FETCH} document.cookie = 'led=1; path=/'; return [await ask('${STATIC}/back'), await ask('${STATIC}/to/open'), await ask('${STATIC}/to/echo')];`,
    expect: [
      [`${HOME}/open.json?back`, 200, true, 'cors', '{"open":"https://wiki.corp.test/"}'],
      [`${STATIC}/open.json`, 200, true, 'cors', '{"open":"https://wiki.corp.test/"}'],
      [
        `${STATIC}/echo`,
        200,
        true,
        'cors',
        `{"method":"GET","url":"/echo","host":"static.corp.test","origin":"${HOME}","referer":"${HOME}/","body":""}`,
      ],
    ],
  },
  'requests that need leave, by way of a sibling': {
    script: `${FETCH} const made = (host, fields, more = {}) => host + '/made?' + new URLSearchParams([...fields.map((field) => ['field', field]), ...Object.entries({ leave: 204, ...more })]);
      const any = ['access-control-allow-origin: *']; const own = [...any, 'access-control-allow-headers: x-own']; const to = (url, fields = own) => made('${STATIC}', [...fields, 'location: ' + url], { status: 302 }); const there = (host, fields = own, more = {}) => made(host, fields, { body: 'there', ...more }); const init = { headers: { 'x-own': '1' } };
      return [await ask(to(there('${HOME}')), init), await ask(to(there('${STATIC}')), init), await ask(to(there('${HOME}', any))), await ask(to(to(there('${HOME}'))), init), await ask(to(there('${HOME}', ['access-control-allow-origin: null', own[1]])), init), await ask(to('${HOME}/echo'))];`,
  },
  'what the app does not let be read': {
    files: FILES,
    script: `${FETCH} return [await ask('/to/closed'), await ask('/to/open', { credentials: 'include' })];`,
    expect: ['TypeError', 'TypeError'],
  },
  'an XMLHttpRequest, a stream of events and a worker': {
    files: FILES,
    script: `const ask = (url, send) => new Promise((done) => { const x = new XMLHttpRequest(); x.onload = () => done([x.status, x.responseURL, x.responseText]); x.onerror = () => done('failed'); send(x, url); });
      const wait = new XMLHttpRequest(); wait.open('GET', '/to/open', false); wait.send(); const events = new EventSource('/to/events'); const told = await new Promise((done) => { events.onmessage = (e) => done([e.data, e.origin, events.url]); events.onerror = () => done('failed'); }); events.close();
      return [await ask('/to/echo', (x, url) => { x.open('GET', url); x.send(); }), await ask('/to/kept', (x, url) => { x.open('POST', url); x.send('a'); }), wait.responseText, wait.responseURL, told, await new Promise((done) => { new Worker('/asks.js').onmessage = (e) => done(e.data); })];`,
  },
  'elements and modules': {
    files: FILES,
    script: `const load = (name, set) => new Promise((done) => { const e = Object.assign(document.createElement(name), set); e.onload = () => done('loaded'); e.onerror = () => done('refused'); document.body.append(e); }); const module = async (url) => ({ ...await import(url) });
      return [await load('script', { src: '/to/script' }), await load('script', { crossOrigin: 'anonymous', src: '/to/script?2' }), await load('script', { type: 'module', src: '/to/module' }), await load('img', { crossOrigin: 'anonymous', src: '/to/image' }), await load('link', { rel: 'stylesheet', crossOrigin: 'anonymous', href: '/to/style' }), await module('/to/module?2'), await module('${HOME}/to/module?3'), window.ran];`,
  },
};
