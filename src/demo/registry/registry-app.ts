import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { startChild } from '../children/start-child.ts';
import type { DemoApp } from '../demo-app.ts';
import { freePort } from '../free-port.ts';
import { publishPackages } from './publish-packages.ts';

const HOST = 'registry.corp.test';
const PUBLIC_URL = `https://${HOST}`;

/** Verdaccio, a package registry with a single-page user interface: a real app that knows nothing of the gateway. */
export const registryApp: DemoApp = {
  id: 'registry',
  name: 'Package registry',
  about: 'Verdaccio: a single-page app with packages, readmes and tarballs',
  hosts: [HOST],
  async start({ state, say }) {
    const folder = state.folder('registry');
    state.folder('registry', 'plugins');
    const configFile = join(folder, 'config.yaml');
    writeFileSync(configFile, `${JSON.stringify(configuration(folder), null, 2)}\n`);
    const port = await freePort();
    const local = `http://127.0.0.1:${port}`;
    const manifest = createRequire(import.meta.url).resolve('verdaccio/package.json');
    const child = await startChild({
      name: 'the registry',
      script: join(dirname(manifest), 'bin', 'verdaccio'),
      args: ['--config', configFile, '--listen', `127.0.0.1:${port}`],
      cwd: folder,
      env: { VERDACCIO_PUBLIC_URL: PUBLIC_URL },
      logFile: join(state.folder('logs'), 'registry.log'),
      readyUrl: `${local}/-/ping`,
      onEnd: (how) => say(`The package registry ended (${how}).`),
    });
    try {
      await publishPackages(local, PUBLIC_URL, passwordOf(folder));
    } catch (error) {
      await child.close();
      throw error;
    }
    return { port, close: child.close };
  },
};

/** Its publisher's password, made once: nobody needs it, so nobody should be able to guess it. */
function passwordOf(folder: string): string {
  const file = join(folder, 'publisher-password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

/** JSON is YAML too. No uplinks: the demo asks no other registry for anything. */
function configuration(folder: string): object {
  return {
    storage: join(folder, 'storage'),
    plugins: join(folder, 'plugins'),
    auth: { htpasswd: { file: join(folder, 'htpasswd'), max_users: 10 } },
    uplinks: {},
    packages: { '**': { access: '$all', publish: '$authenticated', unpublish: '$authenticated' } },
    web: { enable: true, title: 'Corp registry', gravatar: false, showThemeSwitch: true, pkgManagers: ['npm'] },
    server: { keepAliveTimeout: 60, trustProxy: '127.0.0.1' },
    log: { type: 'stdout', format: 'json', level: 'warn' },
  };
}
