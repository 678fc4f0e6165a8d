import type { PageCases } from '../../../support/page-case.ts';

/** Positions within a line move by what is inserted before them; lines do not. */
const TEXT = `const text = (stack) => String(stack).replace(/:(\\d+):\\d+/g, ':$1'); const thrown = (act) => { try { act(); } catch (error) { return error; } };`;
const FILES = {
  '/thrower.js': {
    type: 'text/javascript',
    body: `var here = location.href;\nfunction thrower(x) {\n  return x.location.missing.more;\n}\nfunction made() { return new Error('made'); }\nfunction site() { return made(); }`,
  },
  '/late.js': { type: 'text/javascript', body: 'location.href;\nthrow new Error("late");' },
} as const;

/** Where errors say that they come from. */
export const cases: PageCases = {
  'stacks of errors': {
    head: '<script src="https://static.corp.test/thrower.js"></script>',
    files: FILES,
    script: `${TEXT} class Own extends Error { get name() { return 'Own'; } } const own = new Own('words\\nmore'); const bare = {}; Error.captureStackTrace(bare); const named = { name: 'N', message: 'm' }; Error.captureStackTrace(named, thrown);
      return [text(thrown(() => thrower({})).stack), text(site().stack), text(own.stack), text(bare.stack), text(named.stack), text(thrown(() => null.x).stack), text(thrown(() => eval('location.host; null.y')).stack).includes('eval at'),
        text(thrown(() => Function('location.host;\\nthrow new Error("in")')()).stack).split('\\n')[1].replace(/eval at .*[)]/, ''), text(new DOMException('d').stack), new Error('x', { cause: 1 }).cause, typeof thrown(() => document.createElement('')).stack, text((await Promise.reject(new Error('p')).catch((e) => e)).stack),
        text(thrown(() => fetch().catch(() => {})) ), text((await fetch('https://[').catch((e) => e)).message).length > 0];`,
  },
  'stacks name no file of the gateway': {
    script: `const seen = []; const look = (act) => { try { act(); } catch (error) { seen.push(String(error.stack).split('\\n').filter((line) => /well-known|mcas/.test(line))); } };
      look(() => Function('a', ')')); look(() => document.createElement('div').setAttribute('onclick')); look(() => [1].map(() => Function('throw new Error("x")')())); look(() => { document.createElement('div').innerHTML = { toString() { throw new Error('y'); } }; }); return seen;`,
  },
  'a page prepares stacks itself': {
    head: '<script src="https://static.corp.test/thrower.js"></script>',
    files: FILES,
    script: `const before = Error.prepareStackTrace; const seen = [];
      Error.prepareStackTrace = (error, sites) => sites.map((s) => [s.getFileName(), s.getScriptNameOrSourceURL(), s.getLineNumber(), s.getFunctionName(), s.isNative(), s.isEval(), s.getTypeName(), String(s).replace(/:\\d+\\)?$/, ''), Object.prototype.toString.call(s)]);
      seen.push(site().stack.slice(0, 2)); const f = Error.prepareStackTrace; Error.prepareStackTrace = before; seen.push(typeof site().stack); Error.prepareStackTrace = f; seen.push(Array.isArray(site().stack)); Error.prepareStackTrace = 5; seen.push(typeof site().stack); Error.prepareStackTrace = undefined; seen.push(typeof site().stack, delete Error.prepareStackTrace); return seen;`,
  },
  'errors that nobody catches': {
    script: `const seen = []; window.onerror = function (...args) { seen.push([args[0], args[1], args[2], typeof args[3], args[4].message, this === window]); return true; }; const mine = window.onerror; addEventListener('error', (event) => seen.push([event.filename, event.lineno, event.message]), { capture: true });
      for (const src of ['https://static.corp.test/late.js', '/late.js']) await new Promise((done) => { const s = document.createElement('script'); s.crossOrigin = src[0] === '/' ? null : 'anonymous'; s.src = '/late.js'; s.onload = done; document.body.append(s); });
      setTimeout(() => { throw new Error('timer'); }); await new Promise((done) => setTimeout(done, 30)); seen.push(String(window.onerror) === String(mine), document.body.onerror === window.onerror); window.onerror = null; seen.push(window.onerror, document.body.onerror); window.onerror = 5; seen.push(window.onerror); return seen;`,
    files: FILES,
  },
  'errors of the platform that nobody catches': {
    script: `const seen = []; window.onerror = (...args) => { seen.push(['handler', ...args.slice(0, 3), args.length, args[3] > 0, args[4].name]); }; addEventListener('error', ({ message, filename, lineno, colno, error }) => seen.push(['event', message, filename, lineno, colno > 0, error.name]));
      const ACTS = [() => new Worker('https://static.corp.test/w.js'), () => document.querySelector('??'), () => history.pushState(0, '', 'https://static.corp.test/'), () => new WebSocket('bla:x'), () => document.createElement('a').setAttribute('?', ''), () => postMessage(() => 0), () => open('https://['), () => new Request('https://['), () => document.body.append({ toString() { throw new Error('mine'); } })];
      for (const act of ACTS) { setTimeout(act); await new Promise((done) => setTimeout(done, 20)); } const own = new ErrorEvent('error', { filename: 'https://wiki.corp.test/x.js', lineno: 3, colno: 4 }); window.onerror = null;
      return [seen.map((each) => each.map((part) => String(part).replace(/(Error): .*(Request|open).*/, '$1 $2'))), own.filename, own.lineno, own.colno, new ErrorEvent('error').filename];`,
  },
  'errors of the platform that nobody catches in a worker': {
    script: `const worker = new Worker('/w.js'); const seen = []; for (let told = 0; told < 2; told++) await new Promise((done) => { worker.onmessage = ({ data }) => done(seen.push(data)); worker.onerror = (event) => { event.preventDefault(); done(seen.push([event.message, /well-known/.test(event.filename)])); }; if (!told) worker.postMessage(1); }); return seen;`,
    files: {
      '/w.js': {
        type: 'text/javascript',
        body: "onmessage = () => { new WebSocket('bla:x'); };\nonerror = (...args) => { postMessage([...args.slice(0, 3), args[3] > 0]); };",
      },
    },
  },
};
