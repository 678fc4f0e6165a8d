import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { APP, type AppInstance } from '../../../support/app-roads.ts';
import { freePort } from '../../../support/free-port.ts';
import { answering } from '../../../support/pass-to.ts';
import { storedFiles } from '../../../support/stored-files.ts';

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
  'extensions.autoUpdate': false,
  'files.autoSave': 'off',
  'git.autofetch': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'terminal.integrated.defaultProfile.linux': 'plain',
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.profiles.linux': { plain: { path: 'sh' } },
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

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

const git = (folder: string, ...words: string[]): void =>
  void execFileSync('git', ['-c', 'user.name=Alice', '-c', 'user.email=alice@corp.test', ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder },
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
    env: { PATH: process.env['PATH'], HOME: folder, PASSWORD, SHELL: '/bin/sh' },
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
