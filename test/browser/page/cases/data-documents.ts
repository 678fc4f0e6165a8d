import type { CaseFile, PageCases } from '../../../support/page-case.ts';

const PIXEL = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';
const ANY = { 'access-control-allow-origin': '*' };
const FILES: Readonly<Record<string, CaseFile>> = {
  '/data/plain.js': { type: 'text/javascript', body: 'seen.push(document.currentScript.src);', headers: ANY },
  '/data/module.js': { type: 'text/javascript', body: 'export const a = import.meta.url;', headers: ANY },
  '/data/style.css': { type: 'text/css', body: '.sheet{width:11px}' },
  '/data/pixel.svg': { type: 'image/svg+xml', body: PIXEL },
  '/data/open.json': { type: 'application/json', body: '{"a":1}', headers: ANY },
  '/data/page.html': {
    type: 'text/html',
    body: '<script>top.postMessage(["page", location.href, origin], "*")</script>',
  },
};
/** A document that loads, asks, looks at itself and says what it saw. `%E4` is a letter in each encoding that is named. */
const INNER = `<!doctype html><title>Data</title><script>var seen = [];</script><link rel="stylesheet" href="https://static.corp.test/data/style.css"><script src="https://static.corp.test/data/plain.js"></script><script src="https://wiki.corp.test/data/plain.js?own"></script>
<p class="sheet" id="p">x</p><a id="a" href="https://wiki.corp.test/x?y">a</a><a href="relative">r</a><img id="i" src="https://wiki.corp.test/data/pixel.svg"><img id="s" src="https://static.corp.test/data/pixel.svg">
<script>onload = async () => { const $ = (id) => document.getElementById(id); const tried = async (work) => { try { return await work(); } catch (e) { return e.name; } };
const load = (tag, attributes) => new Promise((done) => { const e = Object.assign(document.createElement(tag), attributes); e.onload = () => done('loaded'); e.onerror = () => done('refused'); document.body.append(e); });
// A frame may have no box yet (Firefox).
for (let tries = 0; getComputedStyle($('p')).width === '' && tries < 100; tries++) await new Promise((done) => setTimeout(done, 20));
seen.push(getComputedStyle($('p')).width, $('i').naturalWidth, $('s').naturalWidth, $('a').href, $('a').host, $('a').outerHTML, document.links[1].href, location.href, String(location), location.protocol, location.host, location.pathname, location.search, location.hash, location.origin, origin, document.URL, document.baseURI, document.referrer, document.title, document.characterSet, document.compatMode,
await tried(() => document.cookie), await tried(() => localStorage.length), await tried(async () => (await fetch('https://static.corp.test/data/open.json')).json()), await tried(async () => (await fetch('https://wiki.corp.test/data/open.json')).url), await tried(async () => (await import('https://static.corp.test/data/module.js')).a), await load('script', { src: 'https://wiki.corp.test/data/plain.js?late' }), await load('img', { src: 'https://static.corp.test/data/pixel.svg?late' }),
new Function('return location.protocol')(), eval('location.protocol'), document.documentElement.outerHTML, parent === top, window.frameElement, new Error('stack').stack.replace(/:\\d+(?=\\)?$)/gm, ''), performance.getEntriesByType('navigation').map(({ name }) => name), performance.getEntriesByType('resource').map(({ name }) => name).sort(), history.length > 0, document.head.childNodes.length, document.scripts.length,
await new Promise((done) => { addEventListener('error', (e) => { e.preventDefault(); done([e.filename, e.lineno, e.message]); }); setTimeout(() => { throw new Error('later'); }); }));
location.hash = 'later'; seen.push(location.href.length, location.hash); top.postMessage(seen, '*'); };</script>`;

const PATIENCE = 60_000;
/** Shows frames until the documents in them have said something. */
const SHOWN = `const INNER = ${JSON.stringify(INNER).replaceAll('</', '<\\/')}; const url = 'data:text/html,' + encodeURIComponent(INNER);
const shown = (make, times = 1) => new Promise((done, fail) => { const heard = []; const end = () => { clearTimeout(timer); removeEventListener('message', hear); if (heard.length === times) done(heard.sort()); else fail(new Error('only ' + heard.length)); };
const hear = ({ data, origin }) => { if (heard.push([origin, data]) >= times) end(); }; const timer = setTimeout(end, 20000); addEventListener('message', hear); make(); });
const put = (tag, attributes = {}) => { const f = document.createElement(tag); for (const [name, value] of Object.entries(attributes)) f.setAttribute(name, value); document.body.append(f); return f; };
const read = (f, name = 'src') => [f[name], f.getAttribute(name), f.outerHTML, f.cloneNode().getAttribute(name)];`;
const encoded = encodeURIComponent(INNER).replaceAll("'", '%27');
const based = Buffer.from(INNER).toString('base64');
const ways = (...codes: readonly string[]): string =>
  `${SHOWN} const seen = []; for (const code of ${JSON.stringify(codes)}) { document.body.textContent = ''; const f = []; seen.push(code, await shown(() => f.push(new Function('put', 'url', code)(put, url))), f[0] ? read(f[0], f[0].localName === 'object' ? 'data' : 'src') : ''); } return seen;`;
