import type { CaseFile, PageCases } from '../../../support/page-case.ts';

const script = (body: string): CaseFile => ({ type: 'text/javascript', body });
const HELP = `const settled = async (act) => { try { return await act(); } catch (error) { return error.name; } };
const blob = (text, type = 'text/javascript') => URL.createObjectURL(new Blob([text], { type })); const data = (text) => 'data:text/javascript,' + encodeURIComponent(text); const cut = (url) => url.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ID');`;
const FILES = {
  '/lib/one.js': script('import { two } from "lib/two.js"; export const one = [import.meta.url, two];'),
  '/lib/two.js': script('export const two = import.meta.url;'),
};

/** Modules that a page makes and then imports, as loaders and playgrounds do. */
export const cases: PageCases = {
  'what code made of text imports, by where it was made': {
    files: {
      '/lib/maker.js': script(
        `window.made = [() => Function('return import("./near.js")')(), () => new Function('at', 'return import(at)')('../lib/near.js'), () => (0, eval)('import("./near.js")'), () => { const indirect = eval; return indirect('import("/lib/near.js")'); }, () => Function('at', 'return import(at)')(new URL('https://wiki.corp.test/lib/near.js')), () => Object.getPrototypeOf(async function () {}).constructor('return await import("./near.js")')(), () => Function('return import("near")')()];
        window.texts = [String(Function('at', 'return import(at)')), String(Function('return import("./near.js")'))];`,
      ),
      '/lib/near.js': script('export const near = import.meta.url;'),
    },
    head: '<script type="importmap">{"imports":{"near":"/lib/near.js"}}</script><script src="/lib/maker.js"></script>',
    script: `${HELP} const seen = []; for (const make of [...made, () => Function('return import("../lib/near.js")')(), () => (0, eval)('import("../lib/near.js")')]) seen.push(await settled(async () => (await make()).near));
      const limit = Error.stackTraceLimit; const asked = []; Error.prepareStackTrace = (error) => { asked.push(1); return 'own'; }; Error.stackTraceLimit = 1; for (const make of made.slice(0, 3)) seen.push(await settled(async () => (await make()).near)); seen.push(Error.stackTraceLimit, asked.length, new Error().stack, asked.length); Error.stackTraceLimit = limit; delete Error.prepareStackTrace;
      return [seen, texts, 'prepareStackTrace' in Error];`,
  },
  'import.meta as a whole': {
    files: {
      '/lib/meta.js': script(
        'const { url, resolve } = import.meta; const key = "url"; export const whole = import.meta; export const seen = [url, resolve("./x"), resolve.name, resolve.length, import.meta[key], import.meta.resolve("/y"), Object.keys(import.meta), JSON.stringify(import.meta), ((meta) => meta.url)(import.meta), import.meta === whole, import.meta\n.url];\nimport.meta\nexport const later = import.meta.resolve; import.meta.env = 1; export const env = import.meta.env;',
      ),
      '/lib/worker.js': script(
        'import { whole, seen } from "./meta.js"; postMessage([whole.url, whole.resolve("./z"), seen]);',
      ),
    },
    script: `const { whole, seen, later, env } = await import('/lib/meta.js'); const worker = new Worker('/lib/worker.js', { type: 'module' }); const told = await new Promise((done) => { worker.onmessage = ({ data }) => done(data); worker.onerror = ({ message }) => done(message); }); worker.terminate();
      return [whole.url, seen, later('./x'), env, told];`,
  },
  'modules made of text': {
    head: '<script type="importmap">{"imports":{"lib/":"https://wiki.corp.test/lib/","one":"/lib/one.js"}}</script>',
    files: FILES,
    script: `${HELP} const source = 'import { one } from "one"; import { two } from "' + origin + '/lib/two.js"; const late = await import("https://wiki.corp.test/lib/two.js"); export default [one, two, late.two, location.host, eval("location.href"), import.meta.url, document.URL];';
      const seen = []; const shown = (value) => JSON.parse(JSON.stringify(value).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID'));
      for (const make of [blob, data]) { const plain = make === data ? source.replace('import { one } from "one";', 'const one = 1;') : source; const url = make(plain); const first = await settled(() => import(url)); const second = await settled(() => import(new URL(url))); seen.push(first.default, first === second, await settled(() => fetch(url).then((answer) => answer.text()).then((text) => text === plain))); }
      const base64 = 'data:text/javascript;base64,' + btoa('export default location.origin'); seen.push((await settled(() => import(base64))).default);
      const bytes = URL.createObjectURL(new Blob([new TextEncoder().encode('export default [location.host, "é"]')], { type: 'application/javascript; charset=utf-8' })); seen.push((await settled(() => import(bytes))).default);
      const plain = blob('export default 5'); seen.push((await settled(() => import(plain))).default, await settled(() => import(blob('export default location', 'text/plain'))), await settled(() => import(blob('location syntax error'))), await settled(() => import('data:text/html,location')), await settled(() => import('data:text/javascript')));
      const gone = blob('export default location.href'); URL.revokeObjectURL(gone); seen.push(await settled(() => import(gone))); const late = blob('export default location.href'); const had = await import(late); URL.revokeObjectURL(late); seen.push(had.default, had === (await settled(() => import(late)))); return shown(seen);`,
  },
  'a fault in a module made of text': {
    script: `${HELP} const at = blob('\\n\\nthrow new Error("at " + location.host)'); try { await import(at); } catch (error) { return [error.message, cut(error.stack.split('\\n')[1].replace(/:\\d+\\)?$/, ''))]; }`,
  },
};
