import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answering } from './pass-to.ts';

const BINARY = '/usr/sbin/apache2';
const MODULES = '/usr/lib/apache2/modules';

/** Debian packages of the peers and the module each brings. */
export const APACHE_PEERS = {
  auth_openidc: 'libapache2-mod-auth-openidc',
  auth_mellon: 'libapache2-mod-auth-mellon',
} as const;
export type ApachePeer = keyof typeof APACHE_PEERS;

/** Why the tests with a peer are skipped; false when it is there. */
export function withoutApache(peer: ApachePeer): string | false {
  const there = existsSync(BINARY) && existsSync(`${MODULES}/mod_${peer}.so`);
  return there ? false : `Debian's ${APACHE_PEERS[peer]} is not installed`;
}

export interface Apache {
  readonly port: number;
  /** What it wrote into its log. */
  log(): string;
  close(): Promise<void>;
}

export interface ApacheSite {
  readonly port: number;
  /** The origin it stands for behind a front that speaks TLS. */
  readonly origin: string;
  /** Beside those every server has. */
  readonly modules?: readonly string[];
  /** Files in its directory, which is `$DIR` in them and in the configuration. */
  readonly files?: Readonly<Record<string, string>>;
  readonly config: string;
  /** The variable with the user's groups. */
  readonly groups?: string;
}

/** An Apache of its own on loopback; every page of it says who its user is. */
export async function startApache({
  port,
  origin,
  modules = [],
  files = {},
  config,
  groups = 'NONE',
}: ApacheSite): Promise<Apache> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-apache-'));
  chmodSync(directory, 0o755);
  const placed = (text: string): string => text.replaceAll('$DIR', directory);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), placed(text), { mode: 0o644 });
  writeFileSync(
    join(directory, 'who.shtml'),
    `<!doctype html><title>Signed in</title><p id="who">user=<!--#echo var="REMOTE_USER" --> groups=<!--#echo var="${groups}" --></p>`,
  );
  const needed = [
    'mpm_prefork',
    'authn_core',
    'authz_core',
    'authz_user',
    'dir',
    'mime',
    'include',
    'rewrite',
    ...modules,
  ];
  const asRoot = process.getuid?.() === 0 ? 'User www-data\nGroup www-data\n' : '';
  const text = `ServerRoot ${directory}
PidFile ${directory}/pid
Listen 127.0.0.1:${port}
ServerName ${origin}
UseCanonicalName On
ErrorLog ${directory}/error.log
LogLevel warn
StartServers 1
MaxRequestWorkers 4
${asRoot}${needed.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
TypesConfig /dev/null
AddType text/html .shtml
DocumentRoot ${directory}
RewriteEngine On
<Directory ${directory}>
  Options +Includes
  SetOutputFilter INCLUDES
  Require all granted
</Directory>
Alias_
${config}
`.replace('Alias_\n', 'RewriteRule ^/(wiki/.*)?$ /who.shtml [PT]\n');
  writeFileSync(join(directory, 'apache.conf'), placed(text));
  const server: ChildProcess = spawn(BINARY, ['-f', join(directory, 'apache.conf'), '-DFOREGROUND'], {
    stdio: 'ignore',
    // It ends its whole process group when it ends.
    detached: true,
  });
  const log = (): string =>
    existsSync(join(directory, 'error.log')) ? readFileSync(join(directory, 'error.log'), 'utf8') : '';
  try {
    await answering(port, '/who.shtml');
  } catch (error) {
    throw new Error(`${String(error)}: ${log()}`);
  }
  return {
    port,
    log,
    async close() {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      if (server.exitCode === null) {
        server.kill('SIGTERM');
        await gone;
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
