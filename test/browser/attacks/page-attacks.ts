import { createHash } from 'node:crypto';
import type { CaseFile, PageCases } from '../../support/page-case.ts';

const digestOf = (text: string): string => `sha384-${createHash('sha384').update(text).digest('base64')}`;
const HASHED = 'ran("hash", location.host)';

/** Everything that a policy may let in or keep out, each telling when it has run. */
const PROBES = `<meta charset="utf-8"><body><script nonce="good">window.seen = []; window.ran = (...what) => { seen.push(what.join(' ')) }; addEventListener('securitypolicyviolation', (e) => seen.push('kept out: ' + e.effectiveDirective + ' ' + e.disposition + ' ' + (e.blockedURI || '')))</script>
<script>${HASHED}</script><script>window.ran?.('inline')</script><script nonce="bad">window.ran?.('bad nonce')</script><script nonce="sallyport-x">window.ran?.('made-up nonce')</script>
<script src="/probe.js"></script><script src="/probe.js?nonce" nonce="good"></script><script src="https://static.corp.test/probe.js?static"></script><script src="https://mail.partner.test/probe.js?mail"></script>
<script src="data:text/javascript,window.ran?.('data')"></script><img src="/none.png" onerror="window.ran?.('handler')"><a id="link" href="javascript:window.ran?.('link')">a</a><p style="color:rgb(1,2,3)" id="styled">p</p>
<script nonce="good">
  const made = document.createElement('script'); made.src = '/probe.js?made'; document.body.append(made);
  const inner = document.createElement('script'); inner.textContent = 'window.ran("made inline")'; document.body.append(inner);
  try { document.body.insertAdjacentHTML('beforeend', '<img src="/none.png?2" onerror="window.ran?.(\\'inserted\\')">') } catch (e) { ran('no markup') }
  document.getElementById('link').click();
  fetch('/data.json').then(() => ran('own fetch'), () => ran('no own fetch'));
  ran(getComputedStyle(document.getElementById('styled')).color);
</script>`;
const PROBE: CaseFile = {
  type: 'text/javascript',
  body: 'window.ran?.("file " + document.currentScript.src)',
  headers: { 'access-control-allow-origin': '*' },
};
/** Quiet is counted in ways there and back, which take longer where everything does. */
const LOOK = `const f = document.createElement('iframe'); f.src = '/framed.html'; const loaded = new Promise((done) => { f.onload = done; }); document.body.append(f); await loaded;
  let last = -1; const seen = () => { try { return f.contentWindow.seen ?? [] } catch (e) { return [e.name] } };
  for (let quiet = 0; quiet < 8; quiet++) { if (seen().length !== last) { last = seen().length; quiet = 0; } await (await fetch('/data.json')).text(); await new Promise((next) => setTimeout(next, 40)); }
  return [...new Set(seen())].sort();`;

/** Policies as apps have them; each must let in and keep out the same with the gateway in between. */
const POLICIES: Readonly<Record<string, string>> = {
  'a nonce': "script-src 'nonce-good'",
  'a nonce and what it loads': "script-src 'nonce-good' 'strict-dynamic'",
  'digests beside a nonce': `script-src 'nonce-good' '${`sha256-${createHash('sha256').update(HASHED).digest('base64')}`}'`,
  'hosts and a nonce': "script-src 'nonce-good' 'self' https://static.corp.test; connect-src 'self'; style-src 'self'",
  'nothing by default': "default-src 'none'; connect-src 'self'; script-src 'nonce-good'",
  'two policies in one field':
    "script-src 'nonce-good' 'self' static.corp.test, script-src 'nonce-good' https://mail.partner.test",
  'a sandbox with script': "sandbox allow-scripts allow-same-origin; script-src 'nonce-good'",
  'no page around it': "frame-ancestors 'none'; script-src 'nonce-good'",
  'only its own around it': "frame-ancestors 'self'; script-src 'nonce-good'",
  'only a sibling around it': "frame-ancestors https://static.corp.test; script-src 'nonce-good'",
  'trusted types': "require-trusted-types-for 'script'; trusted-types none; script-src 'nonce-good'",
  'reports to the app': "script-src 'nonce-good'; report-uri /reports",
};

const MODULE = 'import "./dep.js"; export const here = location.origin;';
const CHECKS = `[event.origin === 'https://wiki.corp.test', event.origin, location.host, new URL(location.href).origin, document.URL.startsWith('https://static.corp.test/'), document.referrer, self.origin]`;

