import type { PageCases } from '../../../support/page-case.ts';

/** Elements by other ways than the usual ones. */
export const cases: PageCases = {
  'attributes that custom elements observe': {
    script: `const seen = []; customElements.define('x-a', class extends HTMLElement { static observedAttributes = ['href', 'src']; attributeChangedCallback(n, o, v) { seen.push([n, o, v]); } }); const x = document.createElement('x-a'); x.setAttribute('href', 'https://wiki.corp.test/'); x.setAttribute('src', '//static.corp.test/a'); class L extends HTMLAnchorElement { static observedAttributes = ['href']; attributeChangedCallback(n, o, v) { seen.push([n, o, v]); } } customElements.define('x-l', L, { extends: 'a' }); const l = document.createElement('a', { is: 'x-l' }); l.href = 'https://static.corp.test/x'; l.setAttribute('href', 'https://wiki.corp.test/'); l.setAttribute('title', 'https://wiki.corp.test/'); l.removeAttribute('href'); class M extends L { static observedAttributes = ['href', 'title']; } const inherited = Object.getOwnPropertyNames(M.prototype); customElements.define('x-m', M, { extends: 'a' }); document.body.innerHTML = '<a is="x-m" href="https://wiki.corp.test/m" title="https://wiki.corp.test/t"></a>'; return [seen, l.href, inherited.join() === Object.getOwnPropertyNames(M.prototype).join(), String(Object.getOwnPropertyDescriptor(L.prototype, 'attributeChangedCallback').value).length, customElements.get('x-l') === L, customElements.getName?.(M)];`,
  },
  'errors of natives keep their words': {
    script: `const seen = []; for (const f of [() => document.createElement('div').setAttribute('x'), () => document.body.appendChild(), () => document.body.appendChild('x'), () => Node.prototype.appendChild.call({}, document.body), () => document.querySelector('a['), () => document.createElement(), () => document.createElement('1'), () => document.querySelector(), () => new Element.prototype.setAttribute(), () => Element.prototype.innerHTML, () => document.body.insertAdjacentHTML('nowhere', 'x'), () => document.body.getAttribute(), () => document.createTextNode(), () => { HTMLAnchorElement.prototype.href }, () => document.importNode(), () => document.body.style.setProperty('x')]) try { seen.push(String(f())); } catch (e) { seen.push(e.name + ': ' + e.message); } return seen;`,
  },
  'what a path into the document selects': {
    body: '<a id="a" href="https://wiki.corp.test/x">a</a>',
    script: `const PATHS = ['//a[@href="https://wiki.corp.test/x"]', "//a[@href='https://wiki.corp.test/']", '//a[starts-with(@href, "https://wiki.corp.test/")]', '//*[contains(@href , "wiki.corp.test/x") and @id = "a"]', '//a[not(@href != "https://wiki.corp.test/x")]', '//a[@href="//wiki.corp.test/x"]', '//a[contains(@href,"://wiki.corp")]', '//a[text()="https://wiki.corp.test/"]'];
      const select = (evaluate) => PATHS.map((path) => evaluate(path).singleNodeValue?.id ?? null); const TYPE = XPathResult.ANY_UNORDERED_NODE_TYPE;
      return [select((path) => document.evaluate(path, document, null, TYPE)), select((path) => new XPathEvaluator().evaluate(path, document, null, TYPE)), select((path) => document.createExpression(path).evaluate(document, TYPE)), document.evaluate('count(//a[@href="https://wiki.corp.test/x"])', document, null, 1).numberValue, document.evaluate.length, String(document.evaluate)];`,
  },
  'paths into the document': {
    body: '<a id="a" href="https://wiki.corp.test/x">a</a>',
    script: `return [document.evaluate('//a/@href', document, null, XPathResult.STRING_TYPE).stringValue, document.links[0].href, document.anchors.length, document.images.length, document.getElementsByTagName('a')[0].attributes[1].value];`,
  },
  'elements by constructor, ranges and text': {
    body: '<p id="p">x</p>',
    script: `const seen = []; const img = new Image(); img.src = 'https://static.corp.test/pixel.svg'; await img.decode().catch(() => 0); seen.push(img.currentSrc, img.src); const au = new Audio('https://static.corp.test/a.mp3'); seen.push(au.src, au.getAttribute('src'), au.outerHTML); const o = new Option('t', 'https://wiki.corp.test/'); seen.push(o.value); const t = new Text('https://wiki.corp.test/'); seen.push(t.data); const c = document.createComment('https://wiki.corp.test/'); seen.push(c.data); const a = document.createElement('a'); Object.assign(a, { href: 'https://wiki.corp.test/' }); seen.push(a.href); a.toggleAttribute('href', false); seen.push(a.hasAttribute('href')); const inp = document.createElement('input'); inp.value = 'https://wiki.corp.test/'; inp.setAttribute('value', 'https://wiki.corp.test/'); seen.push(inp.value, inp.defaultValue); const s = getSelection(); s.selectAllChildren(document.getElementById('p')); seen.push(String(s)); const r = s.getRangeAt(0); const w = document.createElement('a'); w.href = 'https://static.corp.test/'; r.surroundContents(w); seen.push(document.getElementById('p').innerHTML, String(w), w.closest('a[href="https://static.corp.test/"]') === w); return seen;`,
  },
  'pictures of what plays': {
    script: `const list = (m) => m.artwork.map((each) => [each.src, each.sizes, each.type]);
      const m = new MediaMetadata({ title: 'a', artwork: [{ src: '/pixel.svg', sizes: '1x1' }, { src: 'https://static.corp.test/pixel.svg', type: 'image/svg+xml' }] });
      const seen = [m.title, list(m), Object.isFrozen(m.artwork), Object.isFrozen(m.artwork[0]), new MediaMetadata().artwork]; m.artwork = [{ src: 'https://wiki.corp.test/pixel.svg' }]; navigator.mediaSession.metadata = m; seen.push(list(navigator.mediaSession.metadata));
      for (const wrong of [1, [1], [{}]]) try { m.artwork = wrong; seen.push('set') } catch (e) { seen.push(e.name) } return seen;`,
  },
};
