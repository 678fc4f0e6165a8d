import type { PageCases } from '../../../support/page-case.ts';

/** Selectors on what the page wrote. */
export const cases: PageCases = {
  'selectors on attribute values': {
    body: '<div id="box"><a id="a" href="https://wiki.corp.test/">1</a><a id="b" href="https://wiki.corp.test/docs/x">2</a><a id="c" href="//static.corp.test/y.png">3</a><a id="d" href="/rel">4</a><img id="e" src="https://static.corp.test/pixel.svg" srcset="https://static.corp.test/a.svg 1x, https://wiki.corp.test/b.svg 2x"><a id="f" href="https://wiki.corp.test">5</a><form id="g" action="https://wiki.corp.test/f"></form><p id="h" data-u="https://wiki.corp.test/" title="x">p</p></div>',
    script: `const SELECTORS = ['a[href^="https://wiki.corp.test/"]', "a[href^='https://wiki.corp.test']", 'a[href="https://wiki.corp.test/"]', 'a[href="https://wiki.corp.test"]', 'a[href*="wiki.corp.test/"]', 'a[href*="wiki.corp.test"]', 'a[href*="corp.test/docs"]', 'a[href$="wiki.corp.test/docs/x"]', 'a[href$=".test"]', 'a[href$=".test/"]', 'a[href^="//static.corp.test"]', 'a[href*="//"]', 'a[href^="http"]', 'a:not([href^="https://wiki.corp.test/"])', 'img[src="https://static.corp.test/pixel.svg"]', 'img[srcset*="https://wiki.corp.test/b.svg"]', 'form[action="https://wiki.corp.test/f"]', '[data-u="https://wiki.corp.test/"]', '#box > [href="https://wiki.corp.test/" i], p', 'a[href^=https\\\\:\\\\/\\\\/wiki]', 'div:has(a[href="https://wiki.corp.test/"])', 'a[href="https://WIKI.corp.test/"]'];
      const seen = []; for (const s of SELECTORS) { try { seen.push([s, [...document.querySelectorAll(s)].map((e) => e.id), document.querySelector(s)?.id, document.getElementById('a').matches(s), document.getElementById('b').closest(s)?.id]); } catch (e) { seen.push([s, e.name]); } } return seen;`,
  },
  'selectors for what is asked for in a way of its own': {
    files: { '/f.woff2': { type: 'font/woff2', body: 'x', headers: { 'access-control-allow-origin': '*' } } },
    head: '<link rel="modulepreload" href="https://static.corp.test/m/next.mjs?v=1" id="p"><link rel="preload" as="font" crossorigin href="https://static.corp.test/f.woff2" id="w"><script type="module" src="https://static.corp.test/m/one.mjs" id="m"></script><script crossorigin src="https://static.corp.test/open.js" id="s"></script><style id="y">img { width: 5px } img[src="https://static.corp.test/i.svg"] { width: 9px }</style>',
    body: '<img id="i" crossorigin="use-credentials" src="https://static.corp.test/i.svg"><video><source id="o" src="https://static.corp.test/none.webm"></video>',
    script: `const script = document.createElement('script'); script.type = 'module'; script.id = 'n'; script.src = 'https://static.corp.test/m/two.mjs'; document.head.append(script);
      const seen = []; for (const s of ['link[href="https://static.corp.test/m/next.mjs?v=1"]', 'link[rel="modulepreload"][href="https://static.corp.test/m/next.mjs?v=1"]', '[href="https://static.corp.test/m/next.mjs"]', '[href="https://static.corp.test/next.mjs?v=1"]', '[href="https://static.corp.test/f.woff2"]', 'script[src="https://static.corp.test/m/one.mjs"]', 'script[src="https://static.corp.test/m/two.mjs"]', 'script[src^="https://static.corp.test/"]', 'script[src^="https://static.corp.test/m/"]', 'script[src*="/m/"]', 'script[src="https://static.corp.test/open.js"]', '[src="https://static.corp.test/i.svg"]', '[src^="https://static.corp.test/i"]', '[src="https://static.corp.test/none.webm"]', '[src="https://wiki.corp.test/none.webm"]', '[src="//static.corp.test/none.webm"]'])
        seen.push(s, [...document.querySelectorAll(s)].map((e) => e.id), document.getElementById('m').matches(s));
      const { sheet } = document.getElementById('y'); sheet.insertRule('[src="https://static.corp.test/i.svg"] { height: 7px }', 1); const { height } = getComputedStyle(document.getElementById('i')); return [seen, height, [...sheet.cssRules].map((r) => r.cssText), document.getElementById('y').textContent];`,
  },
  'selectors of style sheets': {
    head: '<style>a[href^="https://wiki.corp.test/"] { color: rgb(1, 2, 3) } a[href$="wiki.corp.test/docs"] { color: rgb(4, 5, 6) }</style>',
    body: '<a id="a" href="https://wiki.corp.test/">1</a><a id="b" href="https://wiki.corp.test/docs">2</a>',
    script: `const sheet = document.styleSheets[0]; const seen = [getComputedStyle(document.getElementById('a')).color, getComputedStyle(document.getElementById('b')).color, sheet.cssRules[0].selectorText, sheet.cssRules[0].cssText]; sheet.insertRule('a[href="https://wiki.corp.test/docs"] { color: rgb(7, 8, 9) }', 2); seen.push(getComputedStyle(document.getElementById('b')).color, sheet.cssRules[2].selectorText, sheet.cssRules[2].cssText); return seen;`,
  },
  'selectors on whole texts with URLs in them, and with escapes in the name': {
    head: '<style id=s>p[style="background: url(https://static.corp.test/b)"] { color: rgb(1,2,3) } p[style*="static.corp.test/b"] { margin-left: 3px } p[style="background:url(https://static.corp.test/c), url(//wiki.corp.test/d)"] { color: rgb(1,2,3) } a[hr\\65 f="https://wiki.corp.test/"], a[\\000068r\\000065 f*="wiki.corp.test/q"] { color: rgb(4, 5, 6) }</style>',
    body: '<p id=a style="background: url(https://static.corp.test/b)">1</p><p id=b style="background:url(https://static.corp.test/c), url(//wiki.corp.test/d)">2</p><a id=c href="https://wiki.corp.test/">3</a><a id=d href="https://wiki.corp.test/q">4</a>',
    script: `const seen = []; for (const q of ['[style="background: url(https://static.corp.test/b)"]', '[style="background:url(https://static.corp.test/c), url(//wiki.corp.test/d)"]', '[style*="static.corp.test/b"]', '[style$="corp.test/b)"]', '[style^="background: url(https://static.corp.test"]', '[hr\\\\65 f="https://wiki.corp.test/"]', '[hr\\\\000065f="https://wiki.corp.test/"]', '[st\\\\79 le*="static.corp.test/b"]', '[\\\\68 re\\\\66 ="https://wiki.corp.test/"]', '[\\\\68 re\\\\66 \\n = "https://wiki.corp.test/"]', '[hre\\\\66g="https://wiki.corp.test/"]']) try { seen.push([q, [...document.querySelectorAll(q)].map((e) => e.id)]); } catch (e) { seen.push([q, e.name]); }
      return [seen, ['a', 'b', 'c', 'd'].map((id) => { const c = getComputedStyle(document.getElementById(id)); return [c.color, c.marginLeft]; }), [...document.getElementById('s').sheet.cssRules].map((r) => r.cssText), document.getElementById('s').textContent];`,
  },
  'selectors that are wrong': {
    body: '<a id="a" href="https://wiki.corp.test/">1</a>',
    script: `const seen = []; for (const s of ['[href="https://wiki.corp.test/" s]', 'a[href^="https://wiki.corp.test/"', '[href="https://wiki.corp.test/"]:no-such', '[href="https://wiki.corp.test/"], ::', '[href="https://wiki.corp.test/"]:is(::)', ':is([href="https://wiki.corp.test/"], ::)']) for (const find of [() => document.querySelectorAll(s), () => document.getElementById('a').matches(s), () => document.body.closest(s)]) { try { const found = find(); seen.push(found && typeof found === 'object' ? found.length : found); } catch (e) { seen.push(e.name, e.message); } } return seen;`,
  },
  'selectors of style sheets that compare with a part of a host': {
    head: `<style id="s">a { color: rgb(0, 0, 1) }
      a[href$=".test"] { color: rgb(0, 0, 2) } #box a[href*="corp.test/x"] { color: rgb(0, 0, 3) } a[href=https\\:\\/\\/wiki\\.corp\\.test\\/q] { color: rgb(0, 0, 4) } a[href$=TEST/y i] { color: rgb(0, 0, 5) } a:not([href*="corp.test"], [href^="https://other"]) { color: rgb(0, 0, 6) }
      p { &[title] a[href^="https://static.corp.t"] { color: rgb(0, 0, 7) } } @supports selector(a[href$="/z.test"]) { a[href$="corp.test/z"] { color: rgb(0, 0, 8) } } @scope (p[title]) to ([data-x$=".test"]) { [href="https://other.test"] { color: rgb(0, 0, 9) } }
      a[href$=".test"]:is(.w) { color: rgb(0, 0, 10) } a.w[href] { color: rgb(0, 0, 11) } a.v.v { color: rgb(0, 0, 12) } a.v[href$="p.test"] { color: rgb(0, 0, 13) } b[href="https://wiki.corp.test/"] { color: rgb(0, 0, 14) } a[ping~="https://wiki.corp.test/2"] { color: rgb(0, 0, 15) } use[*|href^="https://wiki.corp.test/"] { color: rgb(0, 0, 16) }</style>`,
    body: `<p id="box" title="t">${[
      'href="https://wiki.corp.test"',
      'href="https://wiki.corp.test/x/1"',
      'href="https://wiki.corp.test/q"',
      'href="https://static.corp.test/y"',
      'href="/rel"',
      'href="https://static.corp.test/7"',
      'href="https://static.corp.test/z"',
      'href="https://other.test"',
      'class="w" href="https://wiki.corp.test"',
      'class="v" href="//static.corp.test"',
      'href="//mail.partner.test" ping="https://static.corp.test/1 https://wiki.corp.test/2"',
    ]
      .map((attributes) => `<a ${attributes}>x</a>`)
      .join(
        '',
      )}<b href="https://wiki.corp.test/">own</b><svg><use xlink:href="https://wiki.corp.test/pixel.svg#i"/></svg></p>`,
    script: `const s = document.getElementById('s'); const colours = () => [...document.querySelectorAll('#box *')].map((e) => getComputedStyle(e).color.match(/\\d+\\)/)[0]); const texts = (rules) => [...rules].map((r) => [r.cssText, r.selectorText, r.conditionText, r.start, r.end, r.cssRules && r.cssRules.length ? texts(r.cssRules) : 0]);
      const seen = [colours(), texts(s.sheet.cssRules), s.textContent, s.outerHTML]; const sheet = s.sheet; sheet.insertRule('a[href$="er.test"] { color: rgb(0, 0, 21) !important }'); seen.push(colours(), sheet.cssRules[0].cssText); sheet.cssRules[0].selectorText = 'a[href$="r.test"], a[href$="p.test"]'; seen.push(colours(), sheet.cssRules[0].selectorText);
      const made = new CSSStyleSheet(); made.replaceSync('a[href$="t"] { color: rgb(0, 0, 22) !important }'); document.adoptedStyleSheets = [made]; seen.push(colours(), made.cssRules[0].cssText); document.adoptedStyleSheets = []; const t = document.createElement('style'); t.textContent = 'a[href$="i.corp.test"] { color: rgb(0, 0, 23) !important }'; document.head.append(t); seen.push(colours(), t.textContent, t.sheet.cssRules[0].selectorText); t.firstChild.data = '[href$="c.corp.test"] { color: rgb(0, 0, 24) !important }'; seen.push(colours(), t.firstChild.data); t.innerHTML = 'a[href$="corp.test/z"] { color: rgb(0, 0, 25) !important }'; seen.push(colours(), t.innerHTML);
      for (const q of ['[href$=".test"]', '[href*="corp.test/x"]', 'a[href$=TEST/y i]', 'a[href=https\\\\:\\\\/\\\\/wiki\\\\.corp\\\\.test\\\\/q]', 'b[href="https://wiki.corp.test/"]', '[title="[href]"]', 'a[href', ':is([href$=".test"], p)', 'use[*|href^="https://wiki.corp.test/"]']) try { seen.push([...document.querySelectorAll(q)].map((e) => e.outerHTML)); } catch (e) { seen.push([e.name, e.message]); } return seen;`,
  },
};