export const cases: PageCases = {
  ...Object.fromEntries(
    Object.entries(POLICIES).flatMap(([name, policy]) => [
      [
        `CL-09: ${name}`,
        {
          files: {
            '/framed.html': {
              type: 'text/html; charset=utf-8',
              body: PROBES,
              headers: { 'content-security-policy': policy },
            },
            '/probe.js': PROBE,
          },
          script: LOOK,
        },
      ],
      ...(policy.includes('sandbox') ||
      policy.includes('frame-ancestors') ||
      policy.includes('report-uri') ||
      policy.includes(', ')
        ? []
        : [
            [
              `CL-09: ${name}, in a meta element`,
              {
                files: {
                  '/framed.html': {
                    type: 'text/html; charset=utf-8',
                    body: `<meta http-equiv="content-security-policy" content="${policy}">${PROBES}`,
                  },
                  '/probe.js': PROBE,
                },
                script: LOOK,
              },
            ],
          ]),
      [
        `CL-09: ${name}, only to report`,
        {
          files: {
            '/framed.html': {
              type: 'text/html; charset=utf-8',
              body: PROBES,
              headers: { 'content-security-policy-report-only': policy },
            },
            '/probe.js': PROBE,
          },
          script: LOOK,
        },
      ],
    ]),
  ),
  'CL-11: a changed file with the digest of another is refused wherever it is named': {
    files: {
      '/forged.js': { type: 'text/javascript', body: 'window.forged = location.host;' },
      '/good.js': { type: 'text/javascript', body: MODULE },
      '/dep.js': { type: 'text/javascript', body: 'window.dep = location.host;' },
      '/forged.css': { type: 'text/css', body: 'body{background:url(https://static.corp.test/pixel.svg)}' },
    },
    head: `<script type="importmap">{"imports":{"good":"/good.js","bad":"/forged.js"},"integrity":{"/good.js":"${digestOf(MODULE)}","/forged.js":"${digestOf('location.host')}","/dep.js":"${digestOf('other')}"}}</script>
      <script src="/forged.js" integrity="${digestOf('location.host;')}" onerror="window.refused = (window.refused ?? 0) + 1"></script>
      <link rel="stylesheet" href="/forged.css" integrity="${digestOf('body{}')}" onerror="window.refused = (window.refused ?? 0) + 1">
      <script type="module" src="/forged.js?m" integrity="${digestOf('x')}" onerror="window.refused = (window.refused ?? 0) + 1"></script>`,
    script: `const seen = []; for (const name of ['bad', 'good', '/forged.js', '/dep.js']) seen.push(await import(name).then(() => 'taken', (e) => e.name));
      await new Promise((done) => document.readyState === 'complete' ? done() : addEventListener('load', done)); seen.push(window.forged, window.dep, window.refused, getComputedStyle(document.body).backgroundImage); return seen;`,
    expect: ['TypeError', 'TypeError', 'TypeError', 'TypeError', null, null, 3, 'none'],
  },
  'CL-13: an app’s own checks of who speaks hold, and nobody else passes them': {
    files: {
      '/check.html': {
        type: 'text/html; charset=utf-8',
        body: `<script>onmessage = (event) => event.source.postMessage(${CHECKS}, '*'); parent.postMessage('ready', '*')</script>`,
      },
      '/evil.html': {
        type: 'text/html; charset=utf-8',
        body: `<script>
          try { Object.defineProperty(window, 'origin', { value: 'https://wiki.corp.test' }) } catch {}
          try { history.replaceState(null, '', 'https://wiki.corp.test/evil') } catch {}
          try { document.domain = 'corp.test' } catch {}
          onmessage = ({ data }) => { if (data === 'go') { const f = document.createElement('iframe'); f.onload = () => f.contentWindow.postMessage('hello', '*'); f.src = 'https://static.corp.test/check.html'; document.body.append(f) } else if (Array.isArray(data)) parent.postMessage({ evil: data, mine: origin.slice(0, 5) }, '*') };
          addEventListener('load', () => parent.postMessage('ready', '*'))</script><body>`,
      },
    },
    script: `const frame = (url) => new Promise((done) => { const f = document.createElement('iframe'); addEventListener('message', function ready(e) { if (e.source === f.contentWindow) { removeEventListener('message', ready); done(f) } }); f.src = url; document.body.append(f) });
      const heard = () => new Promise((done) => addEventListener('message', function l(e) { if (typeof e.data === 'object') { removeEventListener('message', l); done([e.data, e.origin]) } }));
      const own = await frame('https://static.corp.test/check.html'); const one = heard(); own.contentWindow.postMessage('hello', 'https://static.corp.test'); const seen = [await one];
      const evil = await frame('https://mail.partner.test/evil.html'); const two = heard(); evil.contentWindow.postMessage('go', '*'); seen.push(await two); return seen;`,
    expect: [
      [
        [
          true,
          'https://wiki.corp.test',
          'static.corp.test',
          'https://static.corp.test',
          true,
          'https://wiki.corp.test/',
          'https://static.corp.test',
        ],
        'https://static.corp.test',
      ],
      [
        {
          evil: [
            false,
            'https://mail.partner.test',
            'static.corp.test',
            'https://static.corp.test',
            true,
            'https://mail.partner.test/',
            'https://static.corp.test',
          ],
          mine: 'https',
        },
        'https://mail.partner.test',
      ],
    ],
  },
};
