import type { CaseFile, PageCases } from '../../../support/page-case.ts';

const text = (body: string, headers = {}): CaseFile => ({ type: 'text/plain', body, headers });
const moved = (location: string): CaseFile => ({ type: 'text/plain', body: '', headers: { location }, status: 302 });
const OPEN = { 'access-control-allow-origin': 'https://wiki.corp.test', 'access-control-allow-credentials': 'true' };
const TRY = `const name = async (f) => { try { return await f(); } catch (e) { return [e.name, e instanceof DOMException || e instanceof TypeError || e.message]; } };`;

/** What a page asks for, and how it is told where the answer came from. */
export const cases: PageCases = {
  'fetch, by every kind of argument': {
    files: { '/t': text('t'), '/case/network/rel': text('rel') },
    script: `const urls = ['/t', 't2?x#frag', 'https://wiki.corp.test/t', '//wiki.corp.test/t?q', 'https:/t', 'HTTPS://WIKI.corp.test:443/t', '\\thttps://wiki.corp.test/t\\n', 'https:\\\\\\\\wiki.corp.test\\\\t', new URL('https://wiki.corp.test/t'), new URL('/t', document.baseURI), { toString: () => 'https://wiki.corp.test/t?o' }, ['https://wiki.corp.test/t?l'], Object('https://wiki.corp.test/t?s'), new Request('https://wiki.corp.test/t?r'), new Request('/t'), document.createElement('a'), location, 7, null, undefined];
      return Promise.all(urls.map((url) => fetch(url).then((r) => [r.url, r.ok, r.type, r.redirected])));`,
  },
  'what a Request says of itself': {
    script: `const a = new Request('https://static.corp.test/x#f', { method: 'POST', body: 'b', headers: { a: 'https://wiki.corp.test/' } }); const b = a.clone(); const c = new Request(a, { method: 'PUT' }); const d = new Request('/rel', { referrer: 'https://wiki.corp.test/from?x' }); const e = new Request('/rel', { referrer: '/from' }); const f = new Request('/', { referrer: '' }); const g = new Request('/', { referrer: 'about:client' }); class Mine extends Request { constructor(u) { super(u); this.mine = 1; } } const h = new Mine('https://wiki.corp.test/m'); const all = [a, b, c, d, e, f, g, h];
      return [all.map((r) => [r.url, r.referrer, r.method, r.mode, r.cache, r.redirect, r.destination, r.integrity, r.referrerPolicy]), a.headers.get('a'), h instanceof Mine, h instanceof Request, h.mine, h.constructor === Mine, a.constructor === Request, Object.getPrototypeOf(a) === Request.prototype, Request.name, Request.length, String(Request), Object.prototype.toString.call(a), Object.getOwnPropertyDescriptor(Request.prototype, 'url').set, String(Object.getOwnPropertyDescriptor(Request.prototype, 'url').get)];`,
  },
  'how a Request refuses': {
    script: `${TRY} return Promise.all([() => new Request(), () => Request('/x'), () => new Request('https://user:p@wiki.corp.test/'), () => new Request('http://['), () => new Request('/', { method: 'TRACE' }), () => new Request('/', { mode: 'navigate' }), () => new Request('/', { referrer: 'http://[' }), () => new Request('/', 1), () => fetch('http://['), () => fetch(), () => fetch('/', { method: 'A B' }), () => fetch('https://wiki.corp.test/', { signal: AbortSignal.abort() }), () => fetch({ toString() { throw new RangeError('no'); } }), () => Object.getOwnPropertyDescriptor(Request.prototype, 'url').get.call({}), () => Object.getOwnPropertyDescriptor(Response.prototype, 'url').get.call(new Request('/'))].map(name));`,
  },
  'what a Response says of itself': {
    files: {
      '/t': text('t'),
      '/m1': moved('https://wiki.corp.test/m2'),
      '/m2': moved('/t?end'),
      '/abs': text('x', {
        'content-location': 'https://wiki.corp.test/c',
        link: '<https://static.corp.test/s>; rel=next',
        location: 'https://wiki.corp.test/l',
      }),
    },
    script: `const r = await fetch('https://wiki.corp.test/m1'); const c = r.clone(); const m = await fetch('/m1', { redirect: 'manual' }); const a = await fetch('/abs'); const made = new Response('x'); const e = Response.error(); const d = Response.redirect('https://wiki.corp.test/there'); const d2 = Response.redirect('/there', 303); const j = Response.json({ u: 'https://wiki.corp.test/' });
      return [r.url, r.redirected, c.url, m.url, m.type, m.status, a.url, made.url, e.url, e.type, d.headers.get('location'), d.status, d2.headers.get('location'), d2.status, await j.json(), Response.name, Response.redirect.name, Response.redirect.length];`,
  },
  'headers that name addresses': {
    files: {
      '/abs': text('x', {
        'content-location': 'https://wiki.corp.test/c',
        link: '<https://static.corp.test/s>; rel="next", </r>; rel=prev',
        'x-own': 'https://wiki.corp.test/own',
      }),
    },
    script: `const a = await fetch('/abs'); const x = new XMLHttpRequest(); x.open('GET', '/abs'); await new Promise((d) => { x.onload = d; x.send(); }); const own = (list) => list.filter(([k]) => ['content-location', 'link', 'x-own'].includes(k)); const each = []; a.headers.forEach(function (v, k, h) { each.push([k, v, h === a.headers, this.t]); }, { t: 1 }); const made = new Headers({ link: '<https://wiki.corp.test/>' }); const given = new Response('', { status: 302, headers: { location: 'https://wiki.corp.test/there' } });
      return [['content-location', 'link', 'x-own', 'none'].flatMap((h) => [a.headers.get(h), x.getResponseHeader(h)]), own([...a.headers]), own([...a.headers.entries()]), [...a.headers.values()].filter((v) => v.includes('corp.test')), [...a.headers.keys()].includes('link'), each.filter(([k]) => k === 'link'), x.getAllResponseHeaders().split('\\r\\n').filter((l) => l.includes('corp.test')), own(Object.entries(Object.fromEntries(a.headers))), new Headers(a.headers).get('link'), [...made], given.headers.get('location'), [...given.headers], given.status];`,
  },
  'what the app is sent': {
    script: `const get = async (...a) => { const r = await fetch(...a); const j = await r.json(); delete j.cookie; return j; }; const H = 'https://wiki.corp.test';
      return [await get('/echo'), await get('https://wiki.corp.test/echo?u=https://wiki.corp.test/'), await get('/echo', { method: 'POST', body: 'home=https://wiki.corp.test/' }), await get('/echo', { method: 'POST', body: new URLSearchParams({ next: location.href }) }), await get('/echo', { method: 'POST', body: JSON.stringify({ at: location.href, doc: document.URL, o: origin }) }), await get('/echo', { referrer: H + '/case/other?x' }), await get('/echo', { referrer: '' }), await get('/echo', { referrerPolicy: 'no-referrer' }), await get('/echo', { referrerPolicy: 'origin' }), await get(new Request('/echo', { method: 'PUT', body: new Blob([location.origin]) })), await get('/echo', { method: 'DELETE' }), await get(new Request('/echo', { referrer: '/a/b' }), { referrer: H + '/c' })];`,
  },
  'methods and media types of every kind': {
    patience: 60_000,
    script: `const ask = async (method, type, body) => { const r = await fetch('/echo', { method, body, headers: type === undefined ? {} : { 'content-type': type } }); if (!r.ok) return [method, r.status]; const j = await r.json(); return [j.method, j.type, j.body]; }; const got = [];
      for (const type of ['json', 'application', '', 'undefined', 'text/', '/plain', 'a b/c', 'application/json; charset', 'x;y=z', '*/*', 'text/html, text/plain', 'multipart/form-data', 'application/x-www-form-urlencoded; charset="']) for (const method of ['POST', 'PUT', 'DELETE']) got.push(await ask(method, type, 'the body'));
      for (const method of ['PATCH', 'patch', 'Put', 'post', 'OPTIONS', 'PROPFIND', 'PROPPATCH', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'UNLOCK', 'REPORT', 'SEARCH', 'MERGE', 'CHECKOUT', 'MKACTIVITY', 'ACL', 'BIND', 'REBIND', 'UNBIND', 'PURGE', 'LINK', 'UNLINK', 'M-SEARCH', 'NOTIFY', 'SUBSCRIBE', 'UNSUBSCRIBE', 'MKCALENDAR', 'QUERY', 'MADE-UP']) got.push(await ask(method), await ask(method, 'text/plain', 'x'), await ask(method, 'none', 'x'));
      return got;`,
  },
  'across hosts of one app': {
    files: { '/t': text('t', OPEN) },
    script: `const r = await fetch('https://static.corp.test/t'); const q = await fetch(new Request('https://static.corp.test/t?2')); const e = await (await fetch('https://static.corp.test/echo')).json(); const x = new XMLHttpRequest(); x.open('GET', 'https://static.corp.test/t?x'); await new Promise((d) => { x.onload = d; x.send(); }); return [r.url, r.type, await r.text(), q.url, e.host, e.origin, e.referer, x.responseURL, x.responseText];`,
  },
  XMLHttpRequest: {
    files: {
      '/t': text('t'),
      '/m': moved('https://wiki.corp.test/t?moved'),
      '/d.html': { type: 'text/html', body: '<a id=a href="https://wiki.corp.test/l">x</a><img src="r.png">' },
      '/d.xml': {
        type: 'application/xml',
        body: '<r xmlns:x="http://www.w3.org/1999/xlink"><a x:href="https://wiki.corp.test/"/></r>',
      },
    },
    script: `const go = (url, set = () => {}) => new Promise((done) => { const x = new XMLHttpRequest(); x.open('GET', url); set(x); x.onloadend = (e) => done([x.responseURL, x.status, x.readyState, x.responseType === '' ? x.responseText : typeof x.response, e.loaded]); x.send(); });
      const urls = ['/t', 'https://wiki.corp.test/t?abs#frag', '//wiki.corp.test/t', new URL('/t?url', location), { toString: () => 'https://wiki.corp.test/t?obj' }, '/m', '/d.html', '/d.xml']; const seen = []; for (const u of urls) seen.push(await go(u));
      const doc = await new Promise((done) => { const x = new XMLHttpRequest(); x.open('GET', 'https://wiki.corp.test/d.html'); x.responseType = 'document'; x.onload = () => done(x); x.send(); }); const d = doc.response; seen.push(d.URL, d.documentURI, d.baseURI, d.querySelector('a').href, d.querySelector('a').getAttribute('href'), d.querySelector('img').src, d.body.innerHTML, d.location, d.defaultView, d.domain, d.referrer, d.cookie, doc.responseXML === d);
      const x = new XMLHttpRequest(); x.open('GET', '/d.xml'); await new Promise((done) => { x.onload = done; x.send(); }); seen.push(new XMLSerializer().serializeToString(x.responseXML), x.responseXML.URL);
      const s = new XMLHttpRequest(); s.open('GET', 'https://wiki.corp.test/t?sync', false); s.send(); seen.push(s.responseURL, s.responseText); const n = new XMLHttpRequest(); seen.push(n.responseURL); n.open('GET', '/t'); seen.push(n.responseURL, n.withCredentials, XMLHttpRequest.name, XMLHttpRequest.prototype.open.length, XMLHttpRequest.prototype.open.name, String(XMLHttpRequest.prototype.open), Object.keys(XMLHttpRequest.prototype).join()); return seen;`,
  },
  'how XMLHttpRequest refuses': {
    script: `${TRY} const x = () => new XMLHttpRequest(); return Promise.all([() => x().open(), () => x().open('GET'), () => x().open('GET', 'http://['), () => x().open('TRACE', '/'), () => x().open('A B', '/'), () => x().send(), () => XMLHttpRequest.prototype.open.call({}, 'GET', '/'), () => x().open('GET', { toString() { throw new RangeError('x'); } }), () => { const y = x(); y.open('GET', undefined); return y.readyState; }, () => { const y = x(); y.open('GET', '/', true, 'u', 'p'); return y.readyState; }].map(name));`,
  },
  EventSource: {
    files: {
      '/events': {
        type: 'text/event-stream',
        body: 'retry: 100000\nid: 1\ndata: https://wiki.corp.test/d\n\nevent: e\ndata: two\n\n',
      },
    },
    script: `const listen = (u) => new Promise((done) => { const s = new EventSource(u); const seen = [s.url, s.withCredentials, s.readyState]; s.onmessage = (e) => seen.push(e.data, e.origin, e.lastEventId, e.type, e.source); s.addEventListener('e', (e) => { seen.push(e.data, e.origin, s.url); s.close(); done(seen); }); });
      const seen = []; for (const u of ['/events', 'https://wiki.corp.test/events?2', new URL('/events?3', location)]) seen.push(await listen(u)); try { new EventSource('http://['); } catch (e) { seen.push(e.name, e.message); } try { new EventSource(); } catch (e) { seen.push(e.name, e.message); } seen.push(EventSource.length, EventSource.name, EventSource.OPEN, EventSource.CLOSED); return seen;`,
  },
  WebSocket: {
    script: `const ask = (u, p) => new Promise((done) => { const w = new WebSocket(u, p); const seen = [w.url, w.readyState, w.binaryType]; w.onopen = () => { seen.push('open', w.url, w.protocol, w.extensions); w.send('https://wiki.corp.test/x'); }; w.onmessage = (e) => { seen.push(e.data, e.origin, e.source, e.lastEventId, e.ports.length); if (!e.data.startsWith('{')) w.close(1000); }; w.onclose = (e) => { seen.push(e.code, e.wasClean, w.url); done(seen); }; });
      const seen = []; for (const u of ['wss://wiki.corp.test/ws', 'https://wiki.corp.test/ws?h', '/ws?rel', '//wiki.corp.test/ws', new URL('/ws', location), 'wss://static.corp.test/ws']) seen.push(await ask(u)); if (seen.filter((s) => s.includes('open')).length < 6) throw new Error('not all of them opened'); for (const bad of ['ftp://x', 'http://[', 'wss://wiki.corp.test/#f']) try { const w = new WebSocket(bad); seen.push(w.url); w.close(); } catch (e) { seen.push(e.name); }
      seen.push(WebSocket.length, WebSocket.name, WebSocket.OPEN, new WebSocket('wss://wiki.corp.test/ws', ['a']).constructor === WebSocket); class Mine extends WebSocket { get mine() { return this.url; } } const m = new Mine('wss://wiki.corp.test/ws'); seen.push(m.mine, m instanceof Mine); m.close(); return seen;`,
  },
  'WebTransport and WebSocketStream': {
    script: `const seen = []; for (const u of ['http://[', '/x', 'wss://a']) try { new WebTransport(u); seen.push('made'); } catch (e) { seen.push(e.name); } seen.push(typeof WebSocketStream, typeof WebTransport, WebTransport.name, WebTransport.length); return seen;`,
  },
  beacons: {
    script: `const seen = []; for (const u of ['/echo', 'https://wiki.corp.test/echo', new URL('/echo', location), { toString: () => '/echo' }]) seen.push(navigator.sendBeacon(u, 'x')); for (const u of ['http://[', 'ftp://x/']) try { seen.push(navigator.sendBeacon(u)); } catch (e) { seen.push(e.name); } try { navigator.sendBeacon(); } catch (e) { seen.push(e.name); } seen.push(navigator.sendBeacon.length, navigator.sendBeacon.name, String(navigator.sendBeacon)); return seen;`,
  },
  'the functions look like their own': {
    script: `const d = (o, k) => { const p = Object.getOwnPropertyDescriptor(o, k); return p && [k, p.writable, p.enumerable, p.configurable, typeof p.value, typeof p.get, typeof p.set, String(p.value || p.get), (p.value || p.get).name, (p.value || p.get).length, Object.getOwnPropertyNames(p.value || p.get).sort().join()]; };
      return [d(window, 'fetch'), d(window, 'Request'), d(window, 'Response'), d(window, 'XMLHttpRequest'), d(window, 'WebSocket'), d(window, 'EventSource'), d(window, 'Worker'), d(window, 'SharedWorker'), d(window, 'Blob'), d(window, 'Notification'), d(Request.prototype, 'url'), d(Request.prototype, 'referrer'), d(Response.prototype, 'url'), d(Response, 'redirect'), d(XMLHttpRequest.prototype, 'open'), d(XMLHttpRequest.prototype, 'responseURL'), d(WebSocket.prototype, 'url'), d(EventSource.prototype, 'url'), d(Navigator.prototype, 'sendBeacon'), d(window, 'open'), d(window, 'postMessage'), d(History.prototype, 'pushState'), d(History.prototype, 'replaceState'), d(MessageEvent.prototype, 'origin'), d(URL, 'createObjectURL'), d(URL, 'revokeObjectURL'), d(ServiceWorkerContainer.prototype, 'register'), d(Cache.prototype, 'add'), d(Navigation.prototype, 'navigate'), d(Request.prototype, 'constructor'), d(WebSocket.prototype, 'constructor'), d(Worker.prototype, 'constructor')];`,
  },
  'a page that wraps them': {
    files: { '/t': text('t') },
    script: `const seen = []; const own = window.fetch; window.fetch = function (input, init) { seen.push(typeof input === 'string' ? input : input.url); return own.call(this, input, init); }; const open = XMLHttpRequest.prototype.open; XMLHttpRequest.prototype.open = function (m, u, ...r) { seen.push(String(u)); return open.call(this, m, u, ...r); };
      const r = await fetch('https://wiki.corp.test/t'); seen.push(r.url); const x = new XMLHttpRequest(); x.open('GET', 'https://wiki.corp.test/t?x'); await new Promise((d) => { x.onload = d; x.send(); }); seen.push(x.responseURL);
      class R extends Request {} seen.push((await own(new R('https://wiki.corp.test/t?r'))).url); window.fetch = own; XMLHttpRequest.prototype.open = open; const f = document.createElement('iframe'); document.body.append(f); seen.push((await f.contentWindow.fetch('https://wiki.corp.test/t?f')).url, new f.contentWindow.Request('https://wiki.corp.test/t?g').url); return seen;`,
  },
  'what is neither a text nor an object': {
    script: `${TRY} return Promise.all([() => new Request(Symbol.iterator), () => new XMLHttpRequest().open('GET', Symbol.iterator)].map(name));`,
  },
  'a Request of another realm': {
    files: { '/t': text('t') },
    script: `const f = document.createElement('iframe'); document.body.append(f); return (await fetch(new f.contentWindow.Request('https://wiki.corp.test/t?h'))).url;`,
  },
  'uploads keep what they say': {
    script: `const form = new FormData(); form.append('home', 'https://wiki.corp.test/'); form.append('at', location.href); const send = async (body, type) => { const r = await fetch('/echo', { method: 'POST', body, headers: type ? { 'content-type': type } : {} }); return (await r.json()).body.replace(/-+(?:WebKitFormBoundary|geckoformboundary)\\w+/g, 'B'); };
      const stream = new Blob(['https://wiki.corp.test/stream']); return [await send(form), await send(new URLSearchParams({ a: 'https://static.corp.test/' })), await send(stream), await send(new TextEncoder().encode(document.URL)), await send('https://wiki.corp.test/', 'text/plain')];`,
  },
};
