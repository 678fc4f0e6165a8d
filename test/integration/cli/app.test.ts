import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { openLocalCa } from '../../../src/proxy/tls/local-ca.ts';
import { runCli } from '../../support/run-cli.ts';

const CONFIG = `# ours
gateway: { suffix: mcas.example, listen: "127.0.0.1:443" } # suffix
providers:
  - { id: corp, issuer: 'https://idp.corp.example/realm', clientId: gw, clientSecret: a-long-enough-secret }
apps:
  # first
  - { id: wiki, name: Wiki, provider: corp, hosts: ["https://wiki.corp.example"], saml: { entityId: "urn:wiki", acs: ["https://wiki.corp.example/acs"] } }
`;

describe('sallyport app add', () => {
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-app-'));
    file = join(folder, 'gateway.yaml');
  });
  beforeEach(() => writeFileSync(file, CONFIG, { mode: 0o600 }));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const add = (flags: readonly string[], input = '') => runCli(['app', 'add', '--config', file, ...flags], input);
  const HR = ['--id', 'hr', '--name', 'HR', '--provider', 'corp', '--offline'];
  const HOST = ['--host', 'https://hr.corp.example'];
  const SAML = [
    '--sign-in',
    'saml',
    '--entity-id',
    'https://hr.corp.example/sp',
    '--acs',
    'https://hr.corp.example/acs',
  ];
  /** What is refused leaves the file, and nothing beside it. */
  async function refused(flags: readonly string[], ...expected: readonly RegExp[]): Promise<void> {
    const { code, stderr, stdout } = await add(flags);
    assert.equal(code, 1, stdout);
    for (const each of expected) assert.match(stderr, each);
    assert.equal(readFileSync(file, 'utf8'), CONFIG);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes('sallyport-new')),
      [],
    );
  }

  test('by flags: written with its comments and rights, sound, and with what to set elsewhere', async () => {
    const { code, stdout, stderr } = await add([...HR, ...HOST, ...SAML, '--name-id', 'subject']);
    assert.equal(code, 0, stderr);
    for (const line of [
      /redirect URI {14}https:\/\/login\.mcas\.example\/\.well-known\/sallyport\/callback/,
      /SSO URL \(HTTP-Redirect\) {3}https:\/\/hr\.corp\.example\.mcas\.example\/\.well-known\/sallyport\/sign-on/,
      /metadata {18}https:\/\/login\.mcas\.example\/\.well-known\/sallyport\/app\/hr/,
      /they begin at {13}https:\/\/hr\.corp\.example\.mcas\.example\//,
    ])
      assert.match(stdout, line);
    const text = readFileSync(file, 'utf8');
    for (const comment of ['# ours', '# suffix', '# first']) assert.ok(text.includes(comment), text);
    assert.equal(statSync(file).mode & 0o777, 0o600, 'the file holds a secret');
    const checked = await runCli(['check', '--config', file]);
    assert.match(checked.stdout, /2 apps/, checked.stderr);
  });

  test('by questions, and what nobody answers is named', async () => {
    const asked = await add(['--offline'], 'mail\nMail\nhttps://mail.corp.example\ncorp\npreauth\n');
    assert.equal(asked.code, 0, asked.stderr);
    assert.match(asked.stderr, /Identity provider \(corp\)/);
    assert.match(readFileSync(file, 'utf8'), /https:\/\/mail\.corp\.example/);
    writeFileSync(file, CONFIG);
    await refused(
      ['--id', 'mail', '--host', 'https://mail.corp.example'],
      /Nobody answered for --name, --provider, --sign-in/,
    );
  });

  test('mistakes with hosts', async () => {
    const preauth = [...HR, '--sign-in', 'preauth'];
    await refused(
      [...preauth, '--host', 'hr.corp.example'],
      /--host: hr\.corp\.example is no origin\n.*https:\/\/hr\.corp\.example\n/,
    );
    await refused(
      [...preauth, '--host', 'https://hr.corp.example/start'],
      /has a path.*\n.*write https:\/\/hr\.corp\.example\n/,
    );
    await refused([...preauth, '--host', 'https://wiki.corp.example'], /belongs to an app already/);
    await refused([...preauth, '--host', 'https://hr.corp.example.mcas.example'], /is under the suffix mcas\.example/);
    await refused(
      [...preauth, ...HOST, '--upstream', 'https://hr.corp.example'],
      /--upstream: is the app’s host itself/,
    );
    await refused([...preauth, ...HOST, '--upstream', 'https://login.mcas.example'], /go round in circles/);
  });

  test('mistakes with DNS and addresses', async () => {
    const online = ['--id', 'hr', '--name', 'HR', '--provider', 'corp', '--sign-in', 'preauth'];
    await refused([...online, '--host', 'https://nowhere.invalid'], /nowhere\.invalid is not in DNS here/);
    const inside = [...online, ...HOST, '--upstream', 'https://127.0.0.1:8443'];
    await refused(
      inside,
      /--upstream: 127\.0\.0\.1 is at 127\.0\.0\.1, an address inside your network\n.*--allow-private/,
    );
    const { code, stderr } = await add([...inside, '--allow-private', '--dry-run']);
    assert.equal(code, 0, stderr);
    assert.equal(readFileSync(file, 'utf8'), CONFIG, 'a dry run writes nothing');
  });

  test('mistakes with SAML, each with its sentence', async () => {
    const saml = (entityId: string, acs: string, ...more: string[]) => [
      ...HR,
      ...HOST,
      ...['--sign-in', 'saml', '--entity-id', entityId, '--acs', acs, ...more],
    ];
    const good = 'https://hr.corp.example/acs';
    await refused(saml('urn:hr', 'https://idp.corp.example/sso'), /is at the identity provider: it is the SSO URL/);
    await refused(
      saml('urn:hr', 'https://hr.corp.example.mcas.example/.well-known/sallyport/sign-on'),
      /is under the suffix.*an SSO URL/,
    );
    await refused(
      saml('urn:hr', 'https://other.corp.example/acs'),
      /is at none of the app’s hosts\n.*--host https:\/\/other/,
    );
    await refused(saml('urn:hr', 'https://hr.corp.example/'), /is the app’s front page/);
    await refused(saml('urn:hr', 'acs'), /acs is no URL/);
    await refused(saml('urn:wiki', good), /--entity-id: urn:wiki is that of the app wiki already/);
    await refused(saml('https://idp.corp.example/realm', good), /is the identity provider’s/);
    await refused(saml('https://login.mcas.example/.well-known/sallyport/app/hr', good), /is the gateway’s own/);
    await refused(saml('urn: hr', good), /has white space in it/);
    const format = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
    await refused(saml('urn:hr', good, '--name-id', format), /--name-id: .*\n.*write email\n/);
    const transient = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
    await refused(saml('urn:hr', good, '--name-id', transient), /could not know the user again/);
    const { key } = await (await openLocalCa(join(folder, 'ca'), 'Test authority')).issue(['hr.corp.example']);
    writeFileSync(join(folder, 'key.pem'), key);
    await refused(saml('urn:hr', good, '--certificate', 'key.pem'), /key\.pem is not a PEM certificate/);
  });

  const OIDC = ['--sign-in', 'oidc', '--client-id', 'hr', '--redirect-uri', 'https://hr.corp.example/cb'];

  test('an app that takes the gateway as its OpenID provider', async () => {
    writeFileSync(join(folder, 'hr-secret'), 'a-long-enough-secret-of-hr\n', { mode: 0o600 });
    const secret = ['--client-secret-file', 'hr-secret'];
    const more = ['--post-logout-redirect-uri', 'https://hr.corp.example/', '--backchannel-logout-uri'];
    const flags = [...HR, ...HOST, ...OIDC, ...secret, ...more, 'https://hr.corp.example/cb?logout=backchannel'];
    const { code, stdout, stderr } = await add(flags);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /issuer {20}https:\/\/login\.mcas\.example\/\.well-known\/sallyport\/openid\/hr\n/);
    assert.match(stdout, /discovery document {8}https:\/\/login\.mcas\.example\/.*openid-configuration/);
    const checked = await runCli(['check', '--config', file]);
    assert.match(checked.stdout, /2 apps/, checked.stderr);
    writeFileSync(file, CONFIG);
    const open = await add([...HR, ...HOST, ...OIDC, '--public-client']);
    assert.equal(open.code, 0, open.stderr);
    assert.match(readFileSync(file, 'utf8'), /auth: none/);
  });

  test('mistakes with OpenID Connect, each with its sentence', async () => {
    const issuer = ['--redirect-uri', 'https://idp.corp.example/realm'];
    await refused(
      [...HR, ...HOST, ...OIDC, '--public-client', ...issuer],
      /--redirect-uri: .*the authorization endpoint or the issuer/,
    );
    await refused([...HR, ...HOST, ...OIDC, '--client-secret-file', 'nowhere'], /clientSecretFile/);
    await refused([...HR, ...HOST, ...OIDC, '--public-client', '--acs', 'x'], /--acs belongs to --sign-in saml/);
  });

  const own = (...more: string[]) => [...HR, ...HOST, '--sign-in', 'own', ...more];
  const AUTHORIZE = ['--endpoint', 'https://id.other.example/authorize'];
  const REPLY = ['--reply-url', 'https://hr.corp.example/'];

  test('an app that keeps its own provider is told which way fits, and why', async () => {
    const page = await add(own('--own-client', 'page', '--own-reply', 'yes', ...AUTHORIZE, ...REPLY));
    assert.equal(page.code, 0, page.stderr);
    assert.match(page.stderr, /The suffixed reply URL fits: its provider can/);
    assert.match(page.stdout, /reply URL {17}https:\/\/hr\.corp\.example\.mcas\.example\//);
    assert.match(readFileSync(file, 'utf8'), /ownProvider/);
    assert.match((await runCli(['check', '--config', file])).stdout, /2 apps/);

    writeFileSync(file, CONFIG);
    const mapped = await add(
      own('--own-client', 'code', '--own-bound', 'no', '--own-host', 'https://id.other.example'),
    );
    assert.equal(mapped.code, 0, mapped.stderr);
    assert.match(mapped.stderr, /sign-in host has to be mapped: its server redeems the code itself/);
    assert.match(mapped.stdout, /id\.other\.example\.mcas\.example lead to the gateway/);

    writeFileSync(file, CONFIG);
    await refused(
      own('--own-client', 'code', '--own-bound', 'yes'),
      /Only the gateway as its provider fits.*the code itself/,
    );
    await refused(
      own('--own-client', 'page', '--own-reply', 'no', '--own-bound', 'yes'),
      /cannot be told of the suffixed/,
    );
    await refused(own('--own-client', 'msal'), /--own-client: write page or code or id-token or saml/);
  });

  test('mistakes with its own provider, each with its sentence', async () => {
    const page = (endpoint: string) =>
      own('--own-client', 'page', '--own-reply', 'yes', '--endpoint', endpoint, ...REPLY);
    await refused(page('https://id.other.example/.well-known/openid-configuration'), /is the discovery document/);
    await refused(page('https://wiki.corp.example/authorize'), /mapped like an app’s/);
  });

  test('a certificate of the gateway that does not name the new host', async () => {
    const { cert, key } = await (await openLocalCa(join(folder, 'ca'), 'Test authority')).issue(['*.mcas.example']);
    writeFileSync(join(folder, 'cert.pem'), cert);
    writeFileSync(join(folder, 'gateway.key'), key);
    const tls = 'tls: { certificates: [{ cert: cert.pem, key: gateway.key }] }';
    const dotted = CONFIG.replace('gateway: {', `gateway: { ${tls},`);
    writeFileSync(file, dotted);
    const flags = [...HR, ...HOST, '--sign-in', 'preauth'];
    const { code, stderr } = await add(flags);
    assert.equal(code, 1);
    assert.match(stderr, /no certificate of the gateway names hr\.corp\.example\.mcas\.example/);
    assert.equal(readFileSync(file, 'utf8'), dotted);
    writeFileSync(file, dotted.replace('gateway: {', 'gateway: { hostForm: label,'));
    assert.equal((await add(flags)).code, 0, 'one label is covered by the wildcard');
  });

  test('mistakes with the kind of sign-in, the provider and the id; several are said at once', async () => {
    await refused([...HR, ...HOST, '--sign-in', 'oauth'], /oauth is no kind of sign-in/);
    await refused([...HR, ...HOST, '--sign-in', 'preauth', '--entity-id', 'urn:hr'], /belongs to --sign-in saml/);
    await refused(
      ['--id', 'hr', '--name', 'HR', '--provider', 'okta', '--offline', ...HOST, '--sign-in', 'preauth'],
      /there is no provider okta/,
    );
    await refused(
      ['--id', 'wiki', '--name', 'HR', '--provider', 'corp', '--offline', ...HOST, '--sign-in', 'preauth'],
      /wiki is used twice/,
    );
    await refused(
      ['--id', '../x', '--name', ' ', '--provider', 'corp', '--offline', '--host', 'x', '--sign-in', 'preauth'],
      /--id: /,
      /--name: /,
      /--host: /,
      /3 mistakes/,
    );
  });
});
