import type { PageCases } from '../../../support/page-case.ts';
import { PROBES } from '../../../support/page-probes.ts';

const POLICIES = [
  'origin',
  'strict-origin',
  'origin-when-cross-origin',
  'strict-origin-when-cross-origin',
  'no-referrer-when-downgrade',
  'unsafe-url',
];
const ASKS =
  '<!doctype html><script>onmessage = async ({ data }) => { for (const host of data.hosts) await fetch(host + "/made?" + data.mark, { mode: "no-cors" }); parent.postMessage("asked", "*"); }; parent.postMessage("ready", "*");</script>';

/** Sockets, event streams and what is sent late: how each opens, what it says of itself, how it ends and refuses. */
export const cases: PageCases = {
  'sockets and streams': {
    script: `${PROBES} const said = (e) => [e.name, e.message, e.code];
      const T = {}; const ws = (u, p, act) => new Promise((r) => { const seen = []; let w; try { w = new WebSocket(u, p); } catch (e) { return r(said(e)); } w.onopen = () => { seen.push(['open', w.protocol, w.extensions, w.url, w.binaryType]); act ? act(w, seen) : w.close(1000, 'bye'); }; w.onerror = (e) => seen.push(['error', e.type]); w.onclose = (e) => { seen.push(['close', e.code, e.reason, e.wasClean, w.readyState]); r(seen); }; });
 T.plain = () => ws('wss://wiki.corp.test/ws'); T.proto = () => ws('wss://wiki.corp.test/ws', ['a', 'b']); T.protoOne = () => ws('wss://wiki.corp.test/ws', 'graphql-ws'); T.dup = () => ws('wss://wiki.corp.test/ws', ['a', 'a']); T.badProto = () => ws('wss://wiki.corp.test/ws', 'a b'); T.frag = () => ws('wss://wiki.corp.test/ws#x'); T.code = () => ws('wss://wiki.corp.test/ws', [], (w) => w.close(4001, 'why')); T.badCode = () => ws('wss://wiki.corp.test/ws', [], (w, s) => { try { w.close(1001); } catch (e) { s.push(said(e)); } try { w.close(1000, 'x'.repeat(200)); } catch (e) { s.push(said(e)); } w.close(); }); T.blob = () => ws('wss://wiki.corp.test/ws', [], (w, s) => { w.onmessage = (e) => { s.push([e.data instanceof Blob, e.data.size, typeof e.data === 'string' && e.data]); if (e.data instanceof Blob) w.close(); }; w.send(new Blob(['abc'])); }); T.buf = () => ws('wss://wiki.corp.test/ws', [], (w, s) => { w.binaryType = 'arraybuffer'; w.onmessage = (e) => { s.push(e.data instanceof ArrayBuffer && e.data.byteLength); if (e.data instanceof ArrayBuffer) w.close(); }; w.send(new Uint8Array([1, 2, 3])); }); T.big = () => ws('wss://wiki.corp.test/ws', [], (w, s) => { w.onmessage = (e) => { s.push(e.data.length); if (e.data.length > 1e5) w.close(1000); }; w.send('x'.repeat(300000)); s.push(w.bufferedAmount > 0); }); T.other = () => ws('wss://mail.partner.test/ws'); T.http = () => ws('/ws'); T.sib = () => ws('wss://static.corp.test/ws', [], (w, s) => { w.onmessage = (e) => { s.push(e.data, e.origin); w.close(); }; w.send('x'); }); T.early = () => { const w = new WebSocket('wss://wiki.corp.test/ws'); try { w.send('x'); } catch (e) { return said(e); } }; T.closeEarly = () => new Promise((r) => { const s = []; const w = new WebSocket('wss://wiki.corp.test/ws'); w.onerror = () => s.push('error'); w.onclose = (e) => r([s, e.code, e.wasClean]); w.close(); }); T.wss = async () => { const s = new WebSocketStream('wss://wiki.corp.test/ws'); const { readable, writable, protocol } = await s.opened; const w = writable.getWriter(); await w.write('hi'); const { value } = await readable.getReader().read(); s.close({ closeCode: 1000, reason: 'x' }); return [s.url, protocol, value, await s.closed]; };
 T.es = () => new Promise((r) => { const s = []; const e = new EventSource(made(HOME, { type: 'text/event-stream', body: 'id: 5\\nretry: 10\\ndata: a\\ndata: b\\n\\nevent: x\\ndata: c\\n\\n' })); e.onopen = () => s.push(['open', e.readyState]); e.onmessage = (m) => s.push([m.data, m.lastEventId, m.origin]); e.addEventListener('x', (m) => s.push([m.type, m.data])); e.onerror = () => { s.push(['error', e.readyState]); e.close(); r(s); }; }); T.es404 = () => new Promise((r) => { const e = new EventSource(made(HOME, { status: 404 })); e.onerror = () => r([e.readyState]); }); T.esType = () => new Promise((r) => { const e = new EventSource(made(HOME, {})); e.onerror = () => r([e.readyState]); }); T.es204 = () => new Promise((r) => { const e = new EventSource(made(HOME, { status: 204 })); e.onerror = () => r([e.readyState]); });
      T.laterBad = () => { try { fetchLater('http://wiki.corp.test/'); } catch (e) { return said(e); } }; T.laterBody = () => { try { fetchLater('/x', { method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' }); } catch (e) { return said(e); } }; T.laterNeg = () => { try { fetchLater('/x', { activateAfter: -1 }); } catch (e) { return said(e); } };
      return probes(T);`,
  },
  // Those under which a request names no page are of another site to the gateway (docs/limits.md).
  'what each referrer policy lets an app know': {
    file: (path) =>
      path.startsWith('/rp/')
        ? { type: 'text/html', body: ASKS, headers: { 'referrer-policy': path.slice('/rp/'.length) } }
        : undefined,
    script: `${PROBES} const T = {}; const hosts = [HOME, SIBLING, OTHER], mark = crypto.randomUUID();
      for (const policy of ${JSON.stringify(POLICIES)}) T[policy] = async () => { const f = document.createElement('iframe'); f.src = '/rp/' + policy; let said = seen(window, 'message'); document.body.append(f); await said; said = seen(window, 'message'); f.contentWindow.postMessage({ hosts, mark: mark + policy }, '*'); await said; f.remove();
        return (await (await fetch('/asked?' + mark + policy)).json()).map(({ headers }) => [headers.host, headers.referer, headers.origin, headers['sec-fetch-site']]); };
      return probes(T);`,
  },
};
