import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { startOrigin } from './origin.ts';
import { answering, passTo } from './pass-to.ts';
import type { SigningPair } from './saml-idp.ts';

const ROOT = '/usr/share/simplesamlphp/www';
/** Whether the peer is installed, and what it reads XML with (Debian packages `simplesamlphp` and `php-xml`). */
export const HAS_SIMPLESAMLPHP =
  existsSync(ROOT) && spawnSync('/usr/bin/php', ['-r', 'exit((int) !extension_loaded("dom"));']).status === 0;

export interface SimpleSamlPhp {
  /** `https://HOST:PORT` */
  readonly origin: string;
  readonly port: number;
  readonly metadataUrl: string;
  /** What it knows of the relying party, and settings of its own as lines of PHP. */
  configure(spMetadata: string, settings?: string): void;
  close(): Promise<void>;
}

const EMAIL = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';

/** An identity provider from another hand, behind TLS on loopback. Its user is `bob` with the password `bobpass`. */
export async function startSimpleSamlPhp(host: string, tls: SigningPair, keys: SigningPair): Promise<SimpleSamlPhp> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-ssp-'));
  for (const name of ['metadata', 'cert', 'log', 'data', 'tmp', 'sessions']) mkdirSync(join(directory, name));
  writeFileSync(join(directory, 'cert', 'server.key'), keys.key);
  writeFileSync(join(directory, 'cert', 'server.crt'), keys.cert);
  const phpPort = await freePort();
  const front = await startOrigin(passTo(phpPort), tls);
  const origin = `https://${host}:${front.port}`;
  const php = (name: string, text: string): void => writeFileSync(join(directory, name), `<?php\n${text}\n`);
  php(
    'config.php',
    `$config = [
  'baseurlpath' => '${origin}/', 'certdir' => '${directory}/cert/', 'loggingdir' => '${directory}/log/',
  'datadir' => '${directory}/data/', 'tempdir' => '${directory}/tmp', 'metadatadir' => '${directory}/metadata/',
  'secretsalt' => 'a-salt-for-tests-only', 'auth.adminpassword' => 'an-admin-for-tests-only', 'timezone' => 'UTC',
  'logging.handler' => 'file', 'logging.level' => 7, 'showerrors' => true, 'store.type' => 'phpsession',
  'session.phpsession.savepath' => '${directory}/sessions', 'session.cookie.secure' => true,
  'enable.saml20-idp' => true, 'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
  'metadata.sources' => [['type' => 'flatfile'], ['type' => 'xml', 'file' => '${directory}/sp.xml']],
  'metadata.sign.enable' => true, 'metadata.sign.privatekey' => 'server.key', 'metadata.sign.certificate' => 'server.crt',
];`,
  );
  php(
    'authsources.php',
    `$config = ['users' => ['exampleauth:UserPass', 'bob:bobpass' => [
  'uid' => ['bob'], 'displayName' => ['Bob & Ærø'], 'mail' => ['bob@contoso.test'], 'groups' => ['staff', 'admins'], 'compliant' => ['true'],
]]];`,
  );
  const configure = (spMetadata: string, settings = ''): void => {
    writeFileSync(join(directory, 'sp.xml'), spMetadata);
    php(
      'metadata/saml20-idp-hosted.php',
      `$metadata['__DYNAMIC:1__'] = [
  'host' => '__DEFAULT__', 'privatekey' => 'server.key', 'certificate' => 'server.crt', 'auth' => 'users',
  'saml20.sign.response' => true, 'saml20.sign.assertion' => true, 'redirect.sign' => true, 'redirect.validate' => true,
  'validate.authnrequest' => true, 'NameIDFormat' => '${EMAIL}',
  'SingleLogoutServiceBinding' => ['urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'],
  'SingleSignOnServiceBinding' => ['urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'],
  'authproc' => [3 => ['class' => 'saml:AttributeNameID', 'attribute' => 'mail', 'Format' => '${EMAIL}']],
  ${settings}
];`,
    );
  };
  configure('<x/>');
  const server: ChildProcess = spawn('/usr/bin/php', ['-S', `127.0.0.1:${phpPort}`, '-t', ROOT], {
    stdio: 'ignore',
    env: { ...process.env, SIMPLESAMLPHP_CONFIG_DIR: directory, PHP_CLI_SERVER_WORKERS: '2' },
    detached: true,
  });
  const metadataUrl = `${origin}/saml2/idp/metadata.php`;
  await answering(phpPort, '/robots.txt');
  return {
    origin,
    port: front.port,
    metadataUrl,
    configure,
    async close() {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      if (server.pid !== undefined) process.kill(-server.pid, 'SIGTERM');
      await gone;
      await front.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
