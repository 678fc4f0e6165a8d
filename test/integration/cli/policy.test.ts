import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openSqliteActivityLog } from '../../../src/activity/sqlite-activity-log.ts';
import { runCli } from '../../support/run-cli.ts';

const CONFIG = `
gateway: { suffix: mcas.localhost, state: ./state }
providers:
  - { id: corp, name: Corp, issuer: 'https://idp.corp.test', clientId: gw, clientSecret: a-long-enough-secret }
apps:
  - { id: wiki, name: Wiki, provider: corp, hosts: [{ url: 'https://wiki.corp.test' }] }
networks:
  - { name: office, category: corporate, ranges: [10.0.0.0/8] }
policies: ./policies.yaml
`;
const POLICIES = `policies:
  - id: outside
    name: Not outside
    control: download
    when: { not: { network: corporate } }
    action: block
    message: Come to the **office**.
  - { id: bob, name: Not Bob, control: download, when: { user: bob }, action: audit }
  - { id: old, name: Old, mode: disabled, control: download, action: block }
`;
const EXCHANGE = 'AAAAAAAAAAAAAAAAAAAAAA';

describe('sallyport policy', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-policy-'));
    writeFileSync(at('gateway.yaml'), CONFIG);
    writeFileSync(at('policies.yaml'), POLICIES);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('explain says where a session is routed, and what became of each routing policy', async () => {
    const routed = `routing:
  otherwise: direct
  policies:
    - { id: unmanaged, name: U, when: { not: { device: compliant } }, outcome: blockDownloads }
    - { id: shut, name: S, when: { group: out }, outcome: block, mode: disabled }
policies: []
`;
    writeFileSync(at('routing.yaml'), routed);
    writeFileSync(at('facts.yaml'), 'activity: download\napp: wiki\nuser: alice\n');
    const args = ['policy', 'explain', '--policies', at('routing.yaml'), '--facts', at('facts.yaml')];
    const { stdout, stderr } = await runCli(args);
    assert.match(stdout, /^decision: block \(download in wiki\)\nroute: blockDownloads, by unmanaged\n/, stderr);
    assert.match(stdout, /unmanaged \(U\) routes blockDownloads\n {2}may match: a fact is not known/);
    assert.match(stdout, /shut \(S\) routes block\n {2}not asked: disabled/);
    const cases = `policies: routing.yaml
cases:
  - { name: good, facts: { app: wiki, activity: view, device: [compliant] }, expect: { action: allow, route: direct } }
  - { name: bad, facts: { app: wiki, activity: view, device: [] }, expect: { action: allow, route: direct } }
`;
    writeFileSync(at('routing.cases.yaml'), cases);
    const tested = await runCli(['policy', 'test', at('routing.cases.yaml')]);
    assert.equal(tested.code, 1);
    assert.match(tested.stdout, /ok {3}good\nFAIL bad\n {5}expected allow, routed direct/);
  });

  test('explain says of written facts what matched, what did not, and from what', async () => {
    writeFileSync(at('facts.yaml'), 'activity: download\napp: wiki\nuser: alice\nip: 10.1.2.3\n');
    const inside = await runCli(['policy', 'explain', '--config', at('gateway.yaml'), '--facts', at('facts.yaml')]);
    assert.equal(inside.code, 0, inside.stderr);
    assert.match(inside.stdout, /^decision: allow \(download in wiki\)/);
    assert.match(inside.stdout, /network: \["corporate"\] — the fact is office, corporate/);
    assert.match(inside.stdout, /old \(Old\)\n {2}not asked: disabled/);
    writeFileSync(at('facts.yaml'), 'activity: download\napp: wiki\nuser: bob\n');
    const unknown = await runCli([
      'policy',
      'explain',
      '--policies',
      at('policies.yaml'),
      '--facts',
      at('facts.yaml'),
      '--json',
    ]);
    const { decision } = JSON.parse(unknown.stdout) as {
      decision: { action: string; matches: { policyId: string }[] };
    };
    assert.deepEqual(
      [decision.action, decision.matches.map(({ policyId }) => policyId)],
      ['block', ['outside', 'bob']],
    );
  });

  test('explain works a logged exchange out again, with the policies in force or with others', async () => {
    mkdirSync(at('state'));
    const log = openSqliteActivityLog(at('state/activity.sqlite'), (error) => assert.fail(String(error)));
    log.append({
      id: '1',
      at: 1,
      type: 'download',
      exchangeId: EXCHANGE,
      ip: '192.0.2.1',
      userAgent: '',
      outcome: 'blocked',
      enforcedBy: 'gateway',
      policies: [],
      facts: {
        activity: 'download',
        appId: 'wiki',
        user: 'alice\x1b[2J',
        groups: [],
        deviceTags: undefined,
        ip: '192.0.2.1',
        networks: [],
      },
    });
    log.close();
    const asked = ['policy', 'explain', '--config', at('gateway.yaml'), '--exchange', EXCHANGE];
    const now = await runCli(asked);
    assert.match(
      now.stdout,
      /^decision: block[\s\S]*\| Come to the office\.[\s\S]*user: \["bob"\] — the fact is alice\.\[2j/,
    );
    writeFileSync(at('next.yaml'), 'policies: []\n');
    assert.match((await runCli([...asked, '--policies', at('next.yaml')])).stdout, /^decision: allow/);
    const none = await runCli(['policy', 'explain', '--config', at('gateway.yaml'), '--exchange', 'nothing']);
    assert.equal(none.code, 1);
  });

  test('test runs cases, shows why one fails, and says so by its exit code', async () => {
    const cases = (action: string): string =>
      `policies: ./policies.yaml\ncases:\n  - { name: Bob, facts: { activity: download, app: wiki, user: bob, networks: [corporate] }, expect: { action: ${action}, policies: [bob] } }\n`;
    writeFileSync(at('cases.yaml'), cases('audit'));
    const good = await runCli(['policy', 'test', at('cases.yaml')]);
    assert.equal(good.code, 0, good.stdout + good.stderr);
    writeFileSync(at('cases.yaml'), cases('block'));
    const bad = await runCli(['policy', 'test', at('cases.yaml')]);
    assert.equal(bad.code, 1);
    assert.match(bad.stdout, /FAIL Bob\n {5}expected block by bob\n {5}decision: audit/);
  });

  test('templates can be listed, printed and used; check tells what is wrong', async () => {
    assert.match((await runCli(['policy', 'templates'])).stdout, /^read-only-group {2}\s*\S/m);
    const { stdout } = await runCli(['policy', 'templates', 'read-only-group']);
    writeFileSync(at('own.yaml'), stdout);
    assert.equal((await runCli(['policy', 'check', at('own.yaml')])).code, 0);
    writeFileSync(at('own.yaml'), stdout.replace('read-only\n', 'encrypt\n'));
    const bad = await runCli(['policy', 'check', at('own.yaml')]);
    assert.equal(bad.code, 1);
    assert.match(bad.stderr, /policies\[0\]\.action: encrypt is not an action/);
  });
});
