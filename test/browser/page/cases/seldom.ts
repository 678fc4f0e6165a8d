import type { PageCases } from '../../../support/page-case.ts';

const STATIC = 'https://static.corp.test';
/** Pages and cookies of kinds that few apps use. */
export const cases: PageCases = {
  'a page of accelerated elements': {
    head: `<link rel="canonical" href="https://wiki.corp.test/article"><link rel="amphtml" href="${STATIC}/article.amp"><style amp-boilerplate>body{animation:none}</style><style amp-custom>.hero{background:url(${STATIC}/pixel.svg?hero)}</style><script type="application/ld+json">{"@id":"https://wiki.corp.test/article","image":["${STATIC}/pixel.svg"]}</script>
      <script>class Shown extends HTMLElement { connectedCallback() { const inner = document.createElement(this.localName.slice(4)); for (const name of ['src', 'srcset', 'alt']) if (this.hasAttribute(name)) inner.setAttribute(name, this.getAttribute(name)); this.append(inner); } } for (const name of ['amp-img', 'amp-iframe', 'amp-video']) customElements.define(name, class extends Shown {});</script>`,
    body: `<amp-img class="hero" src="${STATIC}/pixel.svg?a" srcset="${STATIC}/pixel.svg?1x 1x, /pixel.svg?2x 2x" alt="${STATIC}/"></amp-img><amp-iframe src="https://wiki.corp.test/page.html?in"></amp-iframe><amp-video src="${STATIC}/film.mp4"></amp-video><amp-list src="https://wiki.corp.test/data.json"></amp-list><amp-analytics><script type="application/json">{"requests":{"seen":"https://static.corp.test/seen?u=\${canonicalUrl}"}}</script></amp-analytics>`,
    script: `const texts = [...document.querySelectorAll('script[type*=json]')].map((s) => s.textContent); const list = document.querySelector('amp-list'); list.textContent = JSON.stringify(await (await fetch(list.getAttribute('src'))).json()); const frame = document.querySelector('amp-iframe iframe'); for (let i = 0; i < 200 && !frame.contentDocument?.getElementById('inner'); i++) await new Promise((next) => setTimeout(next, 20));
      return [texts, [...document.querySelectorAll('link')].map((l) => [l.rel, l.href, l.getAttribute('href')]), [...document.querySelectorAll('amp-img, amp-iframe, amp-video, amp-list')].map((e) => [e.getAttribute('src'), e.getAttribute('srcset'), e.outerHTML]), [...document.querySelectorAll('amp-img img, amp-video video')].map((e) => [e.src, e.currentSrc, e.srcset]), frame.contentWindow.location.href, getComputedStyle(document.querySelector('.hero')).backgroundImage, document.querySelector('style[amp-custom]').textContent];`,
  },
  'a feed that a frame shows': {
    files: {
      '/atom.xml': {
        type: 'application/xml',
        body: `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://wiki.corp.test/blog/"><id>https://wiki.corp.test/</id><link rel="self" href="https://wiki.corp.test/atom.xml"/><entry><link href="entry"/><content type="html">&lt;img src="${STATIC}/pixel.svg"&gt;</content></entry></feed>`,
      },
    },
    script: `const f = document.createElement('iframe'); f.src = '/atom.xml'; const loaded = new Promise((done) => { f.onload = done; }); document.body.append(f); await loaded; const d = f.contentDocument; const all = (name) => [...d.getElementsByTagName(name)];
      return [d.URL, d.contentType, all('id').map((e) => e.textContent), all('link').map((e) => [e.getAttribute('href'), e.baseURI]), all('content').map((e) => e.textContent)];`,
  },
  'cookies that are kept by the site at the top': {
    files: {
      '/sets': {
        type: 'text/plain',
        body: 'set',
        headers: { 'set-cookie': 'fromApp=1; Secure; Path=/; SameSite=None; Partitioned' },
      },
    },
    script: `document.cookie = 'made=1; Secure; Path=/; SameSite=None; Partitioned'; document.cookie = 'plain=1; Secure; Path=/'; await fetch('/sets'); const sorted = (text) => (text ?? '').split('; ').sort(); const seen = [sorted(document.cookie), sorted((await (await fetch('/echo')).json()).cookie)];
      if (window.cookieStore) { await cookieStore.set({ name: 'stored', value: '1', partitioned: true, sameSite: 'none' }); seen.push((await cookieStore.getAll()).map((c) => [c.name, c.value, c.partitioned]).sort()); } seen.push(sorted((await (await fetch('/echo')).json()).cookie));
      if (window.cookieStore) await cookieStore.delete({ name: 'stored', partitioned: true }); for (const name of ['made', 'fromApp']) document.cookie = name + '=; Secure; Path=/; SameSite=None; Partitioned; Max-Age=0'; document.cookie = 'plain=; Secure; Path=/; Max-Age=0'; seen.push(sorted(document.cookie), sorted((await (await fetch('/echo')).json()).cookie)); return seen;`,
  },
};
