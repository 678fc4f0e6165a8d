import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { startChild } from '../children/start-child.ts';
import type { DemoApp } from '../demo-app.ts';
import { freePort } from '../free-port.ts';
import { DEMO_FLOW } from './demo-flow.ts';

/** Node-RED, a flow editor that lives on its WebSocket: a real app that knows nothing of the gateway. */
export const flowsApp: DemoApp = {
  id: 'flows',
  name: 'Flow editor',
  about: 'Node-RED: an editor that talks to its server over a WebSocket',
  hosts: ['flows.corp.test'],
  async start({ state, say }) {
    const folder = state.folder('flows');
    const port = await freePort();
    const flowFile = join(folder, 'flows.json');
    if (!existsSync(flowFile)) writeFileSync(flowFile, `${JSON.stringify(DEMO_FLOW, null, 2)}\n`);
    // .cjs: the directory may lie below a package of ES modules, and Node-RED loads its settings with require.
    const settingsFile = join(folder, 'settings.cjs');
    writeFileSync(settingsFile, `module.exports = ${JSON.stringify(settings(folder, port), null, 2)};\n`);
    const manifest = createRequire(import.meta.url).resolve('node-red/package.json');
    const child = await startChild({
      name: 'the flow editor',
      script: join(dirname(manifest), 'red.js'),
      args: ['--userDir', folder, '--settings', settingsFile],
      cwd: folder,
      env: { NODE_RED_DISABLE_TELEMETRY: '1' },
      logFile: join(state.folder('logs'), 'flows.log'),
      readyUrl: `http://127.0.0.1:${port}/`,
      onEnd: (how) => say(`The flow editor ended (${how}).`),
    });
    return { port, close: child.close };
  },
};

/** Nothing is asked of or told to anybody outside: no telemetry, no update check, no catalogue, no installs. */
function settings(folder: string, port: number): object {
  return {
    uiHost: '127.0.0.1',
    uiPort: port,
    flowFile: 'flows.json',
    credentialSecret: secretOf(folder),
    telemetry: { enabled: false, updateNotification: false },
    diagnostics: { enabled: false, ui: false },
    externalModules: {
      autoInstall: false,
      palette: { allowInstall: false, allowUpdate: false, allowUpload: false },
      modules: { allowInstall: false },
    },
    editorTheme: {
      tours: false,
      page: { title: 'Corp flows' },
      header: { title: 'Corp flows' },
      palette: { catalogues: [] },
      projects: { enabled: false },
      multiplayer: { enabled: false },
    },
    logging: { console: { level: 'info', metrics: false, audit: false } },
  };
}

function secretOf(folder: string): string {
  const file = join(folder, 'credential-secret');
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}
