import type { CaseFile, PageCases } from '../../../support/page-case.ts';

const script = (body: string): CaseFile => ({ type: 'text/javascript', body });
const HELP = `const on = (target, type, act) => new Promise((done) => { target.addEventListener(type, done, { once: true }); act(); });
const settle = () => new Promise((d) => setTimeout(d, 100));`;
const VIOLATION =
  'const say = (e) => [e.blockedURI, e.documentURI, e.referrer, /well-known|mcas/.test(e.sourceFile), e.violatedDirective, e.effectiveDirective, e.disposition, e.statusCode, e.sample, e.originalPolicy];';

/** What the platform reports of the page, and under which addresses. */
export const cases: PageCases = {
  'timings of what was loaded': {
    body: '<link rel=stylesheet href="https://static.corp.test/style.css"><img src="https://static.corp.test/pixel.svg?i"><script src="https://wiki.corp.test/script.js?s"></script><iframe src="/page.html?f"></iframe>',
    script: `${HELP} if (document.readyState !== 'complete') await on(window, 'load', () => {}); const seen = []; for (const url of ['https://wiki.corp.test/data.json?p', '/data.json?q']) { await (await fetch(url)).text(); while (!performance.getEntriesByName(new URL(url, 'https://wiki.corp.test').href).length) await settle(); } const list = performance.getEntriesByType('resource'); const names = list.map((e) => e.name).filter((n) => !/favicon/.test(n)).sort(); seen.push(names);
      seen.push(list.filter((e) => /[?][isfpq]$/.test(e.name)).map((e) => [e.name, e.initiatorType, e.entryType, e.toJSON().name, JSON.parse(JSON.stringify(e)).name, e instanceof PerformanceResourceTiming]).sort()); for (const n of ['https://wiki.corp.test/data.json?p', 'https://static.corp.test/pixel.svg?i', 'https://wiki.corp.test/data.json?q', '/data.json?p', 'nothing']) seen.push(performance.getEntriesByName(n).map((e) => [e.name, e.initiatorType]), performance.getEntriesByName(n, 'resource').length, performance.getEntriesByName(n, 'mark').length);
      const [nav] = performance.getEntriesByType('navigation'); seen.push(nav.name, nav.toJSON().name, nav.type, nav.initiatorType, performance.getEntriesByName(nav.name).length, performance.getEntriesByName(location.href.split('#')[0], 'navigation').length); return seen;`,
  },
  'timings of what was asked for in another mode, by their names': {
    script: `const seen = []; const urls = ['https://static.corp.test/data.json?none', 'https://wiki.corp.test/data.json?omitted']; await fetch(urls[0], { mode: 'no-cors' }); await fetch(urls[1], { credentials: 'omit' }).then((r) => r.text());
      for (const url of urls) { while (!performance.getEntriesByType('resource').some((e) => e.name === url)) await new Promise((r) => setTimeout(r, 20)); const name = (list) => list.map((e) => [e.name, e.entryType]); seen.push(name(performance.getEntriesByName(url)), name(performance.getEntriesByName(new URL(url), 'resource')), name(performance.getEntriesByName(url, 'mark')), name(performance.getEntriesByName(url + 'x'))); } return seen;`,
  },
  'marks are the page’s own': {
    script: `performance.mark('https://wiki.corp.test/m', { detail: { u: 'https://wiki.corp.test/d' } }); performance.mark('plain'); performance.measure('https://static.corp.test/x', 'https://wiki.corp.test/m', 'plain'); const seen = [performance.getEntriesByName('https://wiki.corp.test/m').map((e) => [e.name, e.detail, e.entryType]), performance.getEntriesByType('measure').map((e) => e.name), performance.getEntriesByName('https://static.corp.test/x').length]; performance.clearMarks('https://wiki.corp.test/m'); performance.clearMeasures('https://static.corp.test/x'); seen.push(performance.getEntriesByType('mark').map((e) => e.name), performance.getEntriesByType('measure').length); return seen;`,
  },
  'timings that are observed': {
    script: `${HELP} const got = []; const o = new PerformanceObserver((list, self) => { const names = list.getEntries().map((e) => e.name).filter((n) => !n.includes('favicon')); if (names.length === 0) return; got.push(...names, list.getEntriesByName('https://wiki.corp.test/data.json?o').length, list.getEntriesByType('resource').length === list.getEntries().length, self === o); }); o.observe({ type: 'resource' }); await fetch('https://wiki.corp.test/data.json?o').then((r) => r.text()); while (!got.length) await settle(); o.disconnect(); const late = await new Promise((d) => { const b = new PerformanceObserver((l) => { b.disconnect(); d(l.getEntries().map((e) => e.name).filter((n) => n.includes('?o'))); }); b.observe({ type: 'resource', buffered: true }); }); return [got, late, o.takeRecords(), PerformanceObserver.supportedEntryTypes.includes('resource')];`,
  },
  'timings that an observer still holds': {
    script: `${HELP} const f = document.createElement('iframe'); f.src = '/page.html'; await on(f, 'load', () => document.body.append(f)); const w = f.contentWindow; const told = []; const o = new w.PerformanceObserver((list) => { told.push(...list.getEntries()); }); o.observe({ type: 'resource' }); const at = w.Function('return location.href')(); const held = o.takeRecords().map((e) => e.name); await (await w.fetch('https://wiki.corp.test/data.json?held')).text(); while (!told.length) { told.push(...o.takeRecords()); await settle(); } return [at, held, told.map((e) => e.name), o.takeRecords()];`,
  },
  'violations of a policy': {
    headers: {
      'content-security-policy':
        "img-src 'self'; connect-src 'self'; style-src 'self'; frame-src 'none'; object-src https://static.corp.test; form-action 'self'",
    },
    script: `${VIOLATION} ${HELP} const seen = []; const go = async (directive, act) => { const e = await new Promise((done) => { document.addEventListener('securitypolicyviolation', function hear(e) { if (e.effectiveDirective !== directive) return; document.removeEventListener('securitypolicyviolation', hear); done(e); }); act(); }); seen.push(say(e)); seen.push(e.originalPolicy.includes('mcas'), e.composed, e.target.nodeName); }; const add = (html) => { const d = document.createElement('div'); d.innerHTML = html; document.body.append(d); };
      await go('img-src', () => add('<img src="https://static.corp.test/pixel.svg?v">')); await go('connect-src', () => { fetch('https://static.corp.test/data.json?v').catch(() => {}); }); await go('style-src-attr', () => add('<p style="color:red">')); await go('frame-src', () => add('<iframe src="https://wiki.corp.test/page.html">')); await go('connect-src', () => { try { new WebSocket('wss://static.corp.test/ws'); } catch {} }); await go('connect-src', () => { const x = new XMLHttpRequest(); x.open('GET', 'https://static.corp.test/x'); x.onerror = () => {}; x.send(); }); await go('connect-src', () => navigator.sendBeacon('https://static.corp.test/b', '1'));
      return seen;`,
  },
  'that a page may not be in a frame': {
    file: (path) => {
      const [, mark] = /^\/refused-(.*)$/.exec(path) ?? [];
      const sibling = mark?.endsWith('other') ? '' : ` https://static.corp.test/csp-${mark}?to`;
      const policy = `frame-ancestors 'none'; img-src 'none'; report-uri /csp-${mark}${sibling}`;
      return mark === undefined
        ? undefined
        : { type: 'text/html', body: '<p>x</p>', headers: { 'content-security-policy': policy } };
    },
    script: `const mark = crypto.randomUUID(); for (const host of ['', 'https://static.corp.test', 'https://mail.partner.test']) { const f = document.createElement('iframe'); f.src = host + '/refused-' + mark + (host.includes('mail') ? 'other' : ''); const done = new Promise((d) => { f.onload = d; }); document.body.append(f); await done; }
      let all = []; for (let tries = 0; all.length < 5 && tries < 500; tries++) { await new Promise((d) => setTimeout(d, 20)); all = await (await fetch('/asked?csp-' + mark)).json(); }
      return all.map(({ method, url, headers }) => [method, url.replace(mark, ''), headers.host, headers.origin, headers.referer?.replace(/\\/case.*/, ''), headers.cookie, headers['sec-fetch-site'], headers['content-type']].join()).sort();`,
    expect: [
      'POST,/csp-,static.corp.test,null,https://wiki.corp.test/,,cross-site,application/csp-report',
      'POST,/csp-,wiki.corp.test,null,https://wiki.corp.test,,cross-site,application/csp-report',
      'POST,/csp-?to,static.corp.test,null,https://wiki.corp.test/,,cross-site,application/csp-report',
      'POST,/csp-?to,static.corp.test,null,https://wiki.corp.test/,,cross-site,application/csp-report',
      'POST,/csp-other,mail.partner.test,null,https://wiki.corp.test/,,cross-site,application/csp-report',
    ],
  },
  'what a policy says': {
    headers: {
      'content-security-policy':
        "img-src https://wiki.corp.test https://static.corp.test 'self'; default-src 'self' 'unsafe-inline'",
    },
    script: `${HELP} const e = await on(document, 'securitypolicyviolation', () => { const i = new Image(); i.src = 'https://mail.partner.test/pixel.svg'; document.body.append(i); }); const v = new SecurityPolicyViolationEvent('x', { documentURI: 'https://wiki.corp.test/', blockedURI: 'https://static.corp.test/', referrer: 'https://wiki.corp.test/r', sourceFile: 'https://wiki.corp.test/s.js', violatedDirective: 'img-src', originalPolicy: "img-src 'self'", disposition: 'report', statusCode: 200 });
      return [e.blockedURI, e.originalPolicy.split(';')[0], v.documentURI, v.blockedURI, v.referrer, v.sourceFile, v.originalPolicy];`,
  },
  'a violation by code, and of a policy that lets in nothing': {
    files: {
      '/violates.html': {
        type: 'text/html; charset=utf-8',
        body: `<!doctype html><script>document.addEventListener('securitypolicyviolation', (e) => { (parent.told ??= []).push([e.effectiveDirective, e.sample, e.originalPolicy]); });</script><script>location.href;</script><body onclick="location.href"><script>fetch('/data.json').catch(() => {});</script>`,
        headers: {
          'content-security-policy-report-only':
            "connect-src 'none', script-src-elem 'report-sample', script-src-attr 'report-sample'",
        },
      },
    },
    script: `${HELP} const f = document.createElement('iframe'); f.src = '/violates.html'; document.body.append(f); while ((window.told ?? []).filter(([name, sample]) => name === 'connect-src' || /^location/.test(sample)).length < 3) await settle(); return told.filter(([name, sample]) => name === 'connect-src' || /^location/.test(sample)).sort();`,
  },
  'reports and their observer': {
    headers: {
      'content-security-policy-report-only':
        "img-src 'none'; default-src 'self' 'unsafe-inline' https://static.corp.test",
    },
    script: `${HELP} const got = new Promise((done) => { const o = new ReportingObserver((reports) => { o.disconnect(); done(reports.map((r) => { const b = r.body.toJSON(); return [r.type, r.url, r.body.documentURL, r.body.blockedURL, r.body.originalPolicy, b.originalPolicy, r.body.disposition, r.body.referrer, r.body.effectiveDirective, b.documentURL, b.blockedURL, JSON.parse(JSON.stringify(r)).url, r.toJSON().url, JSON.parse(JSON.stringify(r)).body.blockedURL, /well-known|mcas/.test(JSON.stringify([r, b, r.body.sourceFile]))]; })); }, { types: ['csp-violation'], buffered: true }); o.observe(); }); const i = new Image(); i.src = 'https://static.corp.test/pixel.svg?r'; document.body.append(i); return (await got).filter((r) => r[3].includes('?r'));`,
  },
  'errors that nobody catches': {
    files: { '/bad.js': script('\n  notThere();'), '/syntax.js': script('var = 1;') },
    script: `${HELP} const seen = []; const listen = (act) => on(window, 'error', act).then((e) => { e.preventDefault(); return [e.message, e.filename, e.lineno, e.error && e.error.name, !!e.error?.stack?.includes('mcas'), e.type]; }); const add = (src, set = () => {}) => { const s = document.createElement('script'); set(s); if (src) s.src = src; document.head.append(s); };
      addEventListener('error', (e) => e.preventDefault()); seen.push(await listen(() => add('/bad.js')), await listen(() => add('https://wiki.corp.test/syntax.js')), await listen(() => add('https://static.corp.test/bad.js')), await listen(() => setTimeout(() => { throw new TypeError('https://wiki.corp.test/'); })), await listen(() => reportError(new Error('told'))), await listen(() => setTimeout('throw location.href')));
      let args; window.onerror = (...a) => { args = a; return true; }; await on(window, 'error', () => add('/bad.js?2')); await settle(); seen.push(args.slice(0, 3), args.length, window.onerror === null, typeof window.onerror, args[4].name); const own = () => true; window.onerror = own; seen.push(window.onerror === own); document.body.onerror = null; seen.push(window.onerror); window.onerror = 5; seen.push(window.onerror); return seen;`,
  },
  'promises that nobody catches': {
    script: `${HELP} const e = await on(window, 'unhandledrejection', () => { addEventListener('unhandledrejection', (e) => e.preventDefault()); Promise.reject(new Error('https://wiki.corp.test/why')); }); const seen = [e.reason.message, !!e.reason.stack?.includes('mcas'), e.promise instanceof Promise, e.type]; const f = await on(window, 'unhandledrejection', () => { fetch('http://['); }); seen.push(f.reason.name, f.reason.message); return seen;`,
  },
  'an error handler that is an attribute of body': {
    files: { '/bad.js': script('notThere();') },
    body: '<img alt="">',
    script: `document.body.setAttribute('onerror', 'window.told = [event, source, lineno]; return true'); const s = document.createElement('script'); s.src = '/bad.js'; const loaded = new Promise((d) => { s.onload = d; }); document.head.append(s); await loaded; return window.told;`,
  },
  'modules that cannot be loaded': {
    script: `${HELP} const seen = []; for (const u of ['https://wiki.corp.test/data.json', 'https://wiki.corp.test/case.mjs']) seen.push(await import(u).then(() => 'loaded', (e) => [e.name, e.message])); return seen;`,
  },
  'modules that fail in other ways': {
    files: {
      '/box/none.mjs': script('export {};'),
      '/box/far.mjs': script("import { nothing } from 'https://static.corp.test/box/none.mjs';"),
      '/box/deep.mjs': script("import './missing.mjs';"),
      '/box/throws.mjs': script("throw Object.assign(new Error('own'), { at: import.meta.url });"),
      '/box/own.mjs': script("export const tried = import('./missing.mjs').catch((e) => [e.name, e.message]);"),
    },
    script: `${HELP} const seen = []; const why = (f) => f().then(() => 'loaded', (e) => [e?.name, e?.message, e?.at]); const missing = () => import('/box/missing.mjs'); const lazy = (u) => import(u);
      for (const f of [missing, () => lazy('./box/missing.mjs?2'), () => import('/box/far.mjs'), () => import('/box/deep.mjs'), () => import('/box/throws.mjs'), () => import(\`/box/\${'deep'}.mjs?2\`), () => import({ toString() { throw new RangeError('own'); } }), () => import(Symbol('s')), () => eval("import('/box/missing.mjs?3')"), () => new Function("return import('/box/missing.mjs?4')")()]) seen.push(await why(f));
      const e = await on(window, 'unhandledrejection', () => { addEventListener('unhandledrejection', (e) => e.preventDefault(), { once: true }); import('/box/missing.mjs?5'); }); seen.push(e.reason.message, e.promise instanceof Promise, Object.prototype.toString.call(import('/data.mjs').catch(() => {})));
      seen.push(String(missing), String(lazy), await (await import('/box/own.mjs')).tried, typeof import('/box/none.mjs').then, [...Object.keys(await import('/box/none.mjs'))]); return seen;`,
  },
  'messages of requests that cannot be made': {
    script: `const why = async (f) => { try { await f(); return 'fine'; } catch (e) { return [e.name, e.message, String(e), Object.getOwnPropertyDescriptor(e, 'message')]; } }; class Own extends Request {}
      return [await why(() => new Request('https://user:pass@wiki.corp.test/')), await why(() => fetch('https://user@static.corp.test/x')), await why(() => new Own('https://u:p@wiki.corp.test/')), await why(() => fetch(new Request('https://u:p@static.corp.test/'))), await why(() => new Request('https://wiki.corp.test/', { mode: 'navigate' })), await why(() => new Request('https://wiki.corp.test/', { method: 'TRACE' })), new Own('/x').url, new Own('/x') instanceof Own];`,
  },
  'what a policy against eval is quoted as': {
    headers: {
      'content-security-policy':
        "script-src 'self' 'unsafe-inline' static.corp.test https://wiki.corp.test/js/; img-src 'self'",
    },
    script: `const why = (f) => { try { f(); return 'ran'; } catch (e) { return [e.name, e.message, e instanceof EvalError]; } }; return [why(() => new Function('1')), why(() => (0, eval)('1')), why(() => Function('a', 'return location')), why(() => [eval][0]('location'))];`,
  },
  'what a policy with a nonce is quoted as': {
    head: `<meta http-equiv="content-security-policy" content="script-src 'unsafe-inline' https://static.corp.test">`,
    script: `const why = (f) => { try { f(); return 'ran'; } catch (e) { return [e.name, e.message, e instanceof EvalError]; } }; return [why(() => new Function('1')), why(() => (0, eval)('1'))];`,
  },
  'error handlers in markup': {
    files: {
      '/bad.js': script('notThere();'),
      '/handled.html': {
        type: 'text/html; charset=utf-8',
        body: `<!doctype html><body onerror="(parent.told ??= []).push([event, source, arguments[1], lineno, location.host, String(onerror)]); return true"><script src="/bad.js"></script><script>parent.told.push(document.body.getAttribute('onerror'), document.body.outerHTML.split('>')[0], document.body.attributes[0].value);</script>`,
      },
      '/directive.html': {
        type: 'text/html; charset=utf-8',
        body: `<!doctype html><body onerror="'use strict'; parent.told.push([this === undefined, source, arguments[1], (function () { return this === undefined; })()]); return true"><script src="/bad.js"></script>`,
      },
    },
    script: `window.told = []; for (const page of ['/handled.html', '/directive.html']) { const f = document.createElement('iframe'); f.src = page; const shown = new Promise((d) => { f.onload = d; }); document.body.append(f); await shown; }
      const b = document.createElement('body'); b.setAttribute('onerror', 'told.push(source); return true'); told.push(b.getAttribute('onerror'), b.outerHTML, typeof b.onerror); document.body.innerHTML = '<img onerror="told.push([typeof event, typeof source])">'; const failed = new Promise((d) => { document.body.firstChild.addEventListener('error', d); }); document.body.firstChild.src = 'http://['; await failed; told.push(document.body.innerHTML); return told;`,
  },
  'messages of exceptions': {
    script: `const why = async (f) => { try { await f(); return 'fine'; } catch (e) { return [e.name, e.message, String(e), e.code, e instanceof Error]; } }; const n = document.createElement('iframe'); n.src = 'https://mail.partner.test/page.html'; document.body.append(n); await new Promise((d) => { n.onload = d; });
      return [await why(() => n.contentWindow.document), await why(() => n.contentWindow.location.href), await why(() => n.contentWindow.foo), await why(() => { n.contentWindow.foo = 1; }), await why(() => history.pushState(1, '', 'https://static.corp.test/')), await why(() => fetch('https://[', {})), await why(() => new URL('nothing')), await why(() => new URL('/x', 'nothing')), await why(() => new Worker('https://static.corp.test/w.js')), await why(() => document.createElement('a').setAttribute('<', '')), await why(() => postMessage(1, 'nothing')), await why(() => new WebSocket('nothing://x')), await why(() => navigator.serviceWorker.register('https://static.corp.test/sw.js')), await why(() => navigator.serviceWorker.register('/none.js', { scope: 'https://static.corp.test/' })), await why(() => document.querySelector('a[href="https://wiki.corp.test/"')), await why(() => { const x = new XMLHttpRequest(); x.open('GET', 'http://['); }), await why(() => import('nothing')), await why(() => { const d = new DOMException('https://wiki.corp.test/', 'AbortError'); throw d; }), await why(() => AbortSignal.abort().throwIfAborted()), await why(() => structuredClone(() => {})), await why(() => window.open('http://[')), await why(() => location.assign('http://[')), await why(() => { location.href = 'http://['; }), await why(() => { location = 'http://['; }), await why(() => location.replace('http://[')), await why(() => { n.contentWindow.location = 'http://['; })];`,
  },
  notifications: {
    script: `const seen = [Notification.permission, Notification.name, Notification.length, Notification.maxActions]; try { const n = new Notification('t', { icon: 'https://static.corp.test/pixel.svg', badge: '/pixel.svg', image: 'https://wiki.corp.test/i.svg', data: { u: location.href }, body: 'https://wiki.corp.test/' }); n.onerror = () => {}; seen.push(n.icon, n.badge, n.image, n.data, n.body, n.title, n instanceof Notification); } catch (e) { seen.push(e.name, e.message); } try { new Notification(); } catch (e) { seen.push(e.message); } try { new Notification('x', { icon: 'http://[' }).onerror = () => {}; seen.push('made'); } catch (e) { seen.push(e.name); } return seen;`,
  },
  'the console and its traces': {
    script: `const e = new Error('https://wiki.corp.test/m'); const f = { toString: () => location.href }; return [e.stack.split('\\n')[0], e.stack.includes('.mcas.'), String(e), new Error(f).message, e.fileName, JSON.stringify(e), Object.getOwnPropertyNames(e)];`,
  },
  'what a permission that a policy keeps back is reported as': {
    headers: { 'permissions-policy': 'geolocation=()' },
    files: { '/asks.js': script('navigator.geolocation.getCurrentPosition(() => {}, () => {});') },
    script: `const got = new Promise((done) => { const o = new ReportingObserver(([report]) => { o.disconnect(); const { body } = report; done([report.type, report.url, body.constructor.name, body.featureId, body.sourceFile, body.lineNumber, body.disposition, JSON.parse(JSON.stringify(report)).body.sourceFile, body.toJSON().sourceFile]); }, { types: ['permissions-policy-violation'] }); o.observe(); });
      document.body.append(Object.assign(document.createElement('script'), { src: 'https://wiki.corp.test/asks.js' })); return got;`,
  },
  'what a profile of the page names': {
    headers: { 'document-policy': 'js-profiling' },
    files: {
      '/far.js': {
        type: 'text/javascript',
        headers: { 'access-control-allow-origin': '*' },
        body: '// A line before it.\nfunction far(end) { while (performance.now() < end) String(location.href); }',
      },
    },
    script: `if (!window.Profiler) return 'none'; await new Promise((done) => document.head.append(Object.assign(document.createElement('script'), { crossOrigin: 'anonymous', src: 'https://static.corp.test/far.js', onload: done })));
      function near(end) { while (performance.now() < end) document.querySelector('a[href]'); } const profiler = new Profiler({ sampleInterval: 10, maxBufferSize: 100000 }); near(performance.now() + 600); far(performance.now() + 600);
      const stopped = profiler.stop(); const { resources, frames, stacks, samples } = await stopped; const told = ['near', 'far'].map((name) => { const frame = frames.find((each) => each.name === name); return frame && [resources[frame.resourceId], frame.line > 0]; });
      return [told, stopped.constructor === Promise, stacks.length > 0, samples.length > 0, resources.filter((url) => url && !/^https:\\/\\/(?:wiki|static)\\.corp\\.test\\/[-\\w.\\/]*$/.test(url)), String(Profiler.prototype.stop), profiler.stopped];`,
  },
  'what memory is measured to be of': {
    headers: { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' },
    files: {
      '/held.html': {
        type: 'text/html',
        headers: { 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-resource-policy': 'same-site' },
        body: '<!doctype html><title>Held</title>',
      },
    },
    patience: 120_000,
    script: `if (!performance.measureUserAgentSpecificMemory || !crossOriginIsolated) return 'none'; await Promise.all(['https://wiki.corp.test', 'https://static.corp.test'].map((host) => new Promise((done) => document.body.append(Object.assign(document.createElement('iframe'), { src: host + '/held.html', id: host, onload: done })))));
      const { bytes, breakdown } = await performance.measureUserAgentSpecificMemory(); return [bytes > 0, breakdown.flatMap(({ attribution }) => attribution).map((each) => JSON.stringify(each)).sort()];`,
  },
};
