import type { BundleCases } from '../bundle-case.ts';

/** What people write in, and terminals. */
export const EDITORS: BundleCases = {
  codemirror: {
    head: '<link rel="stylesheet" href="/lib/codemirror/lib/codemirror.css"><script src="/lib/codemirror/lib/codemirror.js"></script><script src="/lib/codemirror/mode/javascript/javascript.js"></script>',
    body: '<div id="editor"></div>',
    exported: 'window.CodeMirror',
    keys: 50,
    smoke: `const editor = lib(document.getElementById('editor'), { mode: 'javascript', value: 'location.href = "https://static.corp.test/";', lineNumbers: true }); editor.replaceRange('top.', { line: 0, ch: 0 });
      return [editor.getValue(), [...document.querySelectorAll('.CodeMirror-line span[class^=cm]')].map((e) => [e.className, e.textContent]), editor.getTokenAt({ line: 0, ch: 6 }).type];`,
  },
  ace: {
    head: '<script src="/lib/ace-builds/src-min-noconflict/ace.js"></script>',
    body: '<div id="editor" style="width:300px;height:100px"></div>',
    exported: 'window.ace',
    keys: 8,
    smoke: `const editor = lib.edit('editor', { mode: 'ace/mode/javascript', value: 'var a = location.href\\nif (' }); const session = editor.getSession();
      await until(() => session.getAnnotations().length > 0); return [editor.getValue(), session.getAnnotations().map(({ row, text }) => [row, text]), session.getTokens(0).map((t) => [t.type, t.value]), lib.config.get('basePath')];`,
  },
  'monaco-editor': {
    head: '<script src="/lib/monaco-editor/min/vs/loader.js"></script>',
    body: '<div id="editor" style="width:400px;height:200px"></div>',
    exported: `new Promise((done, failed) => { require.config({ paths: { vs: '/lib/monaco-editor/min/vs' } }); require(['vs/editor/editor.main'], () => done(window.monaco), failed); })`,
    keys: 10,
    smoke: `const model = lib.editor.createModel('const there: number = location.href;\\nwindow.parent.postMessage(1, "*");', 'typescript', lib.Uri.parse('file:///a.ts')); const editor = lib.editor.create(document.getElementById('editor'), { model });
      const markers = await until(() => { const found = lib.editor.getModelMarkers({}); return found.length > 0 && found; }); editor.getAction('editor.action.commentLine') && editor.trigger('', 'editor.action.commentLine');
      await until(() => document.querySelector('.view-line')); return [markers.map((m) => [m.startLineNumber, m.message]), editor.getValue(), await lib.editor.colorize('location', 'javascript', {}), lib.Uri.parse(location.href).authority];`,
  },
  quill: {
    head: '<script src="/lib/quill/dist/quill.js"></script>',
    body: '<div id="editor"></div>',
    exported: 'window.Quill',
    keys: 5,
    smoke: `const editor = new lib('#editor', { theme: 'snow' }); editor.setContents([{ insert: 'words ' }, { insert: 'link', attributes: { link: 'https://static.corp.test/a' } }, { insert: { image: 'https://static.corp.test/pixel.svg' } }, { insert: '\\n', attributes: { header: 1 } }]);
      editor.clipboard.dangerouslyPasteHTML(0, '<p><a href="https://wiki.corp.test/b">b</a></p>'); return [editor.getContents().ops, editor.root.innerHTML, editor.getSemanticHTML()];`,
  },
  xterm: {
    head: '<link rel="stylesheet" href="/lib/@xterm/xterm/css/xterm.css"><script src="/lib/@xterm/xterm/lib/xterm.js"></script>',
    body: '<div id="terminal"></div>',
    exported:
      'window.Terminal ? { Terminal: window.Terminal, ...Object.getOwnPropertyDescriptors(window.Terminal.prototype) } : {}',
    keys: 30,
    smoke: `const terminal = new lib.Terminal({ cols: 40, rows: 5, allowProposedApi: true }); terminal.open(document.getElementById('terminal')); const seen = []; terminal.onData((data) => seen.push(data)); terminal.onTitleChange((title) => seen.push(title));
      await new Promise((done) => terminal.write('\\x1b]2;' + location.host + '\\x07\\x1b[31mred\\x1b[0m https://static.corp.test/x\\r\\nnext', done)); terminal.input('typed'); const line = (at) => terminal.buffer.active.getLine(at).translateToString(true); return [line(0), line(1), seen, terminal.cols];`,
  },
};
