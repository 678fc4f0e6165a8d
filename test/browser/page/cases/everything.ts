import type { PageCases } from '../../../support/page-case.ts';

/**
 * Walks what can be reached from some objects, getters of prototypes included, and lists the texts that name a suffix host. Left out are
 * the runtime's own global, `location` by a computed name (decision 4) and what RegExp remembers of the last match.
 */
const WALK = `const NAMED = new RegExp('[.]mc' + 'as[.]|sally' + 'port', 'i'); const walk = (roots, limit) => { const seen = new Set(), found = [], queue = Object.entries(roots); let count = 0, at = 0; const SKIP = /^(?:RegExp|location|top|parent|opener|prototype|constructor|mozInnerScreen|webkitStorageInfo)$/;
  while (at < queue.length && count < limit) { const [path, value] = queue[at++]; if (typeof value === 'string') { if (NAMED.test(value)) found.push(path + ' = ' + value.slice(0, 200)); continue; } if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value) || path.split('.').length > 7) continue; seen.add(value); count++;
    if (typeof value === 'function') { queue.push([path + '.name', value.name]); try { const text = Function.prototype.toString.call(value); if (/\\[native code\\]/.test(text) === false && NAMED.test(text)) found.push(path + '()'); } catch {} }
    const own = new Set(); for (let o = value; o && o !== Object.prototype && o !== Function.prototype && o !== Array.prototype; o = Object.getPrototypeOf(o)) for (const k of Object.getOwnPropertyNames(o)) { if (own.has(k) || SKIP.test(k) || (/^\\d+$/.test(k) && Number(k) > 20)) continue; own.add(k); let v; try { v = value[k]; if (Object.prototype.toString.call(v) === '[object Promise]') { v.catch(() => {}); continue; } } catch (e) { v = e && e.message; } if (NAMED.test(k) && k !== '__sally' + 'port') found.push(path + ' has ' + k); queue.push([path + '.' + k, v]); } }
  return [count > 100, found.sort()]; };`;

const BODY =
  '<a href="https://static.corp.test/a" ping="https://wiki.corp.test/p">a</a><img src="https://static.corp.test/pixel.svg" srcset="/pixel.svg 2x"><form action="https://wiki.corp.test/f"><button formaction="https://static.corp.test/b">b</button><input type=image src="/pixel.svg"></form><script src="https://wiki.corp.test/script.js"></script><link rel=stylesheet href="https://static.corp.test/style.css"><style>@import "https://static.corp.test/style.css"; p { background: url(https://wiki.corp.test/pixel.svg) }</style><p style="background: url(//static.corp.test/pixel.svg)" onclick="location.href">p</p><iframe src="/page.html"></iframe><svg><use href="https://wiki.corp.test/pixel.svg#a"/><a href="https://static.corp.test/s"/></svg><object data="/pixel.svg"></object><video src="https://wiki.corp.test/v" poster="https://static.corp.test/pixel.svg"></video><template><a href="https://wiki.corp.test/t">t</a></template>';

/** No text that script can come by names the gateway, whatever it is called. */
export const cases: PageCases = {
  'from the window': {
    body: BODY,
    script: `${WALK} if (document.readyState !== 'complete') await new Promise((d) => addEventListener('load', d)); return walk({ window: self, picture: frames[1], drawing: frames[1].document, drawn: document.querySelector('object').getSVGDocument().documentElement }, 2500);`,
    expect: [true, []],
  },
  'from the document, its elements and its style': {
    body: BODY,
    script: `${WALK} if (document.readyState !== 'complete') await new Promise((d) => addEventListener('load', d)); const roots = { document }; [...document.querySelectorAll('*')].forEach((e, i) => { roots[e.localName + i] = e; [...e.attributes].forEach((a) => { roots[e.localName + i + '@' + a.name] = a; }); }); [...document.styleSheets].forEach((s, i) => { roots['sheet' + i] = s; }); return walk(roots, 2500);`,
    expect: [true, []],
  },
  'from what answers, events and entries are': {
    files: {
      '/events': { type: 'text/event-stream', body: 'retry: 100000\n\n' },
      // It may run before it is ended or not, so it must have nothing to say.
      '/quiet.js': { type: 'text/javascript', body: '' },
    },
    body: BODY,
    script: `${WALK} if (document.readyState !== 'complete') await new Promise((d) => addEventListener('load', d)); const roots = { answer: await fetch('https://wiki.corp.test/data.json'), request: new Request('https://static.corp.test/x', { referrer: '/r' }), entries: performance.getEntries(), navigation: navigation.entries(), json: performance.toJSON(), each: performance.getEntries().map((e) => e.toJSON()), location, history, frame: frames[0], inner: frames[0].document, registration: await navigator.serviceWorker.getRegistrations(), blob: URL.createObjectURL(new Blob(['x'])), cookies: await cookieStore.getAll(), error: new Error('x'), socket: new WebSocket('wss://wiki.corp.test/ws'), events: new EventSource('/events'), worker: new Worker('/quiet.js'), databases: await indexedDB.databases(), url: new URL(location) }; roots.events.close(); roots.socket.close(); roots.worker.terminate(); for (const type of ['error', 'load']) await new Promise((d) => { const i = new Image(); i['on' + type] = (e) => { roots[type] = e; d(); }; i.src = type === 'load' ? 'https://static.corp.test/pixel.svg?e' : 'https://wiki.corp.test/data.json'; }); roots.message = await new Promise((d) => { addEventListener('message', d, { once: true }); postMessage(1, '*'); }); roots.hash = await new Promise((d) => { addEventListener('hashchange', d, { once: true }); location.hash = 'walk'; }); return walk(roots, 2500);`,
    expect: [true, []],
  },
};
