import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib';
import type { CaseFile, PageCases } from '../../../support/page-case.ts';

const PAGE =
  '<!doctype html><a href="https://static.corp.test/">a</a><script>parent.told[name] = [location.href, document.links[0].href]</script>';
const SCRIPT = 'told[document.currentScript.id] = location.href;';
/** What apps say of how a body is packed, and the body as it comes. The last three are cut short behind the data. */
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

const RULES = {
  prefetch: [
    { source: 'list', urls: ['https://wiki.corp.test/page.html?rules-absolute', '/page.html?rules-relative'] },
  ],
};

/** How an answer comes over the wire, and what its header has the browser load. */
export const cases: PageCases = {
  // Both roads ask, and each waits for both.
  'rules of speculation in a file that the header names': {
    files: {
      '/speculates.html': {
        type: 'text/html',
        body: '<!doctype html><p>p',
        headers: { 'speculation-rules': '"/rules.json"' },
      },
      '/rules.json': { type: 'application/speculationrules+json', body: JSON.stringify(RULES) },
    },
    script: `const opened = open('/speculates.html'); let asked = []; while (asked.length < 4) { await new Promise((next) => setTimeout(next, 50)); asked = await (await fetch('/asked?rules-')).json(); } opened.close(); return asked.map(({ url, headers }) => [url, headers.referer, headers['sec-purpose']]).sort();`,
    expect: ['absolute', 'absolute', 'relative', 'relative'].map((name) => [
      `/page.html?rules-${name}`,
      'https://wiki.corp.test/speculates.html',
      'prefetch',
    ]),
  },
  'pages and scripts in codings that nobody knows, and without their end': {
    files: { ...coded('html', PAGE), ...coded('javascript', SCRIPT) },
    script: `${LOAD} window.told = {}; const loads = []; for (const name of ${NAMES}) { loads.push(await loaded(Object.assign(document.createElement('iframe'), { name, src: '/' + name + '.html' })), await loaded(Object.assign(document.createElement('script'), { id: name + ' script', src: '/' + name + '.javascript' }))); } return [loads, told];`,
  },
};
