import type { PageCases } from '../../../support/page-case.ts';

const TOLD = `const told = (a) => [a.href, String(a), a.protocol, a.host, a.port, a.origin, a.pathname, a.search, a.hash, a.getAttribute('href'), a.outerHTML, a.attributes.href.value, new XMLSerializer().serializeToString(a), a.cloneNode(true).href];`;

const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="3"><rect width="3" height="3"/></svg>';

/** Links to `http` on a host that is listed with `https` alone. */
export const cases: PageCases = {
  'links to http, as the page reads them': {
    body: `<p id="box"><a href="http://wiki.corp.test/x/y?a=1&amp;b=2#c">1</a><a href="http://wiki.corp.test">2</a><a href="HTTP://Wiki.corp.test/x">3</a><a href=" http://static.corp.test?q ">4</a><a href="http:\\\\wiki.corp.test\\x">5</a><a href="http://wiki.corp.test//mail.partner.test/">6</a></p><form action="http://wiki.corp.test/f"><button formaction="http://static.corp.test/g">b</button></form><map><area href="http://wiki.corp.test/area"></map>`,
    script: `${TOLD} const seen = [...document.querySelectorAll('#box a')].map(told); const f = document.forms[0]; seen.push(document.getElementById('box').innerHTML, document.getElementById('box').outerHTML, f.action, f.getAttribute('action'), f.outerHTML, f.firstChild.formAction, document.querySelector('area').href, document.links[0].href);
      const made = document.createElement('a'); made.href = 'http://wiki.corp.test/made?x#y'; seen.push(told(made)); made.setAttribute('href', 'http://wiki.corp.test'); seen.push(told(made)); made.hash = 'h'; made.search = '?s'; seen.push(made.href); made.pathname = '/p'; made.protocol = 'https:'; seen.push(made.href);
      const box = document.createElement('div'); box.innerHTML = '<a href="http://wiki.corp.test/in?a&amp;b">i</a><a href=http://static.corp.test>j</a>'; document.body.append(box); seen.push(box.innerHTML, [...box.children].map(told)); f.action = 'http://wiki.corp.test/h'; seen.push(f.action, f.outerHTML);
      return seen;`,
  },
  'links to http that lead elsewhere, and what is no link': {
    body: '<p><a href="http://wiki.corp.test:8080/x">1</a><a href="http://elsewhere.test/x">2</a><a href="ws://wiki.corp.test/x">3</a><q cite="http://wiki.corp.test/q">4</q></p>',
    script: `${TOLD} const records = []; const m = new MutationObserver(() => {}); const a = document.querySelector('a'); m.observe(a, { attributes: true, attributeOldValue: true }); a.href = 'http://wiki.corp.test/1'; a.href = 'http://wiki.corp.test/2'; records.push(...m.takeRecords().map((r) => r.oldValue));
      return [[...document.querySelectorAll('a')].map(told), document.querySelector('q').cite, document.querySelector('p').innerHTML, records, new URL('http://wiki.corp.test/x').href];`,
  },
  'pictures and media by http, which browsers ask for by https': {
    files: {
      '/picture.svg': { type: 'image/svg+xml', body: PICTURE },
    },
    body: '<p><img src="http://wiki.corp.test/picture.svg?a=1&amp;b"><img src=" HTTP://static.corp.test/picture.svg"><input type="image" src="http://wiki.corp.test/picture.svg#i"></p><video poster="http://wiki.corp.test/picture.svg"></video>',
    script: `await new Promise((done) => addEventListener('load', done)); const seen = [...document.querySelectorAll('p > *')].map((e) => [e.src, e.getAttribute('src'), e.outerHTML, e.naturalWidth]); const v = document.querySelector('video');
      const canvas = document.createElement('canvas').getContext('2d'); canvas.drawImage(document.images[0], 0, 0);
      return [seen, v.poster, v.outerHTML, document.querySelector('p').innerHTML, document.querySelector('input').width, canvas.canvas.toDataURL().length > 99];`,
  },
  'a page that has all of its parts asked for by https': {
    headers: { 'content-security-policy': 'upgrade-insecure-requests' },
    files: {
      '/picture.svg': { type: 'image/svg+xml', body: PICTURE },
      '/one.js': {
        type: 'text/javascript',
        body: 'window.ran = [...(window.ran ?? []), document.currentScript ? 1 : 0]',
        headers: { 'access-control-allow-origin': '*' },
      },
      '/sheet.css': {
        type: 'text/css',
        body: '@import url(http://wiki.corp.test/more.css); #b { width: 31px; background: url(http://static.corp.test/picture.svg?css) }',
      },
      '/more.css': { type: 'text/css', body: '#b { height: 32px }' },
      '/where.js': { type: 'text/javascript', body: 'window.where = location.href' },
      '/data.json': { type: 'application/json', body: '{"a":1}' },
    },
    head: '<script src="http://wiki.corp.test/one.js"></script><script src="http://static.corp.test/one.js?2"></script><script src="http://wiki.corp.test/where.js" integrity="sha256-gMvYJMPDFrh/LXHHHCBaUOcoWmhr5zL9FiB92SSXK/c="></script><link rel="stylesheet" href="http://wiki.corp.test/sheet.css"><style>#c { background: url(http://wiki.corp.test/picture.svg?style) }</style>',
    body: '<p id="b"></p><p id="c" style="border-image: url(http://static.corp.test/picture.svg?attribute)"></p><img srcset="http://wiki.corp.test/picture.svg?set 1x"><a href="http://wiki.corp.test/link">l</a>',
    script: `if (document.readyState !== 'complete') await new Promise((done) => addEventListener('load', done)); const seen = [window.ran, window.where, document.images[0].naturalWidth, document.links[0].href, document.querySelector('a').outerHTML]; const style = getComputedStyle(document.getElementById('b')); seen.push(style.width, style.height, (await (await fetch('http://wiki.corp.test/data.json')).json()).a);
      const made = document.createElement('img'); const there = new Promise((done) => { made.onload = () => done('load'); made.onerror = () => done('error'); }); made.src = 'http://static.corp.test/picture.svg?made'; document.body.append(made); seen.push(await there); const request = new XMLHttpRequest(); request.open('GET', 'http://wiki.corp.test/data.json', false); request.send(); seen.push(request.status);
      const box = document.createElement('div'); box.innerHTML = '<img src="http://wiki.corp.test/picture.svg?in">'; await new Promise((done) => { box.firstChild.onload = box.firstChild.onerror = done; }); seen.push(box.firstChild.naturalWidth);
      const names = performance.getEntriesByType('resource').map((e) => e.name.replace('http:', 'https:')).filter((n) => /corp/.test(n) && !/favicon/.test(n)); return [seen, [...new Set(names)].sort()];`,
  },
  'the markup behind a policy in a meta element that has parts asked for by https': {
    files: {
      '/one.js': { type: 'text/javascript', body: 'window.ran = document.currentScript !== null && location.pathname' },
      '/sheet.css': { type: 'text/css', body: '#b { width: 31px }' },
    },
    head: '<meta http-equiv="Content-Security-Policy" content="upgrade-insecure-requests"><script src="http://wiki.corp.test/one.js"></script><link rel="stylesheet" href="http://static.corp.test/sheet.css">',
    body: '<p id="b"></p><a href="http://wiki.corp.test/link">l</a>',
    script: `return [window.ran, getComputedStyle(document.getElementById('b')).width, document.links[0].href];`,
  },
};
