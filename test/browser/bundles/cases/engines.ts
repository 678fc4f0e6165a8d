import type { BundleCases } from '../bundle-case.ts';

/** What a worker that is a module within the page gives, by the text of it. */
const IN_WORKER = `const inWorker = (text) => new Promise((done, failed) => { const worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })), { type: 'module' });
  worker.onmessage = ({ data }) => done(data); worker.onerror = ({ message }) => failed(new Error(message)); });`;
/** Programs in WebAssembly, some with memory that several threads share, and what they keep. */
export const ENGINES: BundleCases = {
  pyodide: {
    isolated: true,
    head: '<script src="/lib/pyodide/pyodide.js"></script>',
    exported: `loadPyodide({ indexURL: '/lib/pyodide/' })`,
    keys: 5,
    smoke: `const where = lib.runPython("import js; from js import location, document; [location.href, js.location.host, js.window.origin, js.eval('location.href'), document.URL, getattr(js.globalThis, 'loca' + 'tion').host]").toJs();
      const read = lib.runPython("from pyodide.http import open_url; open_url('/lib/pyodide/package.json').read()"); const fetched = (await lib.runPythonAsync("from pyodide.http import pyfetch\\nanswer = await pyfetch('/lib/pyodide/package.json')\\n[answer.url, (await answer.json())['name']]")).toJs();
      lib.runPython("import js; js.history.replaceState(None, '', js.location.pathname + '?from=python')"); must(where[3] === where[0], where[3]); return [where, JSON.parse(read).name, fetched, location.search, lib.runPython('from pyodide.code import run_js; run_js("(() => { const { host } = location; return [host, this.location.protocol].join() })()")'), lib.runPython("sum(range(10**5))")];`,
  },
  'sql.js': {
    head: '<script src="/lib/sql.js/dist/sql-wasm.js"></script>',
    exported: `initSqlJs({ locateFile: (file) => '/lib/sql.js/dist/' + file })`,
    keys: 5,
    smoke: `const base = new lib.Database(); base.run('create table t (a)'); base.run('insert into t values (?)', [location.href]); const rows = base.exec('select * from t'); const worker = new Worker('/lib/sql.js/dist/worker.sql-wasm.js'); const ask = (question) => new Promise((done, failed) => { worker.onmessage = ({ data }) => done(data); worker.onerror = ({ message }) => failed(new Error(message)); worker.postMessage(question); });
      const opened = await ask({ id: 1, action: 'open', buffer: base.export() }); const told = await ask({ id: 2, action: 'exec', sql: 'select a, length(a) from t' }); must(rows[0].values[0][0] === location.href, 'the row'); return [rows, opened, told];`,
  },
  'wa-sqlite': {
    isolated: true,
    exported: `import('/lib/wa-sqlite/src/sqlite-api.js')`,
    keys: 10,
    smoke: `${IN_WORKER} const lib_ = location.origin + '/lib/wa-sqlite'; const seen = await inWorker(\`import make from '\${lib_}/dist/wa-sqlite-async.mjs'; import * as api from '\${lib_}/src/sqlite-api.js'; import { OriginPrivateFileSystemVFS } from '\${lib_}/src/examples/OriginPrivateFileSystemVFS.js';
        const sqlite = api.Factory(await make()); sqlite.vfs_register(new OriginPrivateFileSystemVFS()); const base = await sqlite.open_v2('kept.db', undefined, 'opfs'); const rows = []; await sqlite.exec(base, 'drop table if exists t; create table t (a); insert into t values (7), (8); select * from t', (row) => rows.push(row)); await sqlite.close(base);
        const files = []; for await (const [name] of await navigator.storage.getDirectory()) files.push(name); postMessage([rows, files.sort(), location.origin, crossOriginIsolated]);\`); must(seen[0].length === 2, 'two rows'); return seen;`,
  },
  '@sqlite.org/sqlite-wasm': {
    isolated: true,
    exported: `import('/lib/@sqlite.org/sqlite-wasm/index.mjs')`,
    keys: 1,
    smoke: `${IN_WORKER} const seen = await inWorker(\`import start from '\${location.origin}/lib/@sqlite.org/sqlite-wasm/index.mjs'; const sqlite = await start({ print() {}, printErr() {} }); const base = new sqlite.oo1.OpfsDb('/shared.db');
        base.exec('drop table if exists t; create table t (a); insert into t values (1), (2)'); postMessage([base.filename, base.selectObjects('select * from t'), sqlite.version.libVersion, crossOriginIsolated, typeof SharedArrayBuffer]); base.close();\`); must(seen[1].length === 2, 'two rows'); return seen;`,
  },
  'esbuild-wasm': {
    head: '<script src="/lib/esbuild-wasm/lib/browser.min.js"></script>',
    exported: 'esbuild',
    keys: 5,
    smoke: `await lib.initialize({ wasmURL: '/lib/esbuild-wasm/esbuild.wasm' }); const page = { name: 'page', setup(build) { build.onResolve({ filter: /.*/ }, ({ path }) => ({ path: new URL(path, location.href).href, namespace: 'page' })); build.onLoad({ filter: /.*/, namespace: 'page' }, ({ path }) => ({ contents: 'export default [' + JSON.stringify(path) + ', location.host]' })); } };
      const { code } = await lib.transform('const here: string = window.location.href; export default <a href={here}/>', { loader: 'tsx' }); const { outputFiles } = await lib.build({ stdin: { contents: 'import other from "./other"; export default [...other, self.location.origin, import.meta.url.slice(0, 28)]' }, bundle: true, write: false, format: 'esm', plugins: [page] });
      const made = (await import(URL.createObjectURL(new Blob([outputFiles[0].text], { type: 'text/javascript' })))).default; must(made[1] === location.host, made[1]); return [code, outputFiles[0].text, made];`,
  },
  '@ruffle-rs/ruffle': {
    head: `<script>window.RufflePlayer = { config: { autoplay: 'on', unmuteOverlay: 'hidden', logLevel: 'error', publicPath: '/lib/@ruffle-rs/ruffle/' } };</script><script src="/lib/@ruffle-rs/ruffle/ruffle.js"></script>`,
    body: '<embed src="/sample/film.swf" width="100" height="100" type="application/x-shockwave-flash">',
    exported: 'RufflePlayer.newest()',
    keys: 1,
    smoke: `const shown = await until(() => document.querySelector('ruffle-embed')); const film = await until(() => shown.ruffle().metadata); must(film.width > 0, 'width'); const other = lib.createPlayer(); document.body.append(other); await other.ruffle().load({ data: new Uint8Array(await (await fetch('/sample/film.swf')).arrayBuffer()) }); await until(() => other.ruffle().metadata);
      return [film, shown.outerHTML, shown.getAttribute('src'), shown.src, other.localName];`,
  },
};
