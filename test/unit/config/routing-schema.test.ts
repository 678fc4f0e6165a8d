import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { loadConfig } from '../../../src/config/load-config.ts';

const GATEWAY = `
gateway: { suffix: mcas.localhost }
providers: [{ id: corp, issuer: "https://idp.corp.example", clientId: gw, clientSecret: secret }]
apps:
  - { id: wiki, name: Wiki, provider: corp, hosts: ["https://wiki.corp.test"] }
  - { id: hr, name: HR, provider: corp, hosts: ["https://hr.corp.test"], saml: { entityId: hr, acs: ["https://hr.corp.test/acs"] } }
`;
const ROUTE = 'id: r, name: R, outcome: direct';

describe('routing in configuration', () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'sallyport-routing-'));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  const load = (text: string, policies?: string) => {
    const file = join(directory, 'gateway.yaml');
    writeFileSync(file, GATEWAY + text);
    if (policies !== undefined) writeFileSync(join(directory, 'policies.yaml'), policies);
    return loadConfig(file);
  };
  const faults = async (text: string, policies?: string): Promise<string[]> => {
    const loaded = await load(text, policies);
    return loaded.ok ? [] : loaded.faults.map(({ path, message }) => `${path}: ${message}`);
  };

  test('a good one is read from either file, and apps that take the gateway as their provider are known', async () => {
    const text = `routing: { policies: [{ ${ROUTE}, when: { group: staff }, except: { users: glass } }] }`;
    const inline = await load(text);
    const apart = await load('policies: policies.yaml', `policies: []\n${text}`);
    assert.ok(inline.ok && apart.ok);
    for (const { config } of [inline, apart]) {
      assert.deepEqual(config.routing?.inside, ['hr']);
      assert.equal(config.routing?.otherwise, 'custom');
      assert.deepEqual(config.routing?.policies[0]?.except, { users: ['glass'] });
    }
    const none = await load('');
    assert.ok(none.ok && none.config.routing === undefined);
  });

  test('everything wrong is said at once, each with its path', async () => {
    const found = await faults(`
routing:
  otherwise: allow
  policies:
    - { id: r, name: R, outcome: blockDownload }
    - { ${ROUTE}, except: {} }
    - { ${ROUTE}, when: { any: [{ path: /a }, { not: { fileName: x } }], rate: { activity: download, over: 1, within: 1h } } }
`);
    for (const path of [
      'routing.otherwise: ',
      'routing.policies[0].outcome: ',
      'routing.policies[1].except: excepts nobody',
      'routing.policies[2].when.any[0].path: path is about one request',
      'routing.policies[2].when.any[1].not.fileName: fileName is about one request',
      'routing.policies[2].when.rate: rate is about one request',
    ])
      assert.ok(
        found.some((each) => each.startsWith(path)),
        `${path} in ${found.join('\n')}`,
      );
  });

  test('names that mean nothing, ids used twice over both kinds, and routing in two places', async () => {
    const named = await faults(`
policies: [{ id: r, name: R, control: download, action: block }]
routing: { policies: [{ ${ROUTE}, when: { app: wikki, not: { network: nowhere } } }] }
`);
    assert.deepEqual(named, [
      'routing.policies[0].id: r is used twice',
      'routing.policies[0].when.app: there is no app wikki',
      'routing.policies[0].when.not.network: no network has the name, category or tag nowhere',
    ]);
    const twice = await faults('policies: policies.yaml\nrouting: {}', 'policies: []');
    assert.deepEqual(twice, ['routing: the policies are in policies.yaml, and routing belongs with them']);
  });
});
