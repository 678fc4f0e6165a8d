import type { CaseFile, PageCases } from '../../../support/page-case.ts';

/** Says where it is, or first runs what stands in its fragment. */
const PAGE = `<!doctype html><title>Box</title><body><script>
onload = async () => { const say = () => top.postMessage({ said: [location.href, document.URL, document.baseURI, document.referrer, origin, location.search, location.pathname, performance.getEntriesByType('navigation')[0].name, navigation.currentEntry?.url, document.documentElement.outerHTML.includes('sallyport')] }, '*');
  const code = decodeURIComponent(location.hash.slice(1)); const add = (markup) => document.body.insertAdjacentHTML('beforeend', markup); const $ = (name) => document.querySelector(name);
  if (code) new Function('add', '$', 'say', code)(add, $, say); else say(); };</script>`;
const page = (headers: Record<string, string> = {}): CaseFile => ({
  type: 'text/html; charset=utf-8',
  body: PAGE,
  headers,
});
const FILES: Readonly<Record<string, CaseFile>> = {
  '/box/page.html': page(),
  '/box/own.html': page({ 'content-security-policy': 'sandbox allow-scripts allow-forms' }),
  '/box/moved': { type: 'text/plain', body: '', status: 302, headers: { location: '/box/page.html?moved' } },
  '/box/frames.html': {
    type: 'text/html; charset=utf-8',
    body: '<!doctype html><iframe src="page.html?1"></iframe><iframe src="/box/page.html?2"></iframe><iframe src="https://static.corp.test/box/page.html?3"></iframe><object data="page.html?4" type="text/html"></object><embed src="page.html?5" type="text/html"><iframe src="moved?6"></iframe><iframe srcdoc="<iframe src=page.html?7></iframe>"></iframe><iframe sandbox="allow-scripts" src="page.html?8"></iframe>',
  },
  '/box/frameset.html': {
    type: 'text/html; charset=utf-8',
    body: '<!doctype html><frameset cols="*,*"><frame src="page.html?1"><frame src="https://static.corp.test/box/page.html?2"></frameset>',
  },
  '/box/refresh.html': {
    type: 'text/html; charset=utf-8',
    body: '<!doctype html><meta http-equiv="refresh" content="0; url=page.html?refreshed">',
  },
};

/** Milliseconds: one case shows a dozen frames. */
const PATIENCE = 100_000;
const FLAGS = 'allow-scripts allow-forms';
/**
 * `sent(code)` is what the pages say that a document in a sandbox sends itself or its frames to, and what the app's server was asked for
 * meanwhile: by which cookies, from where and in whose name. What a browser's settings say of cookies of others is not compared.
 * The first request takes the page's cookies along: a browser may begin to navigate a frame before it has stored what script has just set.
 */
const SENT = `document.cookie = 'n=1; Secure; SameSite=None; Path=/'; document.cookie = 'l=1; Secure; SameSite=Lax; Path=/'; document.cookie = 's=1; Secure; SameSite=Strict; Path=/'; await fetch('/asked?none');
const plain = (value, mark) => JSON.parse(JSON.stringify(value ?? null).replaceAll(mark, 'mark'));
const sent = async (code, { times = 1, flags = '${FLAGS}', path = '/box/page.html' } = {}) => { const mark = crypto.randomUUID(); const heard = []; const f = document.createElement('iframe'); f.setAttribute('sandbox', flags); f.src = path + '?first&' + mark + '#' + encodeURIComponent(code.replaceAll('MARK', mark));
  const all = await new Promise((done) => { const end = () => { clearTimeout(timer); removeEventListener('message', hear); done(heard); }; const timer = setTimeout(end, 20000); const hear = ({ data }) => { if (data?.said && heard.push(data.said) >= times) end(); }; addEventListener('message', hear); document.body.append(f); });
  f.remove(); if (all.length < times) throw "only " + all.length + " came of " + code; const asked = await (await fetch('/asked?' + mark)).json();
  return plain([all.sort(), asked.map(({ method, url, headers: h }) => [method, h.host, url, h.cookie, h['sec-fetch-site'], h['sec-fetch-dest'], h['sec-fetch-mode'], h.origin, h.referer]).sort()], mark); };`;
