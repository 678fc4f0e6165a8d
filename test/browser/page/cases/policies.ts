import { createHash } from 'node:crypto';
import type { PageCases } from '../../../support/page-case.ts';

const INLINE = 'window.ran = (window.ran ?? []).concat(location.host);';
const EVIL = 'window.evil = location.host;';
const SHEET = '.s{background:url(https://static.corp.test/pixel.svg)}';
const STYLE = 'background:url(https://static.corp.test/pixel.svg)';
const source = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
/** Lets the case's own script in without saying anything of the others'. */
const CASE = "'nonce-case'";
const frame = (
  policy: string,
  markup: string,
  type = 'text/html; charset=utf-8',
): Readonly<Record<string, { type: string; body: string; headers: Record<string, string> }>> => ({
  '/framed.html': {
    type,
    body: markup,
    headers: policy === '' ? {} : { 'content-security-policy': policy },
  },
});
const LOOK = `const f = document.createElement('iframe'); f.src = '/framed.html'; const wait = new Promise((done) => { f.onload = done; }); document.body.append(f); await wait; const w = f.contentWindow;
  return [w.ran, w.evil, w.own, w.getComputedStyle(f.contentDocument.body, '::before').content, w.getComputedStyle(f.contentDocument.querySelector('.s') ?? f.contentDocument.body).backgroundImage];`;

/** Policies that name digests of inline text which the gateway changes. */
export const cases: PageCases = {
  'an inline script and sheet by their digests': {
    files: frame(
      `script-src ${source(INLINE)} ${CASE}; style-src ${source(SHEET)}`,
      `<script>${INLINE}</script><style>${SHEET}</style><p class=s>s</p><script>${INLINE}\n</script>`,
    ),
    script: LOOK,
    expect: [['wiki.corp.test'], null, null, 'none', 'url("https://static.corp.test/pixel.svg")'],
  },
  'event handlers and style attributes by their digests': {
    files: frame(
      `script-src 'unsafe-hashes' ${source(INLINE)}; style-src 'self'; style-src-attr 'unsafe-hashes' ${source(STYLE)}`,
      `<body onload="${INLINE.replace('(', '&#40;')}"><p class=s style="${STYLE}">s</p>`,
    ),
    script: LOOK,
    expect: [['wiki.corp.test'], null, null, 'none', 'url("https://static.corp.test/pixel.svg")'],
  },
  'event handlers and style attributes by digests in a meta element': {
    files: frame(
      '',
      `<!doctype html><title>t</title><meta http-equiv="content-security-policy" content="script-src 'unsafe-hashes' ${source(INLINE)}; style-src-attr 'unsafe-hashes' ${source(STYLE)}"><body onload="${INLINE}"><p class=s style="${STYLE}" onclick="${EVIL}">s</p><script>${EVIL}</script>`,
    ),
    script: LOOK.replace(
      'const w = f.contentWindow;',
      "const w = f.contentWindow; f.contentDocument.querySelector('.s').click();",
    ),
    expect: [['wiki.corp.test'], null, null, 'none', 'url("https://static.corp.test/pixel.svg")'],
  },
  'the policy as the page reads it': {
    files: frame(
      `script-src 'unsafe-hashes' ${source(INLINE)}`,
      `<!doctype html><meta http-equiv="content-security-policy" content="script-src 'unsafe-hashes' ${source(INLINE)}"><body onload="${INLINE}"><p onclick="${EVIL}">s</p>`,
    ),
    script: `const f = document.createElement('iframe'); f.src = '/framed.html'; const wait = new Promise((done) => { f.onload = done; }); document.body.append(f); await wait; const told = []; const d = f.contentDocument; d.addEventListener('securitypolicyviolation', (e) => told.push(e.originalPolicy)); const late = new Promise((done) => d.addEventListener('securitypolicyviolation', () => { if (told.length === 2) done(); })); d.querySelector('p').click(); const p = d.createElement('p'); p.setAttribute('onclick', 'refused'); d.body.append(p); await late;
      return [f.contentWindow.ran, told.slice(-2), d.querySelector('meta').content, d.querySelector('meta').getAttribute('content'), d.querySelector('meta').outerHTML, d.documentElement.innerHTML.includes('nonce')];`,
  },
  'the elements and attributes of an XHTML page by their digests': {
    files: frame(
      `script-src 'unsafe-hashes' ${source(INLINE)} ${source(`/*é*/${INLINE}`)}; style-src ${source(SHEET)}`,
      `<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title><script>/*é*/${INLINE}</script><style>${SHEET}</style></head><body onload="${INLINE}"><p class="s">s</p></body></html>`,
      'application/xhtml+xml; charset=utf-8',
    ),
    script: LOOK,
    expect: [['wiki.corp.test', 'wiki.corp.test'], null, null, 'none', 'url("https://static.corp.test/pixel.svg")'],
  },
  'a digest in a meta element, and text in other characters and lines': {
    files: frame(
      '',
      `<meta http-equiv="content-security-policy" content="script-src ${source(`/*é\n\n表*/${INLINE}`)}"><script>/*é\r\n\r表*/${INLINE}</script><script>${EVIL}</script>`,
    ),
    script: LOOK,
    expect: [['wiki.corp.test'], null, null, 'none', 'none'],
  },
};
/** One call of each, and how often the page's policy speaks. */
const EVALS = `const told = []; document.addEventListener('securitypolicyviolation', (e) => told.push([e.blockedURI, e.effectiveDirective, e.disposition]));
  const said = (act) => { try { return act(); } catch (error) { return error.name; } }; const seen = [said(() => eval('location.host')), said(() => (0, eval)('location.host')), said(() => new Function('return location.host')())];
  const s = document.createElement('script'); s.textContent = 'window.added = location.host'; document.body.append(s); const late = new Promise((done) => { const i = new Image(); document.addEventListener('securitypolicyviolation', (e) => { if (e.effectiveDirective === 'img-src') done(); }); i.src = 'https://mail.partner.test/none.svg'; }); await late; return [seen, window.added, told];`;
