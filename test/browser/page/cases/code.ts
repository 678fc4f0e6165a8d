// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts are data here
import type { PageCases } from '../../../support/page-case.ts';

const thrown =
  'const thrown = (act) => { try { return ["gave", act()]; } catch (error) { return ["threw", error.name]; } };';
const KINDS = `const Kinds = [Function, ...[async () => {}, function* () {}, async function* () {}].map((f) => f.constructor)];`;

/** Code that a page makes out of text. */
export const cases: PageCases = {
  'the four Function constructors': {
    script: `${KINDS} const seen = [];
      for (const Kind of Kinds) {
        const run = async (f, ...args) => { const made = f(...args); return made && made.next ? (await made.next()).value : made; };
        seen.push(await run(Kind('return location.href')), await run(new Kind('a', 'b = location.host', 'return [a, b]'), 1),
          await run(Kind('location', 'return location'), 5), await run(Kind('{ location }', 'return location'), { location: 6 }),
          await run(Kind('a,b', 'c', 'return [a, b, c, location.origin]'), 1, 2, 3), String(Kind('a', 'return location')), Kind().name, Kind('a', 'b', '').length);
      }
      seen.push(await Kinds[1]('return await location.host')(), Kinds[2]('yield location.host')().next(), (await Kinds[3]('yield await location.host')().next()).value);
      return seen;`,
  },
  'what the constructors look like': {
    script: `${KINDS} return Kinds.map((Kind) => [String(Kind), Kind.name, Kind.length, Object.getPrototypeOf(Kind) === (Kind === Function ? Function.prototype : Function), Kind.prototype.constructor === Kind,
      JSON.stringify(Object.getOwnPropertyDescriptor(Kind.prototype, 'constructor')), Object.getOwnPropertyNames(Kind).sort(), Kind instanceof Function, Reflect.construct(Kind, ['return 1'], Array) instanceof Array]);`,
  },
  'every way to the native Function': {
    script: `const AsyncFunction = (async () => {}).constructor; const ways = [Function, window.Function, (() => {}).constructor, Function.constructor, Function.prototype.constructor, Object.constructor, AsyncFunction.constructor, Object.getPrototypeOf(AsyncFunction), Reflect.get(Reflect, 'get').constructor, (class {}).constructor, document.createElement.constructor, class extends Function {}];
      return ways.map((Way) => new Way('return location.href')());`,
  },
  'texts that only make a function together': {
    script: `${thrown} ${KINDS} return Kinds.map((Kind) => [thrown(() => Kind('/*', '*/ location){')), thrown(() => Kind('a', '}, location, function () {')), thrown(() => Kind('location =')), thrown(() => Kind(Symbol())), thrown(() => Kind('"use strict"; with (location) {}'))]);`,
  },
  'arguments are converted once, in order': {
    script: `const log = []; const say = (text) => ({ toString() { log.push(text); return text; } }); const made = Function(say('a'), say('b'), say('return [a, b, location.host]'))(1, 2); return [log, made];`,
  },
  'code in timers': {
    script: `const log = []; const say = (text) => ({ toString() { log.push(text); return text; } }); window.out = [];
      setTimeout('out.push(location.href)'); setTimeout(say('out.push(location.host)'), 1); setTimeout((...args) => out.push(args), 2, 'a', 'b'); const id = setInterval('out.push(location.origin); clearInterval(window.interval)', 3); window.interval = id;
      setTimeout('var made = location.pathname', 1); await new Promise((done) => setTimeout(done, 60)); return [out.map(String).sort(), log, window.made];`,
  },
  'eval, in the scope of its caller': {
    script: `${thrown} function f(location) { return eval('location'); } function g() { var x = 1; eval('var y = x + location.host'); return y; } const e = eval;
      function strict() { 'use strict'; eval('var z = location.host'); return typeof z; } class A { #p = 3; m() { return eval('this.#p + location.host'); } }
      return [f(5), g(), strict(), new A().m(), e('typeof f'), (0, eval)('location.href'), window.eval('location.origin'), eval?.('location.host'), ['1', '2'].map(eval), eval({}).constructor === Object, eval(...['location.host', 1]), eval.name, String(eval), eval === window.eval, thrown(() => eval('location ='))];`,
  },
  'a sandbox that claims to have every name': {
    script: `${thrown} const sandbox = (endow) => new Proxy(endow, { has: () => true, get: (t, k) => k === Symbol.unscopables ? undefined : t[k] });
      const run = (code, endow) => thrown(() => new Function('sandbox', 'with (sandbox) { return (' + code + ') }').call({ mine: 1 }, sandbox(endow)));
      const nested = (code, endow) => { const scope = { get eval() { delete scope.eval; return evaluator; } }, evaluator = eval; Object.defineProperty(scope, 'eval', { configurable: true }); const terminator = new Proxy(Object.freeze(Object.create(null)), { has: () => true, get: () => undefined, set: () => { throw new ReferenceError('set'); } });
        return thrown(() => Function('with (this.terminator) { with (this.endow) { with (this.scope) { return function () { "use strict"; return eval(arguments[0]); }; } } }').call({ terminator, endow, scope })(code)); };
      const seen = []; for (const each of [run, nested]) seen.push(each('typeof location + typeof document', {}), each('location.href', { location }), each('w.location.host', { w: window }), each('[w.location === l, d.URL]', { w: window, d: document, l: location }), each('eval("l.host + typeof location")', { l: location, eval }), each('typeof fetch + typeof this', { }), each('(() => { try { return missing.location; } catch (error) { return error.name; } })()', {}), each('o.location', { o: { location: 5 } }));
      seen.push(Function('eval', 'changed', 'eval("changed = true"); return changed;')(eval, false), thrown(() => { with ({ location: 3 }) return eval('location'); }), thrown(() => { with ({ x: 1 }) return eval('location.host + x'); }), Object.keys(window).filter((key) => key.startsWith('__')), run('eval("location; typeof __sally' + 'port?.location + typeof __sally' + 'port?.eval")', { eval }).map(String).join().replace('gave,', '')); return seen;`,
  },
  'functions keep their texts': {
    script:
      `function f(a) { return a.location + location.href + eval('1') + import.name; }`.replace(' + import.name', '') +
      ` const g = ({ location }) => location?.b?.location; class C { location = location.href; m() { return top.location; } }
      return [String(f), g.toString(), Function.prototype.toString.call(C), C.prototype.m + '', Function('return location').toString(), \`\${eval('(function () { return location })')}\`, String(Function.prototype.toString)];`,
  },
  'the runtime is not in sight': {
    script: `const found = []; for (const key in window) if (key.startsWith('__sally')) found.push(key); const name = 'sally' + 'port'; found.push(...Object.keys(window).filter((key) => key.includes('__' + name))); return [found, document.documentElement.outerHTML.includes('__' + name), document.scripts.length];`,
    expect: [[], false, 1],
  },
  'names of the platform that a page gives to things of its own': {
    body: `<script>class Node {} class Attr {} let Range = 1, Proxy = 2, Headers = 3; function Element() {} function Request() {} var URL = '/api', Document = {}, Blob = [], Text = '', Response = 4, CharacterData = 5, DocumentFragment = 6;</script><a id="link" href="https://static.corp.test/a">x</a><div id="box"></div><iframe id="f" src="/page.html"></iframe>`,
    script: `if (document.readyState !== 'complete') await new Promise((done) => addEventListener('load', done)); const seen = []; const look = (name, work) => { try { const value = work(); seen.push([name, value instanceof Promise ? 'promise' : value]); } catch (error) { seen.push([name, String(error)]); } };
      const link = document.getElementById('link'), box = document.getElementById('box');
      look('location', () => [location.host, location.origin, window.location.href, document.location.hostname, location.toString(), frames[0].location.host]); look('link', () => [link.host, link.origin, link.href, link.outerHTML]); look('part', () => { link.host = 'wiki.corp.test'; return link.href; });
      look('script', () => { const s = document.createElement('script'); s.textContent = 'window.first = location.host'; box.append(s); return window.first; }); look('text', () => { const s = document.createElement('script'); s.append(document.createTextNode('window.second = location.host')); box.append(s); return window.second; });
      look('late', () => { const s = document.createElement('script'); box.append(s); s.append('window.third = location.host'); return window.third; });
      look('fragment', () => { const d = document.createDocumentFragment(), s = document.createElement('script'); s.text = 'window.fourth = location.host'; d.append(s); box.insertBefore(d, null); return window.fourth; }); look('copy', () => { const t = document.createElement('template'); t.innerHTML = '<script>window.fifth = location.host</' + 'script>'; box.append(t.content.cloneNode(true)); return window.fifth; });
      look('style', () => { const s = document.createElement('style'); s.append('#box { background: url(https://static.corp.test/pixel.svg) }'); box.append(s); s.firstChild.data += ' '; return [s.sheet.cssRules[0].cssText, s.textContent, s.firstChild.length, s.firstChild.substringData(0, 50)]; });
      look('attribute', () => { const a = document.createAttribute('href'); a.value = 'https://static.corp.test/b'; link.setAttributeNode(a); const was = [link.href, a.value, link.getAttributeNode('href').nodeValue, link.removeAttributeNode(a).value, a.value]; return was; }); look('range', () => { const r = document.createRange(); r.selectNodeContents(box); return r.createContextualFragment('<img src="https://static.corp.test/pixel.svg">').firstChild.src; });
      look('blank', () => { const f = document.createElement('iframe'); box.append(f); return [f.contentWindow.eval('location.href'), f.contentDocument.URL]; }); look('function', () => Function('return location.host')()); look('eval', () => [eval('location.host'), (0, eval)('location.href')]);
      const asked = await fetch('https://wiki.corp.test/data.json', { headers: { 'x-a': 'b' } }); look('fetch', () => asked.url); look('history', () => { history.replaceState(1, '', 'https://wiki.corp.test' + location.pathname); return location.href; });
      look('cookie', () => { document.cookie = 'named=1'; return document.cookie; }); look('keys', () => Object.keys(window).filter((key) => key.startsWith('__'))); look('base', () => { const b = document.createElement('base'); b.href = 'https://static.corp.test/d/'; document.head.append(b); const now = [document.baseURI, new window.Image().src]; b.remove(); return now; });
      look('observer', () => new MutationObserver(() => {}).observe(box, { childList: true })); look('selector', () => document.querySelectorAll('a[href*="static.corp.test"]').length); look('style sheet', () => new CSSStyleSheet().insertRule('a { background: url(https://static.corp.test/pixel.svg) }')); seen.push(await new Promise((done) => { const w = new Worker('/own-names.js'); w.onmessage = ({ data }) => done(data); w.onerror = ({ message }) => done(message); })); return seen;`,
    files: {
      '/own-names.js': {
        type: 'text/javascript',
        body: `var URL = '/api', Proxy = 1; class Blob {} importScripts('https://wiki.corp.test/empty.js'); postMessage([location.host, self.location.href, String(location), eval('location.origin'), Function('return location.port')()]);`,
      },
      '/empty.js': { type: 'text/javascript', body: '' },
    },
  },
  'collections that a page redefines': {
    script: `const seen = [], leaks = []; const all = [[Set.prototype, 'has'], [WeakMap.prototype, 'has'], [WeakMap.prototype, 'get'], [WeakSet.prototype, 'has'], [XMLHttpRequest.prototype, 'open'], [Reflect, 'apply'], [Reflect, 'get']];
      const kept = all.map(([owner, name]) => [owner, name, owner[name]]);
      for (let i = 0; i < all.length; i++) { const name = String(all[i][1]); all[i][0][all[i][1]] = function () { leaks.push(name); return undefined; }; }
      try { seen.push(location.href, window.location.host, document.location.origin, { location }.location.href); var w = window; seen.push(w.location === location, eval('location.host'), Function('return location.host')()); } catch (error) { seen.push(String(error)); }
      for (let i = 0; i < kept.length; i++) kept[i][0][kept[i][1]] = kept[i][2]; return [seen, leaks];`,
  },
  'collections that a page redefines, and the DOM': {
    body: '<div id="box"><a id="link" href="https://static.corp.test/a">x</a></div>',
    script: `const leaks = [], seen = [], kept = [];
      for (const kind of [Map, Set, WeakMap, WeakSet]) for (const name of Object.getOwnPropertyNames(kind.prototype)) {
        if (name === 'constructor' || name === 'size') continue; const method = kind.prototype[name];
        kept.push([kind.prototype, name, method]); kind.prototype[name] = function () { leaks.push(kind.name + '.' + name); return undefined; };
      }
      try {
        const box = document.getElementById('box'), link = document.getElementById('link');
        link.href = 'https://static.corp.test/b'; seen.push(link.href, link.getAttribute('href')); link.setAttribute('onclick', 'location'); seen.push(link.outerHTML);
        box.innerHTML = '<img src="https://static.corp.test/pixel.svg" srcset="//static.corp.test/pixel.svg 2x"><p style="background:url(https://static.corp.test/c)">&copy;</p>'; seen.push(box.innerHTML);
        box.append(document.createElement('iframe')); const script = document.createElement('script'); script.text = 'window.ran = location.host'; box.append(script); seen.push(window.ran);
        seen.push(document.querySelector('[src^="https://static.corp.test"]') !== null, box.querySelector('p').style.background, new Request('https://static.corp.test/d').url, document.URL);
        document.body.appendChild(document.createElement('style')).textContent = '@import "https://static.corp.test/e.css";'; seen.push(document.querySelector('style').textContent, window.open.toString());
      } catch (error) { seen.push(String(error)); }
      for (const [owner, name, method] of kept) owner[name] = method; return [seen, leaks];`,
  },
  'methods that old libraries replace': {
    body: '<div id="box"><a id="link" href="https://static.corp.test/a">x</a></div>',
    files: { '/framed.html': { type: 'text/html', body: '<!doctype html><p>framed' } },
    script: `const kept = [[Array, 'from'], [Array.prototype, 'entries'], [Array.prototype, 'reduce'], [Array.prototype, 'toJSON'], [String.prototype, 'startsWith'], [String.prototype, 'endsWith'], [Function.prototype, 'bind'], [window, 'Element'], [window, 'Event'], [window, 'Request'], [window, 'Text'], [window, 'Hash']].map(([owner, name]) => [owner, name, Object.getOwnPropertyDescriptor(owner, name)]); const { Request } = window; const seen = [];
      const list = (item) => item == null ? [] : item.length === undefined || typeof item === 'string' ? [item] : Array.prototype.slice.call(item); const made = { from: list, entries() { return list(this); }, reduce() { return this.length > 1 ? this : this[0]; }, toJSON() { return '[' + this.join() + ']'; }, startsWith(text) { return this.indexOf(text) === 0; }, endsWith(text) { const at = this.length - text.length; return at >= 0 && this.lastIndexOf(text) === at; }, bind(of) { const of2 = of, self = this; return function () { return self.apply(of2, arguments); }; } };
      for (const [owner, name] of kept) owner[name] = made[name] || function () { this.own = true; };
      try {
        const box = document.getElementById('box'), link = document.getElementById('link');
        link.href = 'https://static.corp.test/b'; seen.push(link.href, link.getAttribute('href'), link.search, link.hash); link.setAttribute('onclick', 'location'); seen.push(link.outerHTML);
        box.innerHTML = '<!-- https://static.corp.test/o --><img src="https://static.corp.test/pixel.svg" srcset="//static.corp.test/pixel.svg 2x, https://static.corp.test/pixel.svg?3 3x"><p style="background:url(https://static.corp.test/c)\\r\\n;color:red">&copy;</p><script>window.never = location<'+'/script><style>p { background: url("https://static.corp.test/s") }\\r\\n</style><svg><a href="https://static.corp.test/v"></a></svg>'; seen.push(box.innerHTML);
        box.append('text', document.createElement('b'), 'https://static.corp.test/t'); box.prepend(document.createElement('i')); seen.push(box.innerHTML.length);
        const script = document.createElement('script'); script.append('window.ran = ', 'location.host'); box.append(script); seen.push(window.ran, script.text, script.textContent);
        seen.push(eval('var inEval = location.host; inEval'), Function('a', 'b', 'return [a, b, location.host, function () { return location; }.toString()]')(1, 2), (0, eval)('top.location.host'));
        seen.push(document.querySelector('[src^="https://static.corp.test"]') !== null, box.querySelector('p').style.background, document.URL, new XMLSerializer().serializeToString(new DOMParser().parseFromString('<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><!-- c --><body><![CDATA[x]]><a href="https://static.corp.test/x">x</a></body></html>', 'application/xhtml+xml')));
        document.body.appendChild(document.createElement('style')).textContent = '@import "https://static.corp.test/e.css";'; seen.push(document.querySelector('style').textContent, document.querySelectorAll('style')[1].sheet.cssRules[0].href);
        seen.push(new Request('https://static.corp.test/d').url, [...location.ancestorOrigins], await (await fetch(URL.createObjectURL(new Blob(['self.at = "https://static.corp.test/blob"'], { type: 'text/javascript' })))).text());
        const frame = document.createElement('iframe'); await new Promise((done) => { frame.onload = done; frame.src = '/framed.html'; document.body.append(frame); }); seen.push(frame.contentWindow.location.href, frame.contentDocument.URL, [...frame.contentWindow.location.ancestorOrigins]);
        const worker = new Worker(URL.createObjectURL(new Blob(['postMessage([location.protocol, self.origin])'], { type: 'text/javascript' }))); seen.push(await new Promise((done) => { worker.onmessage = (event) => done(event.data); worker.onerror = (event) => done(event.message); })); worker.terminate();
        const form = document.createElement('form'); form.action = 'https://static.corp.test/f'; seen.push(form.action, form.outerHTML); const doc = document.implementation.createHTMLDocument(''); doc.write('<a href="https://static.corp.test/w">w</a', '><!-- c -->'); doc.close(); seen.push(doc.body.innerHTML);
      } catch (error) { seen.push(String(error)); }
      for (const [owner, name, was] of kept) if (was) Object.defineProperty(owner, name, was); else delete owner[name]; return seen;`,
  },
  'all four Function constructors': {
    script: `const kinds = [function () {}, function* () {}, async function () {}, async function* () {}].map((each) => each.constructor); const results = [];
      for (const kind of kinds) { const made = kind('at = location.host', 'yielded', 'return at + window.location.pathname.length'); let got = made(); if (got && got.next) got = await got.next(); got = await got; results.push([kind.name, made.length, got && got.value !== undefined ? got.value : got, made.toString().includes('sallyport')]); }
      return results;`,
  },
  'scripts that are data stay as they are': {
    head: '<script type="application/ld+json" id="ld">{"url":"https://wiki.corp.test/","location":"here"}</script><script type="text/template" id="template"><a href="https://static.corp.test/x"><%= location.host %></a></script>',
    script: `const made = document.createElement('script'); made.type = 'text/x-data'; made.text = 'location.href; https://static.corp.test/'; document.head.append(made);
      return [document.getElementById('ld').text, JSON.parse(document.getElementById('ld').textContent).url, document.getElementById('template').innerHTML, made.text];`,
    expect: [
      '{"url":"https://wiki.corp.test/","location":"here"}',
      'https://wiki.corp.test/',
      '<a href="https://static.corp.test/x"><%= location.host %></a>',
      'location.href; https://static.corp.test/',
    ],
  },
  'objects without a prototype, groups, traps': {
    script: `const bare = Object.create(null); bare.location = 'own'; const { groups } = /(?<location>l.)/.exec('la'); const log = [];
      const trapped = new Proxy({}, { get: (_target, key) => { log.push('get ' + String(key)); return 'trapped'; }, has: (_target, key) => { log.push('has ' + String(key)); return true; }, deleteProperty: (_target, key) => { log.push('delete ' + String(key)); return true; }, set: (_target, key) => { log.push('set ' + String(key)); return true; } });
      trapped.location = 1; delete trapped.location; const { location: taken, ...rest } = { location: 'taken', other: 1 }; const frozen = Object.freeze({ location: 1 });
      const refused = (() => { 'use strict'; try { frozen.location = 2; } catch (error) { return error.name; } })();
      return [bare.location, bare?.location, groups.location, trapped.location, 'location' in trapped, log.filter((entry) => !entry.includes('defaultView')), taken, rest, refused, Object.keys({ location: 1 })];`,
  },
  'traps are called for what the page asks alone': {
    script: `const log = []; const trapped = new Proxy({}, { get: (_target, key) => log.push(String(key)), has: (_target, key) => log.push(String(key)) > 0 }); trapped.location; return [log];`,
  },
  'what a Proxy that is the object of a with is asked': {
    script: `${thrown} const asked = (code, own) => { const log = []; const trap = (name) => (t, k, ...rest) => { log.push(name + ' ' + String(k)); return name === 'get' ? t[k] : Reflect[name](t, k, ...(name === 'set' ? [rest[0]] : rest)); };
        const p = new Proxy(own, Object.fromEntries(['has', 'get', 'set', 'deleteProperty', 'getOwnPropertyDescriptor'].map((name) => [name, trap(name)]))); return [thrown(() => new Function('p', 'with (p) { return ' + code + ' }')(p)), log]; };
      const seen = [asked('location.href', {}), asked('typeof location', {}), asked('(function () { "use strict"; return location.host })()', {}), asked('location', { location: 5 }), asked('location = 6', { location: 5 }), asked('delete location', { location: 5 }), asked('w.location.host', { w: window }), asked('eval("location.host")', { eval }), asked('eval("(function (location) { return eval(\\"location + w.location.host\\") })(1)")', { eval, w: window })];
      const gone = new Promise((done) => addEventListener('hashchange', () => done(location.href), { once: true })); seen.push(asked('location = document.URL + "#by-name"', {}), await gone);
      const keys = Reflect.ownKeys(BigInt.prototype).map(String); return [seen, keys, Object.getOwnPropertyNames(BigInt.prototype), Object.keys(Object.getOwnPropertyDescriptors(BigInt.prototype)), Object.getOwnPropertyDescriptor(BigInt.prototype, keys[0]) !== undefined, (() => { for (const key of keys) { if (!Object.getOwnPropertyDescriptor(BigInt.prototype, key)) return key; } for (const each of [BigInt.prototype, Object.prototype]) Object.freeze(each); return asked('w.location.host', { w: window }); })(), (() => { const code = function () { return 1 }; return String(new Function('p', 'with (p) { return location + eval("w.location") }')); })()];`,
  },
  'a path through the window': {
    files: {
      '/path.js': {
        type: 'text/javascript',
        body: 'var keys = (path) => Array.isArray(path) ? path : path.split("."); var get = (object, path) => keys(path).reduce((found, key) => found[key], object); var set = (object, path, value) => { const all = keys(path); const last = all.pop(); get(object, all)[last] = value; return object; };',
      },
    },
    head: '<script src="/path.js"></script>',
    script: `const seen = [get(window, 'location.host'), get(self, ['location', 'origin']), get(document, 'location.href'), get(document.defaultView, 'location.protocol'), get((top), \`location.pathname\`)];
      set(window, 'location.hash', '#set'); seen.push(location.href, get(window, 'document.title')); const heard = []; const on = (target, name) => { heard.push(target === window, name); }; on(window, 'locationchange'); on(window, 'location'); return [seen, heard];`,
  },
  'XMLHttpRequest belongs to the page': {
    script: `const log = []; window.XMLHttpRequest = function () { log.push('made'); }; window.XMLHttpRequest.prototype = { open() { log.push('open'); }, send() {} }; return [Function('return location.host')(), log];`,
    expect: ['wiki.corp.test', []],
  },
  'an eval of a name that the page has bound': {
    head: '<script>window.seen = [(function (eval) { var own = 1; return [eval("own"), eval("location.href")] })(eval), (function (f) { var eval = f, own = 2; return [eval("own"), eval("location.host"), eval("(() => document.location.href)()")] })(window.eval), (function (eval) { return eval("location") })((code) => [code]), (function (f) { { let eval = f; return eval("location.origin") } })(eval), (function () { var before = typeof location; { function location() {} } return [before, typeof location] })()];</script>',
    script: 'return window.seen;',
  },
};
