import { createHash } from 'node:crypto';
import type { PageCases } from '../../../support/page-case.ts';

const SCRIPT = 'window.ran = (window.ran ?? []).concat(document.currentScript.src, location.host);';
const MODULE = 'export const here = location.origin;';
const SHEET = '.sheet{background:url(https://static.corp.test/pixel.svg);color:rgb(1,2,3)}';
const digestOf = (text: string, algorithm = 'sha384'): string =>
  `${algorithm}-${createHash(algorithm).update(text).digest('base64')}`;

const FILES = {
  '/sri.js': { type: 'text/javascript', body: SCRIPT, headers: { 'access-control-allow-origin': '*' } },
  '/sri.mjs': { type: 'text/javascript', body: MODULE },
  '/sri.css': { type: 'text/css', body: SHEET, headers: { 'access-control-allow-origin': '*' } },
  '/forged.js': { type: 'text/javascript', body: 'window.forged = 1;' },
};

/** Digests of files that the gateway changes: the browser goes on checking them, and the page sees its own. */
export const cases: PageCases = {
  'files with their digests are taken, and the page reads what it wrote': {
    files: FILES,
    head: `<link id="l" rel="stylesheet" href="/sri.css" integrity="${digestOf(SHEET)}"><script id="s" src="/sri.js" integrity="${digestOf(SCRIPT, 'sha256')} ${digestOf(SCRIPT, 'sha512')}"></script>
      <script id="x" src="https://static.corp.test/sri.js" crossorigin integrity="${digestOf(SCRIPT)}"></script>`,
    body: '<p class="sheet">p</p>',
    script: `const seen = [window.ran, getComputedStyle(document.querySelector('.sheet')).color];
      for (const id of ['l', 's', 'x']) { const e = document.getElementById(id); seen.push(e.integrity, e.getAttribute('integrity'), e.attributes.integrity.value, e.cloneNode().integrity); }
      seen.push(document.getElementById('l').outerHTML, document.head.innerHTML.includes('\\t \\t')); return seen;`,
  },
  'a policy that lets in scripts with digests alone': {
    files: FILES,
    headers: {
      'integrity-policy': 'blocked-destinations=(script), endpoints=(main)',
      'reporting-endpoints': 'main="https://wiki.corp.test/reports"',
    },
    head: `<script>window.told = []; new ReportingObserver((all) => told.push(...all.map((r) => [r.type, r.url, r.body.documentURL, r.body.blockedURL, r.body.destination, r.body.reportOnly, JSON.stringify(r)])), { buffered: true, types: ['integrity-violation'] }).observe()</script>
      <script type="importmap">{"integrity":{"/sri.mjs":"${digestOf(MODULE)}"}}</script>
      <script src="/sri.js" crossorigin integrity="${digestOf(SCRIPT)}"></script><script src="https://static.corp.test/sri.js" crossorigin integrity="${digestOf(SCRIPT)}"></script>
      <script src="/forged.js" onerror="window.refused = true"></script>`,
    script: `const seen = [window.ran, window.forged, window.refused, location.host, (await import('/sri.mjs')).here, await import('/page.js').catch((e) => e.name)];
      const loaded = (e) => new Promise((done) => { e.onload = () => done('load'); e.onerror = () => done('error'); });
      const text = '<!doctype html><title>t</title><p>p</p><script>result = [location.href.split(":")[0], document.URL.split(":")[0], document.baseURI.split(":")[0], document.scripts.length, document.documentElement.outerHTML, typeof parent.told, origin]<\\/script><iframe></iframe>';
      for (const prepare of [(f) => { f.srcdoc = text }, (f) => { f.src = URL.createObjectURL(new Blob([text], { type: 'text/html' })) }, (f) => { f.src = '/page.html' }]) { const f = document.createElement('iframe'); prepare(f); const done = loaded(f); document.body.append(f); await done; const w = f.contentWindow; seen.push(w.result, w.document.documentElement.outerHTML, f.srcdoc, w.frames[0] && w.frames[0].eval('location.href')); f.remove(); }
      for (const [src, integrity] of [['/sri.js?2', '${digestOf(SCRIPT)}'], ['/forged.js?2', '']]) { const s = document.createElement('script'); s.crossOrigin = 'anonymous'; s.integrity = integrity; s.src = src; const done = loaded(s); document.head.append(s); seen.push(await done); }
      for (let tries = 0; told.length < 3 && tries < 1000; tries++) await new Promise((d) => setTimeout(d, 20)); return [...seen, told.sort(), document.head.innerHTML.includes('sallyport')];`,
  },
  'a policy that knows script files by their digests': {
    files: {
      ...FILES,
      '/framed.html': {
        type: 'text/html',
        headers: {
          'content-security-policy': `script-src 'nonce-case' '${digestOf(SCRIPT)}' '${digestOf(SCRIPT, 'sha256')}'`,
        },
        body: `<!doctype html><script nonce="case">window.told = []; addEventListener('securitypolicyviolation', (e) => told.push([e.blockedURI, e.effectiveDirective]))</script>
          <script src="/sri.js" id="a" integrity="${digestOf(SCRIPT)}"></script><script src="https://static.corp.test/sri.js" crossorigin integrity="${digestOf(SCRIPT, 'sha256')} ${digestOf(SCRIPT)}"></script>
          <script src="/sri.js?2" integrity="${digestOf(SCRIPT)} ${digestOf(SCRIPT, 'sha512')}"></script><script src="/sri.js?3"></script><script src="/forged.js" integrity="${digestOf(SCRIPT)}"></script>`,
      },
    },
    script: `const f = document.createElement('iframe'); f.src = '/framed.html'; const wait = new Promise((done) => { f.onload = done; }); document.body.append(f); await wait; const w = f.contentWindow, a = w.document.getElementById('a');
      for (let tries = 0; w.told.length < 2 && tries < 500; tries++) await new Promise((d) => setTimeout(d, 20));
      return [w.ran, w.forged, w.told.sort(), a.nonce, a.getAttribute('nonce') || '', a.integrity];`,
  },
  'a policy that reports scripts without digests': {
    files: FILES,
    headers: {
      'integrity-policy-report-only': 'blocked-destinations=(script), endpoints=(main)',
      'reporting-endpoints': 'main="https://wiki.corp.test/reports"',
    },
    script: `const all = await new Promise((done) => { new ReportingObserver(done, { buffered: true, types: ['integrity-violation'] }).observe(); const s = document.createElement('script'); s.src = '/forged.js'; document.head.append(s); }); return all.map((r) => [r.url, r.body.blockedURL, r.body.reportOnly]);`,
  },
  'a forged file is refused': {
    files: FILES,
    head: `<script src="/forged.js" integrity="${digestOf('window.genuine = location.host;')}" onerror="window.refused = true"></script>`,
    script: 'return [window.forged, window.refused];',
    expect: [null, true],
  },
  'digests that script sets': {
    files: { ...FILES, '/chunk.js': { ...FILES['/sri.js'], body: `${SCRIPT}//` } },
    head: `<meta http-equiv="content-security-policy" content="connect-src https://elsewhere.test">`,
    body: '<p class="sheet">p</p>',
    script: `const loaded = (e) => new Promise((done) => { e.onload = () => done('load'); e.onerror = () => done('error'); }); const seen = []; const good = '${digestOf(SCRIPT)}', chunk = '${digestOf(`${SCRIPT}//`, 'sha512')}', sheet = '${digestOf(SHEET)}';
      const add = async (name, prepare) => { const e = document.createElement(name); prepare(e); const done = loaded(e); document.head.append(e); seen.push(await done, e.integrity, e.getAttribute('integrity'), e.outerHTML); };
      await add('script', (s) => { s.src = '/sri.js?1'; s.integrity = good; s.crossOrigin = 'anonymous'; });
      await add('script', (s) => { s.integrity = good; s.crossOrigin = 'anonymous'; s.src = 'https://static.corp.test/sri.js?2'; });
      await add('script', (s) => { s.setAttribute('integrity', chunk + ' ' + good); s.setAttribute('src', '/chunk.js'); });
      await add('script', (s) => { s.setAttribute('src', '/forged.js'); s.setAttribute('integrity', good); });
      await add('script', (s) => { s.integrity = good; s.src = '/sri.js?3'; s.src = '/forged.js?4'; });
      await add('script', (s) => { s.src = '/sri.js?5'; s.integrity = 'sha384-AAAA'; s.integrity = good; s.type = 'module'; });
      await add('link', (l) => { l.rel = 'stylesheet'; l.href = '/sri.css'; l.integrity = sheet; });
      await add('link', (l) => { l.href = '/forged.css'; l.integrity = sheet; l.rel = 'stylesheet'; });
      await add('link', (l) => { l.integrity = sheet; l.href = 'https://static.corp.test/sri.css'; l.crossOrigin = ''; l.rel = 'stylesheet'; });
      const box = document.createElement('div'); box.innerHTML = '<link rel=stylesheet href=/sri.css?6 integrity="' + sheet + '">'; const done = loaded(box.firstChild); document.body.append(box); seen.push(await done, box.innerHTML);
      seen.push(window.ran, window.forged, performance.getEntriesByType('resource').map((e) => e.name).filter((n) => /digest/.test(n)));
      return seen;`,
  },
  'files that a Link field announces by their digests are loaded once': {
    headers: {
      link: `</sri.js>; rel=preload; as=script; integrity="${digestOf(SCRIPT)}", </sri.css>; rel=preload; as=style; integrity="${digestOf(SHEET)}", <https://static.corp.test/sri.js>; rel=preload; as=script; crossorigin; integrity="${digestOf(SCRIPT)}", </sri.mjs>; rel=modulepreload; integrity="${digestOf(MODULE)}", <https://static.corp.test/late.mjs>; rel=modulepreload, <https://static.corp.test/style.css>; rel=preload; as=style; crossorigin=anonymous`,
    },
    files: {
      ...FILES,
      '/late.mjs': { ...FILES['/sri.js'], body: MODULE },
      '/style.css': { ...FILES['/sri.css'], body: '.p{color:red}' },
    },
    head: `<link rel="stylesheet" href="/sri.css" integrity="${digestOf(SHEET)}"><link rel="stylesheet" href="https://static.corp.test/style.css" crossorigin><script src="/sri.js" integrity="${digestOf(SCRIPT)}"></script>
      <script src="https://static.corp.test/sri.js" crossorigin integrity="${digestOf(SCRIPT)}"></script>
      <script type="module" src="/sri.mjs" integrity="${digestOf(MODULE)}"></script><script type="module" src="https://static.corp.test/late.mjs"></script>`,
    script: `await new Promise((done) => addEventListener('load', done)); const again = await fetch('/case/linked'); const names = performance.getEntriesByType('resource').map((e) => e.name).filter((n) => /sri|late|style/.test(n)).sort();
      return [window.ran.length, names, again.headers.get('link'), [...again.headers].find(([name]) => name === 'link')];`,
  },
  'digests in an import map that script adds': {
    files: {
      ...FILES,
      '/two.mjs': { type: 'text/javascript', body: `${MODULE}//2`, headers: { 'access-control-allow-origin': '*' } },
      '/three.mjs': { type: 'text/javascript', body: `${MODULE}//3` },
    },
    script: `const text = (members) => JSON.stringify({ imports: members.imports ?? {}, integrity: members.integrity }); const seen = []; const digest = { one: '${digestOf(MODULE)}', two: '${digestOf(`${MODULE}//2`)}', three: '${digestOf(`${MODULE}//3`, 'sha512')}', bad: '${digestOf('x')}' };
      const add = (prepare) => { const map = document.createElement('script'); prepare(map); document.head.append(map); seen.push(map.text, map.textContent, map.innerHTML, map.outerHTML); };
      add((map) => { map.type = 'importmap'; map.textContent = text({ imports: { one: '/sri.mjs', two: 'https://static.corp.test/two.mjs' }, integrity: { '/sri.mjs': digest.one, 'https://static.corp.test/two.mjs': digest.two } }); });
      add((map) => { map.append(text({ integrity: { [new URL('/three.mjs', location)]: 'sha256-AAAA ' + digest.three } })); map.type = 'importmap'; });
      document.write('<script type=importmap id=w>' + text({ integrity: { '/forged.js': digest.bad } }) + '<' + '/script>'); seen.push(document.getElementById('w').text);
      seen.push((await import('one')).here, (await import('two')).here, (await import('/three.mjs')).here, await import('/forged.js').catch((error) => error.name), window.forged);
      seen.push(performance.getEntriesByType('resource').map((e) => e.name).filter((n) => /digest/.test(n))); return seen;`,
  },
  'digests in an import map': {
    files: FILES,
    head: `<script type="importmap">{"imports":{"good":"/sri.mjs","bad":"/forged.js"},"integrity":{"/sri.mjs":"${digestOf(MODULE)}","/forged.js":"${digestOf('x')}"}}</script>`,
    script: `const map = document.querySelector('script[type=importmap]'); return [map.text, map.innerHTML, map.outerHTML, (await import('good')).here, await import('bad').catch((error) => error.name)];`,
  },
};