const EVAL_POLICIES: Readonly<Record<string, PageCases[string]>> = {
  'in a header': {
    headers: { 'content-security-policy': "script-src 'self' 'unsafe-inline'; img-src 'self'" },
    script: EVALS,
  },
  'by default-src': {
    headers: { 'content-security-policy': "default-src 'self' 'unsafe-inline'" },
    script: EVALS,
  },
  'in a meta element': {
    head: `<meta http-equiv="content-security-policy" content="script-src 'self' 'unsafe-inline'; img-src 'self'">`,
    script: EVALS,
  },
  'that only reports': {
    headers: {
      'content-security-policy': "img-src 'self'",
      'content-security-policy-report-only': "script-src 'self' 'unsafe-inline'",
    },
    script: EVALS,
  },
  'whose meta element is gone': {
    head: `<meta http-equiv="content-security-policy" content="script-src 'self' 'unsafe-inline'"><script>document.querySelector('meta').remove()</script>`,
    script: `try { return eval('location.host'); } catch (error) { const s = document.createElement('script'); s.textContent = 'window.added = location.host'; document.body.append(s); return [error.name, window.added]; }`,
  },
  'of the page around it': {
    head: `<meta http-equiv="content-security-policy" content="script-src 'self' 'unsafe-inline'; img-src 'self'">`,
    body: `<iframe srcdoc="<script>const told = []; document.addEventListener('securitypolicyviolation', (e) => { told.push(e.blockedURI); if (e.effectiveDirective === 'img-src') { parent.told = told; parent.heard?.(); } }); try { eval('location.host') } catch (error) { told.push(error.name); } new Image().src = 'https://mail.partner.test/none.svg';</script>"></iframe>`,
    script: `if (!window.told) await new Promise((done) => { window.heard = done; }); return window.told;`,
    expect: ['EvalError', 'eval', 'https://mail.partner.test/none.svg'],
  },
  'that lets it': {
    headers: { 'content-security-policy': "script-src 'unsafe-inline' 'unsafe-eval'; img-src 'self'" },
    script: EVALS,
  },
};
for (const [name, pageCase] of Object.entries(EVAL_POLICIES))
  (cases as Record<string, PageCases[string]>)[`code of text under a policy ${name}`] = pageCase;

