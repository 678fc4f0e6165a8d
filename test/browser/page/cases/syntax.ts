import type { PageCases } from '../../../support/page-case.ts';

const HERE = 'https://wiki.corp.test';

/** Where in the grammar `location` may stand, as programs run. */
/** As an obfuscator writes it: no text is there to be read, and the window may have another name. */
const TEXTS = `const t = (at) => atob('bG9jYXRpb24=,aHJlZg==,aG9zdA==,b3JpZ2lu,cGF0aG5hbWU=,aGFzaA==,ZGVmYXVsdFZpZXc=,ZG9jdW1lbnQ=,cG9zdE1lc3NhZ2U='.split(',')[at]);`;
const HIDDEN = `${TEXTS} const _0x5e = { 'a': t(0x0) }; function read(_0x1, _0x2) { _0x2 = _0x2 - 0x9; return _0x1[_0x5e['a']][t(0x1)] + _0x1[t(-0x1 + 0x1)][_0x3f(_0x2)]; } function _0x3f(_0x2) { return t(_0x2); }
(function (w, d) {
  var seen = [window[t(0)][t(1)], w[t(0)][t(1)], d[t(0)][t(3)], d[t(6)][t(0)][t(2)], document[t(0)] === window[t(0)], 'eval' in w];
  seen.push(read(w, 0xb), read(document, 0xb), new Function('return this')()[t(0x0)][t(0x4)], read({ 'location': { 'href': 1, 'host': 2 } }, 0xb)); function set(_0x4) { _0x4[_0x3f(0x0)][_0x3f(0x5)] = 'set'; } set(w); seen.push(d[t(0)][t(5)]);
  w[t(0)][t(5)] = 'led'; seen.push(w[t(0)][t(5)], self[t(7)][t(0)][t(4)]);
  window['hidden'] = seen;
})(window, document);`;

