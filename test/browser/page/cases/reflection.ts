import type { PageCases } from '../../../support/page-case.ts';

/** What asks windows and documents for `location` by a name that it was given, as frameworks do that make a window for each part of a page. */
export const cases: PageCases = {
  'location by reflection': {
    script: `const seen = []; const key = ['loc', 'ation'].join('');
      for (const w of [window, self, parent, document.defaultView, document]) seen.push(Reflect.get(w, key).href, Reflect.get(w, key) === window.location, Reflect.get(w, key, w).host);
      for (const own of [Object.getOwnPropertyDescriptor(window, key), Reflect.getOwnPropertyDescriptor(window, key), Object.getOwnPropertyDescriptors(window).location, Object.getOwnPropertyDescriptor(document, key)]) { seen.push(own.get.name, own.set.name, String(own.get), own.get.length, own.configurable, own.enumerable, 'value' in own); }
      const own = Object.getOwnPropertyDescriptor(window, key); seen.push(own.get.call(window).href, own.get.call(undefined).href, own.get.call(window) === location, own.get === Object.getOwnPropertyDescriptor(window, key).get); for (const self of [{}, 1, document, Object.create(window)]) try { seen.push(own.get.call(self)); } catch (error) { seen.push([error.name, error.message]); }
      try { seen.push(Reflect.get(window, key, {})); } catch (error) { seen.push([error.name, error.message]); } try { Reflect.get(1, key); } catch (error) { seen.push([error.name, error.message]); }
      seen.push(Reflect.get({ location: 5 }, key), Reflect.get({ get location() { return this; } }, key, 7) instanceof Number, Object.getOwnPropertyDescriptor({ location: 1 }, key), Object.getOwnPropertyDescriptor({}, key) === undefined, Object.getOwnPropertyDescriptors({ location: 1, b: 2 }), Reflect.get.name, Reflect.get.length, String(Reflect.get), Object.getOwnPropertyDescriptor.length, Reflect.set.length);
      const target = {}; seen.push(Reflect.set(target, key, 3), target.location, Reflect.set(Object.freeze({ location: 1 }), key, 2)); return seen;`,
  },
  'windows that stand for the real one': {
    script: `const fake = Object.create(null); const bound = (value) => typeof value === 'function' && !value.prototype ? value.bind(window) : value; const w = new Proxy(fake, { has: (t, k) => k !== 'w', get: (t, k) => k === Symbol.unscopables ? undefined : k in t ? t[k] : bound(Reflect.get(window, k)), set: (t, k, v) => Reflect.set(t, k, v), getOwnPropertyDescriptor: (t, k) => Object.getOwnPropertyDescriptor(t, k) });
      const seen = new Function('w', 'with (w) { return (function (window, self, globalThis) { window.made = 1; return [location.href, window.location.host, self.location === location, document.URL, origin] }).call(w, w, w, w) }')(w); return [seen, fake.made, window.made];`,
  },
  'a Proxy for the window of code that came as text': {
    script: `const real = window, fake = {}, getters = new Set(); for (const p of Object.getOwnPropertyNames(real)) { const own = Object.getOwnPropertyDescriptor(real, p); if (own.configurable) continue; if ('top parent self window document'.includes(p)) { own.configurable = true; if (!own.get) own.writable = true; } if (own.get) getters.add(p); Object.defineProperty(fake, p, Object.freeze(own)); }
      const w = new Proxy(fake, { has: (t, p) => p in t || p in real, get(t, p) { if (p === Symbol.unscopables) return undefined; if (/^(window|self|globalThis|top|parent)$/.test(String(p))) return w; const from = getters.has(p) ? real : p in t ? t : real; const value = from[p]; return typeof value === 'function' && !value.prototype ? value.bind(real) : value; } });
      const gone = new Promise((done) => real.addEventListener('hashchange', (e) => done([e.oldURL, e.newURL])));
      const seen = (0, eval)('(function (window, self, globalThis) { with (window) { return (function (global) { window.made = self.made = 2; const l = window.location; l.href = l.origin + l.pathname + l.search + "#there"; return [window.location.href, self.location.host, globalThis.location.origin, top.location.href, parent.location.port, window.document.location.href, global.location.host, this.location.host, window[["location"][0]].host, location === window.location, String(window.location), JSON.stringify(window.location) === JSON.stringify(location), window.location instanceof Location]; }).call(window, window); } })').call(w, w, w, w);
      const copy = Object.assign({}, real), spread = { ...real }; return [seen, await gone, real.made, copy.location.href, spread.location.host];`,
  },
  'the window of a frame that stands for a part': {
    script: `const f = document.createElement('iframe'); f.src = '/page.html'; const loaded = new Promise((done) => f.addEventListener('load', done)); document.body.append(f); await loaded; const w = f.contentWindow; w.history.replaceState(null, '', 'https://wiki.corp.test/sub/app?z=1');
      const s = w.document.createElement('script'); s.textContent = '(function (window, self, location) { window.seen = [location.href, self.location.pathname, document.URL, document.baseURI, String(new URL("x", location.href))]; }).bind(window)(window, window, window.location)'; w.document.head.append(s);
      const l = new Proxy({}, { get: (t, k) => { const value = Reflect.get(w, 'location')[k]; return typeof value === 'function' ? value.bind(w.location) : value; } });
      const gone = new Promise((done) => w.addEventListener('hashchange', (event) => done([event.oldURL, event.newURL]))); const went = Reflect.set(w, 'location', 'https://wiki.corp.test/sub/app?z=1#there'); return [w.seen, l.href, l.host, l.toString(), Object.getOwnPropertyDescriptor(w, 'location').get.call(w).href, went, await gone, w.location.href];`,
  },
  'names that a program in WebAssembly has in its memory': {
    script: `const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 5, 3, 1, 0, 1, 7, 5, 1, 1, 109, 2, 0, 11, 32, 1, 0, 65, 8, 11, 26, ...new TextEncoder().encode('location\\0href\\0eval\\0origin'), 0]);
      const { instance } = await WebAssembly.instantiate(bytes); const HEAPU8 = new Uint8Array(instance.exports.m.buffer); const UTF8ToString = (p) => new TextDecoder().decode(HEAPU8.subarray(p, HEAPU8.indexOf(0, p))); const normal = (name) => name.replace(/_$/, '');
      function getAttr(o, p) { try { const key = normal(UTF8ToString(p)); const result = o[key]; if (result === undefined && !(key in o)) return 'none'; return result; } catch (error) { return String(error); } } function setAttr(o, p, value) { let key = UTF8ToString(p); o[key] = value; } function call(o, p, ...args) { const name = UTF8ToString(p); return o[name](...args); }
      const seen = [getAttr(getAttr(globalThis, 8), 17), getAttr(getAttr(document, 8), 17), getAttr(window, 8) === location, getAttr({ location: 7 }, 8), getAttr({}, 8), getAttr(globalThis, 27), call(globalThis, 22, '[location.host, typeof self.location]'), getAttr(globalThis, 22)('location.href')];
      setAttr(window, 8, location.href + '#there'); seen.push(location.hash); return seen;`,
  },
};
