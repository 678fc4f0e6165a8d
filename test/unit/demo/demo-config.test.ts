import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { loadConfig } from '../../../src/config/load-config.ts';
import { DEMO_APPS } from '../../../src/demo/demo-apps.ts';
import { DEMO_FILES, demoConfig } from '../../../src/demo/demo-config.ts';
import { DEMO_POLICIES } from '../../../src/demo/demo-policies.ts';
import { DEMO_USERS } from '../../../src/demo/demo-users.ts';
import { ACTIVITY_TYPES } from '../../../src/model/activity.ts';
import { compilePolicies } from '../../../src/policy/compile.ts';
import { decide } from '../../../src/policy/decide.ts';
import { openLocalCa } from '../../../src/proxy/tls/local-ca.ts';

const folder = mkdtempSync(join(tmpdir(), 'demo-config-'));
after(() => rmSync(folder, { recursive: true }));
await openLocalCa(join(folder, DEMO_FILES.gatewayCa), 'gateway');
await openLocalCa(join(folder, DEMO_FILES.corpCa), 'corp');
writeFileSync(join(folder, DEMO_FILES.clientSecret), 'secret');
writeFileSync(join(folder, DEMO_FILES.policies), DEMO_POLICIES);
const file = join(folder, DEMO_FILES.config);
const values = {
  suffix: 'mcas.localhost',
  port: 8443,
  frontPort: 9000,
  issuer: 'https://idp.corp.localhost:9001',
  idpPort: 9001,
};
writeFileSync(
  file,
  demoConfig({ ...values, clientId: 'sallyport', compliantClaim: 'https://claims.test/managed', apps: DEMO_APPS }),
);
const loaded = await loadConfig(file);

describe('the demo’s configuration', () => {
  test('has no faults and says where everything is', () => {
    assert.ok(loaded.ok, JSON.stringify(loaded));
    const { config } = loaded;
    assert.deepEqual(
      config.apps.map(({ id }) => id),
      ['files', 'registry', 'flows'],
    );
    for (const app of config.apps) {
      assert.equal(app.ca.length, 1);
      for (const { connect } of app.hosts)
        assert.deepEqual(connect, { scheme: 'https', host: '127.0.0.1', port: 9000 });
    }
    const [provider] = config.providers;
    assert.ok(provider?.type === 'oidc');
    assert.equal(provider.clientSecret, 'secret');
    assert.equal(config.policyFile, join(folder, DEMO_FILES.policies));
  });

  test('blocks what the guide says it blocks, and for whom', () => {
    assert.ok(loaded.ok);
    const policies = compilePolicies(loaded.config.policies);
    const blocked = (user: string, appId: string): string[] => {
      const { compliant } = DEMO_USERS.find(({ username }) => username === user)!;
      const deviceTags = compliant === undefined ? undefined : compliant ? ['compliant'] : [];
      const facts = { appId, user, groups: [], deviceTags, ip: '127.0.0.1' };
      return ACTIVITY_TYPES.filter((activity) => decide(policies, { ...facts, activity }).action === 'block');
    };
    assert.deepEqual(blocked('alice', 'files'), []);
    assert.deepEqual(blocked('admin', 'registry'), []);
    assert.deepEqual(blocked('bob', 'files'), ['download', 'upload', 'copy', 'cut', 'paste', 'print']);
    assert.deepEqual(blocked('bob', 'registry'), ['download', 'upload']);
  });

  test('records what everybody does', () => {
    assert.ok(loaded.ok);
    const policies = compilePolicies(loaded.config.policies);
    const facts = { appId: 'flows', user: 'alice', groups: [], deviceTags: ['compliant'], ip: '127.0.0.1' };
    for (const activity of ['view', 'download', 'copy'] as const)
      assert.equal(decide(policies, { ...facts, activity }).action, 'audit');
  });
});