const NONCES = `const f = document.createElement('iframe'); f.src = '/framed.html'; const wait = new Promise((done) => { f.onload = done; }); document.body.append(f); await wait; const [script, style] = ['script', 'style'].map((name) => f.contentDocument.querySelector(name)); const of = (e) => [e.nonce, e.getAttribute('nonce') || '', e.attributes.nonce?.value ?? '', /sallyport-/.test(e.outerHTML), /sallyport-/.test(new XMLSerializer().serializeToString(e))];
  const other = f.contentDocument.createElement('script'); other.nonce = script.nonce; other.text = 'window.evil = 1'; f.contentDocument.body.append(other); const clone = f.contentDocument.createElement('script'); clone.setAttribute('nonce', script.getAttribute('nonce') ?? ''); clone.text = 'window.evil = 2'; f.contentDocument.body.append(clone);
  return [f.contentWindow.ran, of(script), of(style), f.contentWindow.evil];`;
for (const [name, policy, meta] of [
  ['in a header', true, false],
  ['in a meta element', false, true],
] as const) {
  const text = `script-src ${source(INLINE)}; style-src ${source(SHEET)}`;
  (cases as Record<string, PageCases[string]>)[`no nonce to read on what a digest lets in, ${name}`] = {
    files: frame(
      policy ? text : '',
      `<!doctype html>${meta ? `<meta http-equiv="content-security-policy" content="${text}">` : ''}<body><script>${INLINE}</script><style>${SHEET}</style>`,
    ),
    script: NONCES,
    expect: [['wiki.corp.test'], ['', '', '', false, false], ['', '', '', false, false], null],
  };
}

/** Every one of these must keep the script out: the gateway's nonce is no way round the app's policy. */
const KEPT_OUT: Readonly<Record<string, readonly [policy: string, markup: string]>> = {
  'by the other policy': [`script-src ${source(EVIL)}, script-src 'self'`, `<script>${EVIL}</script>`],
  'another text': [`script-src ${source(INLINE)}`, `<script>${EVIL}</script>`],
  'by script-src-elem': [`script-src ${source(EVIL)}; script-src-elem 'self'`, `<script>${EVIL}</script>`],
  'by the first of two': [`script-src 'self'; script-src ${source(EVIL)}`, `<script>${EVIL}</script>`],
  'a style digest': [`script-src 'self'; style-src ${source(EVIL)}`, `<script>${EVIL}</script>`],
  'a handler without unsafe-hashes': [`script-src ${source(EVIL)}`, `<body onload="${EVIL}">`],
  'a handler by the other policy': [
    `script-src 'unsafe-hashes' ${source(EVIL)}, script-src 'self'`,
    `<body onload="${EVIL}">`,
  ],
  'a handler by a style digest': [
    `script-src 'unsafe-hashes' ${source(INLINE)}; style-src 'unsafe-hashes' ${source(EVIL)}`,
    `<body onload="${EVIL}">`,
  ],
  'a nonce made up': [`script-src ${source(INLINE)}`, `<script nonce="sallyport-">${EVIL}</script>`],
  'unsafe-inline beside a digest': [`script-src 'unsafe-inline' ${source(INLINE)}`, `<script>${EVIL}</script>`],
};
for (const [name, [policy, markup]] of Object.entries(KEPT_OUT))
  (cases as Record<string, PageCases[string]>)[`kept out: ${name}`] = {
    files: frame(policy, markup),
    script: LOOK,
    expect: [null, null, null, 'none', 'none'],
  };
