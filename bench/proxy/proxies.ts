import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'node:tls';
import { startChild } from '../child.ts';
import { ORIGIN_HOST, type Setting, SUFFIX_HOST } from './setting.ts';

/** A proxy under test, started. */
export interface Running {
  readonly pid: number;
  readonly port: number;
  /** Headers that make it serve; the gateway wants its session. */
  readonly headers: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface Contender {
  readonly name: string;
  /** Whether it maps URLs, so that an answer without a mapped one is a fault. */
  readonly maps: boolean;
  /** Why it cannot take part here, or undefined. */
  readonly missing: () => string | undefined;
  readonly start: (setting: Setting) => Promise<Running>;
}

const HEADERS = { host: SUFFIX_HOST, 'user-agent': 'bench' };

async function ownProcess(script: string, setting: Setting, ...more: string[]): Promise<Running> {
  const { originPort, certFile, keyFile, folder } = setting;
  const child = await startChild<{ port: number; cookie?: string }>(
    new URL(script, import.meta.url),
    [String(originPort), certFile, keyFile, folder, ...more],
    { core: 0, log: join(folder, `${script.replace(/\W+/g, '-')}.log`) },
  );
  const { port, cookie } = child.ready;
  return {
    pid: child.pid,
    port,
    headers: cookie === undefined ? HEADERS : { ...HEADERS, cookie },
    stop: () => child.stop(),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** Starts a daemon in the foreground, pinned to core 0, and waits until it takes TLS connections. */
async function daemon(program: string, args: readonly string[], port: number, setting: Setting): Promise<Running> {
  const log = openSync(join(setting.folder, 'daemons.log'), 'a');
  const pinned = existsSync('/usr/bin/taskset') ? ['/usr/bin/taskset', '-c', '0', program] : [program];
  const child = spawn(pinned[0]!, [...pinned.slice(1), ...args], { stdio: ['ignore', log, log] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (let attempt = 0; ; attempt++) {
    const up = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port, servername: SUFFIX_HOST, rejectUnauthorized: false });
      socket.once('secureConnect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('secureConnect', () => socket.destroy());
    });
    if (up) break;
    if (child.exitCode !== null || attempt > 100)
      throw new Error(`${program} did not start, see ${setting.folder}/daemons.log`);
    await delay(50);
  }
  return {
    pid: child.pid!,
    port,
    headers: HEADERS,
    async stop() {
      child.kill('SIGTERM');
      await Promise.race([ended, delay(3000).then(() => child.kill('SIGKILL'))]);
    },
  };
}

const NGINX = '/usr/sbin/nginx';
async function startNginx(setting: Setting): Promise<Running> {
  const port = await freePort();
  const folder = join(setting.folder, 'nginx');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; pid ${folder}/pid; worker_processes 1; error_log ${folder}/error.log;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 4096; }
http {
  access_log ${folder}/access.log;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  upstream origin { server 127.0.0.1:${setting.originPort}; keepalive 64; }
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${setting.certFile}; ssl_certificate_key ${setting.keyFile};
    keepalive_requests 1000000;
    location / {
      proxy_pass http://origin; proxy_http_version 1.1;
      proxy_set_header Connection ""; proxy_set_header Accept-Encoding "";
      proxy_read_timeout 600s; proxy_max_temp_file_size 0;
      sub_filter https://${ORIGIN_HOST} https://${SUFFIX_HOST}; sub_filter_once off;
    }
  }
}
`,
  );
  return daemon(NGINX, ['-p', folder, '-c', join(folder, 'nginx.conf')], port, setting);
}

const APACHE = '/usr/sbin/apache2';
const APACHE_MODULES = '/usr/lib/apache2/modules';
const MODULES = [
  'mpm_event',
  'authz_core',
  'headers',
  'filter',
  'proxy',
  'proxy_http',
  'xml2enc',
  'proxy_html',
  'socache_shmcb',
  'ssl',
];
const LINKS = {
  a: 'href',
  link: 'href',
  img: 'src',
  script: 'src',
  form: 'action',
  base: 'href',
  iframe: 'src',
  area: 'href',
};

async function startApache(setting: Setting): Promise<Running> {
  const port = await freePort();
  const folder = join(setting.folder, 'apache');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'apache.conf'),
    `ServerRoot ${folder}
${MODULES.map((name) => `LoadModule ${name}_module ${APACHE_MODULES}/mod_${name}.so`).join('\n')}
DefaultRuntimeDir ${folder}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
ServerName ${SUFFIX_HOST}
Listen 127.0.0.1:${port}
StartServers 1
ServerLimit 1
ThreadsPerChild 64
MaxRequestWorkers 64
MaxKeepAliveRequests 0
KeepAliveTimeout 60
SSLEngine on
SSLSessionCache none
SSLCertificateFile ${setting.certFile}
SSLCertificateKeyFile ${setting.keyFile}
RequestHeader unset Accept-Encoding
ProxyPass / http://127.0.0.1:${setting.originPort}/ keepalive=On
ProxyHTMLEnable On
ProxyHTMLExtended On
${Object.entries(LINKS)
  .map(([element, attribute]) => `ProxyHTMLLinks ${element} ${attribute}`)
  .join('\n')}
ProxyHTMLURLMap https://${ORIGIN_HOST} https://${SUFFIX_HOST}
`,
  );
  return daemon(APACHE, ['-f', join(folder, 'apache.conf'), '-DFOREGROUND'], port, setting);
}

const absent = (program: string) => (): string | undefined => (existsSync(program) ? undefined : `no ${program}`);

/** The first is what the others are compared with. */
export const PASS_THROUGH: Contender = {
  name: 'undici pass-through',
  maps: false,
  missing: () => undefined,
  start: (setting) => ownProcess('./pass-through-process.ts', setting),
};
export const GATEWAY: Contender = {
  name: 'sallyport',
  maps: true,
  missing: () => undefined,
  start: (setting) => ownProcess('./gateway-process.ts', setting),
};

/** The gateway with one of CONTENT_POLICIES. */
export const gatewayAsking = (policy: string): Contender => ({
  ...GATEWAY,
  start: (setting) => ownProcess('./gateway-process.ts', setting, policy),
});

export const PROXIES: readonly Contender[] = [
  PASS_THROUGH,
  GATEWAY,
  { name: 'nginx sub_filter', maps: true, missing: absent(NGINX), start: startNginx },
  {
    name: 'Apache mod_proxy_html',
    maps: true,
    missing: () => absent(APACHE)() ?? absent(`${APACHE_MODULES}/mod_proxy_html.so`)(),
    start: startApache,
  },
];
