import type { PageCase, PageCases } from '../../../support/page-case.ts';

const LOOK = `const look = (w) => [w.document.URL, w.document.baseURI, w.origin, w.document.domain, w.location.href, w.document.referrer, w.document.scripts.length, w.document.documentElement && w.document.documentElement.outerHTML];
const use = (w) => { const a = w.document.createElement('a'); a.href = 'https://static.corp.test/x'; const d = w.document.createElement('div'); d.innerHTML = '<img src="https://static.corp.test/pixel.svg">'; return [a.href, a.outerHTML, a.host, d.innerHTML, d.firstChild.src, w.Function('return location.href')(), w.eval('location.href'), String(w.fetch), w.Element.prototype.setAttribute.name]; };
const loaded = (f) => new Promise((r) => { f.onload = r; });`;

/** Windows that a page makes for itself. */
/** In the field, in a meta element. */
const FRAME_POLICIES: readonly (readonly [field: string, meta: string])[] = [
  ["script-src 'self' 'nonce-a' 'unsafe-eval'", ''],
  ["script-src 'nonce-a'; style-src 'none'", ''],
  ['', "script-src 'self' 'nonce-a' 'unsafe-eval'"],
  ['', "script-src 'nonce-a'"],
];

export const cases: PageCases = {
  'what goes with the listeners of a window that has another document': {
    files: {
      '/around.html': { type: 'text/html', body: '<!doctype html><iframe src="/page.html"></iframe>' },
      '/bad.js': { type: 'text/javascript', body: 'notThere();' },
    },
    script: `const seen = []; const until = async (f) => { while (!f()) await new Promise((d) => setTimeout(d, 20)); }; const markup = '<!doctype html><iframe src="/page.html"></iframe>'; const opened = (d) => { d.open(); d.write(markup); d.close(); }; const written = (d) => { d.write(markup); d.close(); };
      for (const set of [(_, f) => { f.src = '/around.html'; }, opened, written]) { const f = document.createElement('iframe'); document.body.append(f); const w = f.contentWindow; set(w.document, f); await until(() => w[0]?.document.URL.endsWith('/page.html') && w[0].document.readyState === 'complete'); const loaded = new Promise((d) => { w.document.addEventListener('load', d, true); }); w[0].location = 'about:blank'; await loaded; const { document: inner } = w[0]; const a = inner.createElement('a'); a.setAttribute('href', '/x'); seen.push(inner.URL, inner.baseURI, a.href, w[0].origin);
        const failed = new Promise((d) => { w.addEventListener('error', (e) => { e.preventDefault(); d(e.error.stack.split('\\n')); }); }); const s = w.document.createElement('script'); s.src = '/bad.js'; w.document.body.append(s); seen.push(await failed); } return seen;`,
  },
  'a fresh frame is covered at once': {
    script: `${LOOK} const f = document.createElement('iframe'); document.body.append(f); const w = f.contentWindow; const seen = [look(w), use(w), w.parent === window, f.contentDocument === w.document, w.document.head.childNodes.length, w.document.body.childNodes.length];
      const g = document.createElement('iframe'); g.name = 'named'; document.body.appendChild(g); seen.push(use(frames[1]), use(window.named), look(frames.named)); return seen;`,
  },
  'frames made of markup': {
    script: `${LOOK} const d = document.createElement('div'); document.body.append(d); d.innerHTML = '<iframe></iframe>'; const seen = [use(frames[0]), look(frames[0])]; d.insertAdjacentHTML('beforeend', '<iframe></iframe>'); seen.push(use(frames[1]));
      const t = document.createElement('template'); t.innerHTML = '<iframe></iframe>'; d.append(t.content.cloneNode(true)); seen.push(use(frames[2])); d.append(document.importNode(t.content, true)); seen.push(use(frames[3])); d.append(d.firstChild.cloneNode()); seen.push(use(frames[4])); return seen;`,
  },
  'a frame of the page’s own markup': {
    body: '<iframe name="early"></iframe><script>window.early0 = (function (w) { return [w.document.createElement("a").outerHTML, w.eval("location.href"), String(w.fetch), w.document.URL]; })(window.early || frames[0]);</script>',
    script: `${LOOK} return [window.early0, use(frames[0]), look(frames[0])];`,
  },
  srcdoc: {
    body: '<iframe id="i" srcdoc="<!doctype html><title>s</title><p id=p>x</p><script>window.seen = [location.href, document.baseURI, document.URL, origin, parent.location.host, document.scripts.length, document.head.innerHTML]</script>"></iframe>',
    script: `${LOOK} const i = document.getElementById('i'); if (!i.contentWindow.seen) await loaded(i); const seen = [i.contentWindow.seen, use(i.contentWindow), look(i.contentWindow), i.srcdoc, i.getAttribute('srcdoc'), i.outerHTML];
      const j = document.createElement('iframe'); j.srcdoc = '<head><title>t</title></head><a href="https://wiki.corp.test/in">a</a><script>window.seen = [location.href, document.querySelector("a").href, document.scripts.length, document.documentElement.outerHTML]<\\/script>'; document.body.append(j); await loaded(j); seen.push(j.contentWindow.seen, j.srcdoc, j.outerHTML, look(j.contentWindow)); return seen;`,
  },
  'documents opened in frames': {
    script: `${LOOK} const f = document.createElement('iframe'); document.body.append(f); const d = f.contentDocument; d.open(); d.write('<!doctype html><title>w</title><a id=a href="https://static.corp.test/x">a</a><script>window.seen = [location.href, document.URL, document.getElementById("a").href, document.scripts.length]<\\/script>'); d.close();
      return [f.contentWindow.seen, use(f.contentWindow), f.contentDocument.documentElement.outerHTML, f.contentWindow.location.href];`,
  },
  'javascript frames': {
    script: `${LOOK} const f = document.createElement('iframe'); f.src = 'javascript:"<p>" + parent.location.host + "</p><script>window.seen=[parent.location.href]</" + "script>"'; document.body.append(f); await loaded(f); return [f.contentDocument.body.textContent, f.contentWindow.seen, f.src, f.getAttribute('src'), use(f.contentWindow)];`,
  },
  'a frame that is used and then goes home': {
    script: `${LOOK} const f = document.createElement('iframe'); f.src = 'https://wiki.corp.test/page.html'; document.body.append(f); const early = use(f.contentWindow); f.contentWindow.kept = 1; await loaded(f); return [early, use(f.contentWindow), look(f.contentWindow), f.contentWindow.kept, f.src, f.contentDocument.getElementById('inner').textContent];`,
  },
  'a frame of another host': {
    script: `${LOOK} const f = document.createElement('iframe'); f.src = 'https://mail.partner.test/page.html'; document.body.append(f); const p = loaded(f); await p; const seen = [f.src, f.contentDocument]; try { f.contentWindow.document; seen.push('open'); } catch (e) { seen.push(e.name); } return seen;`,
  },
  'what a page makes in a frame whose sandbox lets no script run': {
    script: `const f = document.createElement('iframe'); f.setAttribute('sandbox', 'allow-same-origin allow-popups'); document.body.append(f); const inner = f.contentDocument; const seen = [inner.documentElement.outerHTML, inner.URL, Object.getOwnPropertyNames(inner).includes('currentScript')]; const loads = (e) => new Promise((done) => { e.onload = () => done('load'); e.onerror = () => done('error'); });
      const link = inner.createElement('link'); link.rel = 'stylesheet'; link.href = 'https://static.corp.test/style.css'; const sheet = loads(link); inner.head.append(link); const image = inner.createElement('img'); const shown = loads(image); image.src = 'https://static.corp.test/pixel.svg?1'; inner.body.append(image); seen.push(await sheet, await shown);
      const box = inner.createElement('div'); inner.body.append(box); box.innerHTML = '<a href="https://static.corp.test/x">a</a><img src="https://static.corp.test/pixel.svg?2">'; await loads(box.lastChild); box.insertAdjacentHTML('beforeend', '<script>top.ran = 1</' + 'script><b style="background:url(https://static.corp.test/pixel.svg?3)">b</b>');
      seen.push(box.innerHTML, box.firstChild.href, image.src, link.href, link.outerHTML, getComputedStyle(box.lastChild).backgroundImage, inner.body.innerHTML, f.contentWindow.location.href, window.ran === undefined); return seen;`,
  },
  'what a page writes into a frame whose sandbox lets no script run': {
    body: '<iframe id="f" sandbox="allow-same-origin"></iframe>',
    script: `const inner = document.getElementById('f').contentDocument; inner.open(); inner.write('<base href="https://static.corp.test/d/"><p><a id="a" href="x">a</a><img id="i" src="https://static.corp.test/pixel.svg">'); inner.write('<a id="b" href="https://wiki.corp.test/y">b</a>'); inner.close(); const image = inner.getElementById('i'); if (!image.complete) await new Promise((done) => { image.onload = image.onerror = done; });
      return [inner.getElementById('a').href, inner.getElementById('b').href, image.naturalWidth, image.src, inner.documentElement.outerHTML, inner.baseURI];`,
  },
  'a frame within such a frame': {
    script: `const f = document.createElement('iframe'); f.sandbox = 'allow-same-origin'; document.body.append(f); f.contentDocument.body.innerHTML = '<iframe></iframe>'; const inner = f.contentDocument.querySelector('iframe').contentDocument; const a = inner.createElement('a'); a.href = 'https://static.corp.test/x'; inner.body.append(a); inner.body.insertAdjacentHTML('beforeend', '<img src="https://static.corp.test/pixel.svg">'); return [a.outerHTML, a.href, inner.documentElement.outerHTML, inner.URL];`,
  },
  'documents of a sandbox that lets no script run': {
    body: '<iframe id="f" sandbox="allow-same-origin" src="/mail.html"></iframe><iframe id="g" sandbox="allow-same-origin" srcdoc="<a href=https://static.corp.test/x>a</a><script>parent.ran = 1</script>"></iframe>',
    files: {
      '/mail.html': {
        type: 'text/html',
        body: '<!doctype html><title>m</title><a href="https://static.corp.test/x">a</a><script>parent.ran = 1</script>',
      },
    },
    script: `await new Promise((done) => (document.readyState === 'complete' ? done() : addEventListener('load', done))); return ['f', 'g'].map((id) => { const inner = document.getElementById(id).contentDocument; const a = inner.querySelector('a'); const made = inner.createElement('a'); made.href = 'https://wiki.corp.test/z'; a.after(made); return [inner.URL, inner.title, a.href, a.outerHTML, made.outerHTML, inner.body.innerHTML, inner.head.innerHTML, made.cloneNode().href]; }).concat(window.ran === undefined);`,
  },
  'such a frame under a policy against eval': {
    headers: { 'content-security-policy': "script-src 'self' 'unsafe-inline'" },
    script: `let told = 0; document.addEventListener('securitypolicyviolation', () => told++); const f = document.createElement('iframe'); f.sandbox = 'allow-same-origin'; document.body.append(f); const seen = [f.contentDocument.URL, f.contentDocument.documentElement.outerHTML]; await new Promise((done) => setTimeout(done, 50)); return [seen, told];`,
  },
  'sandboxed frames stay as they are': {
    script: `const f = document.createElement('iframe'); f.sandbox = 'allow-same-origin'; document.body.append(f); return [f.contentDocument.documentElement.outerHTML, f.contentDocument.URL];`,
  },
  'blob documents': {
    script: `${LOOK} const blob = new Blob(['<!doctype html><title>b</title><a id="a" href="https://static.corp.test/x">a</a><script>window.seen = [location.origin, location.protocol, document.getElementById("a").href, origin]<\\/script>'], { type: 'text/html' }); const url = URL.createObjectURL(blob); const f = document.createElement('iframe'); f.src = url; document.body.append(f); await loaded(f);
      return [f.src === url, f.getAttribute('src') === url, f.contentWindow.seen, url.startsWith('blob:https://wiki.corp.test/'), await (await fetch(url)).text(), f.contentWindow.location.href === url];`,
  },
  'what a document made as a blob loads': {
    files: {
      '/blob.js': { type: 'text/javascript', body: 'window.from = [document.currentScript.src, location.origin];' },
    },
    script: `${LOOK} const made = (markup) => URL.createObjectURL(new Blob([markup], { type: 'text/html;charset=utf-8' })); const seen = [];
      for (const set of [(f, u) => { f.src = u; }, (f, u) => f.setAttribute('src', u), (f, u) => { f.src = u; f.after(' '); }]) {
        const url = made('<!doctype html><html><head><link id=l rel=stylesheet href="https://wiki.corp.test/style.css"><script src="https://wiki.corp.test/blob.js"><\\/script></head><body><p class=sheet>p</p><img id=i src="https://static.corp.test/pixel.svg"></body></html>');
        const f = document.createElement('iframe'); set(f, url); document.body.append(f); await loaded(f); const w = f.contentWindow, d = f.contentDocument;
        seen.push(w.from, d.getElementById('l').href, d.getElementById('i').naturalWidth, d.getElementById('i').src, d.styleSheets.length, f.src === url, f.outerHTML.includes(url), d.documentElement.outerHTML, w.origin, await (await fetch(url)).text()); }
      return seen;`,
  },
  'windows that are sent to a document made as a blob': {
    patience: 30_000,
    script: `${LOOK} const url = URL.createObjectURL(new Blob(['<!doctype html><a id=a href="https://static.corp.test/x">a</a><script>seen = [location.href, document.URL, location.origin, origin, document.links[0].href, document.scripts.length]<\\/script>'], { type: 'text/html' })); const seen = []; const tell = (w) => [w.seen.map((each) => typeof each === 'string' ? each.replace(url, 'URL') : each), w.location.href === url, w.document.documentElement.outerHTML];
      const link = (target, ...rest) => { const a = document.createElement('a'); a.href = url; a.target = target; for (const each of rest) a.append(each); return a; };
      const ways = [(w) => { w.location = url; }, (w) => { w.location.href = ' ' + url + '#x'; }, (w) => w.location.assign(url), (w) => w.location.replace(url), (w, name) => open(url, name), (w, name) => { const a = link(name, 'text'); document.body.append(a); a.click(); }, (w, name) => link(name).click(),
        (w, name) => { const b = document.createElement('b'); const a = link(name, b); document.body.append(a); b.click(); a.after('', a.href === url ? 'same' : 'other'); }];
      let n = 0; for (const way of ways) { const f = document.createElement('iframe'); f.name = 'shown' + n++; document.body.append(f); const p = loaded(f); way(f.contentWindow, f.name); await p; const w = f.contentWindow; seen.push(w.seen.map((each) => typeof each === 'string' ? each.replace(url, 'URL') : each), w.location.href.replace(url, 'URL'), w.document.documentElement.outerHTML, JSON.parse(JSON.stringify(use(w)).replaceAll(url, 'URL'))); }
      await new Promise((r) => setTimeout(r)); for (const a of document.links) seen.push(a.href === url, a.getAttribute('href') === url, a.outerHTML.includes(url));
      const w = open(url); while (!w.seen) await new Promise((r) => setTimeout(r, 10)); seen.push(tell(w), w.opener === window); w.close();
      const saved = link(''); saved.download = 'x.html'; seen.push(saved.href === url, await (await fetch(saved.href)).text()); return seen;`,
  },
  'documents that script returns': {
    body: `<iframe id=one src="javascript:'<p>one</p><script>seen=[parent.location.href,origin]</'+'script>'"></iframe><iframe id=two src="javascript:void 0"></iframe><iframe id=three src="javascript:var a='x';a+=1,'<a href=https://static.corp.test/x>'+a"></iframe>`,
    script: `${LOOK} const seen = []; if (document.readyState !== 'complete') await new Promise((d) => addEventListener('load', d)); for (const id of ['one', 'two', 'three']) { const f = document.getElementById(id); const d = f.contentDocument; seen.push(d.body.innerHTML, f.contentWindow.seen, f.getAttribute('src'), d.links.length && d.links[0].href, d.documentElement.outerHTML); }
      const f = document.createElement('iframe'); document.body.append(f); const p = loaded(f); f.contentWindow.location = "javascript:'<script>seen = [parent.location.host]</'+'script><b>b'"; await p; seen.push(f.contentWindow.seen, f.contentDocument.body.innerHTML);
      const a = document.createElement('a'); a.href = 'javascript:window.clicked = "<p>" + location.host, undefined'; a.click(); while (!window.clicked) await new Promise((r) => setTimeout(r, 10)); seen.push(window.clicked, a.href, a.getAttribute('href'), a.outerHTML);
      const told = new Promise((d) => addEventListener('message', (e) => d([e.data, e.source === f.contentWindow, e.origin]), { once: true })); f.contentWindow.location.href = 'javascript:"<script>top.postMessage(parent.location.href, \\'*\\')</' + 'script>";;'; seen.push(await told); return seen;`,
  },
  'script in the URL of a frame in markup': {
    body: `<iframe id=one src="javascript:'<p>'+[location.href,location.host,origin,document.URL,document.referrer,document.domain,parent===top]+'</p>'"></iframe><iframe id=two src="javascript:document.write('&lt;img src=https://static.corp.test/pixel.svg?w&gt;&lt;a href=https://static.corp.test/x&gt;'+location),document.close()"></iframe><iframe id=three src='javascript:"use strict"; var d = document.createElement("img"); d.src = "https://static.corp.test/pixel.svg?d"; document.body.append(d); void (window.seen = [(function () { return this === undefined })(), d.src, top.location.host])'></iframe>`,
    script: `${LOOK} const seen = []; if (document.readyState !== 'complete') await new Promise((d) => addEventListener('load', d)); for (const id of ['one', 'two', 'three']) { const f = document.getElementById(id); const d = f.contentDocument; seen.push(d.body.innerHTML, f.contentWindow.seen, f.getAttribute('src'), f.outerHTML, d.links.length && d.links[0].href, d.images.length && d.images[0].src); } return seen;`,
  },
  'the objects of elements that hold pages': {
    body: `<iframe src="/framing.html"></iframe><iframe src="javascript:'<p>'+location.href"></iframe><object data="/framing.html" type="text/html"></object><embed src="/framing.html" type="text/html">`,
    files: {
      '/framing.html': {
        type: 'text/html',
        body: '<!doctype html><body><iframe id=x></iframe><script>const f = document.createElement("iframe"); document.body.append(f); f.contentDocument.URL; x.contentDocument.URL</script>',
      },
    },
    script: `if (document.readyState !== 'complete') await new Promise((d) => addEventListener('load', d)); return [...document.querySelectorAll('iframe,object,embed')].map((e) => [e.localName, e instanceof HTMLElement, e.constructor === window[e.constructor.name]]);`,
    expect: ['iframe', 'iframe', 'object', 'embed'].map((name) => [name, true, true]),
  },
  'a document made as a blob that is let go': {
    script: `${LOOK} const url = URL.createObjectURL(new Blob(['<!doctype html><p id=p>t'], { type: 'text/html' })); const frame = () => { const f = document.createElement('iframe'); f.src = url; const p = loaded(f); document.body.append(f); return p.then(() => f); };
      const f = await frame(); const there = (g) => { try { return !!g.contentDocument.getElementById('p'); } catch { return false; } }; const seen = [there(f)]; URL.revokeObjectURL(url); seen.push(f.src === url, f.contentWindow.location.href === url);
      const late = document.createElement('iframe'); document.body.append(late); late.src = url; const wait = Promise.race([loaded(late), new Promise((r) => setTimeout(r, 500))]); await wait; seen.push(there(late), late.src === url); return seen;`,
    expect: [true, true, true, false, true],
  },
  'a document made as a blob, its URL with more around it': {
    script: `${LOOK} const url = URL.createObjectURL(new Blob(['<!doctype html><a name=x id=a href="https://static.corp.test/x">a</a><script>seen = [location.href, location.hash, document.URL, origin, document.links[0].href]<\\/script>'], { type: 'text/html' })); const seen = [];
      for (const written of [url + '#x', ' ' + url, '\\t\\n' + url + '#y ', 'BLOB:' + url.slice(5)]) { const f = document.createElement('iframe'); f.src = written; const p = loaded(f); document.body.append(f); await p; seen.push(f.contentWindow.seen.map((each) => each.replace(url, 'URL')), written.startsWith('B') || f.getAttribute('src') === written, f.src.replace(url, 'URL'), f.contentWindow.location.href.replace(url, 'URL')); }
      return seen;`,
  },
  'documents made as blobs in other encodings': {
    script: `${LOOK} const bytes = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0)); const wide = (text) => Uint8Array.from([...text].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8])); const seen = [];
      const body = '<!doctype html><p id=p>\\xe4\\xf6 \\x80</p><script>seen = [origin, document.getElementById("p").textContent, new URL(document.URL).origin]<\\/script>'; const scratch = bytes(body);
      const blobs = [new Blob([bytes(body)], { type: 'text/html;charset=windows-1252' }), new Blob([bytes(body)], { type: 'text/html; charset="koi8-r"' }), new Blob([body], { type: 'text/html;charset=windows-1252' }), new Blob([bytes('<meta charset=iso-8859-2>' + body)], { type: 'text/html' }), new Blob([wide('\\ufeff' + body)], { type: 'text/html' }), new Blob([wide(body)], { type: 'text/html;charset=utf-16le' }),
        new Blob([new TextEncoder().encode(body).subarray(0, 25), new TextEncoder().encode(body).subarray(25)], { type: 'text/html;charset=utf-8' }), new Blob([scratch], { type: 'text/html;charset=windows-1252' }), new Blob(['xx' + body]).slice(2, 1e4, 'text/html;charset=utf-8'), await new Response(body, { headers: { 'content-type': 'text/html;charset=utf-8' } }).blob()];
      scratch.fill(32); for (const blob of blobs) { const f = document.createElement('iframe'); f.src = URL.createObjectURL(blob); const p = loaded(f); document.body.append(f); await p; seen.push(f.contentWindow.seen); }
      return seen;`,
  },
  'a policy that forbids eval and inline script': {
    headers: { 'content-security-policy': "script-src 'self' 'unsafe-inline'; frame-src 'self'" },
    script: `const f = document.createElement('iframe'); document.body.append(f); const a = f.contentDocument.createElement('a'); a.href = 'https://static.corp.test/x'; return [a.outerHTML, a.host, f.contentDocument.URL];`,
  },
  'trusted types': {
    headers: { 'content-security-policy': "require-trusted-types-for 'script'; trusted-types page other" },
    script: `const p = trustedTypes.createPolicy('page', { createHTML: (s) => s, createScript: (s) => s, createScriptURL: (s) => s }); const d = document.createElement('div'); const seen = [];
      const refuse = (f) => { try { f(); seen.push('done'); } catch (e) { seen.push(e.name); } };
      refuse(() => { d.innerHTML = '<a href="https://wiki.corp.test/">x</a>' }); refuse(() => { d.innerHTML = '<b>plain</b>' }); refuse(() => { d.innerHTML = p.createHTML('<a href="https://wiki.corp.test/">x</a>') }); seen.push(d.innerHTML, d.firstChild.href);
      refuse(() => d.insertAdjacentHTML('beforeend', p.createHTML('<img src="https://static.corp.test/pixel.svg">'))); refuse(() => d.insertAdjacentHTML('beforeend', '<i></i>')); seen.push(d.innerHTML);
      const s = document.createElement('script'); refuse(() => { s.text = 'window.out = location.host' }); refuse(() => { s.text = p.createScript('window.out = location.host') }); document.body.append(s); seen.push(window.out, s.text);
      const u = document.createElement('script'); refuse(() => { u.src = 'https://static.corp.test/script.js' }); refuse(() => { u.src = p.createScriptURL('https://static.corp.test/script.js') }); seen.push(u.src); refuse(() => u.setAttribute('src', p.createScriptURL('https://static.corp.test/script.js'))); seen.push(u.getAttribute('src'));
      refuse(() => d.setAttribute('onclick', 'location.href')); refuse(() => d.setAttribute('onclick', p.createScript('location.href'))); seen.push(d.getAttribute('onclick')); refuse(() => trustedTypes.createPolicy('other', {})); refuse(() => trustedTypes.createPolicy('third', {}));
      refuse(() => new DOMParser().parseFromString(p.createHTML('<a href="https://wiki.corp.test/">'), 'text/html')); refuse(() => document.createRange().createContextualFragment('<a href="https://wiki.corp.test/">')); seen.push(trustedTypes.defaultPolicy, d.outerHTML);
      const f = document.createElement('iframe'); document.body.append(f); seen.push(f.contentDocument.URL); return seen;`,
  },
  ...Object.fromEntries(
    ['', "require-trusted-types-for 'script'"].map((policy): [string, PageCase] => [
      `code that a policy of Trusted Types has let through${policy && ', where nothing else may run'}`,
      {
        headers: { 'content-security-policy': policy },
        files: {
          '/trusted-worker.js': {
            type: 'text/javascript',
            body: `const p = self.trustedTypes.createPolicy('bundler', { createScript: (s) => s }); const e = eval; postMessage([eval(p.createScript('location.href')), e(p.createScript('self.location.origin'))]);`,
            headers: { 'content-security-policy': policy },
          },
        },
        script: `const p = trustedTypes.createPolicy('bundler', { createScript: (s) => s, createScriptURL: (s) => s }); const t = (s) => p.createScript(s); const e = eval; const seen = []; const own = 7;
          const see = (f) => { try { seen.push(f()); } catch (x) { seen.push(x.name); } };
          see(() => eval(t('location.href + own'))); see(() => eval(...[t('location.host'), 1])); see(() => { const location = { href: 'mine' }; return eval(t('location.href')); }); see(() => eval(t('own'))); see(() => typeof eval(t('(function f() { return location.host })')));
          see(() => e(t('location.href'))); see(() => (0, eval)(t('window.location.origin'))); see(() => window.eval(t('document.URL'))); see(() => eval('location.host')); see(() => e('location.host')); see(() => e(7)); see(() => eval({}) + ''); see(() => eval(p.createScriptURL('location.host')) + '');
          see(() => Function(t('return location.host'))()); see(() => new Function(t('a'), t('return a + location.host'))('x')); see(() => new Function('a', t('return a + location.host'))('x')); see(() => Function('return location.host')());
          await new Promise((ok) => { window.later = (v) => { seen.push(v); ok(); }; setTimeout(t('later(location.href)')); });
          see(() => setTimeout('location.href') > 0);
          const w = new Worker(p.createScriptURL('/trusted-worker.js')); seen.push(await new Promise((ok) => { w.onmessage = (m) => ok(m.data); w.onerror = () => ok('fails'); })); w.terminate(); return seen;`,
      },
    ]),
  ),
  'trusted values that say another thing, and functions that call others trusted': {
    script: `const p = trustedTypes.createPolicy('liar', { createScript: (s) => s, createHTML: (s) => s }); const seen = []; const wait = (f) => new Promise((ok) => { window.later = (v) => { seen.push(v); ok(); }; f(); });
      const lie = (value, text) => Object.defineProperty(value, 'toString', { value: () => text });
      await wait(() => setTimeout(lie(p.createScript('later(location.host)'), "later('lie')"))); await wait(() => setTimeout(lie(p.createScript("later('true')"), 'later(location.host)')));
      seen.push(eval(lie(p.createScript('location.host'), '1')), Function(lie(p.createScript('return location.host'), 'return 1'))());
      for (const name of ['isScript', 'isHTML', 'isScriptURL']) TrustedTypePolicyFactory.prototype[name] = () => true; TrustedTypePolicy.prototype.createScript = function () { seen.push('made by ' + this.name); return '0'; };
      let asked = 0; setTimeout({ toString: () => (asked++ ? 'later(location.href)' : '0') }); setTimeout({ toString: () => 'window.stray = location.href' }); await new Promise((done) => setTimeout(done, 60)); return [seen, asked, window.stray];`,
  },
  'documents of frames under policies of their own': {
    files: Object.fromEntries(
      FRAME_POLICIES.map(([field, meta], at) => [
        `/frame${at}.html`,
        {
          type: 'text/html',
          ...(field === '' ? {} : { headers: { 'content-security-policy': field } }),
          body: `<!doctype html>${meta === '' ? '' : `<meta http-equiv="Content-Security-Policy" content="${meta}">`}<body><script nonce="a">
            const seen = [], refused = []; addEventListener('securitypolicyviolation', (e) => refused.push([e.blockedURI, e.violatedDirective]));
            for (const code of ['location.pathname', '2 + 2', 'self.origin']) try { seen.push(eval(code)) } catch (e) { seen.push(e.name) }
            try { seen.push(Function('return document.URL')()) } catch (e) { seen.push(e.name) }
            const f = document.createElement('iframe'); f.srcdoc = '<a href="https://wiki.corp.test/x">x</a><script nonce=a>seen = [location.href, document.baseURI, parent.location.pathname, document.links[0].href, document.scripts.length]<\\/script>';
            f.onload = () => { seen.push(f.contentWindow.seen, f.contentDocument.body.innerHTML.includes('sallyport')); setTimeout(() => parent.postMessage([seen, refused, document.documentElement.outerHTML.includes('sallyport')], '*'), 100) }; document.body.append(f);
          </script>`,
        },
      ]),
    ),
    script: `const seen = []; for (const at of [0, 1, 2, 3]) { const f = document.createElement('iframe'); f.src = '/frame' + at + '.html'; const told = new Promise((done) => addEventListener('message', (e) => done(e.data), { once: true })); document.body.append(f); seen.push(await told); f.remove(); } return seen;`,
  },
  'accessors of a Location on what is none, and on another': {
    script: `const seen = [], f = document.createElement('iframe'); await new Promise((r) => { f.src = '/page.html?framed'; f.onload = r; document.body.append(f); }); const other = f.contentWindow.location;
      for (const name of ['href', 'origin', 'host', 'hash', 'search', 'ancestorOrigins']) { const { get, set } = Object.getOwnPropertyDescriptor(location, name); for (const self of [Object.create(location), {}, new Proxy(location, {}), other, location]) for (const call of [get, self === location || self === other ? undefined : set]) try { if (call) seen.push([name, String(call.call(self, 'x'))]); } catch (e) { seen.push([name, e.name, e.message]); } }
      Object.getOwnPropertyDescriptor(location, 'hash').set.call(other, 'led'); seen.push(other.hash, location.hash); try { seen.push(Object.create(location).href); } catch (e) { seen.push(e.message); } return seen;`,
  },
  'code in a frame that was taken out': {
    script: `const f = document.createElement('iframe'); document.body.append(f); const w = f.contentWindow, d = f.contentDocument, l = w.location; f.remove(); const out = []; const t = (g) => { try { out.push(g() === null ? 'null' : g()); } catch (e) { out.push(e.name); } }; t(() => d.location); t(() => w.location === l); t(() => l.href); t(() => w.document === d); t(() => d.URL); t(() => l.host); t(() => w.closed); t(() => d.defaultView); t(() => d.cookie); t(() => w.origin); t(() => w.eval('document.location')); t(() => w.eval('location.href')); return out;`,
  },
};