const each = (...codes: readonly string[]): string =>
  `${SENT} const seen = []; for (const code of ${JSON.stringify(codes)}) seen.push([code, await sent(code)]); return seen;`;
const arrived = (code: string, options = '{}'): string =>
  `${SENT} const [said, asked] = await sent(${JSON.stringify(code)}, ${options}); return [said.map(([href]) => href), asked.map(([method, host, , cookie]) => [method, host, typeof cookie === 'string' ? cookie.split('; ').filter((each) => /^[nls]=/.test(each)).join('; ') : cookie])];`;
const FIRST = ['GET', 'wiki.corp.test', 'n=1; l=1; s=1'];

/** Where documents in a sandbox go, and what they show in frames: to browsers that is asked for by another site. */
export const cases: PageCases = {
  'frames in markup': {
    files: FILES,
    patience: PATIENCE,
    script: `${SENT} return [await sent('', { path: '/box/frames.html', times: 8 }), await sent('', { path: '/box/frameset.html', times: 2 })];`,
  },
  'these are shown': {
    files: FILES,
    patience: PATIENCE,
    script: `${SENT} const [said] = await sent('', { path: '/box/frames.html', times: 8 }); return said.map(([href]) => href);`,
    expect: [
      'https://static.corp.test/box/page.html?3',
      ...['1', '2', '4', '5', '7', '8', 'moved'].map((each) => `https://wiki.corp.test/box/page.html?${each}`),
    ],
  },
  'frames that script makes': {
    files: FILES,
    patience: PATIENCE,
    script: each(
      `add('<iframe src="page.html?a&MARK"></iframe>')`,
      `add('<iframe id=f></iframe>'); $('#f').src = '/box/page.html?b&MARK'`,
      `const f = document.createElement('iframe'); f.setAttribute('src', 'https://static.corp.test/box/page.html?c&MARK'); document.body.append(f)`,
      `const f = document.createElement('object'); f.type = 'text/html'; f.data = 'page.html?d&MARK'; document.body.append(f)`,
      `const f = document.createElement('iframe'); f.srcdoc = '<iframe src="/box/page.html?e&MARK"></iframe>'; document.body.append(f)`,
      `const f = document.createElement('iframe'); document.body.append(f); f.contentWindow.location = '/box/page.html?f&MARK'`,
      `const f = document.createElement('iframe'); f.name = 'x'; document.body.append(f); open('/box/page.html?g&MARK', 'x')`,
      `document.write('<iframe src="page.html?h&MARK"></iframe>')`,
      `add('<iframe src="page.html?i&MARK#' + encodeURIComponent('location.href = "/box/page.html?j&MARK"') + '"></iframe>')`,
    ),
  },
  'its own window': {
    files: FILES,
    patience: PATIENCE,
    script: each(
      `location.href = 'page.html?a&MARK'`,
      `location = 'https://static.corp.test/box/page.html?b&MARK'`,
      `location.assign('/box/page.html?c&MARK')`,
      `location.replace('page.html?d&MARK')`,
      `if (name === 'e') say(); else { name = 'e'; location.search = '?e&MARK'; }`,
      `open('page.html?f&MARK', '_self')`,
      `navigation.navigate('page.html?g&MARK')`,
      `location.href = '/box/moved?MARK'`,
      `if (name === 'h') say(); else { name = 'h'; location.reload(); }`,
      `location.href = 'page.html?i&MARK#' + encodeURIComponent('location.href = "page.html?j&MARK"')`,
      `location.href = 'refresh.html?l&MARK'`,
    ),
  },
  'it gets there': {
    files: FILES,
    patience: PATIENCE,
    script: arrived(`location.href = 'page.html?a&MARK'`),
    expect: [['https://wiki.corp.test/box/page.html?a&mark'], [['GET', 'wiki.corp.test', 'n=1'], FIRST]],
  },
  'by links': {
    files: FILES,
    patience: PATIENCE,
    script: each(
      `add('<a href="page.html?a&MARK">a</a>'); $('a').click()`,
      `add('<a href="https://static.corp.test/box/page.html?b&MARK"><b>a</b></a>'); $('b').click()`,
      `const a = document.createElement('a'); a.href = '/box/page.html?c&MARK'; a.click()`,
      `add('<map><area href="page.html?d&MARK"></map>'); $('area').click()`,
    ),
  },
  'by forms': {
    files: FILES,
    patience: PATIENCE,
    script: each(
      `add('<form action="page.html?x=1"><input name=a value="MARK"></form>'); $('form').submit()`,
      `add('<form action="/box/page.html"><input name=a value="MARK"><button name=b value=2>b</button></form>'); $('button').click()`,
      `add('<form method=post action="page.html?b&MARK"><input name=a value=1></form>'); $('form').submit()`,
      `add('<form method=post action="https://static.corp.test/box/page.html?c&MARK"><input name=a value=1></form>'); $('form').requestSubmit()`,
      `add('<form action="/nowhere"><input name=a value=MARK><button formaction="/box/page.html">b</button></form>'); $('button').click()`,
      `add('<form method=post action="/nowhere"><button formaction="page.html?d&MARK">b</button></form>'); $('button').click()`,
      `if (name === 'e') say(); else { name = 'e'; add('<form><input name=a value=MARK></form>'); $('form').submit(); }`,
    ),
  },
  'they arrive': {
    files: FILES,
    patience: PATIENCE,
    script: arrived(
      `add('<form method=post action="page.html?b&MARK"><input name=a value=1></form>'); $('form').submit()`,
    ),
    expect: [['https://wiki.corp.test/box/page.html?b&mark'], [FIRST, ['POST', 'wiki.corp.test', 'n=1']]],
  },
  'documents made as a Blob': {
    files: {
      ...FILES,
      '/box/dot.svg': { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>' },
      '/box/run.js': { type: 'text/javascript', body: 'window.ran = document.currentScript.src;' },
    },
    patience: PATIENCE,
    script: `const shown = (sets) => new Promise((done) => { const f = document.createElement('iframe'); const url = URL.createObjectURL(new Blob(['<!doctype html><script src="https://wiki.corp.test/box/run.js"></'+'script><img src="https://wiki.corp.test/box/dot.svg"><iframe src="https://wiki.corp.test/box/page.html?in"></iframe><script>onload = () => parent.postMessage([window.ran, document.images[0].naturalWidth, document.images[0].src, origin, document.URL.startsWith("blob:https://wiki.corp.test/"), document.documentElement.outerHTML], "*")</'+'script>'], { type: 'text/html' }));
      const heard = []; const hear = ({ data }) => { if (heard.push(data.said?.[0] ?? data) < 2) return; removeEventListener('message', hear); const src = f.src === url; f.remove(); done([src, ...heard.sort()]); }; addEventListener('message', hear); for (const set of sets) set(f, url); if (!f.isConnected) document.body.append(f); });
      const box = (f) => { f.sandbox = 'allow-scripts'; }, src = (f, url) => { f.src = url; }, add = (f) => { document.body.append(f); }; return [await shown([box, src]), await shown([src, box]), await shown([box, add, src]), await shown([src])];`,
  },
  'a document whose own policy puts it there': {
    files: FILES,
    patience: PATIENCE,
    script: `${SENT} const seen = []; for (const code of ["location.href = 'page.html?a&MARK'", "if (name === 'b') say(); else { name = 'b'; location.reload(); }", "if (name === 'c') say(); else { name = 'c'; add('<form method=post><input name=a></form>'); $('form').submit(); }", "add('<iframe src=page.html?d&MARK></iframe>')"]) { const f = await sent(code, { path: '/box/own.html' }); seen.push(f); } return seen;`,
  },
};
