import type { PageCases } from '../../../support/page-case.ts';

const URLS = [
  '/x',
  'x?y',
  '//wiki.corp.test/x',
  'https://wiki.corp.test/x',
  'https://static.corp.test/x',
  'HTTPS:\\\\wiki.corp.test\\x',
  'javascript:location',
  'data:text/html,x',
  '#a',
  '',
];
const MARKUP = [
  '<b>x</b>',
  '<a href="https://wiki.corp.test/x?a&amp;b">x</a><style>b{background:url(//static.corp.test/a)}</style>',
  '<p onclick="location">x</p><iframe srcdoc="<a href=//wiki.corp.test/>"></iframe><svg><a xlink:href="//static.corp.test/"/></svg>',
];
const CSS = ['red', 'url(https://static.corp.test/a.png)', 'url(//wiki.corp.test/a)'];

/** Every wrapped member that a page calls, with texts that the runtime reads by patterns of its own. */
const CALLS = `
const [URLS, MARKUP, CSS] = ${JSON.stringify([URLS, MARKUP, CSS])};
// A frame and a use element say on the console what they refuse.
const LOADED = URLS.filter((u) => !u.startsWith('javascript'));
const make = (name) => document.createElement(name);
const a = make('a'), img = make('img'), frame = make('iframe'), script = make('script'), link = make('link'), form = make('form'), base = make('base'), meta = make('meta'), div = make('div'), style = make('style'), text = document.createTextNode(''), sheet = new CSSStyleSheet();
const use = document.createElementNS('http://www.w3.org/2000/svg', 'svg:use');
document.body.append(div, style, text);
const each = (texts, run) => () => { for (const one of texts) run(one); };
const calls = {
  'a.href': each([...URLS, 'https://elsewhere.example/x'], (u) => { a.href = u; a.href; a.host; a.origin; a.pathname; String(a); }),
  'setAttribute': each(URLS, (u) => { for (const [e, n] of [[a, 'href'], [img, 'src'], [img, 'srcset'], [frame, 'src'], [script, 'src'], [link, 'href'], [form, 'action'], [base, 'href'], [a, 'ping'], [a, 'title'], [a, 'style'], [frame, 'allow'], [meta, 'content']]) { e.setAttribute(n, u); e.getAttribute(n); e.hasAttribute(n); e.getAttributeNode(n).value; e.outerHTML; e.removeAttribute(n); } }),
  'setAttributeNS': each(LOADED, (u) => { use.setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:href', u); use.getAttributeNS('http://www.w3.org/1999/xlink', 'href'); use.href.baseVal; }),
  'handlers': () => { div.setAttribute('onclick', 'location.href'); div.getAttribute('onclick'); String(div.onclick); },
  'integrity': () => { script.integrity = 'sha256-AAAA'; script.crossOrigin = 'anonymous'; script.src = 'https://static.corp.test/x.js'; script.integrity; script.crossOrigin; link.rel = 'manifest'; link.href = '/m'; },
  'img.src': each(URLS, (u) => { img.src = u; img.src; img.srcset = u + ' 2x, ' + u; img.srcset; img.currentSrc; }),
  'frame.src': each(LOADED, (u) => { frame.src = u; frame.src; }),
  'srcdoc': each(MARKUP, (m) => { frame.srcdoc = m; frame.srcdoc; }),
  'meta': () => { meta.httpEquiv = 'refresh'; meta.content = '5; url=https://wiki.corp.test/'; meta.content; meta.remove(); },
  'innerHTML': each(MARKUP, (m) => { div.innerHTML = m; div.innerHTML; div.outerHTML; div.textContent; div.innerText; }),
  'insertAdjacentHTML': each(MARKUP, (m) => { div.insertAdjacentHTML('beforeend', m); }),
  'fragments': each(MARKUP, (m) => { document.createRange().createContextualFragment(m); new DOMParser().parseFromString(m, 'text/html').body.innerHTML; new XMLSerializer().serializeToString(div); }),
  'texts': each(CSS, (c) => { style.textContent = 'b{background:' + c + '}'; style.textContent; text.data = c; text.data; text.nodeValue = c; text.wholeText; style.append('i{background:' + c + '}'); style.innerHTML; style.firstChild.data; }),
  'styles': each(CSS, (c) => { div.style.background = c; div.style.background; div.style.setProperty('background-image', c); div.style.getPropertyValue('background-image'); div.style.cssText = 'background:' + c; div.style.cssText; div.getAttribute('style'); getComputedStyle(div).backgroundImage; sheet.replaceSync('b{background:' + c + '}'); sheet.insertRule('i{background:' + c + '}'); sheet.cssRules[0].cssText; div.animate([{ background: c }], 1); }),
  'selectors': () => { for (const s of ['a[href="https://wiki.corp.test/x"]', 'a[href^="//static.corp.test"]', '[src*=".corp.test/"]', 'a[title=x]', 'p.x']) { document.querySelector(s); div.matches(s); div.closest(s); } },
  'elements': () => { document.createElementNS('http://www.w3.org/2000/svg', 'svg:script'); document.importNode(div, true); div.cloneNode(true); new Image().src = '/x'; new Audio('https://static.corp.test/a'); },
  'location': () => { location.href; location.host; location.hash; location.search; document.URL; document.baseURI; document.referrer; document.domain; window.origin; String(location); history.replaceState(null, '', location.href); history.pushState(null, '', '#b'); },
  'cookie': () => { document.cookie = 'a=b; domain=corp.test; path=/x'; document.cookie = 'c=d; Path=/'; document.cookie; },
  'code': () => { eval('location.host'); Function('return location.host')(); Function('a', 'return a // x')(1); String(eval('(function () { return location; })')); new Function('return 1').toString(); },
  'urls': () => { const u = URL.createObjectURL(new Blob(['<a href="https://wiki.corp.test/">'], { type: 'text/html' })); frame.src = u; frame.src; a.href = u; a.pathname; URL.revokeObjectURL(u); },
  'requests': each(URLS, (u) => { try { new Request(u).url; } catch {} const x = new XMLHttpRequest(); try { x.open('GET', u); x.withCredentials = true; x.withCredentials; x.responseURL; } catch {} }),
  'answers': () => { const r = new Response('', { headers: { link: '<https://wiki.corp.test/>; rel=x; crossorigin', 'content-security-policy': "default-src https://wiki.corp.test", location: 'https://wiki.corp.test/' } }); r.headers.get('link'); r.headers.get('content-security-policy'); [...r.headers]; r.headers.forEach(() => {}); r.url; Response.redirect('https://wiki.corp.test/').headers.get('location'); },
  'messages': () => { postMessage('x', 'https://wiki.corp.test'); postMessage('x', '*'); postMessage('x', { targetOrigin: 'https://elsewhere.example' }); new MessageEvent('message', { origin: 'https://wiki.corp.test' }).origin; },
  'sockets': () => { new EventSource('/page.html').close(); navigator.sendBeacon('/page.html', 'x'); },
  'workers': () => { new Worker('data:text/javascript,0').terminate(); const u = URL.createObjectURL(new Blob(['0'])); new Worker(u).terminate(); },
  'performance': () => { performance.getEntries(); performance.getEntriesByName('https://wiki.corp.test/'); performance.getEntriesByType('resource').map((e) => [e.name, e.toJSON()]); },
  'errors': () => { new Error('x').stack; try { null.x; } catch (e) { e.stack; } },
  'events': () => { a.href = 'https://wiki.corp.test/#x'; a.addEventListener('click', (e) => e.preventDefault()); a.click(); div.dispatchEvent(new InputEvent('beforeinput', { inputType: 'insertFromPaste', bubbles: true })); },
  'frames': () => { const f = make('iframe'); f.sandbox = 'allow-scripts allow-same-origin'; div.append(f); f.contentWindow.location.href; f.contentDocument.URL; f.contentWindow.eval('location.href'); },
  'scripts': () => { const s = make('script'); s.textContent = 'window.ran = location.host; // https://wiki.corp.test/'; div.append(s); s.textContent; s.remove(); },
  'xpath': () => { document.evaluate('//a/@href', document, null, XPathResult.STRING_TYPE).stringValue; },
};`;

