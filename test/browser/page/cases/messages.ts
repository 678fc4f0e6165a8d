import type { CaseFile, PageCases } from '../../../support/page-case.ts';

const page = (body: string): CaseFile => ({ type: 'text/html; charset=utf-8', body: `<!doctype html>${body}` });
const ECHO = page(
  '<script>onmessage = (e) => { e.source.postMessage({ got: e.data, origin: e.origin, mine: origin, here: location.href, ref: document.referrer, parentIsSource: e.source === parent, ports: e.ports.length }, e.origin); }; parent.postMessage("ready", "*");</script>',
);
const FRAME = `const frame = (url, set = () => {}) => new Promise((done) => { const f = document.createElement('iframe'); set(f); addEventListener('message', function ready(e) { if (e.source === f.contentWindow) { removeEventListener('message', ready); done(f); } }); f.src = url; document.body.append(f); });
const next = () => new Promise((done) => addEventListener('message', done, { once: true }));
const soon = () => Promise.race([next().then((e) => [e.data, e.origin]), new Promise((d) => setTimeout(d, 150, 'nothing'))]);
const name = (f) => { try { return f(); } catch (e) { return [e.name, e.message]; } };`;

/** Who says that a message came from where, and to whom it may go. */
export const cases: PageCases = {
  'to the window itself': {
    script: `${FRAME} const seen = []; const say = async (f) => { const n = soon(); name(f); seen.push(await n); };
      await say(() => postMessage(1, 'https://wiki.corp.test')); await say(() => window.postMessage(2, location.origin)); await say(() => self.postMessage(3, '*')); await say(() => postMessage(4, '/')); await say(() => postMessage(5)); await say(() => postMessage(6, { targetOrigin: origin })); await say(() => postMessage(7, { targetOrigin: 'https://wiki.corp.test/some/path' })); await say(() => postMessage(8, 'https://wiki.corp.test:443')); await say(() => postMessage(9, {})); await say(() => postMessage(10, undefined)); await say(() => postMessage(11, location)); await say(() => postMessage(12, new URL('https://wiki.corp.test/x'))); await say(() => { const { postMessage: p } = window; p(13, origin); }); await say(() => window['post' + 'Message'](14, origin)); await say(() => Reflect.apply(postMessage, window, [15, origin])); await say(() => [16].forEach((m) => postMessage(m, location.origin)));
      return seen;`,
  },
  'to the window itself, once its document was asked for its place': {
    script: `${FRAME} const seen = []; const w = [self][0]; const d = [document][0]; const say = async (f) => { const n = soon(); seen.push(name(f)); seen.push(await n); };
      seen.push(w.location === d.location); await say(() => parent.postMessage({ event: 'loaded' }, '*')); await say(() => w.postMessage(1, location.origin)); await say(() => top['post' + 'Message'](2, { targetOrigin: origin })); seen.push(d.postMessage, name(() => d.postMessage(3, '*')) instanceof Array, d.defaultView.location === w.location); await say(() => d.defaultView.postMessage(4, '/')); return seen;`,
  },
  'for others only': {
    script: `${FRAME} const seen = []; for (const target of ['https://static.corp.test', 'https://mail.partner.test', 'https://elsewhere.test', 'http://wiki.corp.test', 'https://wiki.corp.test:444']) { const n = soon(); seen.push(name(() => postMessage(target, target))); seen.push(await n); }
      for (const bad of ['', 'wiki.corp.test', 'http://[', 'null', 'mailto:']) seen.push([bad, name(() => postMessage(1, bad))]); seen.push(name(() => postMessage()), name(() => postMessage(() => {}, '*')), name(() => postMessage(1, '*', 1)), name(() => postMessage(1, { targetOrigin: 'x' }))); return seen;`,
  },
  'between frames of one origin': {
    files: { '/in.html': ECHO },
    script: `${FRAME} const f = await frame('/in.html'); const w = f.contentWindow; const seen = []; const ask = async (f) => { const n = next(); f(); const e = await n; seen.push(e.data, e.origin, e.source === w, e instanceof MessageEvent); };
      await ask(() => w.postMessage({ home: location.href }, location.origin)); await ask(() => w.postMessage('b', { targetOrigin: 'https://wiki.corp.test' })); await ask(() => { const c = new MessageChannel(); w.postMessage('c', origin, [c.port2]); }); await ask(() => frames[0].postMessage('d', '/')); await ask(() => f.contentDocument.defaultView.postMessage('e', 'https://wiki.corp.test')); await ask(() => window[0].postMessage('f', f.contentWindow.origin)); await ask(() => { const p = w.postMessage; p.call(w, 'g', origin); }); await ask(() => w.setTimeout('parent.postMessage({ from: location.href }, parent.location.origin)', 0)); return seen;`,
  },
  'by the function of one window to another': {
    files: { '/in.html': ECHO },
    script: `${FRAME} const seen = []; const f = await frame('/in.html'); const g = await frame('https://static.corp.test/in.html'); const ask = async (say) => { const n = soon(); seen.push(name(say)); seen.push(await n); };
      for (const by of [f, g]) for (const to of [f, g]) await ask(() => by.contentWindow.postMessage.call(to.contentWindow, 1, '*'));
      await ask(() => f.contentWindow.postMessage.call(window, { own: 1 }, location.origin)); await ask(() => window.postMessage.apply(g.contentWindow, [2, { targetOrigin: 'https://static.corp.test' }])); await ask(() => g.contentWindow.postMessage.bind(f.contentWindow, 3)(location.origin)); await ask(() => { const { postMessage } = f.contentWindow; postMessage(4, '*'); }); await ask(() => (0, f.contentWindow.postMessage)(5, '*'));
      await ask(() => f.contentWindow.postMessage.call(document, 6, '*')); const { postMessage } = f.contentWindow; seen.push(postMessage.name, postMessage.length, String(postMessage), 'prototype' in postMessage); return seen;`,
  },
  'between origins': {
    files: { '/in.html': ECHO },
    script: `${FRAME} const seen = []; for (const host of ['static.corp.test', 'mail.partner.test']) { (await frame('https://' + host + '/in.html')).remove(); const f = await frame('https://' + host + '/in.html'); const w = f.contentWindow; const ask = async (f) => { const n = next(); f(); const e = await n; seen.push(e.data, e.origin, e.source === w); };
        await ask(() => w.postMessage('a', 'https://' + host)); await ask(() => w.postMessage('b', { targetOrigin: 'https://' + host + '/x' })); await ask(() => w['postMessage']('c', '*')); const n = soon(); w.postMessage('lost', location.origin); seen.push(await n); f.remove(); } return seen;`,
  },
  'what an event can be made to say': {
    script: `const m = new MessageEvent('message', { origin: 'https://static.corp.test', data: 'https://wiki.corp.test/', source: window, lastEventId: 'i', ports: [] }); const s = new StorageEvent('storage', { url: 'https://wiki.corp.test/u', key: 'k' }); const h = new HashChangeEvent('hashchange', { oldURL: 'https://wiki.corp.test/#a', newURL: 'https://wiki.corp.test/#b' }); const e = new ErrorEvent('error', { filename: 'https://wiki.corp.test/f.js', message: 'm' }); const n = new MessageEvent('x'); const i = document.createEvent('MessageEvent'); i.initMessageEvent('t', true, true, 'd', 'https://wiki.corp.test', 'l', window);
      return [m.origin, m.data, m.source === window, s.url, h.oldURL, h.newURL, e.filename, n.origin, i.origin, i.data, Object.keys(MessageEvent.prototype).join(), new MessageEvent('x', { origin: 'custom' }).origin, String(Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'origin').get)];`,
  },
  'channels and broadcasts': {
    files: {
      '/b.html': page(
        '<script>const b = new BroadcastChannel("c"); b.onmessage = (e) => b.postMessage([e.data, e.origin, location.href, e.source]); parent.postMessage("ready", "*");</script>',
      ),
    },
    script: `${FRAME} const f = await frame('/b.html'); const b = new BroadcastChannel('c'); const n = new Promise((d) => { b.onmessage = (e) => d([e.data, e.origin, e.target === b, e.source]); }); b.postMessage(location.href); const seen = await n; b.close(); const c = new MessageChannel(); const p = new Promise((d) => { c.port1.onmessage = (e) => d([e.data, e.origin, e.source, e.ports.length]); }); c.port2.postMessage({ u: document.URL }); return [seen, await p, b.name];`,
  },
  'opaque origins': {
    files: {
      '/in.html': page(
        '<script>onmessage = (e) => { parent.postMessage([e.origin, e.data, origin, self.origin, location.href, location.origin, document.domain, window.isSecureContext], "*"); }; parent.postMessage("ready", "*");</script>',
      ),
    },
    script: `${FRAME} const f = await frame('/in.html', (f) => { f.sandbox = 'allow-scripts'; }); const n = next(); f.contentWindow.postMessage(1, '*'); const e = await n; const seen = [e.origin, e.data, e.source === f.contentWindow]; const l = soon(); f.contentWindow.postMessage(2, 'https://wiki.corp.test'); seen.push(await l); f.remove();
      const g = document.createElement('iframe'); g.src = 'data:text/html,<script>parent.postMessage([origin, location.href.slice(0, 5), location.origin], "*")<\\/script>'; const d = next(); document.body.append(g); const de = await d; seen.push(de.origin, de.data);
      return seen;`,
  },
  'storage events': {
    files: {
      '/s.html': page(
        '<script>onstorage = (e) => parent.postMessage([e.key, e.oldValue, e.newValue, e.url, e.storageArea === localStorage], "*"); parent.postMessage("ready", "*");</script>',
      ),
    },
    script: `${FRAME} const f = await frame('/s.html'); const seen = []; for (const act of [() => localStorage.setItem('k', 'https://wiki.corp.test/'), () => localStorage.setItem('k', location.href), () => localStorage.removeItem('k')]) { const n = next(); act(); seen.push((await n).data); } history.replaceState(null, '', '/elsewhere?x'); const n = next(); localStorage.setItem('k', 1); seen.push((await n).data, Object.keys(localStorage)); localStorage.clear(); return seen;`,
  },
  'windows that belong together': {
    files: {
      '/in.html': page(
        '<script>window.facts = [parent === top, top.location.href === parent.location.href, self.parent.document.URL, frameElement.src, frameElement.ownerDocument.location.href, window.top.origin, parent["location"].host, location.ancestorOrigins.length, location.ancestorOrigins[0], location.ancestorOrigins.item(0), location.ancestorOrigins.contains("https://wiki.corp.test"), [...location.ancestorOrigins], document.referrer, opener]; parent.postMessage("ready", location.ancestorOrigins[0]);</script>',
      ),
    },
    script: `${FRAME} const f = await frame('https://wiki.corp.test/in.html'); const w = f.contentWindow; return [w.facts, w.location.href, w.location.host, String(w.location), w.document.location.origin, w.location.toString(), w.location + '', w.length, w.parent === window, w.top === window, w.frameElement === f, Object.prototype.toString.call(w.location), w.location.pathname, JSON.stringify(w.location) === undefined, w.location.search, w.location.hash, f.contentDocument.URL, f.contentDocument.baseURI, f.contentDocument.referrer, w.document.domain];`,
  },
  'a postMessage that the page has made itself': {
    script: `const log = []; const native = window.postMessage; window.postMessage = function (...args) { log.push(args); }; window.postMessage(1, '*'); self.postMessage(2, location.origin); postMessage(3); window['postMessage'](4); window['post' + 'Message'](5); const w = window; w.postMessage(6, 'https://wiki.corp.test'); log.push(window.postMessage === native, typeof native); window.postMessage = native; const got = new Promise((ok) => addEventListener('message', (e) => ok([e.data, e.origin]))); window.postMessage(7, location.origin); log.push(await got);    const f = document.createElement('iframe'); document.body.append(f); f.contentWindow.postMessage = (...a) => log.push(['frame', ...a]); f.contentWindow.postMessage(8, '*'); const fn = f.contentWindow.postMessage; fn(9); Object.defineProperty(window, 'postMessage', { value: (x) => log.push(['defined', x]), configurable: true }); window.postMessage(10); return log;`,
  },
};
