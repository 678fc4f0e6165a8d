import type { CaseFile, PageCases } from '../../../support/page-case.ts';

const page = (body: string): CaseFile => ({ type: 'text/html; charset=utf-8', body: `<!doctype html>${body}` });
const HELP = `const name = async (f) => { try { return await f(); } catch (e) { return [e.name, e.message]; } };
const next = () => new Promise((done) => addEventListener('message', (e) => done(e.data), { once: true }));
const soon = () => new Promise((d) => setTimeout(d, 100));`;

/** What a page keeps in the browser and reads again. */
export const cases: PageCases = {
  'document.cookie': {
    script: `${HELP} const seen = []; const set = (text) => { document.cookie = text; seen.push(document.cookie.split('; ').sort().join('; ')); };
      set('a=1'); set('b=https://wiki.corp.test/; path=/'); set('c=3; domain=wiki.corp.test'); set('d=4; Secure; SameSite=Strict'); set('e=5; domain=elsewhere.test'); set('f=6; max-age=0'); set('a=; max-age=0'); set('g=x=y; path=/other'); set('h'); set('=i'); set('j=1; expires=Thu, 01 Jan 1970 00:00:00 GMT'); set('k=' + location.origin); set('b=; expires=' + new Date(0).toUTCString() + '; path=/'); set(''); set('__Host-l=1'); set('__Host-m=1; Secure; Path=/'); set('__Secure-n=1; Secure'); seen.push(navigator.cookieEnabled, typeof document.cookie);
      for (const n of ['a', 'b', 'd', 'h', '', 'k']) document.cookie = n + '=; max-age=0'; document.cookie = 'h; max-age=0'; document.cookie = 'c=; max-age=0; domain=wiki.corp.test'; document.cookie = '__Host-m=; max-age=0; Secure; path=/'; document.cookie = '__Secure-n=; max-age=0; Secure'; seen.push(document.cookie); return seen;`,
  },
  'the cookie store': {
    script: `${HELP} const seen = []; const sent = async () => ((await (await fetch('/echo')).json()).cookie || '').split('; ').filter((c) => c.startsWith('cs')).sort(); const plain = (list) => list.map(({ name, value }) => [name, value]).sort(); const told = new Promise((d) => cookieStore.addEventListener('change', (e) => d([plain(e.changed), plain(e.deleted)]), { once: true })); await cookieStore.set('cs1', 'https://wiki.corp.test/'); seen.push(await told); await cookieStore.set({ name: 'cs2', value: 'v', path: '/', sameSite: 'lax' }); seen.push(plain(await cookieStore.getAll()).filter(([n]) => n.startsWith('cs'))); const one = await cookieStore.get('cs1'); seen.push(one.name, one.value, one.domain ?? null, one.path ?? null, one.secure ?? null, one.sameSite ?? null); seen.push((await cookieStore.get({ name: 'cs2' }))?.value); seen.push(await name(() => cookieStore.get({ url: 'https://static.corp.test/' })).then((e) => e[0])); seen.push(document.cookie.split('; ').filter((c) => c.startsWith('cs')).sort()); seen.push(await sent()); await cookieStore.delete('cs1'); await cookieStore.delete({ name: 'cs2' }); seen.push(await sent()); seen.push(await cookieStore.get('cs1'), plain(await cookieStore.getAll()).filter(([n]) => n.startsWith('cs'))); await cookieStore.set({ name: 'cs3', value: 'd', domain: 'wiki.corp.test' }); seen.push(await sent()); seen.push((await cookieStore.get('cs3'))?.value); await cookieStore.delete({ name: 'cs3', domain: 'wiki.corp.test' }); seen.push(await name(() => cookieStore.set({ name: 'cs4', value: 'd', domain: 'elsewhere.test' })).then((e) => e && e[0]), await name(() => cookieStore.set({ name: 'cs5', value: 'd', domain: 'mcas.localhost' })).then((e) => e && e[0]), await name(() => cookieStore.set({ name: 'cs6', value: 'd', domain: '.wiki.corp.test' })).then((e) => e && e[0]), await sent(), document.cookie); return seen;`,
  },
  'nothing of the gateway’s own is seen': {
    script: `document.cookie = 'own=1'; const all = await cookieStore.getAll(); const seen = [document.cookie.includes('sallyport'), all.some((c) => /sallyport/.test(c.name)), Object.keys(localStorage), Object.keys(sessionStorage), await caches.keys(), (await indexedDB.databases()).length, (await navigator.serviceWorker.getRegistrations()).length, performance.getEntries().some((e) => /sallyport|mcas/.test(e.name)), document.scripts.length, Object.keys(window).filter((k) => /sally/.test(k)), document.documentElement.outerHTML.includes('sallyport'), document.documentElement.outerHTML.includes('mcas'), document.head.children.length, [...document.styleSheets].length, window.length, navigation.entries().some((e) => e.url.includes('mcas')), history.state, window.name]; document.cookie = 'own=; max-age=0'; return seen;`,
  },
  'what is stored holds what was written': {
    script: `${HELP} const H = 'https://wiki.corp.test/'; localStorage.setItem(H, location.href); sessionStorage.at = document.URL; const seen = [localStorage.getItem(H), localStorage.key(0), sessionStorage.at, { ...localStorage }, JSON.stringify(localStorage)]; localStorage.clear(); sessionStorage.clear();
      const db = await new Promise((d, j) => { const r = indexedDB.open(H); r.onupgradeneeded = () => r.result.createObjectStore('s'); r.onsuccess = () => d(r.result); r.onerror = j; }); await new Promise((d) => { const t = db.transaction('s', 'readwrite'); t.objectStore('s').put({ u: new URL(location).href, b: new Blob([H]) }, H); t.oncomplete = d; }); const got = await new Promise((d) => { const r = db.transaction('s').objectStore('s').get(H); r.onsuccess = () => d(r.result); }); seen.push(got.u, await got.b.text(), db.name, (await indexedDB.databases()).map((x) => x.name)); db.close(); indexedDB.deleteDatabase(H);
      const c = await caches.open(H); await c.put(H + 'k', new Response(H, { headers: { link: '<' + H + '>' } })); const m = await c.match('/k'); seen.push(await caches.keys(), (await c.keys()).map((r) => r.url), m.url, m.headers.get('link'), await m.text(), await caches.has(H)); await caches.delete(H); await navigator.locks.request(H, async (l) => { seen.push(l.name, (await navigator.locks.query()).held.map((x) => x.name)); }); seen.push(structuredClone({ u: location.href }), (await navigator.storage.getDirectory()).name); return seen;`,
  },
  'what a cache lists is asked for again': {
    files: { '/listed.json': { type: 'application/json', body: '{"listed":1}' } },
    script: `${HELP} const c = await caches.open('listed'), other = await caches.open('other'); document.cookie = 'listed=1; path=/'; await c.put(new Request('/listed.json', { headers: { 'x-own': '1' } }), new Response('old')); await c.put('/echo', new Response('old')); const seen = [];
      for (const r of await c.keys()) { seen.push([r.url, r.mode, r.credentials, [...r.headers]]); for (const ask of [r, r.clone(), new Request(r), new Request(r, { credentials: 'include' })]) seen.push(await name(async () => { const a = await fetch(ask); const text = await a.text(); return [a.url, a.status, a.type, a.redirected, r.url.endsWith('/echo') ? JSON.parse(text).cookie ?? null : text]; })); }
      const [listed] = await c.keys(); seen.push(await name(() => other.add(listed)), await name(() => other.addAll([listed, '/data.json'])), await other.match(listed).then((r) => r.text()), (await other.keys()).map((r) => [r.url, r.credentials]), await c.delete(listed), (await c.keys()).length, await name(() => other.add(Symbol()))); await caches.delete('listed'); await caches.delete('other'); document.cookie = 'listed=; max-age=0; path=/'; return seen;`,
  },
  'when a page was last changed': {
    headers: { 'last-modified': 'Tue, 05 Mar 2019 07:08:09 GMT' },
    files: {
      '/dated.html': {
        ...page('<script>parent.postMessage(document.lastModified, "*")</script>'),
        headers: { 'last-modified': 'Wed, 21 Oct 2015 07:28:00 GMT', 'cache-control': 'max-age=600' },
      },
    },
    script: `${HELP} const f = document.createElement('iframe'); f.src = '/dated.html'; const n = next(); document.body.append(f); const seen = [document.lastModified, await n]; for (const ask of [{}, { cache: 'no-cache' }]) seen.push(await fetch('/dated.html', ask).then((r) => [r.status, r.headers.get('last-modified')])); return seen;`,
  },
  'URLs and their parts': {
    script: `const u = new URL('https://user:p@wiki.corp.test:8443/p/a?q=https://wiki.corp.test#h'); const v = new URL('../x', location.href); const w = new URL(location); const p = new URLSearchParams(location.search); return [u.href, u.origin, u.host, v.href, w.host, p.get('q'), URL.canParse('/x', location), URL.parse('/x', document.baseURI).href, JSON.stringify(v), String(w), new URLPattern({ baseURL: location.href, pathname: '/case/*' }).test(location.href), new URLPattern('https://wiki.corp.test/*').exec(location.href).hostname.input, location.href.replace(location.origin, ''), document.URL === location.href, decodeURIComponent(location.pathname), document.location.toString().length];`,
  },
  'script-made downloads and links': {
    script: `const a = document.createElement('a'); a.href = 'https://wiki.corp.test/file.txt'; a.download = 'https://wiki.corp.test/name'; const seen = [a.href, a.download, a.outerHTML, a.host, a.toString(), String(a), a + '', a.text, a.relList.length]; a.hash = '#x'; a.search = '?y'; seen.push(a.href); a.pathname = '/z'; seen.push(a.href, a.getAttribute('href')); a.host = 'static.corp.test'; seen.push(a.href); a.port = '444'; seen.push(a.href); a.protocol = 'http'; seen.push(a.href); a.username = 'u'; seen.push(a.href); const b = document.createElement('area'); b.href = '/rel'; seen.push(b.href, b.origin); return seen;`,
  },
  'names and addresses of the window': {
    files: { '/n.html': page('<script>parent.postMessage([name, location.href], "*")</script>') },
    script: `${HELP} const f = document.createElement('iframe'); f.name = 'https://wiki.corp.test/'; f.src = '/n.html'; const n = next(); document.body.append(f); const seen = [await n, f.contentWindow.name, frames['https://wiki.corp.test/'] === f.contentWindow]; window.name = location.href; seen.push(window.name); window.name = ''; document.title = location.href; seen.push(document.title, document.head.querySelector('title').text); document.title = 'x'; seen.push(status, document.lastModified.length, document.dir); return seen;`,
  },
};
