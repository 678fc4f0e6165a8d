import type { PageCases } from '../../../support/page-case.ts';

/** `P` makes the URL of a picture on another host of the app; `shown` waits for the pictures of an element. */
const HELP = `const S = 'https://static.corp.test', H = 'https://wiki.corp.test'; let n = 0; const P = () => S + '/pixel.svg?' + ++n;
const shown = async (root) => { document.body.append(root); await Promise.all([...root.querySelectorAll('img')].filter((i) => (i.src || i.srcset) && !i.complete).map((i) => new Promise((done) => { i.onload = i.onerror = done; }))); await fetch('/data.json'); const seen = [root.innerHTML, [...root.querySelectorAll('img')].map((i) => [i.src, i.getAttribute('src'), i.currentSrc, i.namespaceURI, i.naturalWidth]), [...root.querySelectorAll('image')].map((i) => [i.getAttribute('href'), i.href && i.href.baseVal])]; root.remove(); return seen; };
const into = (markup) => { const d = document.createElement('div'); d.innerHTML = markup; return d; };`;

/** Markup that script gives to the browser, where it is read in another way than it looks. */
export const cases: PageCases = {
  'HTML within SVG and MathML, and behind what ends them': {
    script: `${HELP} const seen = []; for (const m of [
      '<svg><foreignObject><img src="' + P() + '"><video poster="' + P() + '"></video></foreignObject><desc><img src="' + P() + '"></desc><title><img src="' + P() + '"></title></svg>',
      '<svg filter="none"><p><img src="' + P() + '"></p>', '<svg><img src="' + P() + '">', '<math><mi><img src="' + P() + '"></mi></math>', '<math><annotation-xml encoding="text/html"><img src="' + P() + '"></annotation-xml></math>',
      '<svg><g></svg><img src="' + P() + '">', '<svg/><img src="' + P() + '">', '<svg><svg></p><img src="' + P() + '">', '<div><svg></div><img src="' + P() + '">', '<svg><font color=x><img src="' + P() + '">', '<math><mtext><svg><image href="' + P() + '"/></svg></mtext></math>',
      '<svg><textarea><img src="' + P() + '">', '<table><svg></table><img src="' + P() + '">', '<svg><desc><svg></desc><img src="' + P() + '">', '<svg><noscript><img src="' + P() + '"></noscript></svg>', '<svg><math></svg><img src="' + P() + '">', '<select><svg><img src="' + P() + '"></select>',
    ]) seen.push(await shown(into(m))); return seen;`,
  },
  'the middle of an SVG element': {
    script: `${HELP} const s = document.createElementNS('http://www.w3.org/2000/svg', 'svg'); const d = document.createElement('div'); d.append(s); const image = () => '<image href="' + P() + '"/>';
      s.innerHTML = image() + '<g></g><image xlink:href="' + P() + '"/><set attributeName="href" to="' + P() + '"/><rect fill="red"/><foreignObject><img src="' + P() + '"></foreignObject>'; s.querySelector('g').outerHTML = image(); s.insertAdjacentHTML('beforeend', image());
      const r = document.createRange(); r.selectNodeContents(s); s.append(r.createContextualFragment(image())); r.setStart(s.firstChild.appendChild(document.createTextNode('x')), 0); s.append(r.createContextualFragment(image())); return shown(d);`,
  },
  'elements in a style or script of SVG': {
    script: `${HELP} const seen = []; for (const m of ['<svg><style><image href="' + P() + '"/></style></svg>', '<svg><style>a{fill:url(' + S + '/x)}<g><image href="' + P() + '"></image></g></style></svg>', '<svg><style><img src="' + P() + '"></style></svg>', '<svg><' + 'script>a &lt; b<image href="' + P() + '"/></' + 'script></svg>', '<svg><style><!' + '-- <img src="' + P() + '"> --><![CDATA[a>b{fill:url(' + S + '/y)}]]></style></svg>', '<svg><style>a{fill:url("' + S + '/z")}</style><image href="' + P() + '"/></svg>']) seen.push(await shown(into(m))); return seen;`,
  },
  'tags that are written in an uncommon way': {
    script: `${HELP} const seen = []; for (const m of ['<img alt="a"src="' + P() + '">', "<img alt='a'class=\\"b\\"src=" + P() + '>', '<img alt=a"b src="' + P() + '">', '<p "><img src="' + P() + '">', '</p "><img src="' + P() + '">', '</p a="><img src=">', '<image src="' + P() + '">', '<IMAGE srcset="' + P() + ' 1x">', '<img =src="x" src="' + P() + '">', '<img/src="' + P() + '"/>', '<img\\nsrc\\n=\\n"' + P() + '">', '<a title="="href="' + H + '/a">', '<a b=c"d="e" href=' + H + '/b>', '<img src="' + P() + '" ', '<b ' + '"='.repeat(40)]) seen.push(await shown(into(m))); return seen;`,
  },
  'markup that is only text': {
    script: `${HELP} const seen = []; for (const name of ['textarea', 'title', 'xmp', 'iframe', 'noembed', 'noframes', 'noscript', 'plaintext', 'option']) { const e = document.createElement(name); e.innerHTML = '<a href="' + S + '">'; seen.push([name, e.innerHTML, e.textContent, e.text, e.value, e.defaultValue]); } return seen;`,
  },
  'attributes as copies, lists and in pieces': {
    script: `${HELP} const a = document.createElement('a'); a.href = S + '/x'; const copy = a.attributes.href.cloneNode(), i = document.createElement('img'); const seen = [copy.value, copy.nodeValue, copy.textContent];
      a.removeAttribute('href'); a.setAttributeNode(copy); seen.push(a.href, a.outerHTML); const o = document.createElement('object'); o.setAttribute('archive', S + '/a ' + H + '/b'); seen.push(o.archive, o.outerHTML); o.archive = H + '/c ' + S + '/d'; seen.push(o.archive, o.getAttribute('archive'));
      const s = into('<svg><image><animate attributeName="href" values="' + S + '/a;' + H + '/b ; /c"/></image></svg>').querySelector('animate'); seen.push(s.getAttribute('values'), s.outerHTML, s.attributes[1].value); s.setAttribute('values', H + '/d;' + S + '/e'); seen.push(s.getAttribute('values')); return seen;`,
  },
  'XML that script reads and takes into the page': {
    script: `${HELP} const seen = []; const X = 'xmlns:x="http://www.w3.org/1999/xhtml"'; for (const [text, type] of [
      ['<r ' + X + '><x:img src="' + P() + '"/><x:a href="' + S + '/a">b</x:a></r>', 'text/xml'], ['<!DOCTYPE r [<!ENTITY e "' + P() + '"><!ATTLIST x:img src CDATA "' + P() + '">]><r ' + X + '><x:img src="&e;"/><x:img/>&e;</r>', 'application/xml'],
      ['<html xmlns="http://www.w3.org/1999/xhtml"><head><title/><style>p{background:url(' + P() + ')}</style></head><body><textarea/><iframe/><img src="' + P() + '" style="background:url(' + P() + ')"/><p onclick="location&lt;1">p</p></body></html>', 'application/xhtml+xml'],
      ['<svg xmlns="http://www.w3.org/2000/svg"><title/><![CDATA[</svg>]]><image href="' + P() + '"/></svg>', 'image/svg+xml'], ['<feed xmlns="http://www.w3.org/2005/Atom"><link href="' + H + '/atom"/></feed>', 'text/xml'], ['<r', 'text/xml'],
    ]) { const d = new DOMParser().parseFromString(text, type); seen.push(new XMLSerializer().serializeToString(d), d.documentElement.firstElementChild && d.documentElement.firstElementChild.getAttribute('href')); const e = document.createElement('div'); e.append(document.adoptNode(d.documentElement)); seen.push(await shown(e)); } return seen;`,
  },
  'what XSLT makes of data': {
    script: `${HELP} const xml = (t) => new DOMParser().parseFromString(t, 'text/xml'); const p = new XSLTProcessor(); p.importStylesheet(xml('<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:output method="html"/><xsl:template match="/"><p><a href="' + H + '/literal"><xsl:value-of select="//@u"/></a><img src="{//@u}"/><style>b{background:url(<xsl:value-of select="//@u"/>)}</style></p></xsl:template></xsl:stylesheet>')); const data = xml('<r u="' + P() + '"/>');
      const f = p.transformToFragment(data, document); const seen = [f.ownerDocument === document, f.firstChild.firstChild.href]; const d = document.createElement('div'); d.append(f); seen.push(await shown(d)); const made = p.transformToDocument(data); seen.push(made.documentElement.outerHTML, made.querySelector('img').src); const e = document.createElement('div'); e.append(made.querySelector('p')); seen.push(await shown(e));
      for (const bad of [[], [data], [data, 1], [1, document]]) try { seen.push(String(p.transformToFragment(...bad))); } catch (x) { seen.push(x.name, x.message); } return seen;`,
  },
};
