import type { PageCases } from '../../../support/page-case.ts';

/** Selectors on what the page wrote. */
export const cases: PageCases = {
  'selectors on attribute values': {
    body: '<div id="box"><a id="a" href="https://wiki.corp.test/">1</a><a id="b" href="https://wiki.corp.test/docs/x">2</a><a id="c" href="//static.corp.test/y.png">3</a><a id="d" href="/rel">4</a><img id="e" src="https://static.corp.test/pixel.svg" srcset="https://static.corp.test/a.svg 1x, https://wiki.corp.test/b.svg 2x"><a id="f" href="https://wiki.corp.test">5</a><form id="g" action="https://wiki.corp.test/f"></form><p id="h" data-u="https://wiki.corp.test/" title="x">p</p></div>',
    script: `const SELECTORS = ['a[href^="https://wiki.corp.test/"]', "a[href^='https://wiki.corp.test']", 'a[href="https://wiki.corp.test/"]', 'a[href="https://wiki.corp.test"]', 'a[href*="wiki.corp.test/"]', 'a[href*="wiki.corp.test"]', 'a[href*="corp.test/docs"]', 'a[href$="wiki.corp.test/docs/x"]', 'a[href$=".test"]', 'a[href$=".test/"]', 'a[href^="//static.corp.test"]', 'a[href*="//"]', 'a[href^="http"]', 'a:not([href^="https://wiki.corp.test/"])', 'img[src="https://static.corp.test/pixel.svg"]', 'img[srcset*="https://wiki.corp.test/b.svg"]', 'form[action="https://wiki.corp.test/f"]', '[data-u="https://wiki.corp.test/"]', '#box > [href="https://wiki.corp.test/" i], p', 'a[href^=https\\\\:\\\\/\\\\/wiki]', 'div:has(a[href="https://wiki.corp.test/"])', 'a[href="https://WIKI.corp.test/"]'];
      const seen = []; for (const s of SELECTORS) { try { seen.push([s, [...document.querySelectorAll(s)].map((e) => e.id), document.querySelector(s)?.id, document.getElementById('a').matches(s), document.getElementById('b').closest(s)?.id]); } catch (e) { seen.push([s, e.name]); } } return seen;`,
  },
  'selectors of style sheets': {
    head: '<style>a[href^="https://wiki.corp.test/"] { color: rgb(1, 2, 3) } a[href$="wiki.corp.test/docs"] { color: rgb(4, 5, 6) }</style>',
    body: '<a id="a" href="https://wiki.corp.test/">1</a><a id="b" href="https://wiki.corp.test/docs">2</a>',
    script: `const sheet = document.styleSheets[0]; const seen = [getComputedStyle(document.getElementById('a')).color, getComputedStyle(document.getElementById('b')).color, sheet.cssRules[0].selectorText, sheet.cssRules[0].cssText]; sheet.insertRule('a[href="https://wiki.corp.test/docs"] { color: rgb(7, 8, 9) }', 2); seen.push(getComputedStyle(document.getElementById('b')).color, sheet.cssRules[2].selectorText, sheet.cssRules[2].cssText); return seen;`,
  },
  'selectors that are wrong': {
    body: '<a id="a" href="https://wiki.corp.test/">1</a>',
    script: `const seen = []; for (const s of ['[href="https://wiki.corp.test/" s]', 'a[href^="https://wiki.corp.test/"', '[href="https://wiki.corp.test/"]:no-such', '[href="https://wiki.corp.test/"], ::', '[href="https://wiki.corp.test/"]:is(::)', ':is([href="https://wiki.corp.test/"], ::)']) for (const find of [() => document.querySelectorAll(s), () => document.getElementById('a').matches(s), () => document.body.closest(s)]) { try { const found = find(); seen.push(found && typeof found === 'object' ? found.length : found); } catch (e) { seen.push(e.name, e.message); } } return seen;`,
  },
};
