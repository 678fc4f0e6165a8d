import type { PageCases } from '../../../support/page-case.ts';

const URLS = `const U = 'url("https://static.corp.test/pixel.svg")';`;

/** Style as text, as objects and as computed values. */
export const cases: PageCases = {
  'declarations of an element': {
    body: '<p id="p" style="background-image:url(https://static.corp.test/pixel.svg);--own:url(//static.corp.test/o)">p</p>',
    script: `${URLS} const p = document.getElementById('p'); const s = p.style; const seen = [s.cssText, s.backgroundImage, s['background-image'], s.getPropertyValue('--own'), p.getAttribute('style'), p.outerHTML, getComputedStyle(p).backgroundImage, getComputedStyle(p).getPropertyValue('--own'), s.background, s.length, [...s]];
      s.cssText = 'cursor:' + U + ', auto'; seen.push(s.cssText, s.cursor, p.getAttribute('style'));
      for (const name of ['background', 'backgroundImage', 'listStyleImage', 'content', 'filter', 'clipPath', 'maskImage', 'webkitMaskImage', 'borderImageSource', 'fill', 'shapeOutside', 'cursor', 'offsetPath', 'borderImage', 'listStyle']) { s.cssText = ''; s[name] = U; seen.push(name, s[name], s.cssText); s[name] = ''; seen.push(s.cssText); s[name] = null; s[name] = 'none'; seen.push(s[name]); }
      s.setProperty('background-image', U, 'important'); seen.push(s.cssText, s.getPropertyPriority('background-image')); s.backgroundImage = 'none'; seen.push(s.cssText);
      s.setProperty('--x', U); seen.push(s.getPropertyValue('--x'), getComputedStyle(p).getPropertyValue('--x')); s.removeProperty('--x'); s['list-style-image'] = U; seen.push(s.cssText);
      p.setAttribute('style', 'background:' + U); seen.push(p.getAttribute('style'), s.backgroundImage); s.color = 'red'; seen.push(s.color, s.cssText, 'backgroundImage' in s, Object.keys(s).includes('color'), typeof s.margin);
      p.attributeStyleMap.set('background-image', U); seen.push(String(p.attributeStyleMap.get('background-image')), p.computedStyleMap().get('background-image').toString(), p.getAttribute('style'));
      seen.push(String(CSSStyleValue.parse('background-image', U)));
      return seen;`,
  },
  'custom properties that hold URLs without quotes': {
    head: `<style>.a{--s:url(https://static.corp.test/pixel.svg?a=1&b=2); --q:url("https://static.corp.test/q"); --p: https://static.corp.test/plain; background-image:var(--s)} .b{--t: red url( https://wiki.corp.test/p.svg ) no-repeat; background: var(--t)} @supports (background:url(https://static.corp.test/x)){.a{color:red}}</style>`,
    body: `<p id=a class=a>x</p><p id=b class=b style="--own:url(//static.corp.test/o)">x</p>`,
    script: `const c = (e, n) => getComputedStyle(e).getPropertyValue(n); const [a, b] = ['a', 'b'].map((id) => document.getElementById(id)); const rules = [...document.styleSheets[0].cssRules]; a.style.setProperty('--z', 'url(https://static.corp.test/z?a=1&b=2)'); const k = document.createElement('p'); document.body.append(k); k.style.cssText = a.style.cssText; k.style.setProperty('--y', c(a, '--s')); k.style.cssText += ';background:var(--y)';
      return [c(a, '--s'), c(a, '--q'), c(a, '--p'), c(b, '--t'), c(b, '--own'), b.style.getPropertyValue('--own'), b.style.cssText, b.getAttribute('style'), rules.map((r) => [r.cssText, r.conditionText, r.style && r.style.cssText]), rules[0].style.getPropertyValue('--s'), a.style.cssText, a.getAttribute('style'), a.outerHTML, c(a, '--z'), c(a, 'background-image'), c(b, 'background-image'), k.style.cssText, k.outerHTML, c(k, '--y'), c(k, '--z'), c(k, 'background-image')];`,
  },
  'properties with a prefix': {
    body: `<p id=p style="background-image:-webkit-image-set(url(https://static.corp.test/pixel.svg) 1x);-webkit-mask:url(https://static.corp.test/pixel.svg);-webkit-border-image:url(https://static.corp.test/pixel.svg) 1;-webkit-box-reflect:below 0 url(https://static.corp.test/pixel.svg)">x</p><p id=q>x</p>`,
    script: `${URLS} const [p, q] = ['p', 'q'].map((id) => document.getElementById(id)); const c = getComputedStyle(p); const seen = [p.getAttribute('style'), p.style.cssText, c.backgroundImage, c.webkitMask, c.webkitMaskImage, c.webkitBorderImage, c.webkitBoxReflect];
      for (const [name, value] of [['backgroundImage', '-webkit-image-set(' + U + ' 1x)'], ['backgroundImage', 'image-set("https://static.corp.test/pixel.svg" 1x)'], ['background-image', '-webkit-cross-fade(' + U + ',' + U + ', 50%)'], ['backgroundImage', '-moz-element(#p), ' + U], ['webkitMask', U], ['WebkitMaskImage', U], ['webkitMaskBoxImage', U + ' 1'], ['webkitMaskBoxImageSource', U], ['webkitBoxReflect', 'below 0px ' + U], ['-webkit-box-reflect', 'below 0px ' + U], ['WebkitBorderImage', U + ' 1'], ['MozBorderImage', U + ' 1'], ['webkitFilter', U], ['webkitClipPath', U], ['webkitShapeOutside', U]]) { q.style.cssText = ''; q.style[name] = value; seen.push([name, name in q.style, q.style[name], q.style.cssText, q.getAttribute('style')]); }
      q.style.cssText = ''; return seen;`,
  },
  'style sheets': {
    head: '<style id="st">@import url("https://static.corp.test/style.css"); .q { background: url(https://static.corp.test/pixel.svg) } @media all { .m { background-image: url("//static.corp.test/m.svg") } } @font-face { font-family: F; src: url(https://static.corp.test/f.woff2) format("woff2") }</style>',
    body: '<p class="q m">q</p>',
    script: `${URLS} const sheet = document.getElementById('st').sheet; const seen = [[...sheet.cssRules].map((r) => r.cssText), sheet.cssRules[0].href, sheet.cssRules[1].style.backgroundImage, sheet.cssRules[2].cssRules[0].cssText, sheet.cssRules[3].style.getPropertyValue('src'), sheet.cssRules[3].style.src, document.getElementById('st').textContent];
      sheet.insertRule('.n { background-image: ' + U + ' }', 1); seen.push(sheet.cssRules[1].cssText); sheet.addRule('.o', 'background:' + U); seen.push(sheet.cssRules[sheet.cssRules.length - 1].cssText);
      sheet.cssRules[1].style.backgroundImage = U; sheet.cssRules[3].insertRule('.p{background:' + U + '}'); seen.push(sheet.cssRules[3].cssText); seen.push(getComputedStyle(document.querySelector('.q')).backgroundImage);
      const made = new CSSStyleSheet(); made.replaceSync('.r{cursor:' + U + ',auto}'); document.adoptedStyleSheets = [made]; seen.push(made.cssRules[0].cssText, document.adoptedStyleSheets.length); await made.replace('.t{content:' + U + '}'); seen.push(made.cssRules[0].cssText);
      return seen;`,
  },
  'a sheet that is made with a base': {
    script: `const seen = []; const shown = (url) => new Promise((done) => { const look = () => performance.getEntriesByName(url).length > 0 ? done(true) : setTimeout(look, 10); look(); });
      const d = document.body.appendChild(document.createElement('div')); d.style.height = '1px';
      for (const [name, base] of [['a', 'https://static.corp.test/deep/'], ['b', new URL('/deep/', 'https://wiki.corp.test')], ['c', '/deep/'], ['d', undefined], ['e', null]]) { const sheet = new CSSStyleSheet({ baseURL: base }); sheet.replaceSync('div{background-image:url("../pixel.svg?base-' + name + '")}'); document.adoptedStyleSheets = [sheet]; const { backgroundImage } = getComputedStyle(d); seen.push(backgroundImage, await shown(backgroundImage.slice(5, -2)), sheet.cssRules[0].cssText); }
      for (const options of [{ baseURL: 'https://[' }, 1, Symbol.iterator]) try { seen.push(String(new CSSStyleSheet(options))); } catch (error) { seen.push([error.name, error.message]); }
      class Own extends CSSStyleSheet {} const own = new Own({ media: 'print', disabled: true }); return [seen, CSSStyleSheet.name, CSSStyleSheet.length, String(CSSStyleSheet), own instanceof Own, own.media.mediaText, own.disabled, own.href, new CSSStyleSheet().constructor === CSSStyleSheet];`,
  },
  'linked style sheets': {
    head: '<link id="l" rel="stylesheet" href="https://static.corp.test/style.css"><link rel="stylesheet" href="/style.css">',
    body: '<p class="sheet">s</p>',
    script: `return [document.styleSheets[0].href, document.styleSheets[1].href, document.getElementById('l').href, document.getElementById('l').sheet.href, document.styleSheets[1].cssRules[0].cssText, getComputedStyle(document.querySelector('.sheet')).backgroundImage];`,
  },
  'fonts and animations': {
    script: `${URLS} const f = new FontFace('X', 'url(https://static.corp.test/f.woff2)'); const seen = [f.family, f instanceof FontFace, FontFace.name, String(FontFace), f.constructor === FontFace];
      const d = document.createElement('div'); document.body.append(d); const a = d.animate([{ backgroundImage: U }, { backgroundImage: U }], 1000); a.pause(); seen.push(getComputedStyle(d).backgroundImage, a.effect.getKeyframes().length); d.animate({ backgroundImage: [U, 'none'] }, 10); return seen;`,
  },
  'properties that script registers': {
    body: '<style>@property --sheet { syntax: "<image>"; inherits: false; initial-value: url(https://static.corp.test/pixel.svg?sheet) } .drawn { background: var(--made); border-image: var(--sheet) }</style><p class=drawn id=p>x</p>',
    script: `CSS.registerProperty({ name: '--made', syntax: '<image>', inherits: false, initialValue: 'url("https://static.corp.test/pixel.svg?made")' }); let error; try { CSS.registerProperty({ name: '--made', syntax: '*', inherits: true }); } catch (e) { error = e.name; }
      const p = document.getElementById('p'); const s = getComputedStyle(p); const asked = () => performance.getEntriesByType('resource').map((e) => e.name).filter((name) => /sheet|made/.test(name)).sort(); while (asked().length < 2) await new Promise((r) => setTimeout(r, 20));
      return [s.getPropertyValue('--made'), s.getPropertyValue('--sheet'), s.backgroundImage, s.borderImageSource, document.styleSheets[0].cssRules[0].initialValue, document.styleSheets[0].cssRules[0].cssText, error, asked(), CSS.registerProperty.name, CSS.registerProperty.length];`,
  },
  'keyframes of every kind': {
    body: '<p id="p">',
    script: `const p = document.getElementById('p'), image = (k) => k.map((each) => each.backgroundImage), seen = [];
      const a = p.animate([{ backgroundImage: 'url(https://wiki.corp.test/pixel.svg)' }, { backgroundImage: 'url(/pixel.svg)' }], 1000); a.pause(); seen.push(image(a.effect.getKeyframes()));
      a.effect.setKeyframes({ backgroundImage: ['url(https://wiki.corp.test/pixel.svg)', 'none'] }); seen.push(image(a.effect.getKeyframes()), getComputedStyle(p).backgroundImage);
      a.cancel(); const effect = new KeyframeEffect(p, [{ backgroundImage: 'url(https://static.corp.test/pixel.svg)' }], { duration: 10, fill: 'forwards' }); const b = new Animation(effect); b.finish(); b.commitStyles();
      seen.push(image(effect.getKeyframes()), p.getAttribute('style'), image(new KeyframeEffect(effect).getKeyframes()), new KeyframeEffect(null, null).getKeyframes());
      for (const wrong of [() => p.animate(), () => new KeyframeEffect(), () => new KeyframeEffect(p), () => new FontFace('x'), () => p.animate(1)]) try { wrong(); seen.push('made') } catch (e) { seen.push(e.name, e.message) } return seen;`,
  },
  'the text of a style sheet that is counted and edited in place': {
    head: '<style id="st">.a { background: url(https://static.corp.test/pixel.svg) } /* https://wiki.corp.test/ */</style>',
    script: `const U = 'https://static.corp.test/pixel.svg', W = 'https://wiki.corp.test/', seen = {}; const put = (name, f) => { try { seen[name] = f(); } catch (e) { seen[name] = 'threw ' + e.name + ' ' + e.message; } }; const t=document.getElementById('st').firstChild; put('length',()=>t.length); put('sub',()=>t.substringData(0,40)); put('sub2',()=>t.substringData(30,60)); put('indexsize',()=>t.substringData(500,1)); put('split',()=>{const c=document.getElementById('st').cloneNode(true); const x=c.firstChild; const y=x.splitText(25); return [x.data,y.data,x.wholeText,c.textContent, c.childNodes.length]}); put('norm',()=>{const c=document.getElementById('st').cloneNode(true); c.firstChild.splitText(25); c.normalize(); return [c.childNodes.length,c.textContent]}); put('append',()=>{const c=document.getElementById('st').cloneNode(true); c.firstChild.appendData('.b{background:url('+U+')}'); return [c.textContent,c.firstChild.length]}); put('insert',()=>{const c=document.getElementById('st').cloneNode(true); c.firstChild.insertData(0,'.c{}'); return c.textContent}); put('delete',()=>{const c=document.getElementById('st').cloneNode(true); c.firstChild.deleteData(0,40); return c.textContent}); put('replace',()=>{const c=document.getElementById('st').cloneNode(true); c.firstChild.replaceData(20,10,'X'); return c.textContent}); put('range', () => { const r = document.createRange(); r.selectNodeContents(document.getElementById('st')); return String(r); }); put('applies', () => { const s = document.createElement('style'); s.append('.e {}'); document.head.append(s); s.firstChild.appendData(' .f { background: url(' + U + ') }'); s.firstChild.insertData(0, '@import url(https://static.corp.test/style.css); '); return [s.sheet.cssRules[0].href, s.sheet.cssRules[2].cssText, s.firstChild.length]; }); put('of a script', () => { const s = document.createElement('script'); s.append('window.made = location'); document.head.append(s); return [s.firstChild.length, s.firstChild.substringData(14, 99), window.made === location]; }); put('plain', () => { const t = document.createTextNode('abc'); t.appendData('d'); t.deleteData(0, 1); return [t.length, t.data, CharacterData.prototype.appendData.length, t.replaceData.name]; }); put('illegal', () => Object.getOwnPropertyDescriptor(CharacterData.prototype, 'length').get.call({})); put('none', () => document.createTextNode('x').appendData()); return seen;`,
  },
};
