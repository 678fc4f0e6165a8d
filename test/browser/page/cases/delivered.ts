import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { CaseFile, PageCases } from '../../../support/page-case.ts';

const PAGE =
  '<!doctype html><a href="https://static.corp.test/">a</a><script>parent.told[name] = [location.href, document.links[0].href]</script>';
const SCRIPT = 'told[document.currentScript.id] = location.href;';
const SECOND = 'Object.assign((window.told ? window : parent).told, { [name + " second"]: 1 });';
const behind = (packed: Uint8Array, more: Uint8Array | string): Uint8Array =>
  Buffer.concat([packed, Buffer.from(more)]);
/** What apps say of how a body is packed, and the body as it comes: also cut short behind the data, and with more there. */
const CODED: Readonly<Record<string, readonly [coding: string, pack: (text: string) => Uint8Array]>> = {
  none: ['none', Buffer.from],
  charset: ['UTF-8', Buffer.from],
  compress: ['compress', Buffer.from],
  binary: ['binary, identity', Buffer.from],
  empty: ['', Buffer.from],
  twice: ['gzip, br', (text) => brotliCompressSync(gzipSync(text))],
  raw: ['deflate', (text) => deflateRawSync(text)],
  'no-checksum': ['gzip', (text) => gzipSync(text).subarray(0, -8)],
  'no-size': ['x-gzip', (text) => gzipSync(text).subarray(0, -4)],
  'no-end': ['GZIP', (text) => gzipSync(text).subarray(0, -1)],
  'text-behind': ['gzip', (text) => behind(gzipSync(text), '\r\n<!-- served in 0.1 s -->')],
  'zeros-behind': ['gzip', (text) => behind(gzipSync(text), Buffer.alloc(600))],
  'member-behind': [
    'gzip',
    (text) => behind(gzipSync(text), gzipSync(text.startsWith('<') ? `<script>${SECOND}</script>` : `;${SECOND}`)),
  ],
  'deflate-behind': ['deflate', (text) => behind(deflateSync(text), 'more')],
  'br-behind': ['br', (text) => behind(brotliCompressSync(text), 'more')],
};
const coded = (type: string, text: string): Readonly<Record<string, CaseFile>> =>
  Object.fromEntries(
    Object.entries(CODED).map(([name, [coding, pack]]) => [
      `/${name}.${type}`,
      { type: `text/${type}`, body: pack(text), headers: { 'content-encoding': coding } },
    ]),
  );
const NAMES = JSON.stringify(Object.keys(CODED));
const LOAD = `const loaded = (e) => new Promise((done) => { e.onload = () => done('loaded'); e.onerror = () => done('refused'); document.body.append(e); });`;

const page = (body: string): CaseFile => ({ type: 'text/html; charset=utf-8', body: `<!doctype html>${body}` });
/** What a page says of itself once it is loaded, in a frame. */
const SAID = `const said = (src) => new Promise((done) => { addEventListener('message', ({ data }) => done(data), { once: true }); const f = document.createElement('iframe'); f.src = src; document.body.append(f); });`;
const TELL = (value: string): string => `<script>onload = () => parent.postMessage(${value}, '*');</script>`;

/** How an answer comes over the wire, and what its URLs are relative to. */
export const cases: PageCases = {
  'pages and scripts in codings that nobody knows, without their end and with more behind it': {
    files: { ...coded('html', PAGE), ...coded('javascript', SCRIPT) },
    script: `${LOAD} window.told = {}; const loads = []; for (const name of ${NAMES}) { loads.push(await loaded(Object.assign(document.createElement('iframe'), { name, src: '/' + name + '.html' })), await loaded(Object.assign(document.createElement('script'), { id: name + ' script', src: '/' + name + '.javascript' }))); } return [loads, told];`,
  },
  'several base elements, late ones and ones that script changes': {
    files: {
      '/bases.html': page(
        `<a id="early" href="rel1">e</a><base target="_top"><base href="https://static.corp.test/one/"><base href="/two/"><a id="late" href="rel2">l</a><img id="i" src="pixel.svg"><form id="f" action="go"></form>${TELL('[early.href, late.href, i.src, f.action, document.baseURI, [...document.querySelectorAll("base")].map((b) => [b.href, b.getAttribute("href"), b.target])]')}`,
      ),
      '/changed.html': page(
        `<a id="a" href="rel">a</a><base href="//static.corp.test/x/y?q#f"><a id="b" href="?q">b</a><a id="c" href="#f">c</a><a id="d" href="/abs">d</a>${TELL('(() => { const base = document.querySelector("base"); const read = () => [a.href, b.href, c.href, d.href, document.baseURI, base.href]; const seen = [read()]; base.href = "https://wiki.corp.test/new/"; seen.push(read()); base.setAttribute("href", "deep/"); seen.push(read()); base.remove(); return [...seen, read()]; })()')}`,
      ),
    },
    script: `${SAID} return [await said('/bases.html'), await said('/changed.html')];`,
  },
};
