import type { PageCases } from '../../../support/page-case.ts';

const SAMPLES = `
const VALUES = ['https://wiki.corp.test/a?b#c', '//static.corp.test/x', '/relative', 'page.html', '', 'HTTPS://Wiki.Corp.Test/Q', 'https://static.corp.test', 'data:,x', 'mailto:a@b', 'blob:https://wiki.corp.test/none', 'https://user:pw@wiki.corp.test:443/', '\\\\\\\\static.corp.test\\\\p', 'ht\\ttps://wiki.corp.test/tab'];
const PLACES = { a: ['href', 'ping'], area: ['href'], link: ['href', 'imagesrcset'], img: ['src', 'srcset', 'longdesc', 'lowsrc'], source: ['src', 'srcset'], video: ['src', 'poster'], audio: ['src'], track: ['src'], script: ['src'], iframe: ['src', 'srcdoc', 'longdesc'], embed: ['src'], object: ['data', 'codebase'], input: ['src', 'formaction'], button: ['formaction'], form: ['action'], blockquote: ['cite'], q: ['cite'], del: ['cite'], ins: ['cite'], base: ['href'], body: ['background'], div: ['data-url', 'href', 'title'], meta: ['content'] };
const PROPERTY = { imagesrcset: 'imageSrcset', longdesc: 'longDesc', formaction: 'formAction', codebase: 'codeBase' };
`;

