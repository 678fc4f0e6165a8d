import type { PageCases } from '../../../support/page-case.ts';

const PIECES = `const PIECES = [
  '<a href="https://wiki.corp.test/x?a=1&amp;b=2">x</a>', "<img src='//static.corp.test/pixel.svg' alt=\\"a>b\\">", '<a href=https://wiki.corp.test/u>u</a>', '<p title="https://wiki.corp.test/">https://wiki.corp.test/ text</p>',
  '<img srcset="https://static.corp.test/pixel.svg 1x, /b.png 2x">', '<div style="background:url(https://static.corp.test/pixel.svg)">s</div>', '<pre>\\n\\nkept</pre>', '<!-- <a href="https://wiki.corp.test/c"> -->', '<textarea><a href="https://wiki.corp.test/t"></textarea>',
  '<template><a href="https://wiki.corp.test/in">t</a></template>', '<svg><a xlink:href="https://wiki.corp.test/s"/><style>a{fill:url(https://static.corp.test/f#g)}</style></svg>', '<a href="&#104;ttps://wiki.corp.test/e">e</a>', '<b onclick="alert(location.href)">h</b>',
  '<style>.q{background:url("https://static.corp.test/pixel.svg")}</style>', '<script>window.never = location.href<\\/script>', '<noscript><img src="https://static.corp.test/n.svg"></noscript>', '<a href="https://wiki.corp.test/&quot;q&quot;">q</a>', '<a\\nhref\\t=\\n"https://wiki.corp.test/ws" >ws</a>', '<table><tr><td background="https://static.corp.test/pixel.svg">c</table>', 'a < b and c > d &amp; e', '<p', '<a href="https://wiki.corp.test/unclosed', '<a href="https://wiki.corp.test/1" href="https://static.corp.test/2">d</a>', '<form action="https://wiki.corp.test/f"><button formaction=//static.corp.test/g></form>', '<iframe srcdoc="&lt;p>inner&lt;/p>"></iframe>', '<math><mi href="https://wiki.corp.test/m">m</mi></math>' ];`;

