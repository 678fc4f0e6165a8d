import { APP } from '../../../support/app-roads.ts';
import { zipFile } from '../../../support/zip-file.ts';

const MANIFEST = {
  name: 'tools',
  displayName: 'Corp Tools',
  publisher: 'corp',
  version: '1.0.0',
  engines: { vscode: '^1.60.0' },
  main: './tools.js',
  activationEvents: ['onStartupFinished'],
  contributes: {
    commands: [
      { command: 'corp.panel', title: 'Corp: Panel' },
      { command: 'corp.clip', title: 'Corp: Clip' },
    ],
    notebookRenderer: [
      {
        id: 'corp-facts',
        displayName: 'Facts',
        entrypoint: './facts.mjs',
        mimeTypes: ['application/x-corp-facts+json'],
      },
    ],
  },
};

/** Shows a panel, and says on the clipboard what addresses it is given for others. */
const TOOLS = `const vscode = require('vscode');
exports.activate = (context) => {
  const { joinPath } = vscode.Uri;
  context.subscriptions.push(vscode.commands.registerCommand('corp.panel', () => {
    const panel = vscode.window.createWebviewPanel('corp', 'Panel', vscode.ViewColumn.One, { enableScripts: true });
    const at = (name) => panel.webview.asWebviewUri(joinPath(context.extensionUri, name));
    const from = panel.webview.cspSource;
    panel.webview.onDidReceiveMessage((told) => panel.webview.postMessage({ back: told }));
    panel.webview.html = '<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="default-src \\'none\\'; img-src ' + from +
      '; script-src ' + from + ' \\'nonce-once\\'; style-src ' + from + '; connect-src ' + from + '; worker-src blob:; frame-src https:">' +
      '<link rel="stylesheet" href="' + at('panel.css') + '"></head><body><img src="' + at('dot.svg') + '"><iframe src="${APP}/healthz"></iframe>' +
      '<pre id="seen"></pre><script nonce="once">globalThis.facts = "' + at('facts.json') + '"</script><script src="' + at('panel.js') + '"></script></body></html>';
  }));
  context.subscriptions.push(vscode.commands.registerCommand('corp.clip', async () => {
    const local = await vscode.env.asExternalUri(vscode.Uri.parse('http://localhost:4321/path?q=1'));
    const own = await vscode.env.asExternalUri(vscode.Uri.parse(vscode.env.uriScheme + '://corp.tools/back'));
    await vscode.env.clipboard.writeText([local, own].map((each) => each.toString(true).replace(/reqid=.*/, '')).join(' '));
    await vscode.window.showInformationMessage('clipped ' + (await vscode.env.clipboard.readText()));
  }));
};`;

/** What a webview can see, do and reach. */
const PANEL = `(async () => {
  const code = acquireVsCodeApi();
  code.setState({ at: location.pathname });
  const answer = new Promise((resolve) => addEventListener('message', ({ data, origin, source }) => data.back && resolve([data.back, origin, source === parent])));
  code.postMessage({ hello: document.URL });
  const worker = new Worker(URL.createObjectURL(new Blob(['postMessage([typeof importScripts, self.origin, location.protocol])'])));
  const fromWorker = new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
  const found = await fetch(facts);
  const violation = new Promise((resolve) => addEventListener('securitypolicyviolation', (event) => resolve([event.violatedDirective, event.blockedURI, event.documentURI])));
  new Image().src = 'https://mail.partner.test/x';
  const seen = [
    code.getState(), await answer, await fromWorker, [found.status, found.url, await found.json()], await violation,
    getComputedStyle(document.body).outlineColor, document.images[0].naturalWidth, document.images[0].src, document.referrer, origin,
    performance.getEntriesByType('resource').map((each) => each.name).sort(),
  ];
  document.querySelector('#seen').textContent = JSON.stringify(seen);
  document.querySelector('#seen').className = 'done';
})();`;

/** A renderer of outputs of notebooks: a module within their page. */
const FACTS = `export const activate = (context) => ({
  renderOutputItem(output, element) {
    const seen = [output.mime, output.json(), typeof context.setState, import.meta.url, new URL('./facts.json', import.meta.url).href];
    element.innerHTML = '<a href="' + output.json().link + '">a fact</a>';
    element.classList.add('corp-facts');
    element.dataset.seen = JSON.stringify([seen, element.firstChild.href]);
  },
});`;

const FILES: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify(MANIFEST),
  'tools.js': TOOLS,
  'panel.js': PANEL,
  'panel.css': 'body { outline-color: rgb(1, 2, 3); background: url(dot.svg) }',
  'dot.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4" cx="4" cy="4"/></svg>',
  'facts.json': JSON.stringify({ fact: 1, link: `${APP}/fact` }),
  'facts.mjs': FACTS,
};
const VSIX_MANIFEST = `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata><Identity Language="en-US" Id="tools" Version="1.0.0" Publisher="corp"/><DisplayName>Corp Tools</DisplayName></Metadata>
  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
  <Assets><Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/></Assets>
</PackageManifest>`;
const TYPES = `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension=".json" ContentType="application/json"/></Types>`;

/** An extension for the server's side, with webviews and a renderer of its own, as the file that people install it from. */
export const toolsVsix = (): Buffer =>
  zipFile([
    { name: 'extension.vsixmanifest', content: VSIX_MANIFEST },
    { name: '[Content_Types].xml', content: TYPES },
    ...Object.entries(FILES).map(([name, content]) => ({ name: `extension/${name}`, content })),
  ]);