/** Attributes and the properties that reflect them read back as the page wrote them. */
export const cases: PageCases = {
  'every url attribute reads back by method': {
    script: `${SAMPLES} const seen = [];
      for (const [name, attributes] of Object.entries(PLACES)) for (const attribute of attributes) for (const value of VALUES) {
        const element = document.createElement(name); element.setAttribute(attribute, value);
        const copy = element.cloneNode(true);
        seen.push([name, attribute, element.getAttribute(attribute), element.attributes[attribute].value, element.getAttributeNode(attribute).nodeValue, element.getAttributeNS(null, attribute), element[PROPERTY[attribute] ?? attribute], element.outerHTML, copy.getAttribute(attribute), element.attributes.getNamedItem(attribute).textContent]);
      } return seen;`,
  },
  'every url property reads back': {
    script: `${SAMPLES} const seen = [];
      for (const [name, attributes] of Object.entries(PLACES)) for (const attribute of attributes) for (const value of VALUES) {
        const element = document.createElement(name); const property = PROPERTY[attribute] ?? attribute;
        if (!(property in element)) continue;
        element[property] = value;
        seen.push([name, property, element[property], element.getAttribute(attribute), element.outerHTML]);
      } return seen;`,
  },
  'attribute nodes': {
    body: '<a id="a" href="https://wiki.corp.test/start">a</a>',
    script: `const a = document.getElementById('a'); const seen = [];
      const node = document.createAttribute('href'); node.value = 'https://static.corp.test/1'; seen.push(node.value);
      const old = a.setAttributeNode(node); seen.push(old.value, node.value, a.href, a.getAttribute('href'));
      node.value = 'https://static.corp.test/2'; seen.push(a.href, node.value, node.nodeValue, node.textContent);
      node.nodeValue = 'https://static.corp.test/3'; seen.push(a.href); node.textContent = 'https://static.corp.test/4'; seen.push(a.href);
      const removed = a.attributes.removeNamedItem('href'); seen.push(removed.value, a.hasAttribute('href'));
      a.attributes.setNamedItem(removed); seen.push(a.href, a.outerHTML);
      const empty = document.createElement('a'); const taken = a.removeAttributeNode(removed); empty.attributes.setNamedItem(taken); seen.push(empty.href, empty.outerHTML, taken.value);
      for (const each of a.attributes) seen.push(each.name, each.value);
      return seen;`,
  },
  'links in parts': {
    script: `const seen = [];
      for (const value of ['https://wiki.corp.test/a?b#c', 'https://static.corp.test:443/', '/relative', 'https://wiki.corp.test:8443/x', 'http://wiki.corp.test/x', 'mailto:x', 'https://user:pw@wiki.corp.test/', '', 'https://[', 'blob:https://wiki.corp.test/x']) {
        const a = document.createElement('a'); a.setAttribute('href', value);
        const read = () => [a.href, a.protocol, a.host, a.hostname, a.port, a.origin, a.pathname, a.search, a.hash, a.username, a.password, a.text, String(a), a + ''];
        seen.push(read());
        for (const [part, next] of [['host', 'static.corp.test'], ['hostname', 'wiki.corp.test'], ['port', '8080'], ['port', ''], ['protocol', 'http:'], ['protocol', 'https'], ['pathname', '/p'], ['search', 'q'], ['hash', 'h'], ['username', 'u']]) { a[part] = next; seen.push(part, read()); }
      }
      const none = document.createElement('a'); seen.push([none.href, none.host, none.protocol, none.origin, String(none)]);
      return seen;`,
  },
  'svg and mathml references': {
    body: '<svg id="s"><a id="l" xlink:href="https://wiki.corp.test/x"><text>t</text></a><image id="i" href="https://static.corp.test/pixel.svg"/><use id="u" href="#l"/></svg><math><mi id="m" href="https://wiki.corp.test/m">x</mi></math>',
    script: `const l = document.getElementById('l'), i = document.getElementById('i'), m = document.getElementById('m'); const X = 'http://www.w3.org/1999/xlink';
      const seen = [l.getAttribute('xlink:href'), l.getAttributeNS(X, 'href'), l.href.baseVal, l.href.animVal, i.href.baseVal, i.getAttribute('href'), m.getAttribute('href'), document.getElementById('s').outerHTML, document.getElementById('u').href.baseVal];
      l.href.baseVal = 'https://static.corp.test/y'; seen.push(l.href.baseVal, l.getAttribute('xlink:href'), l.outerHTML);
      l.setAttributeNS(X, 'xlink:href', 'https://wiki.corp.test/z'); seen.push(l.href.baseVal, l.getAttributeNS(X, 'href'));
      const made = document.createElementNS('http://www.w3.org/2000/svg', 'image'); made.setAttribute('href', 'https://static.corp.test/pixel.svg'); seen.push(made.outerHTML, made.href.baseVal);
      return seen;`,
  },
  'old values of mutations': {
    body: '<a id="a" href="https://wiki.corp.test/1">a</a><script id="s" type="text/plain">location.href</script>',
    script: `const a = document.getElementById('a'); const observer = new MutationObserver(() => {}); observer.observe(document, { attributes: true, attributeOldValue: true, subtree: true, characterData: true, characterDataOldValue: true, childList: true });
      a.href = 'https://static.corp.test/2'; a.setAttribute('href', '/3'); document.getElementById('s').firstChild.data = 'x';
      return observer.takeRecords().map((r) => [r.type, r.attributeName, r.oldValue]);`,
    expect: [
      ['attributes', 'href', 'https://wiki.corp.test/1'],
      ['attributes', 'href', 'https://static.corp.test/2'],
      ['characterData', null, 'location.href'],
    ],
  },
  'handlers show their own text': {
    body: '<p id="p" onclick="window.seen = location.host">p</p>',
    script: `const p = document.getElementById('p'); p.click(); const seen = [window.seen, p.getAttribute('onclick'), String(p.onclick), p.outerHTML];
      p.setAttribute('onclick', 'window.seen = location.href + this.id'); p.click(); seen.push(window.seen, p.getAttribute('onclick'), p.attributes.onclick.value, String(p.onclick));
      p.onclick = () => { window.seen = location.pathname }; p.click(); seen.push(window.seen, String(p.onclick));
      const a = document.createElement('a'); a.href = 'javascript:void(window.seen=location.origin)'; document.body.append(a); a.click(); while (window.seen !== location.origin) await new Promise((r) => setTimeout(r, 10)); seen.push(window.seen, a.href, a.getAttribute('href'), a.pathname, a.protocol, a.origin); a.pathname = '/x'; seen.push(a.href);
      for (const url of ['/here?a#b', 'https://static.corp.test/x y?q', 'mailto:a@corp.test', 'http:', '']) { a.href = url; seen.push(a.pathname); a.pathname = 'é/%41/../z'; seen.push(a.pathname, a.href, a.getAttribute('href')); }
      a.removeAttribute('href'); seen.push(a.pathname); return seen;`,
  },
  'dataset and unknown names stay': {
    script: `const d = document.createElement('div'); d.dataset.url = 'https://wiki.corp.test/'; d.setAttribute('href', 'https://wiki.corp.test/'); d.title = 'https://wiki.corp.test/'; d.id = '//static.corp.test/';
      return [d.dataset.url, d.getAttribute('data-url'), d.outerHTML, d.title, d.id, d.getAttributeNames(), JSON.stringify(d.dataset)];`,
  },
  'base changes what relative means': {
    script: `const base = document.createElement('base'); base.href = 'https://static.corp.test/deep/'; document.head.append(base); const a = document.createElement('a'); a.href = 'x';
      const seen = [base.href, base.getAttribute('href'), document.baseURI, document.body.baseURI, a.href, a.host, new Request('y').url, new URL('z', document.baseURI).href]; base.remove(); seen.push(document.baseURI); return seen;`,
  },
  'a node that is the first attribute is told of once': {
    script: `const seen = []; customElements.define('x-first', class extends HTMLElement { static observedAttributes = ['href', 'title']; attributeChangedCallback(...all) { seen.push(all); } });
      for (const method of ['setNamedItem', 'setNamedItemNS']) for (const [name, value] of [['title', 'plain'], ['href', 'https://static.corp.test/x']]) { const e = document.createElement('x-first'); const node = document.createAttribute(name); node.value = value; e.attributes[method](node); seen.push(e.outerHTML); } return seen;`,
  },
  'form targets': {
    body: '<form id="f" action="https://static.corp.test/go"><input name="action" value="x"><button id="b" formaction="https://wiki.corp.test/other">b</button></form><form id="g"></form>',
    script: `const b = document.getElementById('b'), g = document.getElementById('g'); const seen = [b.formAction, b.getAttribute('formaction'), g.action, document.getElementById('f').getAttribute('action')]; b.formAction = ''; g.action = '//static.corp.test/q'; seen.push(b.formAction, g.action, g.getAttribute('action')); return seen;`,
  },
};