/** What the page's own last match was (ECMA-262 leaves it to browsers; "legacy RegExp features", section 1). */
export const cases: PageCases = {
  'before the page has matched anything': {
    head: '<script>var first = [RegExp.input, RegExp.lastMatch, RegExp.leftContext, RegExp.rightContext, RegExp.lastParen, RegExp.$1, RegExp.$9];</script>',
    script: 'return first;',
    expect: ['', '', '', '', '', '', ''],
  },
  'stays its own whatever the page calls': {
    script: `${CALLS}
      const NAMES = ['input', 'lastMatch', 'lastParen', 'leftContext', 'rightContext', '$1', '$2', '$3', '$4', '$5', '$6', '$7', '$8', '$9'];
      const seen = () => JSON.stringify(NAMES.map((name) => RegExp[name]));
      const SETS = {
        groups: () => /(t)(w)(o)(?:-)?(r)(i)(g)(h)(t)?(x)?/.exec('left tworigh\\nright'),
        many: () => /(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)/.exec('>>abcdefghijk<<'),
        around: () => /(?<=(le)ft )mid(?= (ri)ght)/.exec('left mid right'),
        across: () => /(?<=(?=(left m)).{5})mid/.exec('left mid right'),
        none: () => /m.d/.exec('left mid right'),
        empty: () => /(?:)/.exec(''),
      };
      const changed = [];
      for (const [set, match] of Object.entries(SETS)) for (const [name, call] of Object.entries(calls)) { match(); const before = seen(); call(); const after = seen(); if (after !== before) changed.push([set, name, before, after].join(' ')); }
      div.remove(); style.remove(); history.replaceState(null, '', '?q');
      return changed;`,
    expect: [],
    patience: 60_000,
  },
};
