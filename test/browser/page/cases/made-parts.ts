import type { CaseFile, PageCases } from '../../../support/page-case.ts';

const sheet = (body: string): CaseFile => ({ type: 'text/css', body });
const HELP = `const blob = (text, type = 'text/css') => URL.createObjectURL(new Blob([text], { type })); const cut = (value) => JSON.parse(JSON.stringify(value).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID'));
const p = document.createElement('p'); p.className = 'made'; document.body.append(p); const HOST = 'https://static.corp.test';
const loaded = (element, add = (e) => document.head.append(e)) => new Promise((d) => { element.onload = () => d('load'); element.onerror = () => d('error'); add(element); });
const link = (href, rel = 'stylesheet') => { const l = document.createElement('link'); l.href = href; l.rel = rel; return l; };
const shown = () => getComputedStyle(p).backgroundImage; const css = (name) => '.made{background-image:url(' + HOST + '/pixel.svg?' + name + ')}';`;

const SCRIPTS = `const js = (text, type = 'text/javascript') => blob(text, type); const script = (src, type) => { const s = document.createElement('script'); s.src = src; if (type) s.type = type; return s; };
const done = async (s) => { window.told = undefined; const how = await loaded(s); return [how, window.told, s.src === window.from || window.from === undefined, s.remove()]; };
const text = 'window.from = document.currentScript && document.currentScript.src; window.told = [location.href, top.location.host, document.URL, document.currentScript && document.currentScript.getAttribute("src") === from];';`;

