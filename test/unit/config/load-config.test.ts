import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { loadConfig } from '../../../src/config/load-config.ts';
import { samlKeys } from '../../support/saml-idp.ts';

const GOOD = `
gateway: { suffix: mcas.localhost, listen: "127.0.0.1:8443" }
providers: [{ id: corp, issuer: "https://idp.corp.example", clientId: gw, clientSecret: secret }]
apps:
  - { id: wiki, name: Wiki, provider: corp, hosts: ["https://wiki.corp.test", { url: "http://old.corp.test:8080", connect: "https://127.0.0.1:9443" }] }
policies:
  - { id: p1, name: P, control: download, action: block, when: { any: [{ ip: 10.0.0.0/8 }, { not: { device: compliant } }] } }
`;

describe('the configuration file', () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'sallyport-config-'));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  const load = (text: string) => {
    const file = join(directory, 'gateway.yaml');
    writeFileSync(file, text);
    return loadConfig(file);
  };
  const faults = async (text: string): Promise<string[]> => {
    const loaded = await load(text);
    assert.equal(loaded.ok, false);
    return loaded.ok ? [] : loaded.faults.map(({ path, message, fix }) => `${path}: ${message} -> ${fix}`);
  };

  test('a good one is resolved: defaults, durations, origins, addresses', async () => {
    const loaded = await load(GOOD);
    assert.ok(loaded.ok);
    const { config } = loaded;
    assert.deepEqual(config.listen, { host: '127.0.0.1', port: 8443 });
    assert.equal(config.publicPort, 8443);
    assert.equal(config.sessions.idle, 30 * 60_000);
    assert.deepEqual(config.apps[0]?.hosts[1], {
      origin: { scheme: 'http', host: 'old.corp.test', port: 8080 },
      connect: { scheme: 'https', host: '127.0.0.1', port: 9443 },
    });
    assert.deepEqual(config.apps[0]?.timeouts, { connect: 10_000, headers: 60_000, body: 300_000 });
    assert.deepEqual(config.policies[0]?.when?.any?.[0]?.ip, ['10.0.0.0/8']);
  });

  test('users are told that they are watched unless the file says no', async () => {
    const noticeOf = async (line: string) => {
      const loaded = await load(`${GOOD}${line}`);
      assert.ok(loaded.ok);
      return loaded.config.notice;
    };
    assert.deepEqual(await noticeOf(''), {});
    assert.deepEqual(await noticeOf('notice: true'), {});
    assert.deepEqual(await noticeOf('notice: { title: Hello }'), { title: 'Hello' });
    assert.equal(await noticeOf('notice: false'), undefined);
  });

  test('an app may take the gateway as its OpenID provider, at its own addresses and with public keys only', async () => {
    const oidc = (settings: string): string =>
      GOOD.replace('name: Wiki,', `name: Wiki, oidc: { clientId: w, ${settings} },`);
    const uris = 'redirectUris: ["https://wiki.corp.test/cb"]';
    const loaded = await load(oidc(`${uris}, clientSecret: s, claims: { roles: groups }`));
    assert.ok(loaded.ok, JSON.stringify(loaded));
    assert.deepEqual(loaded.config.apps[0]?.oidc, {
      clientId: 'w',
      auth: { method: 'client_secret_basic', secret: 's' },
      redirectUris: ['https://wiki.corp.test/cb'],
      postLogoutRedirectUris: [],
      pkce: 'required',
      subject: 'subject',
      claims: { roles: 'groups' },
    });
    const keys = join(directory, 'keys.json');
    for (const [written, said] of [
      ['redirectUris: ["https://evil.test/cb"], clientSecret: s', /oidc\.redirectUris\[0\]: .* at no origin/],
      ['redirectUris: ["https://wiki.corp.test/cb#x"], clientSecret: s', /has a fragment/],
      [
        `${uris}, clientSecret: s, postLogoutRedirectUris: ["https://evil.test/"]`,
        /postLogoutRedirectUris\[0\]: .* at no origin/,
      ],
      [`${uris}, clientSecret: s, backchannelLogoutUri: "http://10.0.0.1/"`, /backchannelLogoutUri.*: .* at no origin/],
      [uris, /oidc\.clientSecret: there is no client secret/],
      [`${uris}, auth: none, pkce: optional`, /oidc\.pkce: /],
      [`${uris}, auth: private_key_jwt`, /oidc\.keys: there is no JSON Web Key Set/],
      [`${uris}, auth: private_key_jwt, keys: keys.json`, /oidc\.keys: .* not public/],
      [`${uris}, clientSecret: s, claims: { sub: email }`, /oidc\.claims\.sub: Invalid key/],
    ] as const) {
      writeFileSync(keys, JSON.stringify({ keys: [{ kty: 'EC', d: 'secret' }] }));
      assert.match((await faults(oidc(written))).join('\n'), said);
    }
  });

  test('an app takes part in single logout at its own addresses, and signs', async () => {
    const saml = (settings: string): string =>
      GOOD.replace(
        'name: Wiki,',
        `name: Wiki, saml: { entityId: w, acs: ["https://wiki.corp.test/acs"], certificates: [], logout: { ${settings} } },`,
      );
    const said = (await faults(saml('url: "https://wiki.corp.test/slo"'))).join('\n');
    assert.match(said, /saml\.logout: anybody could sign users out/);
    const elsewhere = await faults(saml('url: "https://evil.test/slo", responseUrl: "https://wiki.corp.test/x"'));
    assert.match(elsewhere.join('\n'), /saml\.logout\.url.*: .* at no origin/);
  });

  test('an app’s own provider is told apart from hosts that are mapped, and answers at the app', async () => {
    const own = (endpoint: string, reply: string): string =>
      GOOD.replace('name: Wiki,', `name: Wiki, ownProvider: { endpoints: ["${endpoint}"], replyUrls: ["${reply}"] },`);
    assert.ok((await load(own('https://id.own.test/authorize', 'https://wiki.corp.test/'))).ok);
    for (const [endpoint, reply, said] of [
      ['https://id.own.test/authorize?x=1', 'https://wiki.corp.test/', /endpoints\[0\]: .* has a query/],
      ['https://wiki.corp.test/authorize', 'https://wiki.corp.test/', /endpoints\[0\]: .* mapped like an app’s/],
      ['https://id.own.test/authorize', 'https://evil.test/', /replyUrls\[0\]: .* at no origin/],
    ] as const)
      assert.match((await faults(own(endpoint, reply))).join('\n'), said);
  });

  test('pages are confined where the app or the gateway says so, with the hosts of both', async () => {
    const confined = async (gateway: string, app: string) => {
      const loaded = await load(
        GOOD.replace('8443" }', `8443", external: ["https://cdn.example"]${gateway} }`).replace(
          'name: Wiki,',
          `name: Wiki, external: ["wss://*.live.example:8443"]${app},`,
        ),
      );
      assert.ok(loaded.ok, JSON.stringify(loaded));
      return loaded.config.apps[0]?.confinement;
    };
    const hosts = {
      external: ['https://cdn.example', 'wss://*.live.example:8443'],
      signIn: ['https://idp.corp.example'],
    };
    assert.equal(await confined('', ''), undefined);
    assert.deepEqual(await confined(', confine: report', ''), { mode: 'report', ...hosts });
    assert.deepEqual(await confined(', confine: report', ', confine: true'), { mode: 'enforce', ...hosts });
    assert.equal(await confined(', confine: true', ', confine: false'), undefined);
    for (const host of ['*', 'https:', 'https://*', "'self'", 'https://a.example; report-uri x', 'https://a.example/x'])
      assert.match(
        (await faults(GOOD.replace('name: Wiki,', `name: Wiki, external: ["${host}"],`))).join(),
        /^apps\[0\]\.external\[0\]/,
        host,
      );
  });

  test('everything wrong is said at once, each with its path and what to write', async () => {
    const found = await faults(`
gateway: { sufix: x, suffix: Bad_Suffix, listen: nowhere }
providers: [{ id: corp, issuer: "http://idp.corp.example", clientId: gw }]
apps:
  - { id: wiki, name: Wiki, provider: corp, hosts: ["wiki.corp.test"], timeouts: { connect: soon } }
policies: [{ id: p1, name: P, control: activities, activities: [fly], action: allow, when: { ip: 10.0.0.0/99 } }]
`);
    for (const path of [
      'gateway.sufix',
      'gateway.suffix',
      'gateway.listen',
      'providers[0].issuer',
      'apps[0].hosts[0]',
      'apps[0].timeouts.connect',
      'policies[0].activities[0]',
      'policies[0].action',
      'policies[0].when.ip',
    ]) {
      assert.ok(
        found.some((fault) => fault.startsWith(`${path}: `)),
        `${path} in\n${found.join('\n')}`,
      );
    }
    assert.ok(found.every((fault) => / -> ./.test(fault)));
  });

  test('what only several keys together show: references, doubles, files, names', async () => {
    const found = await faults(`
gateway: { suffix: mcas.localhost }
sessions: { idle: 2h, absolute: 1h }
providers: [{ id: corp, issuer: "https://idp.corp.example", clientId: gw, clientSecret: "\${SALLYPORT_NOT_SET}", ca: [missing.pem] }]
apps:
  - { id: wiki, name: Wiki, provider: nobody, hosts: ["https://wiki.corp.test", "https://${'a'.repeat(64)}.test"] }
  - { id: wiki, name: Again, provider: corp, hosts: ["https://wiki.corp.test"], saml: { entityId: x, acs: ["https://wiki.corp.test.evil.test/acs"] } }
policies: nowhere.yaml
`);
    for (const text of [
      'sessions.idle: is longer',
      'providers[0].clientSecret: the environment has no SALLYPORT_NOT_SET',
      'providers[0].ca[0]: missing.pem does not exist',
      'apps[0].provider: there is no provider nobody',
      'apps[1].id: wiki is used twice',
      'apps[1].hosts[0]: https://wiki.corp.test belongs',
      'apps[0].hosts[1]: ',
      'apps[1].saml.acs[0]: https://wiki.corp.test.evil.test/acs is at no origin',
      ': cannot be read',
    ]) {
      assert.ok(
        found.some((fault) => fault.startsWith(text)),
        `${text} in\n${found.join('\n')}`,
      );
    }
  });

  test('client certificates: who tells what was revoked must be said, and files must be there', async () => {
    const devices = (text: string): string => `${GOOD}devices: { certificates: ${text} }\n`;
    writeFileSync(join(directory, 'a.crl'), '');
    const found = await faults(devices('{ authorities: [gone.pem], forwarded: { from: [everywhere] } }'));
    assert.ok(
      found.some((each) => each.startsWith('devices.certificates.forwarded.from[0]')),
      found.join('\n'),
    );
    const more = await faults(devices('{ authorities: [gone.pem] }'));
    for (const path of ['devices.certificates.authorities[0]', 'devices.certificates.revocation:'])
      assert.ok(
        more.some((each) => each.startsWith(path)),
        `${path} in ${more.join('\n')}`,
      );
    const lists = await faults(
      devices('{ authorities: [gone.pem], revocation: { crls: [gone.crl, a.crl, "http://x.test/l"] } }'),
    );
    assert.deepEqual(lists.filter((each) => each.includes('crls')).length, 1, lists.join('\n'));
  });

  test('a SAML provider stands beside others; files are read, pairs must match', async () => {
    const [one, two] = [await samlKeys('one'), await samlKeys('two')];
    for (const [name, pem] of Object.entries({ 'one.pem': one.cert, 'one.key': one.key, 'two.key': two.key }))
      writeFileSync(join(directory, name), pem);
    writeFileSync(join(directory, 'idp.xml'), '<x/>');
    const saml = (more: string): string => `
gateway: { suffix: mcas.localhost }
providers:
  - { id: corp, issuer: "https://idp.corp.example", clientId: gw, clientSecret: secret }
  - { id: partner, type: saml, ${more} }
apps: [{ id: wiki, name: Wiki, provider: partner, hosts: ["https://wiki.corp.test"] }]
`;
    const loaded = await load(
      saml('metadata: idp.xml, keys: [{ cert: one.pem, key: one.key }], claims: { subject: uid }'),
    );
    assert.ok(loaded.ok, JSON.stringify(loaded));
    const provider = loaded.config.providers[1];
    assert.ok(provider?.type === 'saml');
    assert.deepEqual(
      [provider.metadata, provider.keys.length, provider.subjectAttribute, provider.clockSkew, provider.mustSign],
      [join(directory, 'idp.xml'), 1, 'uid', 300_000, 'either'],
    );
    const wrong = await faults(
      saml(
        'metadata: gone.xml, keys: [{ cert: one.pem, key: two.key }], metadataSigners: [one.key], unsolicitedApp: mail',
      ),
    );
    for (const path of ['metadata', 'keys[0]', 'metadataSigners[0]', 'unsolicitedApp'])
      assert.ok(
        wrong.some((fault) => fault.startsWith(`providers[1].${path}: `)),
        `${path} in ${wrong.join()}`,
      );
    assert.match(
      (await faults(saml('metadata: "http://idp.test/m"'))).join(),
      /providers\[1\]\.metadata: must be an https URL/,
    );
  });

  test('broken YAML names the line; a missing file is said plainly', async () => {
    const loaded = await load('gateway: {\n  suffix: x\napps: [');
    assert.ok(!loaded.ok && loaded.faults.every(({ line }) => line !== undefined));
    const missing = await loadConfig(join(directory, 'none.yaml'));
    assert.ok(!missing.ok && /cannot be read/.test(missing.faults[0]?.message ?? ''));
  });
});
