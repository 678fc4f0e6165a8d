import type { PageCases } from '../../../support/page-case.ts';

/** Everything that reflection tells of the globals and their prototypes. */
const REFLECT = `const shape = (x) => typeof x === 'function' ? [x.name, x.length, Function.prototype.toString.call(x).slice(0, 200), Reflect.ownKeys(x).map(String), Object.getPrototypeOf(x) === Function.prototype, Object.isExtensible(x)] : typeof x === 'object' ? null : String(x);
  const told = ({ configurable, enumerable, writable, value, get, set }) => [configurable, enumerable, writable ?? null, shape(value), shape(get), shape(set)]; const of = (o) => Reflect.ownKeys(o).map((k) => [String(k), told(Object.getOwnPropertyDescriptor(o, k))]);`;

/** What could tell a page that it is not at home. */
export const cases: PageCases = {
  'globals and their prototypes': {
    script: `${REFLECT} const all = []; for (const name of Object.getOwnPropertyNames(window)) { const { value } = Object.getOwnPropertyDescriptor(window, name); if (typeof value === 'function') { all.push([name, of(value)]); if (value.prototype) all.push([name + '.prototype', of(value.prototype)]); } else if (/^(?:Math|JSON|Reflect|Atomics|Intl|WebAssembly|CSS|console)$/.test(name)) all.push([name, of(value)]); }
      return all;`,
  },
  'which interface inherits from which': {
    script: `const names = new Map(); for (const name of Object.getOwnPropertyNames(window)) { const { value } = Object.getOwnPropertyDescriptor(window, name); if (typeof value === 'function') names.set(value, name); }
      return [...names].map(([value, name]) => { const parent = Object.getPrototypeOf(value); return [name, parent === Function.prototype ? '' : (names.get(parent) ?? 'unknown'), value.prototype?.constructor === value]; }).sort();`,
  },
  'the keys of the window, its documents and frames': {
    script: `const named = (o) => Reflect.ownKeys(o).map(String).filter((key) => !/caseAnswer|^[0-9]/.test(key)); const each = (o) => { const keys = []; for (const key in o) keys.push(key); return keys; };
      const f = document.createElement('iframe'); document.body.append(f); const w = f.contentWindow;
      return [named(window), Object.keys(Object.getOwnPropertyDescriptors(window)).length, Object.keys(window).length, each(window), Object.entries(window).length, named(document), each(document.body.style), named(document.body.style), each(CSSStyleDeclaration.prototype), named(w), w.Object.getOwnPropertyNames(window).length, w.Reflect.ownKeys(w).length, Object.getOwnPropertyDescriptor(window, '__sallyport'), Object.getOwnPropertyDescriptor(w, '__sallyport'), Object.getOwnPropertyDescriptor(CSSStyleDeclaration.prototype, 'background'), Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')].map((seen) => seen ?? 'none');`,
  },
  'keys of other things': {
    script: `const long = Array.from({ length: 700 }, (_, at) => at); const many = Object.fromEntries(long.map((at) => ['k' + at, at])); const proxy = new Proxy({}, { ownKeys: () => ['a', 'prepareStackTrace', 'background'], getOwnPropertyDescriptor: () => ({ value: 1, configurable: true }) });
      const app = { prepareStackTrace: 1, background: 2 }; const seen = [Reflect.ownKeys(long).length, Object.getOwnPropertyNames(many).length, Reflect.ownKeys(proxy), Object.getOwnPropertyNames(app), Object.getOwnPropertyDescriptors(app), Object.getOwnPropertyDescriptor(app, 'background'), Object.getOwnPropertyDescriptor(proxy, 'prepareStackTrace')];
      for (const act of [() => Reflect.ownKeys(1), () => Object.getOwnPropertyNames(null), () => Object.getOwnPropertyDescriptors(undefined), () => Reflect.getOwnPropertyDescriptor(1)]) try { seen.push(act()); } catch (error) { seen.push(error.stack.replace(/:\\d+:\\d+/g, '')); }
      const old = Error.prepareStackTrace; Error.prepareStackTrace = (_, sites) => sites.length; seen.push(Object.getOwnPropertyNames(Error).includes('prepareStackTrace'), new Error('x').stack > 0); Error.prepareStackTrace = old; return seen;`,
  },
  'the document and what the page was loaded with': {
    head: `<script>window.first = [document.documentElement.outerHTML, document.scripts.length, document.currentScript.outerHTML.length]; window.records = []; new MutationObserver((all) => { for (const r of all) records.push([r.type, r.target.nodeName, [...r.addedNodes].map((n) => n.nodeName), [...r.removedNodes].map((n) => n.nodeName)]); }).observe(document, { childList: true, subtree: true, attributes: true, characterData: true });</script>`,
    body: '<iframe src="about:blank"></iframe><p style="background:url(https://static.corp.test/pixel.svg)">x</p>',
    script: `const f = document.createElement('iframe'); document.body.append(f); const { contentDocument: d, contentWindow: w } = f; const fresh = [d.documentElement.outerHTML, d.scripts.length, d.childNodes.length, w.performance.getEntries().length]; eval('location.host'); (0, eval)('[location, self.location]'); await new Promise((done) => { const m = new MutationObserver(done); m.observe(f, { attributes: true }); f.title = 't'; });
      const seen = [first, records, fresh, document.currentScript, document.scripts.length, document.adoptedStyleSheets.length, document.styleSheets.length, Object.keys(document.documentElement.dataset), document.head.childNodes.length];
      const loaded = () => performance.getEntriesByType('resource').filter((e) => !e.name.endsWith('/favicon.ico')).map((e) => [e.name, e.initiatorType]); while (loaded().length === 0) await new Promise((done) => setTimeout(done, 10)); return [...seen, loaded()];`,
  },
  'values that a page gives as objects': {
    script: `const seen = []; const asked = (text) => { const value = { times: 0, toString() { this.times++; return text; } }; return value; }; const step = (text, act) => { const value = asked(text); try { seen.push(String(act(value))); } catch (error) { seen.push([error.name, error.message]); } seen.push(value.times); };
      const box = () => document.createElement('div'), at = 'https://wiki.corp.test/x', html = '<a href="https://wiki.corp.test/q">q</a>';
      step(at, (v) => { const a = document.createElement('a'); a.href = v; return a.href; }); step('y', (v) => { const a = document.createElement('a'); a.href = v; return a.getAttribute('href'); }); step(at, (v) => { const i = new Image(); i.src = v; return i.src; }); step('t', (v) => { const a = document.createElement('a'); a.setAttribute('href', v); return a.href; }); step(at, (v) => { const a = document.createElement('a'); a.setAttribute('href', v); return a.href; });
      step(html, (v) => { const d = box(); d.innerHTML = v; return d.innerHTML; }); step('plain', (v) => { const d = box(); d.innerHTML = v; return d.innerHTML; }); step(html, (v) => { const d = box(); d.insertAdjacentHTML('beforeend', v); return d.innerHTML; }); step('w', (v) => { const s = document.createElement('iframe'); s.srcdoc = v; return s.srcdoc; }); step('given=1', (v) => { document.cookie = v; return document.cookie.includes('given=1'); });
      for (const act of [() => { document.write(Symbol('s')); }, () => { document.cookie = Symbol('s'); }, () => { box().innerHTML = Symbol('s'); }, () => { document.createElement('a').href = Symbol('s'); }, () => { document.createElement('a').setAttribute('href', Symbol('s')); }, () => { new Image().src = Symbol('s'); }]) try { seen.push(act() ?? 'done'); } catch (error) { seen.push(error.name); }
      for (const act of [(v) => { document.createElement('a').href = v; }, (v) => { document.body.setAttribute('background', v); }, (v) => { box().innerHTML = v; }, (v) => { document.write('', v); }, (v) => { document.cookie = v; }, (v) => { new URL(v); }]) try { act({ toString() { throw new Error('own'); } }); } catch (error) { seen.push(error.stack.replace(/:\\d+:\\d+/g, '').split('\\n').length, error.stack.includes('String (')); }
      return seen;`,
  },
  'the keys of a worker': {
    files: {
      '/keys.js': {
        type: 'text/javascript',
        body: `postMessage([Reflect.ownKeys(self).map(String), Object.getOwnPropertyNames(Error), Object.keys(Object.getOwnPropertyDescriptors(self)).length, String(Reflect.ownKeys), Object.getOwnPropertyDescriptor(self, '__sallyport') ?? 'none']);`,
      },
    },
    script: `const w = new Worker('/keys.js'); return new Promise((done) => { w.onmessage = (m) => { w.terminate(); done(m.data); }; });`,
  },
};
