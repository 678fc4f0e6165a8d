import type { BundleCases } from '../bundle-case.ts';

/** What pages are built with. */
export const FRAMEWORKS: BundleCases = {
  jquery: {
    head: '<script src="/lib/jquery/dist/jquery.min.js"></script>',
    body: '<div id="box"></div>',
    exported: 'window.jQuery',
    keys: 60,
    smoke: `const box = lib('#box').html('<a href="https://static.corp.test/a?b=1#c">x</a><script>window.made = location.host;<\\/script>');
      const called = new Promise((done) => { window.called = done; }); lib.ajax({ url: 'https://wiki.corp.test/sample/callback.js', dataType: 'script', cache: true }); lib.globalEval('window.evaluated = location.origin');
      must(window.made === 'wiki.corp.test', window.made);
      return [await lib.getJSON('https://wiki.corp.test/sample/list.json'), box.find('a').prop('href'), box.find('a').attr('href'), box.html(), window.evaluated, (await called).host, box.find('[href^="https://static"]').length, lib.param({ at: location.href })];`,
  },
  lodash: {
    head: '<script src="/lib/lodash/lodash.min.js"></script>',
    exported: 'window._',
    keys: 300,
    smoke: `const page = lib.template('<a href="<%= location.href %>"><%- location.host %></a><% _.each(rows, (row) => { %><%= row.location %>;<% }) %>');
      return [page({ rows: [{ location: 'here' }, { location: 'there' }] }), page.source.includes('__p'), lib.isEqual(lib.cloneDeep({ location: { host: 1 } }), { location: { host: 1 } }), lib.invoke({ location: { go: () => 'gone' } }, 'location.go'), lib.isElement(document.body), lib.keys({ location: 1, eval: 2 }), lib.get(window, 'location.href'), lib.get(self, ['location', 'host']), lib.has(window, 'location.host'), lib.result(document, 'location.origin'), lib.at(window, 'location.pathname', 'location.protocol'), lib.set(window, 'location.hash', '#set') && location.href];`,
  },
  react: {
    head: '<script src="/lib/react/umd/react.production.min.js"></script><script src="/lib/react-dom/umd/react-dom.production.min.js"></script>',
    body: '<div id="root"></div>',
    exported: '({ ...window.React, ...window.ReactDOM })',
    keys: 40,
    smoke: `const { createElement: h, useState } = lib; const root = document.getElementById('root');
      const App = () => { const [count, setCount] = useState(0); return h('p', { onClick: () => setCount(count + 1) }, count, h('a', { href: location.origin + '/next', style: { backgroundImage: 'url(https://static.corp.test/pixel.svg)' } }, location.host), h('span', { dangerouslySetInnerHTML: { __html: '<img src="https://static.corp.test/pixel.svg">' } })); };
      lib.createRoot(root).render(h(App)); await until(() => root.querySelector('p')); root.querySelector('p').click(); await until(() => root.textContent.startsWith('1')); return [root.innerHTML, root.querySelector('a').href];`,
  },
  vue: {
    head: '<script src="/lib/vue/dist/vue.global.prod.js"></script>',
    body: '<div id="app"></div>',
    exported: 'window.Vue',
    keys: 100,
    smoke: `const app = lib.createApp({ data: () => ({ location: 'data of its own', at: window.location.href, count: 1 }), template: '<b @click="count++">{{ location }} {{ at }} {{ count }}</b><a v-bind:href="at">x</a><img src="https://static.corp.test/pixel.svg">' }); app.mount('#app');
      document.querySelector('b').click(); await lib.nextTick(); must(document.querySelector('b').textContent.startsWith('data of its own'), 'a binding of that name');
      return [document.getElementById('app').innerHTML, document.querySelector('a').href, String(lib.compile('<i>{{ location }}</i>')).length];`,
  },
  'svelte compiler': {
    head: '<script src="/lib/svelte/compiler/index.js"></script>',
    exported: 'window.svelte',
    keys: 6,
    smoke: `const { js, warnings } = lib.compile('<script>let location = $state(1); const here = window.location.host; function top() { return globalThis.location; }</' + 'script><a href={here}>{location}</a>', { generate: 'client', filename: 'App.svelte' });
      must(js.code.includes('location'), js.code); return [js.code, warnings.length, lib.VERSION];`,
  },
  rxjs: {
    head: '<script src="/lib/rxjs/dist/bundles/rxjs.umd.min.js"></script>',
    exported: 'window.rxjs',
    keys: 150,
    smoke: `const { ajax } = lib.ajax; const { map } = lib.operators ?? lib; const first = (source) => lib.firstValueFrom(source);
      return [await first(ajax.getJSON('https://wiki.corp.test/sample/list.json')), await first(lib.fetch.fromFetch('/sample/list.json', { selector: (r) => r.json() })), await first(lib.of(location).pipe(map((at) => at.href))), await first(lib.fromEvent(window, 'ping').pipe(map((event) => event.target.location.host), lib.startWith('before')))];`,
  },
};
