import type { CaseFile, PageCases } from '../../../support/page-case.ts';

const page = (body: string, headers = {}): CaseFile => ({
  type: 'text/html; charset=utf-8',
  body: `<!doctype html>${body}`,
  headers,
});
const FACTS =
  'const facts = (w) => [w.location.href, w.document.URL, w.document.documentURI, w.document.baseURI, w.origin, w.document.domain, w.document.referrer, w.document.location === w.location || String(w.document.location), w.location.origin, w.location.protocol, w.isSecureContext, w.document.cookie === document.cookie, w.document.compatMode, w.document.characterSet, w.document.contentType, w.document.readyState, w.document.defaultView === w];';
const HELP = `${FACTS} const loaded = (f) => new Promise((r) => { f.addEventListener('load', r, { once: true }); });
const frame = async (set, wait = true) => { const f = document.createElement('iframe'); set(f); const l = loaded(f); document.body.append(f); if (wait) await l; return f; };
const name = async (f) => { try { return await f(); } catch (e) { return [e.name, e.message]; } };
const next = () => new Promise((done) => addEventListener('message', (e) => done([e.data, e.origin]), { once: true }));`;
const TELL =
  'window.told = [location.href, document.URL, document.baseURI, origin, self.origin, document.referrer, parent.location.href, document.domain];';