/** Style sheets that a page makes of text and an element or another one loads. */
export const cases: PageCases = {
  'style sheets made of text, by a link': {
    script: `${HELP} const seen = []; for (const [at, url] of [blob(css('blob')), blob(css('plain'), ''), blob(new TextEncoder().encode(css('bytes')), 'text/css; charset=utf-8'), 'data:text/css,' + encodeURIComponent(css('data')), 'data:text/css;base64,' + btoa(css('base'))].entries()) {
        const l = link(url); seen.push(await loaded(l), shown(), l.href === url, l.getAttribute('href') === url, l.sheet.href === url, l.sheet.cssRules[0].cssText, document.styleSheets[document.styleSheets.length - 1].href === url, at > 2 || l.outerHTML.includes(url));
        l.remove(); seen.push(shown(), at < 3 ? await (await fetch(url)).text() === css(['blob', 'plain', 'bytes'][at]) : 0); }
      return cut(seen);`,
  },
  'style sheets made of text, in every way an element comes by its URL': {
    script: `${HELP} const seen = []; const url = blob(css('ways')); const late = document.createElement('link'); late.rel = 'stylesheet'; document.head.append(late); seen.push(await loaded(late, (l) => { l.href = url; }), shown()); late.remove();
      const set = document.createElement('link'); set.setAttribute('href', url); set.setAttribute('rel', 'stylesheet'); seen.push(await loaded(set), shown()); const copy = set.cloneNode(); set.remove(); seen.push(await loaded(copy), shown(), copy.href === url); copy.remove();
      const box = document.createElement('div'); document.body.append(box); box.innerHTML = '<link rel=stylesheet href="' + url + '">'; seen.push(await loaded(box.firstChild, () => {}), shown(), box.innerHTML === '<link rel="stylesheet" href="' + url + '">'); box.remove();
      const attr = document.createAttribute('href'); attr.value = url; const node = document.createElement('link'); node.rel = 'stylesheet'; node.setAttributeNode(attr); seen.push(await loaded(node), shown(), attr.value === url); node.remove();
      const host = document.createElement('div'); document.body.append(host); const root = host.attachShadow({ mode: 'open' }); root.innerHTML = '<p class="made"></p>'; const inner = link(url); seen.push(await loaded(inner, (l) => root.append(l)), getComputedStyle(root.querySelector('p')).backgroundImage); return cut(seen);`,
  },
  'style sheets made of text that others import': {
    script: `${HELP} const seen = []; const deep = blob(css('deep')); const middle = blob('@import url(' + deep + ');'); for (const text of ['@import url(' + middle + ');', '@import "' + middle + '";', '@import url("data:text/css,' + encodeURIComponent(css('in data')).replace(/%2F/g, '/') + '");']) {
        const l = link(blob(text)); seen.push(await loaded(l), shown(), l.sheet.cssRules[0].href === (text.includes('data') ? l.sheet.cssRules[0].href : middle), l.sheet.cssRules[0].cssText.includes('blob:') === text.includes('blob:')); l.remove();
        const style = document.createElement('style'); style.textContent = text; seen.push(await loaded(style), shown(), style.textContent === text, style.sheet.cssRules[0].styleSheet.href === style.sheet.cssRules[0].href); style.remove(); }
      return cut(seen);`,
  },
  'a style sheet made of text that is let go at once': {
    script: `${HELP} const seen = []; const l = link(blob(css('gone'))); const url = l.href; const done = loaded(l); URL.revokeObjectURL(url); seen.push(await done, shown(), l.href === url, l.sheet.href === url); l.remove();
      const early = link(blob(css('early'))); URL.revokeObjectURL(early.href); seen.push(await loaded(early), shown()); early.remove(); const dead = blob(css('dead')); URL.revokeObjectURL(dead); seen.push(await loaded(link(dead)), shown()); return cut(seen);`,
  },
  'a style sheet made of a file': {
    files: { '/made.css': sheet('.made{background-image:url(https://static.corp.test/pixel.svg?file)}') },
    script: `${HELP} const seen = []; const file = await (await fetch('/made.css')).blob(); for (const each of [file, file.slice(0, file.size, 'text/css'), new Blob([file], { type: 'text/css' })]) { const l = link(URL.createObjectURL(each)); seen.push(await loaded(l), shown(), l.sheet.cssRules[0].cssText); l.remove(); } return cut(seen);`,
  },
  'a style sheet made of text that the policy lets in': {
    head: `<meta http-equiv="content-security-policy" content="style-src blob:; img-src *; connect-src 'none'">`,
    script: `${HELP} return [await loaded(link(blob(css('let in')))), shown()];`,
  },
  'style sheets and scripts whose text only the browser has, where the policy forbids to read them': {
    files: {
      '/made.css': sheet('.made{background-image:url(https://static.corp.test/pixel.svg?file)}'),
      '/kept.js': { type: 'text/javascript', body: 'window.told = [location.host, top.location.href];' },
    },
    head: `<meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'unsafe-inline' blob: 'self'; style-src blob:; img-src *; connect-src 'self'">`,
    script: `${HELP} const seen = []; const PAD = '/**/'; const load = async (each) => { const l = link(URL.createObjectURL(each)); seen.push(await loaded(l), shown(), l.sheet?.cssRules[0]?.cssText); l.remove(); };
      const run = async (each) => { window.told = undefined; const s = document.createElement('script'); s.src = URL.createObjectURL(each); seen.push(await loaded(s), window.told); s.remove(); };
      const file = await (await fetch('/made.css')).blob(); for (const each of [file, file.slice(0, file.size, 'text/css'), file.slice(0, undefined, 'text/css'), new Blob([file], { type: 'text/css' }), new File([file], 'f.css', { type: 'text/css' }), new Blob([PAD, file, PAD]).slice(4, -4, 'text/css'), new Blob([PAD, file]).slice(-file.size, 1e9, 'text/css'), new Blob([PAD, file]).slice(-1e9, 1e9, 'text/css')]) await load(each);
      await load(await new Response(css('response'), { headers: { 'content-type': 'text/css' } }).blob()); await load(await new Request('/', { method: 'POST', body: css('request') }).blob()); await load(new File([css('a file')], 'a.css', { type: 'text/css' }));
      await run(await (await fetch('/kept.js')).blob()); await run(new File(['window.told = location.host'], 'a.js', { type: 'text/javascript' }));
      const gone = await new Response('x').blob().then((b) => [b instanceof Blob, b.size, b.type]); const twice = new Response('x'); await twice.text(); seen.push(gone, await twice.blob().catch((e) => e.name), Response.prototype.blob.length, Blob.prototype.slice.name, String(Response.prototype.blob)); return cut(seen);`,
  },
  'links to what is no style sheet': {
    script: `${HELP} const bytes = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 47, 47, 255, 254]); const seen = []; for (const type of ['', 'image/png', 'text/css']) { const url = URL.createObjectURL(new Blob([bytes], { type })); const l = link(url, 'icon'); seen.push(l.href === url, (await (await fetch(l.href)).bytes()).join()); } const url = blob('{"a":"//static.corp.test"}', 'application/json'); const l = link(url, 'preload'); seen.push(l.href === url); return seen;`,
  },
  'scripts made of text, by an element': {
    script: `${HELP}${SCRIPTS} const seen = []; for (const url of [js(text), js(text, ''), js(text, 'text/plain'), 'data:text/javascript,' + encodeURIComponent(text), 'data:,' + encodeURIComponent(text), 'data:text/javascript;base64,' + btoa(text)]) seen.push(await done(script(url)), await done(script(url, 'module')), window.from === url);
      const late = document.createElement('script'); document.head.append(late); const url = js(text); seen.push(await new Promise((d) => { late.onload = () => d(window.told); late.setAttribute('src', url); }), late.src === url, late.getAttribute('src') === url, late.outerHTML.includes(url));
      const gone = js('window.told = location.host'); const s = script(gone); const ended = done(s); URL.revokeObjectURL(gone); seen.push(await ended, s.src === gone); const dead = js('window.told = location.host'); URL.revokeObjectURL(dead); seen.push(await done(script(dead)));
      const plain = script(js('window.told = 1')); seen.push(await done(plain), await done(script(js('location syntax')))); return cut(seen);`,
  },
  'modules made of text, by an element and by one another': {
    script: `${HELP}${SCRIPTS} const seen = []; for (const type of ['before', 'after']) { const leaf = js('export const host = location.host; export const at = import.meta.url;'); const url = js('import { host, at } from "' + leaf + '"; import { here } from "https://wiki.corp.test/module.js"; window.told = [host, at === "' + leaf + '", here, location.origin]; window.count = (window.count || 0) + 1; export default 1;');
        const s = document.createElement('script'); if (type === 'before') s.type = 'module'; s.src = url; s.type = 'module'; window.from = undefined; seen.push(await done(s), s.src === url); if (type === 'before') { await import(url); seen.push(window.count); } window.count = 0; } return cut(seen);`,
  },
  'scripts and style sheets of data in the page’s own markup': {
    head: `<link id="l" rel="stylesheet" href="data:text/css,.made{background-image:url(https://static.corp.test/pixel.svg?data)}p{color:red}"><link id="b" rel="Stylesheet" href="data:text/css;charset=utf-8;base64,${btoa('.base{background-image:url(https://static.corp.test/pixel.svg?base)}')}">
<script>var told = [];</script><script id="p" src="data:text/javascript,told.push([location.host,document.currentScript.getAttribute('src'),1&amp;&quot;x&quot;])"></script><script id="s" src="data:text/javascript;base64,${btoa('told.push([location.href, top.location.host, document.currentScript.src, "\u00e4\u20ac".length, document.currentScript.outerHTML]);'.replace('\u00e4\u20ac', '\u00c3\u00a4\u00e2\u0082\u00ac'))}"></script>
<script id="m" type="module" src="data:text/javascript,import { here } from 'https://wiki.corp.test/module.js'; told.push([location.host, here, import.meta.url.slice(0, 30)])"></script><script id="n" src="data:text/javascript,told.push(1)"></script><script id="t" type="text/template" src="data:text/javascript,location"></script><link id="i" rel="icon" href="data:text/css,a{b:url(//static.corp.test/)}">`,
    script: `const seen = []; for (const name of ['made', 'base']) { const p = document.createElement('p'); p.className = name; document.body.append(p); seen.push(getComputedStyle(p).backgroundImage); }
      await new Promise((done) => document.readyState === 'complete' ? done() : addEventListener('load', done)); for (const id of ['l', 'b', 'p', 's', 'm', 'n', 't', 'i']) { const e = document.getElementById(id); const name = e.href ? 'href' : 'src'; seen.push(e[name], e.getAttribute(name), e.outerHTML, e.getAttributeNode(name).value); }
      const again = document.createElement('script'); again.src = document.getElementById('p').src; for (const each of [again, document.getElementById('l').cloneNode()]) await new Promise((done) => { each.onload = each.onerror = done; document.head.append(each); }); seen.push(told, document.head.innerHTML.includes('sally'), [...document.styleSheets].map((each) => [each.href, each.cssRules[0].cssText])); return seen;`,
  },
  'scripts and style sheets of data with letters of any kind, and those that style sheets import': {
    files: {
      '/imports.css': sheet(
        `@import url(data:text/css;base64,${btoa('.file{background-image:url(https://static.corp.test/pixel.svg?file)}')}); .x{color:red}`,
      ),
    },
    head: `<link id="l" rel="stylesheet" href="data:text/css,.letters{background-image:url(https://static.corp.test/pixel.svg?é€)}/*😀*/"><script>var told = [];</script><script id="s" src="data:text/javascript;charset=utf-8,told.push([location.host, 'é€😀'])"></script>
<style id="i">@import "data:text/css,.plain{background-image:url(https://static.corp.test/pixel.svg%3Fplain)}"; @import url(data:text/css;charset=utf-8;base64,${btoa('.base{background-image:url(//static.corp.test/pixel.svg?base)}')}); @import url("data:text/plain,.no{}"); @import url("data:text/css,.none{color:red}");</style><link rel="stylesheet" href="/imports.css">`,
    script: `if (document.readyState !== 'complete') await new Promise((done) => addEventListener('load', done)); const seen = []; for (const name of ['letters', 'plain', 'base', 'file']) { const p = document.createElement('p'); p.className = name; document.body.append(p); seen.push(getComputedStyle(p).backgroundImage); }
      for (const id of ['l', 's']) { const e = document.getElementById(id); const name = e.href ? 'href' : 'src'; seen.push(e.getAttribute(name), e.outerHTML); } const i = document.getElementById('i'); seen.push(told, i.textContent, [...i.sheet.cssRules].map((r) => [r.href, r.cssText, r.styleSheet && r.styleSheet.href]), document.head.innerHTML.includes('sally')); return seen;`,
  },
};