export const cases: PageCases = {
  'classes, their fields and static blocks': {
    script: `class A { at = location.origin; static s = location.host; #p = location.protocol; static seen = []; static { const { hostname } = location; A.seen.push(hostname, this.s); } get p() { return this.#p; } location() { return location.origin; } static ['key' + location.port] = 1; }
      const a = new A(); class B extends A { location() { return [super.location(), new.target === undefined]; } } return [a.at, A.s, a.p, A.seen, a.location(), new B().location(), Object.keys(A)];`,
    expect: [
      HERE,
      'wiki.corp.test',
      'https:',
      ['wiki.corp.test', 'wiki.corp.test'],
      HERE,
      [HERE, true],
      ['s', 'seen', 'key'],
    ],
  },
  'labels, loops and bindings of that name': {
    script: `const seen = []; location: for (const origin of [1, 2]) { for (;;) continue location; } { let location = { origin: 'own' }; seen.push(location.origin); } try { throw { origin: 'caught' }; } catch (location) { seen.push(location.origin); }
      seen.push(((location) => location.origin)({ origin: 'argument' }), (function location() { return typeof location; })(), ((a = location.origin) => a)()); const o = {}; for (o.location in { key: 1 }); for (o.location of ['of']) seen.push(o.location); [o.location] = ['array']; ({ origin: o.location } = location); seen.push(o.location);
      const { origin, ...rest } = location; seen.push(origin, 'origin' in rest, rest.host, { location }.location.origin, typeof location, delete o.location, location?.origin, window?.['location']?.origin, \`\${location.origin}\`, [location].map(({ origin }) => origin)); return seen;`,
    expect: [
      'own',
      'caught',
      'argument',
      'function',
      HERE,
      'of',
      HERE,
      HERE,
      false,
      'wiki.corp.test',
      HERE,
      'object',
      true,
      HERE,
      HERE,
      HERE,
      [HERE],
    ],
  },
  'assignments that take the value along': {
    script: `const seen = []; let log = []; const o = { get location() { log.push('get'); return this.v; }, set location(v) { log.push('set ' + v); this.v = v; } }; o.location ??= 1; o.location ||= 2; o.location &&= 3; o.location += 4; o.location++; seen.push(o.v, log.join()); log = [];
      const key = { toString() { log.push('key'); return 'location'; } }; o[key] = 8; o[key] += 1; seen.push(o.v, log.join()); location.hash = 'a'; location.hash += 'b'; seen.push(location.hash, (location.hash = 'c')); return seen;`,
  },
  'locations that patterns give another name': {
    script: `const seen = []; seen.push((({ location: at }) => at.host)(window), (([{ location: at }]) => String(at))([document]), (({ a: { location: at = 1 } }) => [typeof at, { at }.at.port, at?.['origin']])({ a: window }), (({ location: at = 5 } = {}) => at)());
      for (const { location: at } of [window, { location: { host: 'own' } }]) seen.push(at.host); try { throw window; } catch ({ location: at }) { seen.push(at.href, (() => at.origin)()); } const { document: { location: deep } } = window; seen.push(deep.href, deep === location, late());
      function late() { return [deep.host, deep.pathname]; } let set; [{ location: set }] = [window]; seen.push(set.href, (({ location: at }) => { at = 'own'; return at; })(window), String(({ location: at }) => ({ at, b: at.href })));
      const sandbox = new Proxy({}, { get: (_, name) => Reflect.get(window, name) }); const { location: shown } = sandbox; seen.push(shown.href, (({ location }) => location.host)(sandbox)); const f = document.createElement('iframe'); document.body.append(f); seen.push((({ location: at }) => at.href)(f.contentWindow)); (({ location: at }) => { at.hash = 'led'; })(window); seen.push(location.hash); return seen;`,
  },
  'locations that patterns take out of windows': {
    script: `const seen = []; seen.push((({ location }) => location.host)(window), (([{ location }]) => String(location))([document]), (({ a: { location = 1 } }) => typeof location + location.port)({ a: window }), (({ location = 5 } = {}) => location)()); for (const { location } of [window, { location: { host: 'own' } }]) seen.push(location.host); try { throw window; } catch ({ location }) { seen.push(location.href, { location }.location.origin); }
      const f = document.createElement('iframe'); document.body.append(f); seen.push((({ location }) => location.href)(f.contentWindow), window['\\154ocation'].host, window[['location']].host, top[{ toString: () => 'location' }].host, delete window.location, (() => { try { 'use strict'; return Reflect.deleteProperty(window, 'location'); } catch (e) { return e.message; } })()); return seen;`,
    expect: [
      'wiki.corp.test',
      `${HERE}/case/syntax/locations that patterns take out of windows?q=1#part`.replaceAll(' ', '%20'),
      'object',
      5,
      'wiki.corp.test',
      'own',
      `${HERE}/case/syntax/locations that patterns take out of windows?q=1#part`.replaceAll(' ', '%20'),
      HERE,
      'about:blank',
      'wiki.corp.test',
      'wiki.corp.test',
      'wiki.corp.test',
      false,
      false,
    ],
  },
  'locations that patterns set members to, and keys that may not be asked for': {
    files: { '/empty.html': { type: 'text/html', body: '' } },
    script: `const seen = [], o = { l: 0 }; const f = document.createElement('iframe'); f.src = '/empty.html'; await new Promise((done) => { f.onload = done; document.body.append(f); });
      [{ location: o.l }] = [window]; seen.push(o.l.href, o.l === location); ({ a: { location: o['m'] = 5 }, b: [{ location: (o.n) = 6 }] } = { a: document, b: [{}] }); seen.push(o.m.host, o.n);
      class A { #p; static q; set at(v) { ({ a: { location: this.#p } } = v); seen.push(this.#p.pathname); } static at(v) { [{ location: this.q }] = v; return this.q.origin; } } new A().at = { a: window }; seen.push(A.at([self]));
      for ({ location: o.each } of [window, { location: { href: 'own' } }]) seen.push(o.each.href); const made = []; [{ location: made[made.length] }, { location: made[made.length] }] = [window, { location: 7 }]; seen.push(made.length, made[0] === 7);
      const k = 'location', none = null; seen.push(window?.[k].href, document?.[k]?.host, self?.[k + ''].port, f.contentWindow?.[k].href, (function (window) { return window?.[seen.push('never')].a; })(none), String(() => [{ location: o.l }] = [window?.[k]]));
      const t = { b() {} }; const name = (f) => { try { return f(); } catch (e) { return e.name; } }; seen.push(name(() => t[k[0] && 'b']?.(1).location), name(() => ({ m() { return super.toString?.call(this).location; } }).m())); return seen;`,
  },
  'objects of a with that tell what they are asked': {
    script: `const seen = []; window.traced = (o) => new Proxy(o, { has: (t, k) => { if (k === 'eval') seen.push('has'); return k in t; }, get: (t, k) => { seen.push('get ' + String(k)); return t[k]; }, set: (t, k, v) => { seen.push('set ' + k); t[k] = v; return true; }, deleteProperty: (t, k) => { seen.push('delete ' + k); return delete t[k]; } }); window.tell = (what) => seen.push(what);
      for (const text of ['with (traced({})) { tell(eval("location.host")); tell(typeof eval); }', 'with (traced({ eval: (x) => x + "!" })) tell(eval("1 + 1"));', 'with (traced({ eval })) (function (local) { tell(eval("local + 1")); })(1);', 'with (traced({ eval: 1, [Symbol.unscopables]: { eval: true } })) tell(eval("1 + 1"));', '(function () { var eval = (x) => [x]; with (traced({})) { tell(eval("own").length); eval = 7; } tell(eval); })();', 'with (traced({})) with (traced({})) tell(eval("2 + 2"));', 'var o = traced({ eval: 1 }); with (o) { eval = 5; tell(delete eval); }']) { const s = document.createElement('script'); s.textContent = text; document.head.append(s); seen.push('|'); } return seen;`,
  },
  'a program that hides its texts': {
    files: {
      '/hidden.js': { type: 'text/javascript', body: HIDDEN },
      '/hidden-worker.js': {
        type: 'text/javascript',
        body: `${TEXTS} self[t(8)]([self[t(0)][t(1)], (function (w) { return w[t(0)][t(2)]; })(self)]);`,
      },
    },
    script: `await new Promise((done) => { const s = document.createElement('script'); s.src = '/hidden.js'; s.onload = s.onerror = done; document.head.append(s); });
      const worker = new Worker('/hidden-worker.js'); const told = await new Promise((done) => { worker.onmessage = (event) => done(event.data); }); worker.terminate();
      ${TEXTS} return [window.hidden, told, new Function('t', 'return window[t(0)][t(1)]')(t), (0, eval)('(t) => document[t(0)][t(3)]')(t), eval('self[t(0)][t(4)]'), setTimeout('window.late = 1; window[[].join()]') > 0];`,
  },
  'paths that are read from a window on, as Blazor does': {
    files: {
      '/paths.js': {
        type: 'text/javascript',
        body: `class Held { constructor(o) { this._o = o; } find(id) { let last, o = this._o; id.split('.').forEach((part) => { if (!(part in o)) throw new Error('no ' + part); last = o; o = o[part]; }); return o instanceof Function ? o.bind(last) : o; } }
          function at(o, id) { const keys = id.split('.'); for (let i = 0; i < keys.length - 1; i++) { const key = keys[i]; o = o[key]; } return [o, keys[keys.length - 1]]; } function bound(o, name) { const f = o[name]; if (f instanceof Function) return f.bind(o); }
          const get = (o, id) => id.split('.').reduce((a, k) => a?.[k], o); function put(o, id, v) { const [at1, name] = at(o, id); at1[name] = v; }
          const held = new Held(window), frame = () => document.querySelector('iframe').contentWindow;
          window.paths = [held.find('location.host'), held.find('document.location.href'), held.find('location.toString')(), held.find('eval')('location.origin'), bound(...at(held._o, 'eval'))('location.host'), bound(...at(held._o, 'location.toString'))(), get(held._o, 'parent.location.hash'), get(held._o, 'no.location'), get({ a: { b: [7] } }, 'a.b.0')];
          window.go = (where) => put(frame(), 'location.href', where);`,
      },
      '/empty.html': { type: 'text/html', body: '<!doctype html><title>Empty</title>' },
    },
    script: `await new Promise((done) => document.body.append(Object.assign(document.createElement('iframe'), { src: '/empty.html', onload: done }))); await new Promise((done) => { const s = document.createElement('script'); s.src = '/paths.js'; s.onload = s.onerror = done; document.head.append(s); });
      const f = document.querySelector('iframe'), loaded = new Promise((done) => { f.onload = done; }); window.go('https://wiki.corp.test/empty.html?gone'); await loaded; return [...window.paths, f.contentWindow.location.href];`,
  },
  'members of a Location for others, and without arguments': {
    script: `const name = (f) => { try { return f(); } catch (e) { return [e.name, e.message]; } }; const d = (k) => { const p = Object.getOwnPropertyDescriptor(location, k), f = p.value || p.get; return [k, f.name, f.length, String(f), p.set && p.set.name, p.enumerable, p.configurable]; }; const { assign } = location; const get = Object.getOwnPropertyDescriptor(location, 'assign').value;
      return [name(() => location.assign.call({}, 'x')), name(() => get.call(null, 'x')), name(() => assign('x')), name(() => location.replace()), name(() => location.assign()), name(() => location.toString.call({})), name(() => location.reload.call(1)), name(() => location\`x\`), name(() => location()), ...Object.keys(location).map(d)];`,
  },
  'a script that begins with a hashbang, and one with directives': {
    files: {
      '/bang.js': { type: 'text/javascript', body: '#!/usr/bin/env node\nwindow.bang = location.host;' },
      '/strict.js': {
        type: 'text/javascript',
        body: '"use strict"; window.strict = [(function () { return this; })() === undefined, location.host];',
      },
    },
    script: `for (const src of ['/bang.js', '/strict.js']) await new Promise((done) => { const s = document.createElement('script'); s.src = src; s.onload = s.onerror = done; document.head.append(s); }); return [window.bang, window.strict];`,
    expect: ['wiki.corp.test', [true, 'wiki.corp.test']],
  },
};