/** Documents that come from no server, and what they take over from the one that made them. */
export const cases: PageCases = {
  'documents of text that have no element of their own': {
    script: `const seen = []; for (const text of ['<!doctype html>Hello', '<!DOCTYPE potato SYSTEM "taco"> Hello', '<!-- a --><!doctype html>', '<!doctype html><!-- a > b -->x</p>', 'Hello', '<!doctype html></html>', '<!doctype html>a < b', '<!doctype html>z<a href="'])
        for (const how of ['blob', 'srcdoc', 'write']) { const f = document.createElement('iframe'); const loaded = new Promise((done) => { f.onload = done; }); if (how === 'srcdoc') f.srcdoc = text; if (how === 'blob') f.src = URL.createObjectURL(new Blob([text], { type: 'text/html' })); document.body.append(f); if (how === 'write') { f.contentDocument.open(); f.contentDocument.write(text); f.contentDocument.close(); } else await loaded;
          const d = f.contentDocument; seen.push([how, text, d.compatMode, d.doctype && new XMLSerializer().serializeToString(d.doctype), [...d.childNodes].map((each) => each.nodeName), d.documentElement.outerHTML, f.contentWindow.location.origin]); f.remove(); } return seen;`,
  },
  'about:blank and what is like it': {
    script: `${HELP} const seen = []; seen.push(facts((await frame(() => {}, false)).contentWindow), facts((await frame((f) => { f.src = 'about:blank'; })).contentWindow), facts((await frame((f) => { f.src = 'about:blank?q#h'; })).contentWindow), facts((await frame((f) => { f.src = ''; })).contentWindow), facts((await frame((f) => { f.src = 'javascript:void 0'; }, false)).contentWindow));
      const b = (await frame(() => {}, false)).contentWindow; seen.push(new b.URL('/x', b.document.baseURI).href, (await b.fetch('/data.json')).url, new b.Request('rel').url, b.document.createElement('a').baseURI); const a = b.document.createElement('a'); a.href = '/abs'; seen.push(a.href); b.document.body.innerHTML = '<img src="pixel.svg"><form></form>'; seen.push(b.document.images[0].src, b.document.forms[0].action); seen.push(await name(() => b.history.replaceState(null, '', '#x')).then((e) => e && e[0]), b.location.href); return seen;`,
  },
  'srcdoc and its base': {
    script: `${HELP} const seen = []; const f = await frame((f) => { f.srcdoc = '<title>s</title><base href="https://static.corp.test/base/"><a href="x">a</a><img src="pixel.svg"><script>${TELL}<\\/script>'; }); seen.push(facts(f.contentWindow), f.contentWindow.told, f.contentDocument.links[0].href, f.contentDocument.images[0].src, f.contentDocument.baseURI, f.contentDocument.querySelector('base').href); const g = await frame((f) => { f.srcdoc = '<iframe srcdoc="<script>parent.parent.postMessage([location.href, document.baseURI, origin, document.referrer], &quot;*&quot;)<\\/script>"></iframe>'; }, false); seen.push(await next()); const h = await frame((f) => { f.sandbox = 'allow-scripts'; f.srcdoc = '<script>parent.postMessage([origin, location.href, document.baseURI, document.domain, location.origin, window.isSecureContext], "*")<\\/script>'; }, false); seen.push(await next()); return seen;`,
  },
  'documents in a blob': {
    script: `${HELP} const seen = []; const url = URL.createObjectURL(new Blob(['<!doctype html><title>b</title><a href="/x">x</a><a href="https://static.corp.test/y">y</a><p id=p>t'], { type: 'text/html' })); const cut = (v) => JSON.parse(JSON.stringify(v).replaceAll(url.slice(-36), 'ID')); const f = await frame((f) => { f.src = url; }); seen.push(facts(f.contentWindow), f.src, f.getAttribute('src'), f.contentDocument.links[0].href, f.contentDocument.links[1].href, f.contentWindow.location.pathname, f.contentWindow.location.host, new URL(url).origin, new URL(url).pathname, url); const r = await fetch(url); seen.push(r.url, r.type); const x = new XMLHttpRequest(); x.open('GET', url); await new Promise((d) => { x.onload = d; x.send(); }); seen.push(x.responseURL, x.responseText.length); const i = new Image(); i.src = url; seen.push(i.src); const a = document.createElement('a'); a.href = url; seen.push(a.href, a.origin, a.protocol, a.pathname, a.host); URL.revokeObjectURL(url); seen.push(await name(() => fetch(url)).then((e) => e[0])); const w = open(URL.createObjectURL(new Blob(['w'], { type: 'text/plain' }))); await new Promise((d) => { w.onload = d; }); seen.push(w.location.protocol, w.origin, w.location.origin, w.document.body.textContent, w.document.contentType); w.close(); return cut(seen);`,
  },
  'documents in data': {
    script: `${HELP} const seen = []; const u = 'data:text/html,<script>parent.postMessage([location.href.length, document.URL.length, origin, document.domain, document.referrer, document.baseURI.slice(0, 9), location.protocol, location.pathname.slice(0, 9), location.origin], "*")<\\/script>'; await frame((f) => { f.src = u; }, false).then((f) => seen.push(f.src === u, f.getAttribute('src') === u)); seen.push(await next()); const r = await fetch('data:text/plain,https://wiki.corp.test/'); seen.push(r.url, await r.text()); const i = new Image(); i.src = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"><a href="https://wiki.corp.test/"/></svg>'; seen.push(i.src); const d = new DOMParser().parseFromString('<a href="https://wiki.corp.test/p">x</a><base href="https://static.corp.test/">', 'text/html'); seen.push(d.URL, d.baseURI, d.links[0].href, d.body.innerHTML, d.location, d.domain, d.referrer, d.cookie, d.defaultView); const n = document.implementation.createHTMLDocument('t'); seen.push(n.URL, n.baseURI, n.domain, n.referrer, n.location, n.cookie); const x = new Document(); seen.push(x.URL, x.baseURI, x.domain); return seen;`,
  },
  'documents that are written': {
    files: { '/w.html': page(`<p>old</p><script>${TELL}</script>`) },
    script: `${HELP} const seen = []; const f = await frame((f) => { f.src = '/w.html'; }); const d = f.contentDocument; seen.push(f.contentWindow.told); const o = d.open(); seen.push(o === d, d.URL, d.baseURI, f.contentWindow.location.href); d.write('<a href="https://static.corp.test/w">w</a><script>${TELL}<\\/script>'); d.close(); seen.push(facts(f.contentWindow), f.contentWindow.told, d.links[0].href); const b = await frame(() => {}, false); b.contentDocument.open(); b.contentDocument.write('<script>${TELL}<\\/script>'); b.contentDocument.close(); seen.push(facts(b.contentWindow), b.contentWindow.told); return seen;`,
  },
  domains: {
    files: {
      '/d.html': page(
        '<script>window.set = (v) => { try { document.domain = v; return document.domain; } catch (e) { return e.name; } };</script>',
      ),
    },
    script: `${HELP} const f = await frame((f) => { f.src = '/d.html'; }); const w = f.contentWindow; return ['wiki.corp.test', 'corp.test', 'static.corp.test', 'elsewhere.test', '', 'xwiki.corp.test', 'mcas.localhost'].map((v) => [v, w.set(v), w.document.domain, w.origin, f.contentDocument === null]);`,
  },
  'domains in a sandbox': {
    files: {
      '/d.html': page(
        `<script>const set = (v) => { try { document.domain = v; return 'set'; } catch (e) { return e.name; } };
        parent.postMessage(['wiki.corp.test', 'corp.test', 'elsewhere.test', ''].map(set), '*');</script>`,
      ),
    },
    script: `${HELP} const seen = []; for (const sandbox of [null, 'allow-scripts allow-same-origin']) { const n = next(); await frame((f) => { if (sandbox) f.sandbox = sandbox; f.src = '/d.html'; }, false); seen.push(await n); } return seen;`,
  },
  referrers: {
    files: {
      '/r.html': page('<script>parent.postMessage(document.referrer, "*")</script>'),
      '/p.html': page('<script>parent.postMessage(document.referrer, "*")</script>', {
        'referrer-policy': 'no-referrer',
      }),
    },
    script: `${HELP} const seen = []; for (const [url, policy] of [['/r.html', ''], ['/r.html', 'no-referrer'], ['/r.html', 'origin'], ['/r.html', 'unsafe-url'], ['/p.html', ''], ['https://static.corp.test/r.html', ''], ['https://static.corp.test/r.html', 'unsafe-url'], ['https://static.corp.test/r.html', 'same-origin'], ['https://static.corp.test/r.html', 'origin-when-cross-origin']]) { const n = next(); const f = await frame((f) => { f.referrerPolicy = policy; f.src = url; }, false); seen.push([url, policy, await n]); f.remove(); } return seen;`,
  },
  openers: {
    files: {
      '/o.html': page(
        '<script>opener && opener.postMessage([opener.location.href, opener.origin, opener === window.opener, document.referrer, opener.document.URL, window.name, window.opener.parent === opener], opener.origin)</script>',
      ),
    },
    script: `${HELP} const seen = []; let w; for (const how of [() => { w = open('/o.html', 'o1'); }, () => { const a = document.createElement('a'); a.href = 'https://wiki.corp.test/o.html'; a.target = 'o2'; document.body.append(a); a.click(); }, () => { const a = document.createElement('form'); a.action = 'https://wiki.corp.test/o.html'; a.target = 'o3'; document.body.append(a); a.submit(); }]) { const n = next(); how(); seen.push(await n); } for (const x of ['o1', 'o2', 'o3']) open('', x).close(); return seen;`,
  },
  'origins of things': {
    script: `return [origin, self.origin, window.origin, window['origin'], globalThis.origin, Object.getOwnPropertyDescriptor(window, 'origin').enumerable, new URL(location).origin, new URL(document.URL).host, location.origin === origin, (() => { window.origin = 'mine'; const v = origin; return v; })(), crossOriginIsolated, isSecureContext, originAgentCluster, document.featurePolicy ? document.featurePolicy.allowsFeature('geolocation') : null, document.featurePolicy ? document.featurePolicy.getAllowlistForFeature('geolocation') : null, typeof navigator.userActivation.isActive, typeof document.hasStorageAccess];`,
  },
};
