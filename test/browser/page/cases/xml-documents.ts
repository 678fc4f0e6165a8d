import type { PageCases } from '../../../support/page-case.ts';

const WIKI = 'https://wiki.corp.test';
const STATIC = 'https://static.corp.test';
const SVG = 'http://www.w3.org/2000/svg';
const XHTML = 'http://www.w3.org/1999/xhtml';
const XLINK = 'http://www.w3.org/1999/xlink';
const SHOWN = `const shown = (src) => new Promise((done) => { const f = document.createElement('iframe'); f.onload = () => done(f.contentDocument); f.src = src; document.body.append(f); });
  const loads = (d) => d.defaultView.performance.getEntriesByType('resource').map((e) => e.name).sort();
  const hrefs = (d) => [...d.querySelectorAll('[id]')].map((e) => [e.id, [...e.attributes].map((a) => [a.name, a.value]), String(e.href?.baseVal ?? e.href ?? e.src), getComputedStyle(e).fill, d.defaultView.getComputedStyle(e).backgroundImage]);`;
const file = (type: string, body: string) => ({ type, body });

/** Pages that are XML. */
export const cases: PageCases = {
  'entities and default attributes of a document type': {
    files: {
      '/entities.xhtml': file(
        'application/xhtml+xml',
        `<!DOCTYPE html [<!ENTITY u "${WIKI}"><!ENTITY s "${STATIC}/pixel.svg"><!ENTITY deep "&u;/d?a&#38;amp;b"><!ENTITY m '<img id="m" src="${STATIC}/pixel.svg?m"/>'><!ATTLIST a href CDATA "${WIKI}/default" title CDATA #FIXED "${WIKI}/"><!ATTLIST img src CDATA "&s;?default">]>
<html xmlns="${XHTML}"><head><title>x</title><style>p { background: url(&s;?p) } <![CDATA[b { background: url(${STATIC}/pixel.svg?b) }]]></style><script>window.told = ["&u;", location.href, '&deep;'];</script></head><body><a id="a" href="&u;/x?y#z">&u;</a><a id="b"/><a id="c" href="&deep;"/><p id="p"/><b id="d" style="background: url(&s;?d)"/><img id="i"/>&m;</body></html>`,
      ),
      '/entities.svg': file(
        'image/svg+xml',
        `<!DOCTYPE svg [<!ENTITY ns "${SVG}"><!ENTITY u "${WIKI}"><!ATTLIST svg xmlns:l CDATA #FIXED "${XLINK}"><!ATTLIST image l:href CDATA "${STATIC}/pixel.svg?default">]>
<svg xmlns="&ns;"><a id="a" l:href="&u;/x"/><image id="i"/><image id="j" href="${STATIC}/pixel.svg?own"/></svg>`,
      ),
    },
    script: `${SHOWN} const d = await shown('/entities.xhtml'); const s = await shown('/entities.svg'); return [hrefs(d), loads(d).filter((u) => u.includes('pixel')), d.defaultView.told, d.querySelector('a').textContent, d.querySelector('style').textContent, hrefs(s), loads(s).filter((u) => u.includes('pixel'))];`,
  },
  'namespaces by any prefix': {
    files: {
      '/prefixed.xml': file(
        'application/xml',
        `<?xml-stylesheet type='text/css' title="" href="${STATIC}/style.css?pi"?><?xml-stylesheet href="data:text/css,@import%20'${STATIC}/style.css%3Fdata'" type="text/css"?>
<h:html xmlns:h="${XHTML}" xmlns="${SVG}"><h:head><h:title>x</h:title><h:style><![CDATA[@import "${STATIC}/style.css?import"; h\\:p { color: red }]]></h:style><h:script><![CDATA[window.told = [location.href, 1 < 2 && location.host];]]></h:script><h:script src="${STATIC}/script.js"/></h:head><h:body><h:a id="a" href="${WIKI}/a">a</h:a><h:img id="i" src="${STATIC}/pixel.svg?img"/><svg xmlns:k="${XLINK}"><v:image xmlns:v="${SVG}" id="j" k:href="${STATIC}/pixel.svg?image"/><a id="b" k:href="${WIKI}/b"><set attributeName="href" to="${WIKI}/set"/></a><style><![CDATA[@import url(${STATIC}/style.css?svg);]]></style></svg><h:div xmlns:h="urn:other"><h:img id="n" src="${STATIC}/pixel.svg?none"/></h:div></h:body></h:html>`,
      ),
    },
    script: `${SHOWN} const d = await shown('/prefixed.xml'); return [hrefs(d), loads(d).filter((u) => /pixel|style|script.js/.test(u)), d.defaultView.told, d.defaultView.loaded, [...d.styleSheets].map((s) => [s.href, s.title, s.href ? '' : [...s.cssRules].map((r) => r.cssText)]), d.querySelector('script').textContent, d.firstChild.data];`,
  },
};
