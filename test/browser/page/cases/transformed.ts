import type { CaseFile, PageCases } from '../../../support/page-case.ts';

const xml = (body: string, headers = {}): CaseFile => ({ type: 'text/xml; charset=utf-8', body, headers });
const sheet = (body: string, output = '<xsl:output method="html"/>'): CaseFile => ({
  type: 'text/xsl',
  body: `<?xml version="1.0"?><xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">${output}${body}</xsl:stylesheet>`,
});
const LIST = `<list at="https://wiki.corp.test/made"><item href="https://wiki.corp.test/one?a&amp;b">One</item><item href="/two">Two, at https://wiki.corp.test/two</item><item href="three">Drei ä</item></list>`;
const PAGE = `<xsl:template match="/list"><html lang="de"><head><title>List of <xsl:value-of select="count(item)"/></title><link rel="stylesheet" href="/style.css"/><script>window.told = [location.href, document.URL, document.baseURI, origin, document.referrer, document.readyState, String(location), document.currentScript.text.length];</script><script src="/script.js"></script></head><body onload="window.onloaded = [location.pathname, event.type]"><p><xsl:value-of select="@at"/></p><a id="made" href="{@at}">made</a><xsl:apply-templates select="item"/><form action="https://wiki.corp.test/send?x"><input name="q"/></form><img src="https://static.corp.test/pixel.svg"/><script>document.body.appendChild(document.createElement('i')).textContent = location.host;</script></body></html></xsl:template>
<xsl:template match="item"><p><a><xsl:attribute name="href"><xsl:value-of select="@href"/></xsl:attribute><xsl:value-of select="."/></a></p></xsl:template>`;
const LOOK = `const shown = (f) => { const d = f.contentDocument; const banner = d.querySelector('xslt-warning-banner'); if (banner) banner.remove(); return [f.loads, f.contentWindow.told, f.contentWindow.loaded, f.contentWindow.onloaded, d.title, d.compatMode, d.characterSet, d.URL, d.baseURI, d.referrer, d.documentElement.lang, d.body && d.body.innerText.trim(), [...d.links].map((a) => [a.href, a.getAttribute('href'), a.host]), [...d.forms].map((x) => x.action), [...d.images].map((i) => [i.src, i.complete && i.naturalWidth]), [...d.styleSheets].map((s) => s.href), [...d.scripts].map((s) => s.src), d.documentElement.outerHTML.replace(/<meta[^>]*>|\\n/g, '')]; };
const frame = async (src) => { const f = document.createElement('iframe'); f.src = src; f.loads = []; const l = new Promise((r) => f.addEventListener('load', () => { f.loads.push(f.contentDocument.readyState, f.contentDocument.links.length); r(); })); document.body.append(f); await l; return f; };`;

/** XML that browsers show as an XSLT style sheet makes it. */
export const cases: PageCases = {
  'a page that a style sheet makes': {
    files: {
      '/list.xml': xml(
        `<?xml version="1.0"?><!-- by hand --><?xml-stylesheet type="text/xsl" href="/xsl/list.xsl"?>${LIST}`,
      ),
      '/xsl/list.xsl': sheet(PAGE),
    },
    script: `${LOOK} return shown(await frame('/list.xml?q=1'));`,
  },
  'sheets that others are part of': {
    files: {
      '/deep/list.xml': xml(`<?xml-stylesheet href='../xsl/main.xsl?a=1&amp;b=2' type='text/xml'?>${LIST}`),
      '/xsl/main.xsl': sheet(
        '<xsl:import href="part/items.xsl"/><xsl:include href="https://wiki.corp.test/xsl/page.xsl"/>',
        '',
      ),
      '/xsl/part/items.xsl': sheet(
        '<xsl:template match="item"><b id="https://wiki.corp.test/literal"><a href="https://wiki.corp.test/literal">i</a><xsl:value-of select="@href"/></b></xsl:template>',
        '',
      ),
      '/xsl/page.xsl': sheet(
        '<xsl:template match="/list"><html><head><title>parts</title></head><body><xsl:apply-templates select="item"/><a href="{item/@href}">x</a></body></html></xsl:template>',
      ),
    },
    script: `${LOOK} return shown(await frame('/deep/list.xml'));`,
  },
  'a doctype, and an encoding of its own': {
    files: {
      '/old.xml': {
        type: 'application/xml',
        body: Buffer.from(
          `<?xml version="1.0" encoding="iso-8859-1"?><?xml-stylesheet type="text/css" href="/none.css"?><?xml-stylesheet type="text/xsl" href="s.xsl"?><!DOCTYPE list [<!ENTITY who "Zo\xeb">]><list><item>&who;</item></list>`,
          'latin1',
        ),
      },
      '/s.xsl': sheet(
        '<xsl:template match="/"><html><head><title>old</title></head><body><b><xsl:value-of select="list/item"/></b></body></html></xsl:template>',
        '<xsl:output method="html" doctype-public="-//W3C//DTD HTML 4.01//EN" doctype-system="http://www.w3.org/TR/html4/strict.dtd"/>',
      ),
    },
    script: `${LOOK} return shown(await frame('/old.xml'));`,
  },
  'under a policy of its own': {
    files: {
      '/list.xml': xml(`<?xml-stylesheet type="text/xsl" href="/xsl/list.xsl"?>${LIST}`, {
        'content-security-policy': "default-src 'self'; script-src 'self'; img-src https://static.corp.test",
      }),
      '/xsl/list.xsl': sheet(PAGE),
    },
    script: `${LOOK} return shown(await frame('/list.xml'));`,
  },
  'the same as data, and what names no such sheet': {
    files: {
      '/list.xml': xml(`<?xml-stylesheet type="text/xsl" href="/xsl/list.xsl"?>${LIST}`),
      '/styled.xml': xml(`<?xml-stylesheet type="text/css" href="/style.css"?>${LIST}`),
      '/late.xml': xml(`<list><?xml-stylesheet type="text/xsl" href="/xsl/list.xsl"?><item/></list>`),
      '/other.xml': xml(
        `<?xml-stylesheet type="text/xsl" alternate="yes" href="/xsl/list.xsl"?><list xmlns="urn:x"><item/></list>`,
      ),
      '/xsl/list.xsl': sheet(PAGE),
    },
    script: `const seen = [await (await fetch('/list.xml')).text()]; const x = new XMLHttpRequest(); x.open('GET', '/list.xml', false); x.send(); seen.push(x.responseXML.documentElement.getAttribute('at'), x.responseXML.firstChild.data);
      const p = new XSLTProcessor(); const s = new XMLHttpRequest(); s.open('GET', '/xsl/list.xsl', false); s.overrideMimeType('text/xml'); s.send(); p.importStylesheet(s.responseXML); const made = p.transformToDocument(x.responseXML); seen.push(made.title, [...made.querySelectorAll('a')].map((a) => a.getAttribute('href')));
      for (const path of ['/styled.xml', '/late.xml', '/other.xml']) { const f = document.createElement('iframe'); f.src = path; const l = new Promise((r) => f.addEventListener('load', r)); document.body.append(f); await l; const d = f.contentDocument; seen.push([d.contentType, d.URL, d.querySelector('item') && d.querySelector('item').namespaceURI]); } return seen;`,
  },
};
