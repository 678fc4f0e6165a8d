import type { PageCases } from '../../../support/page-case.ts';

const headers = { 'content-security-policy': "require-trusted-types-for 'script'" };
/** A policy that says what it was asked, and what each step gave. */
const ASK = `const asked = [], seen = []; const rule = (change) => (text, ...how) => { asked.push([text, ...how]); return change(text); };
  const rules = { createHTML: rule((s) => s.replace('DROP', '').replace('/q?', '/r?').replace('LINK', '<a href="https://static.corp.test/l">l</a>')), createScript: rule((s) => s.includes('REFUSE') ? null : s.replace('PUT', 'location')), createScriptURL: rule((s) => s.replace('/no.js', '/told.js')) };
  const policy = trustedTypes.createPolicy('default', rules); const see = async (name, act) => { try { seen.push([name, await act()]); } catch (error) { seen.push([name, error.name, error.message]); } };
  const html = '<a href="https://wiki.corp.test/q?a=1&amp;b=2">DROPx</a>LINK', links = (root) => [...root.querySelectorAll('a')].map((a) => a.href);`;
const TOLD = { '/told.js': { type: 'text/javascript', body: 'window.told = document.currentScript.src;' } };

/** Trusted Types: the policy that the browser asks about each text that comes without a type. */
export const cases: PageCases = {
  'what it is asked about markup': {
    headers,
    script: `${ASK} const box = () => document.body.appendChild(document.createElement('div'));
      await see('inner', () => { const d = box(); d.innerHTML = html; return [d.innerHTML, links(d)]; });
      await see('outer', () => { const d = box(); d.append(document.createElement('b')); d.firstChild.outerHTML = html; return [d.innerHTML, links(d)]; });
      await see('adjacent', () => { const d = box(); d.insertAdjacentHTML('beforeend', html); return links(d); });
      await see('plain', () => { const d = box(); d.innerHTML = '<b>DROP</b>'; return d.innerHTML; });
      await see('empty', () => { const d = box(); d.innerHTML = ''; return d.innerHTML; });
      await see('parser', () => links(new DOMParser().parseFromString(html, 'text/html')));
      await see('fragment', () => links(document.createRange().createContextualFragment(html)));
      await see('style', () => { const s = document.createElement('style'); s.innerHTML = '.s{background:url(https://static.corp.test/q?.svg)}'; document.head.append(s); return [s.innerHTML, s.sheet.cssRules[0].style.background]; });
      await see('srcdoc', async () => { const f = document.createElement('iframe'); f.srcdoc = '<a href="https://wiki.corp.test/x">DROP</a>LINK'; const there = new Promise((done) => { f.onload = done; }); document.body.append(f); await there; return [f.srcdoc, links(f.contentDocument), typeof f.contentWindow.eval]; });
      await see('written', () => { const f = document.createElement('iframe'); document.body.append(f); const d = f.contentDocument; f.contentWindow.trustedTypes.createPolicy('default', rules); try { d.open(); d.write(html, '<i>'); d.writeln('</i>LINK'); d.write('<a hre'); d.writeln('f="https://wiki.corp.test/q?', 'c">'); d.close(); return [d.body.innerHTML, links(d)]; } finally { f.remove(); } });
      await see('object', () => { let times = 0; const d = box(); d.innerHTML = { toString: () => { times++; return 'REMAINS'; } }; return [d.innerHTML, times > 0]; });
      return [seen, asked];`,
  },
  'what it is asked about code': {
    headers,
    script: `${ASK} const script = (text) => { const s = document.createElement('script'); s.textContent = text; document.body.append(s); return s.textContent; };
      await see('eval', () => eval('location.href')); await see('eval that it changes', () => eval('PUT.host')); await see('indirect', () => (0, eval)('location.host')); await see('function', () => Function('a', 'return location.host + a')('!')); await see('function that it changes', () => Function('return PUT.host')());
      await see('script', () => [script('window.one = location.host'), window.one]);
      await see('script that it changes', () => [script('window.two = PUT.host'), window.two]);
      await see('script that it refuses', () => [script('window.three = "REFUSE"'), window.three]);
      await see('text', () => { const s = document.createElement('script'); s.append('window.four', document.createTextNode(' = location.host')); document.body.append(s); return [s.text, window.four]; });
      await see('text behind', () => { const s = document.createElement('script'); document.body.append(s); s.append('window.five = location.host'); return [s.text, window.five]; });
      await see('text behind, as a whole', () => { const s = document.createElement('script'); document.body.append(s); s.text = 'window.six = PUT.host'; return [s.text, window.six]; });
      await see('data', () => { const s = document.createElement('script'); s.type = 'application/json'; s.textContent = '{"location":"https://wiki.corp.test/PUT"}'; document.body.append(s); return s.textContent; });
      await see('twice', () => { const s = document.createElement('script'); s.textContent = 'window.no = 1'; s.textContent = 'window.seven = PUT.host'; document.body.append(s); return [window.no, window.seven]; });
      await see('module', async () => { const s = document.createElement('script'); s.type = 'module'; s.textContent = 'window.eight?.([PUT.host, import.meta.url]);'; const told = new Promise((done) => { window.eight = done; }); document.body.append(s); return told; });
      await see('handler', () => { const b = document.createElement('b'); b.setAttribute('onclick', 'window.nine = location.href'); b.click(); return [window.nine, b.outerHTML]; });
      await see('handler that it changes', () => { const b = document.createElement('b'); b.setAttribute('onclick', 'window.ten = PUT.href; return'); b.click(); return [window.ten, b.getAttribute('onclick')]; });
      await see('timer', () => new Promise((done) => { window.tick = done; setTimeout('tick(PUT.host)'); }));
      return [seen, asked];`,
  },
  'what it is asked about addresses': {
    headers,
    files: {
      ...TOLD,
      '/work.js': { type: 'text/javascript', body: 'postMessage(location.href);' },
      '/asks.js': {
        type: 'text/javascript',
        headers,
        body: `const asked = []; trustedTypes.createPolicy('default', { createScript: (s, ...how) => { asked.push([s, ...how]); return s; }, createScriptURL: (s, ...how) => { asked.push([s, ...how]); return s.replace('/no.js', '/more.js'); } });
          importScripts('https://wiki.corp.test/no.js'); eval('import("https://wiki.corp.test/module.js")').then((m) => postMessage([asked, more, m.here]));`,
      },
      '/more.js': { type: 'text/javascript', body: 'self.more = location.host;' },
    },
    script: `${ASK} const told = (w) => new Promise((done, fail) => { w.onmessage = (m) => { w.terminate(); done(m.data); }; w.onerror = () => fail(new Error('worker')); });
      await see('source', () => new Promise((done, fail) => { const s = document.createElement('script'); s.src = 'https://wiki.corp.test/no.js'; s.onload = () => done([window.told, s.src, s.getAttribute('src')]); s.onerror = fail; document.body.append(s); }));
      await see('attribute', () => { const s = document.createElement('script'); s.setAttribute('src', 'HTTPS://wiki.corp.test/told.js'); return [s.src, s.outerHTML]; });
      await see('worker', () => told(new Worker('https://wiki.corp.test/work.js')));
      await see('worker that asks', () => told(new Worker('/asks.js')));
      return [seen, asked];`,
  },
  'scripts that load with CORS, by a type and without': {
    headers,
    files: {
      '/cors.js': {
        type: 'text/javascript',
        headers: { 'access-control-allow-origin': '*' },
        body: 'window.told = document.currentScript.src;',
      },
    },
    script: `${ASK} const page = trustedTypes.createPolicy('page', { createScriptURL: (s) => s }); const at = 'https://static.corp.test/cors.js'; const load = (set) => new Promise((done) => { window.told = undefined; const s = document.createElement('script'); s.onload = s.onerror = (e) => done([e.type, window.told, s.src, s.crossOrigin]); set(s); document.body.append(s); });
      for (const url of [page.createScriptURL(at), at]) { await see('before', () => load((s) => { s.crossOrigin = 'anonymous'; s.src = url; })); await see('behind', () => load((s) => { s.src = url; s.crossOrigin = 'anonymous'; })); await see('attributes', () => load((s) => { s.setAttribute('src', url); s.setAttribute('crossorigin', ''); })); await see('attributes before', () => load((s) => { s.setAttribute('crossorigin', ''); s.setAttribute('src', url); })); }
      return [seen, asked];`,
  },
  'scripts of SVG, by a type and without': {
    headers,
    files: TOLD,
    script: `${ASK} const page = trustedTypes.createPolicy('page', { createScriptURL: (s) => s }); const root = document.body.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'svg'));
      for (const url of ['https://wiki.corp.test/told.js', '/told.js', 'https://wiki.corp.test/no.js']) for (const value of [page.createScriptURL(url), url]) await see(url, () => { const s = document.createElementNS('http://www.w3.org/2000/svg', 'script'); s.href.baseVal = value; root.append(s); return [s.href.baseVal, s.getAttribute('href')]; });
      const plain = document.createElementNS('http://www.w3.org/2000/svg', 'use'); plain.href.baseVal = page.createScriptURL('https://wiki.corp.test/a'); return [seen, asked, plain.href.baseVal];`,
  },
  'what the page itself gets of it': {
    headers,
    script: `${ASK} const d = document.createElement('div'); const made = [trustedTypes.defaultPolicy === policy, policy.createHTML(html) + '', policy.createHTML(html, 'TrustedHTML', 'Element innerHTML') + '', policy.createScript('PUT.host') + '', policy.createScriptURL('https://wiki.corp.test/no.js') + ''];
      d.innerHTML = policy.createHTML(html); made.push(d.innerHTML, links(d), eval(policy.createScript('PUT.host')));
      const nested = trustedTypes.createPolicy('page', { createHTML: (s) => { d.innerHTML = html; return s + d.innerHTML; } }); made.push(nested.createHTML('<a href="https://wiki.corp.test/q?">') + '', nested.name);
      const { createPolicy } = TrustedTypePolicyFactory.prototype; made.push(String(createPolicy), createPolicy.length, createPolicy.name, TrustedTypePolicy.prototype.createHTML.length, String(TrustedTypePolicy.prototype.createHTML));
      for (const act of [() => trustedTypes.createPolicy('default', {}), () => trustedTypes.createPolicy(), () => trustedTypes.createPolicy('x', 1), () => createPolicy.call({}, 'default', {}), () => trustedTypes.createPolicy('y', { createHTML: 1 })]) try { made.push(String(act())); } catch (error) { made.push([error.name, error.message]); }
      return [made, asked];`,
  },
  'rules that are missing, throw or give nothing': {
    headers,
    script: `const seen = []; trustedTypes.createPolicy('default', { createHTML(s) { seen.push(this === undefined || this === null || this === window); if (s.includes('t')) throw new RangeError(s); }, createScript: undefined });
      for (const act of [() => { document.createElement('div').innerHTML = '<a href="//wiki.corp.test">'; }, () => { document.createElement('div').innerHTML = 'text'; }, () => { document.createElement('div').innerHTML = '<p>'; }, () => eval('location.href'), () => { document.createElement('script').src = 'https://wiki.corp.test/'; }]) try { seen.push(act()); } catch (error) { seen.push([error.name, error.message]); }
      return seen;`,
  },
};
