import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openSqliteActivityLog } from '../../../src/activity/sqlite-activity-log.ts';
import type { Activity } from '../../../src/model/activity-row.ts';
import { runCli, startCli } from '../../support/run-cli.ts';
import { idpMetadata, samlKeys } from '../../support/saml-idp.ts';

const CONFIG = `
gateway: { suffix: mcas.localhost, listen: 127.0.0.1:0, tls: { localCa: ./ca }, state: ./state }
providers:
  - { id: corp, name: Corp, issuer: 'https://idp.corp.test', clientId: gw, clientSecret: a-long-enough-secret }
apps:
  - { id: wiki, name: Wiki, provider: corp, hosts: [{ url: 'https://wiki.corp.test' }] }
policies:
  - { id: watch, name: Watch, severity: low, control: download, action: audit }
`;

function row(id: string, at: number, more: Partial<Activity>): Activity {
  return {
    id,
    at,
    type: 'download',
    user: 'alice',
    groups: ['staff'],
    appId: 'wiki',
    deviceTags: ['compliant'],
    ip: '192.0.2.7',
    userAgent: 'Browser/1',
    outcome: 'allowed',
    enforcedBy: 'gateway',
    policies: [],
    exchangeId: `exchange-${id}`,
    ...more,
  };
}

describe('the command line', () => {
  let folder: string;
  let config: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-cli-'));
    config = join(folder, 'gateway.yaml');
    writeFileSync(config, CONFIG);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('every command tells what it does, with examples', async () => {
    const top = await runCli(['--help']);
    assert.equal(top.code, 0);
    for (const command of ['demo', 'serve', 'check', 'activity', 'rewrite']) {
      assert.match(top.stdout, new RegExp(`^  ${command}`, 'm'));
      const words = command === 'activity' ? [command, 'list', '--help'] : [command, '--help'];
      const help = await runCli(words);
      assert.equal(help.code, 0);
      assert.match(help.stdout, /Examples:\n {2}\S/, command);
    }
    const wrong = await runCli(['serv']);
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /serve/);
  });

  test('check is silent about a good file but for a word, and tells all that is wrong with a bad one', async () => {
    const good = await runCli(['check', '--config', config]);
    assert.equal(good.code, 0, good.stderr);
    const bad = join(folder, 'bad.yaml');
    writeFileSync(
      bad,
      CONFIG.replace('mcas.localhost', '-gateway.example')
        .replace('action: audit', 'action: explode')
        .replace('https://wiki', 'ftp://wiki'),
    );
    const found = await runCli(['check', '--config', bad, '--json']);
    assert.equal(found.code, 1);
    const { ok, faults } = JSON.parse(found.stdout) as {
      ok: boolean;
      faults: { path: string; line: number; fix: string }[];
    };
    assert.equal(ok, false);
    const paths = faults.map(({ path }) => path).join(' ');
    for (const part of [/suffix/, /hosts/, /action/]) assert.match(paths, part);
    for (const { line, fix } of faults) assert.ok(line > 0 && fix.length > 0);
    const missing = await runCli(['serve', '--config', join(folder, 'none.yaml')]);
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /none\.yaml/);
    assert.doesNotMatch(missing.stderr, /at .*\.ts:\d+/, 'no stack');
  });

  test('check reads a SAML provider’s metadata where it is a file', async () => {
    const metadata = join(folder, 'idp.xml');
    const file = join(folder, 'saml.yaml');
    writeFileSync(file, CONFIG.replace(/\{ id: corp,.*\}/, `{ id: corp, type: saml, metadata: ${metadata} }`));
    const { cert } = await samlKeys('idp.test');
    writeFileSync(
      metadata,
      idpMetadata({ entityId: 'https://idp.test/', certificates: [cert], sso: 'https://idp.test/sso' }),
    );
    const good = await runCli(['check', '--config', file]);
    assert.equal(good.code, 0, good.stderr);
    writeFileSync(metadata, '<!-- x --><html/>');
    const bad = await runCli(['check', '--config', file]);
    assert.equal(bad.code, 1);
    assert.match(bad.stderr, /providers\[0\]\.metadata: markup-declaration/);
  });

  const REWRITES: readonly (readonly [type: string, source: string, expected: RegExp])[] = [
    ['html', '<a href="https://app.corp.test/x?é">', /^<a href="https:\/\/app\.corp\.test\.mcas\.localhost\/x\?é">$/],
    [
      'css',
      'a{background:url(//app.corp.test/i.png)}',
      /^a\{background:url\(\/\/app\.corp\.test\.mcas\.localhost\/i\.png\)\}$/,
    ],
    ['js', 'go(location.href)', /^go\(.*__sallyport.*\.href\)$/],
    ['js', 'const untouched = "https://app.corp.test";', /^const untouched = "https:\/\/app\.corp\.test";$/],
  ];
  for (const [type, source, expected] of REWRITES) {
    test(`rewrite --type ${type}: ${source}`, async () => {
      const { code, stdout, stderr } = await runCli(['rewrite', '--type', type, '--host', 'app.corp.test'], source);
      assert.equal(code, 0, stderr);
      assert.match(stdout, expected);
    });
  }

  test('rewrite says so when a script cannot be parsed, and gives it back', async () => {
    const { stdout, stderr } = await runCli(['rewrite', '--type', 'js', '--host', 'app.corp.test'], 'location = (');
    assert.equal(stdout, 'location = (');
    assert.match(stderr, /not parsed/);
  });

  test('activity lists, filters, exports and follows', async () => {
    const none = await runCli(['activity', 'list', '--config', config]);
    assert.equal(none.code, 1);
    assert.match(none.stderr, /no activity log .* yet/);
    assert.doesNotMatch(none.stderr, /at .*\.ts:\d+/, 'no stack');
    mkdirSync(join(folder, 'state'));
    const file = join(folder, 'state', 'activity.sqlite');
    const fail = (error: unknown): void => assert.fail(String(error));
    const log = openSqliteActivityLog(file, fail);
    const now = Date.now();
    log.append(row('1', now - 3000, {}));
    log.append(
      row('2', now - 2000, {
        user: 'bob',
        outcome: 'blocked',
        object: { url: 'https://wiki.corp.test/a', name: 'a,"b".txt' },
      }),
    );
    log.append(row('3', now - 1000, { type: 'copy', enforcedBy: 'page', user: '=cmd()' }));
    log.close();

    const list = await runCli(['activity', 'list', '--config', config]);
    assert.equal(list.code, 0, list.stderr);
    assert.match(list.stdout, /copy[\s\S]*bob[\s\S]*alice/, 'newest first');
    const blocked = await runCli(['activity', 'export', '--config', config, '--outcome', 'blocked']);
    const rows = blocked.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { user: string });
    assert.deepEqual(
      rows.map(({ user }) => user),
      ['bob'],
    );
    const output = join(folder, 'log.csv');
    assert.equal(
      (await runCli(['activity', 'export', '--config', config, '--format', 'csv', '--output', output])).code,
      0,
    );
    const csv = readFileSync(output, 'utf8');
    assert.match(csv, /"a,""b""\.txt"/);
    assert.doesNotMatch(csv, /(^|,)"?=cmd/m, 'no cell begins a formula');
    assert.equal((await runCli(['activity', 'list', '--config', config, '--since', 'yesterday'])).code, 1);

    const tail = startCli(['activity', 'tail', '--config', config, '--format', 'jsonl']);
    const seen = new Promise<string>((resolve) =>
      tail.stdout?.on('data', (piece: Buffer) => resolve(piece.toString())),
    );
    let again = 0;
    const writer = setInterval(() => {
      const late = openSqliteActivityLog(file, fail);
      late.append(row(`late-${again++}`, Date.now(), { user: 'dora' }));
      late.close();
    }, 300);
    assert.match(await seen, /dora/);
    clearInterval(writer);
    tail.kill('SIGINT');
    assert.equal((await tail.ended).code, 0);
  });

  test('list makes lists that policies can use, and check says when they cannot', async () => {
    const at = (name: string): string => join(folder, name);
    writeFileSync(at('values.txt'), 'AB-1234-99\nCD-5678-00\n');
    writeFileSync(at('plan.txt'), Array.from({ length: 200 }, (_, index) => `w${(index * 7919) % 5003}`).join(' '));
    assert.equal((await runCli(['list', 'exact', '--values', at('values.txt'), '--out', at('accounts.list')])).code, 0);
    assert.equal(readFileSync(at('accounts.list'), 'utf8').includes('1234'), false);
    assert.equal((await runCli(['list', 'fingerprints', at('plan.txt'), '--out', at('plan.list')])).code, 0);
    writeFileSync(at('short.txt'), 'too short');
    const short = await runCli(['list', 'fingerprints', at('short.txt'), '--out', at('short.list')]);
    assert.equal(short.code, 1);
    assert.match(short.stderr, /too few words/);
    const config = (detector: string): string =>
      `${CONFIG.replace('control: download', 'control: download, when: { content: { detectors: [DETECTOR] } }').replace('DETECTOR', detector)}inspection: { lists: { accounts: accounts.list } }\n`;
    for (const [detector, code, says] of [
      ['{ kind: exact-list, list: accounts }', 0, /no faults/],
      ['{ kind: exact-list, list: others }', 1, /no list others/],
      ['{ kind: fingerprints, list: accounts }', 1, /no fingerprints/],
      ["{ kind: expression, pattern: '(a' }", 1, /not an RE2 expression/],
    ] as const) {
      writeFileSync(at('lists.yaml'), config(detector));
      const ended = await runCli(['check', '--config', at('lists.yaml')]);
      assert.match(ended.stdout + ended.stderr, says, detector);
      assert.equal(ended.code, code, detector);
    }
  });
});
