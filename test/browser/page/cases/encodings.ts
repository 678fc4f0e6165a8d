import type { CaseFile, PageCases } from '../../../support/page-case.ts';

/** In each of these, a character whose last byte is a backslash; and as the browser must write it in a query. */
const CHARACTERS: Readonly<Record<string, readonly [bytes: readonly number[], query: string]>> = {
  shift_jis: [[0x95, 0x5c], '%95\\'],
  gbk: [[0x85, 0x5c], '%85\\'],
  big5: [[0xa5, 0x5c], '%A5\\'],
  'iso-2022-jp': [[...Buffer.from('\x1b$BI=\x1b(B')], '%1B$BI=%1B(B'],
  'windows-1251': [[0xd7], '%D7'],
  'utf-8': [[...Buffer.from('表')], '%E8%A1%A8'],
};

function page(bytes: readonly number[]): Buffer {
  const char = Buffer.from(bytes).toString('latin1');
  return Buffer.from(
    `<style>.t::after{content:"${char}";background:url(https://static.corp.test/pixel.svg)}</style><p class=t title="${char}">${char}</p>
    <script>window.seen = ["${char}", location.host, '${char}'.length];</script>
    <b onclick="window.clicked = '${char}' + location.host">b</b>
    <a href="https://wiki.corp.test/echo?q=${char}#${char}">a</a>
    <form action="https://wiki.corp.test/echo" method=POST><input name="${char}" value="${char}"></form>`,
    'latin1',
  );
}

const files = (where: 'header' | 'meta'): Readonly<Record<string, CaseFile>> =>
  Object.fromEntries(
    Object.entries(CHARACTERS).map(([encoding, [bytes]]) => [
      `/in/${encoding}.html`,
      where === 'header'
        ? { type: `text/html; charset=${encoding}`, body: page(bytes) }
        : { type: 'text/html', body: Buffer.concat([Buffer.from(`<meta charset="${encoding}">`), page(bytes)]) },
    ]),
  );

const SCRIPT = `const seen = [];
  for (const encoding of ${JSON.stringify(Object.keys(CHARACTERS))}) {
    const frame = document.createElement('iframe'); const loaded = () => new Promise((done) => { frame.onload = done; });
    frame.src = '/in/' + encoding + '.html'; let wait = loaded(); document.body.append(frame); await wait;
    const view = frame.contentWindow; const inner = frame.contentDocument; inner.querySelector('b').click(); const link = inner.querySelector('a');
    seen.push(inner.characterSet, view.seen, view.clicked, inner.querySelector('p').title, inner.querySelector('p').textContent, getComputedStyle(inner.querySelector('p'), '::after').content, link.href, link.search);
    link.search = '?r=' + view.seen[0]; seen.push(link.href);
    wait = loaded(); inner.querySelector('form').submit(); await wait; const told = JSON.parse(frame.contentDocument.body.textContent); seen.push(told.body, told.host);
    frame.remove();
  } return seen;`;

/** Pages that are not in UTF-8: what they show, what they run, and what their links and forms send. */
export const cases: PageCases = {
  'replacement characters that are the author’s own': {
    files: {
      '/own.js': {
        type: 'text/javascript',
        body: "var größe = location.host, none = '\uFFFD', letters = /[一-龥]/u; window.seen = [größe, none, letters.test('表')];",
      },
      '/own.html': {
        type: 'text/html; charset=utf-8',
        body: "<!doctype html><script>var größe = location.host, none = '\uFFFD', letters = /[一-龥]/u; window.seen = [größe, none, letters.test('表')];</script>",
      },
    },
    script: `const run = (url) => new Promise((done) => { const s = document.createElement('script'); s.onload = s.onerror = () => done(window.seen); s.src = url; document.head.append(s); }); const f = document.createElement('iframe'); await new Promise((done) => { f.onload = done; f.src = '/own.html'; document.body.append(f); });
      const { default: none } = await import(URL.createObjectURL(new Blob(["var größe = location.host; export default [größe, '\uFFFD']"], { type: 'text/javascript' }))); return [await run('/own.js'), f.contentWindow.seen, none];`,
  },
  'named by the header': { files: files('header'), script: SCRIPT },
  'named by the page': { files: files('meta'), script: SCRIPT },
  'in UTF-16, as a declaration of XML shows': {
    files: {
      '/old.html': {
        type: 'text/html',
        body: Buffer.from(
          `<?xml version="1.0"?><!doctype html><meta charset="windows-1250"><title>Old</title><p>ź</p><script>window.seen = 'ź ' + location.host;</script>`,
          'utf16le',
        ),
      },
    },
    script: `const frame = document.createElement('iframe'); frame.src = '/old.html'; const wait = new Promise((done) => { frame.onload = done; }); document.body.append(frame); await wait;
      return [frame.contentDocument.querySelector('p').textContent, frame.contentWindow.seen];`,
  },
  'named by the page behind what is shown': {
    files: {
      '/late.html': {
        type: 'text/html',
        body: Buffer.from(
          `<!doctype html><title>Late</title><script src="/plain.js"></script><div>shown</div><meta charset="windows-1250"><p>\x9c\xe6</p><script src="/plain.js"></script>`,
          'latin1',
        ),
      },
      '/plain.js': { type: 'text/javascript', body: Buffer.from('window.seen = "\x9c\xe6";', 'latin1') },
    },
    script: `const frame = document.createElement('iframe'); frame.src = '/late.html'; const wait = new Promise((done) => { frame.onload = done; }); document.body.append(frame); await wait;
      return [frame.contentDocument.characterSet, frame.contentDocument.querySelector('p').textContent, frame.contentWindow.seen];`,
    expect: ['windows-1250', 'ść', 'ść'],
  },
  'a query is in the encoding of its page': {
    files: files('meta'),
    script: `const seen = {}; for (const encoding of ${JSON.stringify(Object.keys(CHARACTERS))}) {
      const frame = document.createElement('iframe'); frame.src = '/in/' + encoding + '.html'; const wait = new Promise((done) => { frame.onload = done; }); document.body.append(frame); await wait;
      seen[encoding] = frame.contentDocument.querySelector('a').search; frame.remove(); } return seen;`,
    expect: Object.fromEntries(Object.entries(CHARACTERS).map(([encoding, [, query]]) => [encoding, `?q=${query}`])),
  },
  'files in an encoding of their own': {
    files: {
      '/sjis.js': {
        type: 'text/javascript; charset=shift_jis',
        body: Buffer.from('window.fromFile = ["\x95\x5c", location.host];', 'latin1'),
      },
      '/sjis.css': {
        type: 'text/css',
        body: Buffer.from(
          '@charset "shift_jis"; .f::after{content:"\x95\x5c";background:url(https://static.corp.test/pixel.svg)}',
          'latin1',
        ),
      },
    },
    head: '<script src="/sjis.js"></script><link rel="stylesheet" href="/sjis.css">',
    body: '<p class="f">f</p>',
    script: `const style = getComputedStyle(document.querySelector('.f'), '::after'); return [window.fromFile, style.content, style.backgroundImage];`,
  },
};