/** Markup that a page writes and reads back. */
export const cases: PageCases = {
  'innerHTML and its kin': {
    script: `${PIECES} const seen = [];
      for (const piece of PIECES) {
        const div = document.createElement('div'); div.innerHTML = piece; seen.push(div.innerHTML, div.firstElementChild?.outerHTML, div.textContent, div.firstElementChild?.href);
        const other = document.createElement('div'); other.insertAdjacentHTML('beforeend', piece); seen.push(other.innerHTML);
        const third = document.createElement('div'); third.append(document.createRange().createContextualFragment(piece)); seen.push(third.innerHTML);
        const fourth = document.createElement('section'); const kid = document.createElement('i'); fourth.append(kid); kid.outerHTML = piece; seen.push(fourth.innerHTML);
        const template = document.createElement('template'); template.innerHTML = piece; seen.push(template.innerHTML, template.content.firstElementChild?.getAttribute('href'));
        const unsafe = document.createElement('div'); unsafe.setHTMLUnsafe(piece); seen.push(unsafe.getHTML());
      } return seen;`,
  },
  'documents made of text': {
    script: `${PIECES} const seen = [];
      for (const piece of PIECES) {
        const parsed = new DOMParser().parseFromString(piece, 'text/html'); seen.push(parsed.documentElement.outerHTML, parsed.querySelector('[href]')?.getAttribute('href'), parsed.body.textContent, parsed.scripts.length);
        seen.push(Document.parseHTMLUnsafe(piece).body.innerHTML);
      }
      const xml = new DOMParser().parseFromString('<r xmlns:x="http://www.w3.org/1999/xlink"><a href="https://wiki.corp.test/x" x:href="https://wiki.corp.test/y"/><t>https://wiki.corp.test/</t></r>', 'text/xml');
      seen.push(new XMLSerializer().serializeToString(xml), xml.querySelector('a').getAttribute('href'), new XMLSerializer().serializeToString(document.body).includes('mcas'));
      const made = document.implementation.createHTMLDocument('t'); made.body.innerHTML = '<a href="https://wiki.corp.test/made">m</a>'; seen.push(made.body.innerHTML, made.URL, document.importNode(made.body.firstChild, true).href);
      return seen;`,
  },
  'no trace in the document': {
    head: '<meta name="x" content="y">',
    script: `return [document.documentElement.outerHTML.replace(/<script>[^]*<.script>/, ''), document.head.innerHTML, document.scripts.length, document.querySelectorAll('script').length, document.head.childNodes.length, document.childNodes.length,
      document.querySelector('[data-sallyport]'), document.head.firstElementChild.outerHTML, [...document.all].map((e) => e.localName), document.documentElement.childNodes.length, document.adoptedStyleSheets.length, document.styleSheets.length];`,
  },
  'nodes inserted by parser are seen by an observer as they are': {
    head: '<script>window.records = []; new MutationObserver((r) => records.push(...r)).observe(document, { childList: true, subtree: true });</script>',
    body: '<p>one</p><iframe></iframe>',
    script: `await new Promise((r) => setTimeout(r, 50)); return records.flatMap((r) => [...r.addedNodes, ...r.removedNodes].map((n) => n.nodeName));`,
  },
  'written documents': {
    body: "<script>document.write('<a id=\"w\" href=\"https://wiki.corp.test/w\">w</a><img id=\"i\" src=\"https://static.corp.test/pix'); document.write('el.svg\"><scr'); document.write('ipt>window.ran = loca'); document.write('tion.host</scr' + 'ipt><style id=\"st\">.z{background:url(https://static.corp.test/'); document.writeln('pixel.svg)}</style>', '<b id=b>', 1, '</b>');</script>",
    script: `return [document.getElementById('w').href, document.getElementById('i').src, document.getElementById('i').getAttribute('src'), window.ran, document.getElementById('st').textContent, document.getElementById('b').textContent, document.body.innerHTML.split('<script>(async')[0]];`,
  },
  'written one character at a time': {
    script: `${PIECES} const seen = [];
      const written = (parts) => { const f = document.createElement('iframe'); document.body.append(f); const d = f.contentDocument; d.open(); for (const part of parts) d.write(part); d.close(); const out = d.documentElement.outerHTML; f.remove(); return out; };
      for (const piece of PIECES) { const whole = written([piece]); seen.push(whole, whole === written([...piece])); } return seen;`,
  },
  'scripts by text': {
    script: `const seen = []; const run = (make) => { window.out = undefined; const s = document.createElement('script'); make(s); document.body.append(s); seen.push(window.out, s.text, s.textContent, s.innerHTML, s.outerHTML, s.firstChild && s.firstChild.data); s.remove(); };
      const CODE = 'window.out = location.host + document.currentScript.localName';
      run((s) => { s.text = CODE }); run((s) => { s.textContent = CODE }); run((s) => { s.innerText = CODE }); run((s) => { s.innerHTML = CODE }); run((s) => s.append(CODE)); run((s) => s.appendChild(document.createTextNode(CODE)));
      run((s) => { s.append('window.out = loca'); s.append('tion.href'); s.normalize() }); run((s) => { s.type = 'text/plain'; s.text = CODE }); run((s) => { s.setAttribute('type', 'application/json'); s.text = '{"a":"https://wiki.corp.test/"}' });
      run((s) => { document.body.append(s); s.text = CODE }); run((s) => { document.body.append(s); s.append(CODE) }); run((s) => { s.insertAdjacentText('beforeend', CODE) });
      const wrap = document.createElement('div'); const inner = document.createElement('script'); inner.text = CODE; wrap.append(inner); document.body.append(wrap); seen.push(window.out); window.out = 0;
      const copy = inner.cloneNode(true); seen.push(copy.text); const fresh = document.createElement('script'); fresh.text = CODE; const clone = fresh.cloneNode(true); document.body.append(clone); seen.push(window.out); window.out = 0;
      document.body.append(document.createRange().createContextualFragment('<script>' + CODE + '<\\/script>')); seen.push(window.out); window.out = 0;
      const t = document.createElement('template'); t.innerHTML = '<script>' + CODE + '<\\/script>'; document.body.append(t.content.cloneNode(true)); seen.push(window.out, t.innerHTML); window.out = 0;
      const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg'); const ss = document.createElementNS('http://www.w3.org/2000/svg', 'script'); ss.textContent = 'window.out = location.host'; svg.append(ss); document.body.append(svg); seen.push(window.out, ss.textContent);
      const m = document.createElement('script'); m.type = 'module'; m.text = 'window.mod = location.host'; document.body.append(m); while (!window.mod) await new Promise((r) => setTimeout(r, 10)); seen.push(window.mod, m.text);
      return seen;`,
  },
  'scripts by address': {
    script: `const s = document.createElement('script'); s.src = 'https://static.corp.test/script.js'; const done = new Promise((r) => { s.onload = r; s.onerror = () => r('error') }); document.head.append(s); await done; return [window.loaded, s.src, s.getAttribute('src'), document.scripts.length];`,
  },
  'style by text': {
    body: '<p class="q">q</p>',
    script: `const seen = []; const RULE = '.q{background-image:url(https://static.corp.test/pixel.svg)}';
      for (const make of [(s) => { s.textContent = RULE }, (s) => { s.innerHTML = RULE }, (s) => s.append(RULE), (s) => s.appendChild(document.createTextNode(RULE)), (s) => { s.append(''); s.firstChild.data = RULE }, (s) => { s.append('x'); s.firstChild.nodeValue = RULE }, (s) => { s.innerText = RULE }, (s) => s.insertAdjacentText('afterbegin', RULE)]) {
        const s = document.createElement('style'); document.head.append(s); make(s); seen.push(s.textContent, s.innerHTML, s.sheet.cssRules[0]?.cssText, getComputedStyle(document.querySelector('.q')).backgroundImage); s.remove();
      } return seen;`,
  },
  'speculation rules and import maps by script': {
    script: `const s = document.createElement('script'); s.type = 'importmap'; s.textContent = '{"imports":{"far":"https://wiki.corp.test/module.js"}}'; document.head.append(s); const m = await import('far'); const r = document.createElement('script'); r.type = 'speculationrules'; r.textContent = '{"prefetch":[{"source":"list","urls":["https://wiki.corp.test/page.html"]}]}'; document.head.append(r); return [m.here, s.textContent, r.text];`,
  },
  'shadow roots': {
    body: '<div id="d"><template shadowrootmode="open"><a href="https://wiki.corp.test/sh">s</a></template></div>',
    script: `const root = document.getElementById('d').shadowRoot; const seen = [root.innerHTML, root.querySelector('a').href, root.querySelector('a').getAttribute('href'), document.getElementById('d').getHTML({ shadowRoots: [root] })];
      const host = document.createElement('div'); const own = host.attachShadow({ mode: 'open' }); own.innerHTML = '<img src="https://static.corp.test/pixel.svg"><style>:host{background:url(//static.corp.test/pixel.svg)}</style>'; document.body.append(host); seen.push(own.innerHTML, own.firstChild.src, own.getHTML());
      const made = document.createElement('div'); made.setHTMLUnsafe('<div><template shadowrootmode="open"><a href="https://wiki.corp.test/u">u</a></template></div>'); seen.push(made.firstChild.shadowRoot.innerHTML);
      return seen;`,
  },
  'markup that script begins and the page goes on with': {
    body: "<div id=w><script>document.write('<i')</script> class=a>one</i><script>document.write('<!--')</script><b>hidden</b>--><script>document.write('<tex'); document.write('tarea>')</script><p>raw</p></textarea><script>document.write('<span>two</span')</script>><em>three</em><script>document.write('<')</script>u>four</u><script>document.write('&am')</script>p;<script>document.write('<style>')</script>p {}</style><script>document.write('<svg><!')</script>[CDATA[five]]></svg><script>document.write('<a href=https://static.corp.test/x>six</a>')</script></div>",
    script: `const w = document.getElementById('w'); for (const s of w.querySelectorAll('script')) s.remove(); const a = w.querySelector('a'); return [w.innerHTML, w.textContent, [...w.childNodes].map((n) => n.nodeName), a.href, document.body.lastElementChild.nodeName];`,
  },
  'native looks': {
    script: `const seen = []; for (const [owner, name] of [[Element.prototype, 'setAttribute'], [Element.prototype, 'getAttribute'], [Node.prototype, 'appendChild'], [Document.prototype, 'write'], [Document.prototype, 'createElement'], [window, 'open'], [window, 'fetch'], [Element.prototype, 'insertAdjacentHTML'], [Function.prototype, 'toString'], [window, 'postMessage'], [window, 'setTimeout'], [Node.prototype, 'cloneNode']]) {
        const d = Object.getOwnPropertyDescriptor(owner, name); seen.push([name, d.writable, d.enumerable, d.configurable, d.value.name, d.value.length, String(d.value), Function.prototype.toString.call(d.value), Object.getOwnPropertyNames(d.value).sort(), 'prototype' in d.value]); }
      for (const [owner, name] of [[Element.prototype, 'innerHTML'], [HTMLAnchorElement.prototype, 'href'], [Document.prototype, 'URL'], [Node.prototype, 'textContent'], [Document.prototype, 'domain'], [window, 'origin'], [HTMLAnchorElement.prototype, 'host'], [HTMLIFrameElement.prototype, 'contentWindow']]) {
        const d = Object.getOwnPropertyDescriptor(owner, name); seen.push([name, d.enumerable, d.configurable, d.get.name, d.get.length, String(d.get), d.set && [d.set.name, d.set.length, String(d.set)]]); }
      return seen;`,
  },
};
