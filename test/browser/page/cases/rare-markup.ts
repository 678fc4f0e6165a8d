import type { CaseFile, PageCases } from '../../../support/page-case.ts';

const STATIC = 'https://static.corp.test';
const xml = (body: string, type = 'application/xml'): CaseFile => ({ type, body });
const LOADED = `const loaded = (f) => new Promise((done) => { f.onload = done; }); const shown = async (src) => { const f = document.createElement('iframe'); f.src = src; const l = loaded(f); document.body.append(f); await l; return f.contentDocument; };`;

/** Kinds of documents, and parts of them, that are seldom seen. */
export const cases: PageCases = {
  'a document of frames': {
    files: {
      '/set.html': {
        type: 'text/html',
        body: '<!doctype html><frameset cols="50%,50%"><frame name="a" src="https://wiki.corp.test/page.html?a"><frame name="b" src="/page.html?b"></frameset>',
      },
    },
    script: `${LOADED} const d = await shown('/set.html'); const w = d.defaultView; return [w.frames.length, [...d.querySelectorAll('frame')].map((f) => [f.src, f.getAttribute('src'), f.contentWindow.location.href, f.contentDocument.getElementById('inner').textContent]), w.frames.a === w.frames[0], d.body.outerHTML];`,
  },
  'an XML document that a style sheet shows': {
    files: {
      '/feed.xml': xml(
        '<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="https://wiki.corp.test/feed.xsl"?><feed><link href="https://static.corp.test/a"/></feed>',
      ),
      '/feed.xsl': xml(
        '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:output method="html"/><xsl:template match="/feed"><html><body><a href="{link/@href}">link</a><a href="https://wiki.corp.test/own">own</a></body></html></xsl:template></xsl:stylesheet>',
        'text/xsl',
      ),
    },
    script: `${LOADED} const d = await shown('/feed.xml'); return [[...d.querySelectorAll('a')].map((a) => [a.href, a.getAttribute('href')]), d.URL];`,
  },
  'a feed that script reads is data': {
    files: {
      '/rss.xml': xml(
        `<?xml version="1.0"?><rss version="2.0"><channel><link>${STATIC}/</link><item><enclosure url="${STATIC}/a.mp3"/></item></channel></rss>`,
        'application/rss+xml',
      ),
    },
    script: `const text = await (await fetch('/rss.xml')).text(); const d = new DOMParser().parseFromString(text, 'application/xml'); return [text, d.querySelector('link').textContent, d.querySelector('enclosure').getAttribute('url'), new XMLSerializer().serializeToString(d.querySelector('item'))];`,
  },
  'what describes the page for others, and comments with conditions': {
    head: `<meta property="og:url" content="https://wiki.corp.test/x"><meta property="og:image" content="${STATIC}/i.png"><meta name="twitter:image" content="${STATIC}/t.png"><link rel="canonical" href="https://wiki.corp.test/x"><!--[if IE]><link rel="stylesheet" href="${STATIC}/ie.css"><![endif]--><!--[if !IE]><!--><script>window.modern = location.host;</script><!--<![endif]-->`,
    script: `const comments = []; for (const w = document.createTreeWalker(document.head, NodeFilter.SHOW_COMMENT); w.nextNode();) comments.push(w.currentNode.data); return [[...document.querySelectorAll('meta[content]')].map((m) => m.content), document.querySelector('link').href, comments, window.modern, document.head.innerHTML.includes('[if IE]')];`,
  },
  'style sheets with namespaces, image sets and escapes': {
    head: `<style id="s">@namespace svg url(http://www.w3.org/2000/svg); @import url("https://wiki.corp.test/late.css"); #a { background-image: image-set("${STATIC}/pixel.svg" 1x, url(/pixel.svg?2) 2x) } #b { background: u\\72l(${STATIC.replace(':', '\\:')}/pixel.svg?b) } #c { content: "${STATIC}/not-a-url" } #d { background: url(${STATIC}/pixel.svg?d</style>`,
    body: '<p id="a">a</p><p id="b">b</p><p id="c">c</p>',
    script: `const { sheet, textContent } = document.getElementById('s'); const shown = (id) => getComputedStyle(document.getElementById(id)).backgroundImage; return [[...sheet.cssRules].map((rule) => rule.cssText), shown('a'), shown('b'), textContent];`,
  },
  'a policy with strict-dynamic and a nonce': {
    headers: { 'content-security-policy-report-only': "script-src 'nonce-abc' 'strict-dynamic'; report-uri /csp" },
    head: `<script nonce="abc">window.order = ['first']; addEventListener('securitypolicyviolation', (e) => { (window.told ??= []).push([e.effectiveDirective, e.originalPolicy, e.blockedURI]); }); const s = document.createElement('script'); s.src = '${STATIC}/script.js?trusted'; window.late = new Promise((done) => { s.onload = () => done(window.loaded); s.onerror = () => done('refused'); }); document.head.append(s);</script>`,
    script: `return [window.order, await window.late, document.querySelector('script').nonce, (window.told ?? []).map((each) => each.slice(0, 2))];`,
  },
};