const inMarkup = (markup: string, headers: Readonly<Record<string, string>> = {}): PageCases[string] => ({
  files: FILES,
  patience: PATIENCE,
  script: `${SHOWN} const seen = await shown(() => { const t = document.createElement('iframe'); t.src = '/framed.html'; document.body.append(t); }); const f = document.querySelector('iframe').contentDocument.getElementById('f'); return [seen, read(f, f.localName === 'object' ? 'data' : 'src')];`,
  file: (path) => (path === '/framed.html' ? { type: 'text/html; charset=utf-8', body: markup, headers } : undefined),
});

/** The same of XML, in which a text may stand between signs of its own. */
const PICTURE = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><style><![CDATA[ rect { fill: url("https://wiki.corp.test/data/pixel.svg#x") } ]]></style><image id="i" href="https://static.corp.test/data/pixel.svg" width="2"/><a id="a" xlink:href="https://wiki.corp.test/x?y&amp;z"><rect id="r" width="2" height="2"/></a>
<script><![CDATA[ addEventListener('load', async () => { const $ = (id) => document.getElementById(id); const load = (href) => new Promise((done) => { const e = document.createElementNS('http://www.w3.org/2000/svg', 'image'); e.onload = () => done('loaded'); e.onerror = () => done('refused'); e.setAttribute('href', href); document.documentElement.append(e); });
top.postMessage([document.contentType, location.href, location.protocol, location.origin, origin, document.URL, $('a').href.baseVal, $('a').getAttribute('xlink:href'), new XMLSerializer().serializeToString($('a')), getComputedStyle($('r')).fill, document.documentElement.children.length, document.scripts.length, await load('https://static.corp.test/data/pixel.svg?late'), 1 < 2 && eval('location.protocol'), performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.includes('late'))], '*'); }); ]]></script></svg>`;
const XHTML = `<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Data</title><script src="https://static.corp.test/data/plain.js"/></head><body><a href="https://wiki.corp.test/x">a</a><img id="i" src="https://static.corp.test/data/pixel.svg" alt=""/><script>/* &lt; */ addEventListener('load', () => top.postMessage([document.contentType, location.href, document.links[0].href, document.images[0].naturalWidth, document.head.children.length, document.title, document.documentElement.outerHTML.length], '*'));</script></body></html>`;
const asData = (type: string, text: string): string =>
  `data:${type},${encodeURIComponent(text).replaceAll("'", '%27')}`;

/** HTML in `data:` URLs: documents of no origin, at a URL that no relative one is resolved against. */
export const cases: PageCases = {
  'in markup: iframe': inMarkup(`<!doctype html><iframe id=f src="data:text/html,${encoded}#frag"></iframe>`),
  'in markup: base64, with an encoding': inMarkup(
    `<!doctype html><iframe id=f src=" data:text/html;charset=utf-8;base64,${based}"></iframe>`,
  ),
  'in markup: object': inMarkup(`<!doctype html><object id=f data='data:text/html,${encoded}'></object>`),
  'in markup: embed': inMarkup(`<!doctype html><embed id=f type="text/html" src='data:text/html,${encoded}'>`),
  'in markup: within a document in an attribute': inMarkup(
    `<!doctype html><iframe id=f srcdoc="<iframe src='data:text/html,${encoded}'></iframe>"></iframe>`,
  ),
  'in markup: within another one, in a sandbox': inMarkup(
    `<!doctype html><iframe id=f sandbox="allow-scripts" src="data:text/html,${encodeURIComponent(`<iframe src="data:text/html;charset=UTF-8,${encoded}"></iframe>`)}"></iframe>`,
  ),
  'in markup: a picture with script': inMarkup(
    `<!doctype html><iframe id=f src='${asData('image/svg+xml', PICTURE)}#frag'></iframe>`,
  ),
  'in markup: a picture with script, as an object': inMarkup(
    `<!doctype html><object id=f data='data:image/svg+xml;charset=utf-8;base64,${Buffer.from(PICTURE).toString('base64')}'></object>`,
  ),
  'in markup: XHTML': inMarkup(
    `<!doctype html><iframe id=f src='${asData('application/xhtml+xml', XHTML.replace('<script src="https://static.corp.test/data/plain.js"/>', ''))}'></iframe>`,
  ),
  'XML that script makes, as data and as Blobs': {
    files: FILES,
    patience: PATIENCE,
    script: `${SHOWN} const PICTURE = ${JSON.stringify(PICTURE).replaceAll('</', '<\\/').replaceAll('<?', '<\\x3f')}, XHTML = ${JSON.stringify(XHTML).replaceAll('</', '<\\/')}; const as = (text, type) => 'data:' + type + ',' + encodeURIComponent(text); const blob = (text, type) => URL.createObjectURL(new Blob([text], { type })); const seen = [];
      const told = async (make) => { document.body.textContent = ''; let f; const [[origin, [type, href, ...rest]]] = await shown(() => { f = make(); }); seen.push(origin, type, href.replace(/^blob:.*/, 'blob'), rest.map((each) => String(each).replace(/^blob:.*/, 'blob')), f && read(f, f.localName === 'object' ? 'data' : 'src').map((each) => each.replace(/blob:[^"]*/g, 'blob'))); };
      await told(() => put('iframe', { src: as(PICTURE, 'image/svg+xml') })); await told(() => put('object', { data: as(PICTURE, 'image/svg+xml;charset=utf-8') })); await told(() => put('iframe', { src: as(XHTML.replace(/<script src[^>]*>/, ''), 'application/xhtml+xml') }));
      await told(() => put('iframe', { src: blob(PICTURE, 'image/svg+xml') })); await told(() => put('embed', { src: blob(PICTURE, 'image/svg+xml') })); await told(() => { put('iframe').contentWindow.location = blob(XHTML.replace(/<script src[^>]*>/, ''), 'application/xhtml+xml'); });
      document.body.textContent = ''; const f = put('iframe', { src: blob('<svg xmlns="http://www.w3.org/2000/svg"><a href="https://wiki.corp.test/x">t</a><a', 'image/svg+xml') }); await new Promise((done) => { f.onload = done; }); const g = put('iframe', { src: blob('<!DOCTYPE svg [<!ENTITY e "https://wiki.corp.test/e">]><!-- c --><svg xmlns="http://www.w3.org/2000/svg" width="3"><a href="&e;">t</a></svg>', 'image/svg+xml') }); await new Promise((done) => { g.onload = done; });
      const d = g.contentDocument; seen.push(f.contentDocument.getElementsByTagName('a').length, d.doctype && d.doctype.name, d.childNodes.length, d.documentElement.children.length, d.querySelector('a').href.baseVal, d.querySelector('a').outerHTML); return seen;`,
  },
  'XML that script makes, under Trusted Types': {
    files: FILES,
    patience: PATIENCE,
    headers: { 'content-security-policy': "require-trusted-types-for 'script'" },
    script:
      `${SHOWN} const text = '<svg xmlns="http://www.w3.org/2000/svg"><a href="https://wiki.corp.test/x">t</a><script href="https://static.corp.test/data/told.js"/><script>var own = location.protocol;</script></svg>'; const seen = [];
      for (const url of ['data:image/svg+xml,' + encodeURIComponent(text), URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }))]) { const f = document.createElement('iframe'); const done = new Promise((d) => { f.onload = d; }); f.src = url; document.body.append(f); await done; seen.push(f.src.slice(0, 5), url.startsWith('blob') && [f.contentDocument.querySelector('a').href.baseVal, f.contentWindow.own, f.contentDocument.scripts.length, f.contentDocument.querySelectorAll('script').length]); }
      return seen;`.replaceAll('</script>', '<\\/script>'),
  },
  'by script': {
    files: FILES,
    patience: PATIENCE,
    script: ways(
      "return put('iframe', { src: url })",
      "const f = put('iframe'); f.src = url; return f",
      "const f = put('object', { type: 'text/html' }); f.data = url; return f",
      "return put('embed', { type: 'text/html', src: url })",
      "document.body.innerHTML = '<iframe src=\"' + url.replaceAll('\"', '%22') + '\"></iframe>'; return document.body.firstChild",
      "document.body.insertAdjacentHTML('beforeend', '<iframe src=\"data:text/html;base64,' + btoa(decodeURIComponent(url.slice(15))) + '\"></iframe>'); return document.body.firstChild",
      "return put('iframe', { src: url + '#frag' })",
      "return put('iframe', { sandbox: 'allow-scripts', src: url })",
      "return put('iframe', { src: url.replace(',', ';sallyport=https%3A%2F%2Fwiki.corp.test%2F,') })",
    ),
  },
  'where windows are sent': {
    files: FILES,
    patience: PATIENCE,
    script: ways(
      "put('iframe').contentWindow.location = url",
      "put('iframe').contentWindow.location.replace(url)",
      "put('iframe', { name: 'x' }); open(url, 'x')",
      "put('iframe').srcdoc = '<script>location.href = ' + JSON.stringify(url).replaceAll('<', '\\\\x3c') + '</' + 'script>'",
    ),
  },
  'in markup: where a policy names nonces': inMarkup(
    `<!doctype html><iframe id=f src="data:text/html,${encodeURIComponent('<script>top.postMessage("inline", "*")</script><script nonce=own>top.postMessage([location.href, location.protocol, document.documentElement.outerHTML], "*")</script>')}"></iframe>`,
    { 'content-security-policy': "script-src 'nonce-own'; frame-src data:" },
  ),
  'in other encodings': {
    files: FILES,
    patience: PATIENCE,
    script: `${SHOWN} const said = "<script>var \\xe4 = location.protocol; top.postMessage([document.characterSet, '\\xe4', \\xe4, document.body.textContent.slice(0, 3)], '*')</" + "script>"; const percent = (text) => escape(text); const seen = [];
      for (const [type, text] of [['text/html;charset=windows-1252', said], ['text/html;charset=iso-8859-2', said], ['text/html', '<meta charset=windows-1252>' + said], ['text/html;charset=utf-8', unescape(encodeURIComponent(said))], ['text/html', '<meta charset=utf-8>' + unescape(encodeURIComponent(said))], ['text/html;charset="utf-8"', unescape(encodeURIComponent(said))]]) seen.push(type, await shown(() => put('iframe', { src: 'data:' + type + ',x%E4y' .replace('%E4', '') + percent(text) })));
      return seen;`,
  },
  'other types, and what is malformed': {
    files: FILES,
    patience: PATIENCE,
    script: `${SHOWN} const loaded = (f) => new Promise((done) => { f.onload = done; setTimeout(done, 3000); }); const seen = []; for (const src of ['data:,plain', 'data:text/plain,https://wiki.corp.test/x', 'data:text/html', 'data:text/html;base64,%%%', 'data:text/html,', 'data:text/html,%20', 'data:text/htmlx,<b>x', 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>']) { const f = document.createElement('iframe'); f.src = src; const end = loaded(f); document.body.append(f); await end; seen.push(f.src, f.getAttribute('src'), f.outerHTML, f.contentDocument === null); } return seen;`,
  },
  ...Object.fromEntries(
    Object.entries({
      'a page in a frame': '<iframe src="https://wiki.corp.test/data/page.html?a"></iframe>',
      'a page that script sends it to': '<script>location = "https://static.corp.test/data/page.html?b"</script>',
      'a page that a refresh leads to':
        '<meta http-equiv=refresh content="0;url=https://wiki.corp.test/data/page.html?c">',
      'a page that a form leads to':
        '<form action="https://wiki.corp.test/data/page.html?d" method=post></form><script>document.forms[0].submit()</script>',
      'a page in a frame, by a base': '<base href="https://wiki.corp.test/data/"><iframe src="page.html?e"></iframe>',
      'a page that a link leads to, by a base':
        '<base href="https://static.corp.test/data/"><a href="page.html?f"></a><script>document.links[0].click()</script>',
    }).map(([name, inner]): [string, PageCases[string]] => [
      `from there: ${name}`,
      {
        files: FILES,
        patience: PATIENCE,
        script: `${SHOWN} return [await shown(() => put('iframe', { src: 'data:text/html,${encodeURIComponent(inner)}' }))];`,
      },
    ]),
  ),
  'messages to and from them': {
    patience: PATIENCE,
    script: `${SHOWN} const inner = "<script>onmessage = ({ data, origin, source }) => source.postMessage([data, origin, source === parent], origin)</" + "script>"; const f = put('iframe'); const loaded = new Promise((done) => { f.onload = done; }); f.src = 'data:text/html,' + encodeURIComponent(inner); await loaded;
      return [await shown(() => f.contentWindow.postMessage('hello', '*')), (() => { try { return f.contentWindow.location.href; } catch (e) { return e.name; } })(), f.contentDocument];`,
  },
};
