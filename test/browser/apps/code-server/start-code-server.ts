import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { APP, type AppInstance } from '../../../support/app-roads.ts';
import { freePort } from '../../../support/free-port.ts';
import { answering } from '../../../support/pass-to.ts';
import { storedFiles } from '../../../support/stored-files.ts';
import { toolsVsix } from './tools-extension.ts';

export const PASSWORD = 'a long one';
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mP8z8BQz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC';
const README = `# Title\n\nSee ${APP}/x and [link](${APP}/y).\n\n![pic](pic.png)\n`;
const SOURCE = `const location = globalThis.location.href;\nexport function twice(a: number) { return a + a; }\ntwice("x");\nlocation.trim();\n`;

/** What is not asked for leaves the machine alone: the same on both roads, and nothing that comes and goes by time. */
const SETTINGS = {
  'chat.disableAIFeatures': true,
  'editor.accessibilitySupport': 'off',
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  'files.autoSave': 'off',
  'git.autofetch': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'terminal.integrated.defaultProfile.linux': 'plain',
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.profiles.linux': { plain: { path: 'sh' } },
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

const shown = (type: string, data: unknown) => ({ output_type: 'display_data', metadata: {}, data: { [type]: data } });
const BOOK = JSON.stringify({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: [
    { id: 'a', cell_type: 'markdown', metadata: {}, source: [`# Book\n\n[there](${APP}/there) ![pic](pic.png) $x^2$`] },
    {
      id: 'b',
      cell_type: 'code',
      metadata: {},
      execution_count: 1,
      source: ['1'],
      outputs: [
        shown(
          'text/html',
          `<a href="/root">root</a><a href="${APP}/full">full</a><p id="in"></p><script>document.querySelector('#in').id = 'made';document.querySelector('#made').textContent = [location.protocol, document.currentScript === null].join(' ')</script>`,
        ),
        shown('image/png', PICTURE),
        shown(
          'image/svg+xml',
          '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4" cx="4" cy="4"/></svg>',
        ),
        shown('application/x-corp-facts+json', { fact: 1, link: `${APP}/fact` }),
        { output_type: 'stream', name: 'stdout', text: [`printed ${APP}/printed`] },
      ],
    },
  ],
});

/** Half a second of a tone, as a WAVE file. */
function tone(): Buffer {
  const samples = 4000;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + samples, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(samples, 40);
  return Buffer.concat([head, Buffer.from(Array.from({ length: samples }, (_, at) => 128 + 60 * Math.sin(at / 3)))]);
}

/** An extension that runs in a worker of the page, and says there what it sees of its place. */
const EXTENSION: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    name: 'place',
    publisher: 'corp',
    version: '1.0.0',
    engines: { vscode: '^1.60.0' },
    browser: './place.js',
    extensionKind: ['ui'],
    activationEvents: ['onStartupFinished'],
  }),
  'place.js': `const vscode = require('vscode');
exports.activate = async () => {
  const item = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Left, 1000);
  const answer = await fetch('${APP}/healthz').then((found) => [found.status, found.url], (error) => String(error));
  item.text = 'place ' + [typeof importScripts, self.origin, answer].join(' ');
  item.show();
};`,
};

const AUTHOR = {
  GIT_AUTHOR_NAME: 'Alice',
  GIT_AUTHOR_EMAIL: 'alice@corp.test',
  GIT_COMMITTER_NAME: 'Alice',
  GIT_COMMITTER_EMAIL: 'alice@corp.test',
};

const git = (folder: string, ...words: string[]): void =>
  void execFileSync('git', words, {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, ...AUTHOR },
  });

/** code-server, Visual Studio Code on a server: workers, a second host of extensions, frames whose pages a service worker makes, one long WebSocket. */
export async function startCodeServer(): Promise<AppInstance> {
  const root = dirname(createRequire(import.meta.url).resolve('code-server/package.json'));
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'code-server-')));
  const [work, data, extensions] = ['work', 'data', 'extensions'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(join(data, 'User'), { recursive: true });
  mkdirSync(work);
  mkdirSync(join(extensions, 'corp.place-1.0.0'), { recursive: true });
  for (const [name, text] of Object.entries(EXTENSION)) writeFileSync(join(extensions, 'corp.place-1.0.0', name), text);
  writeFileSync(join(data, 'User', 'settings.json'), JSON.stringify(SETTINGS));
  writeFileSync(join(work, 'readme.md'), README);
  writeFileSync(join(work, 'source.ts'), SOURCE);
  writeFileSync(join(work, 'pic.png'), Buffer.from(PICTURE, 'base64'));
  writeFileSync(join(work, 'book.ipynb'), BOOK);
  writeFileSync(join(work, 'tone.wav'), tone());
  writeFileSync(join(folder, 'tools.vsix'), toolsVsix());
  mkdirSync(join(work, 'sub', 'deep'), { recursive: true });
  writeFileSync(join(work, 'sub', 'one.txt'), `one ${APP}\n`);
  writeFileSync(join(work, 'sub', 'deep', 'two.txt'), 'two\n');
  git(work, 'init', '--quiet', '--initial-branch=main');
  git(work, 'add', '.');
  git(work, 'commit', '--quiet', '--message=first');
  const port = await freePort();
  const words = [
    '--auth=password',
    `--bind-addr=127.0.0.1:${port}`,
    `--user-data-dir=${data}`,
    `--extensions-dir=${extensions}`,
  ];
  const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
  const server = spawn(process.execPath, [join(root, 'out', 'node', 'entry.js'), ...words, ...quiet, work], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, PASSWORD, SHELL: '/bin/sh', ...AUTHOR },
    stdio: 'ignore',
  });
  await answering(port);
  return {
    port,
    stored: () => {
      const files = Object.entries(storedFiles(work)).filter(([path]) => !path.startsWith('.git/'));
      return { ...Object.fromEntries(files), settings: readFileSync(join(data, 'User', 'settings.json'), 'utf8') };
    },
    async close() {
      const gone = new Promise((done) => server.once('exit', done));
      server.kill();
      await gone;
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
