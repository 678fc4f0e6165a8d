import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openRecorder, type Recorder } from '../../../src/replay/record/recorder.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { runCli, startCli } from '../../support/run-cli.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

/** Planted where the app and the browser put what is theirs; alice is signed in. */
const CANARIES = [
  'SessionCookie77xyz',
  'CsrfToken88xyz',
  'FormValue99xyz',
  'Balthasar',
  'QueryValue55xyz',
  'JsonSecret66xyz',
  'alice',
  'Alice',
];
const LARGE = 3 * 1024 * 1024;

interface Har {
  readonly log: {
    readonly entries: readonly {
      readonly request: {
        readonly method: string;
        readonly url: string;
        readonly postData?: { readonly text: string };
      };
      readonly response: {
        readonly status: number;
        readonly content: { readonly text: string; readonly size: number; readonly comment?: string };
      };
    }[];
  };
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 2400; attempt++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`never: ${what}`);
}

describe('sallyport record', () => {
  let gateway: TestGateway;
  let recorder: Recorder;
  let folder: string;
  let config: string;
  const failures: unknown[] = [];
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-record-'));
    gateway = await startTestGateway({
      handler: (request, response) => {
        const page =
          '<p>Dear Balthasar, welcome alice</p><a href="/users/alice?t=CsrfToken88xyz">me</a><script>location.href</script>';
        const answers: Readonly<Record<string, () => void>> = {
          '/page': () => {
            response.writeHead(200, {
              'content-type': 'text/html',
              'content-encoding': 'gzip',
              'set-cookie': 'sid=SessionCookie77xyz; Path=/',
              'x-user': 'alice',
            });
            response.end(gzipSync(page));
          },
          '/api/users': () => {
            response.writeHead(200, { 'content-type': 'application/json' });
            response.end(JSON.stringify({ name: 'Balthasar', csrf: 'JsonSecret66xyz', type: 'file' }));
          },
          '/report.pdf': () => {
            response.writeHead(200, {
              'content-type': 'application/pdf',
              'content-disposition': 'attachment; filename="Balthasar.pdf"',
            });
            response.end(Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(LARGE, 'Balthasar ')]));
          },
        };
        request.resume();
        (
          answers[request.url?.split('?')[0] ?? ''] ??
          (() => response.writeHead(200, { 'content-type': 'text/plain' }).end('ok'))
        )();
      },
      tap: (of) => {
        mkdirSync(of.stateDirectory, { recursive: true });
        recorder = openRecorder(of, (error) => failures.push(error));
        return recorder;
      },
    });
    config = join(folder, 'gateway.yaml');
    writeFileSync(
      config,
      `
gateway: { suffix: mcas.localhost, listen: 127.0.0.1:0, tls: { localCa: ./ca }, state: ${join(gateway.directory, 'state')} }
providers: [{ id: corp, name: Corp, issuer: 'https://idp.corp.test', clientId: gw, clientSecret: a-long-enough-secret }]
apps:
  - { id: wiki, name: Wiki, provider: corp, hosts: [{ url: 'https://wiki.corp.test' }, { url: 'https://static.corp.test' }] }
  - { id: mail, name: Mail, provider: corp, hosts: [{ url: 'https://mail.partner.test' }] }
policies: [{ id: watch, name: Watch, severity: low, control: download, action: audit }]
`,
    );
  });
  after(async () => {
    await gateway.close();
    await recorder.close();
    rmSync(folder, { recursive: true, force: true });
    assert.deepEqual(failures, []);
  });

  /** Starts recording, does something, ends it as a person would. */
  async function recorded(
    args: readonly string[],
    act: () => Promise<void>,
  ): Promise<{ readonly code: number | null; readonly stderr: string; readonly stdout: string }> {
    const child = startCli(['record', '--config', config, ...args]);
    let heard = '';
    child.stderr?.on('data', (piece: Buffer) => {
      heard += piece.toString();
    });
    await until('recording begins', () => heard.includes('recording; Ctrl-C'));
    await act();
    child.kill('SIGINT');
    return child.ended;
  }

  async function use(browser: BrowserClient): Promise<void> {
    const base = gateway.suffix('wiki.corp.test');
    await browser.navigate(`${base}/page?q=QueryValue55xyz`);
    await browser.send(`${base}/api/users`, {
      headers: { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' },
    });
    await browser.send(`${base}/save`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-csrf-token': 'CsrfToken88xyz',
        'sec-fetch-mode': 'cors',
        'sec-fetch-dest': 'empty',
        'sec-fetch-site': 'same-origin',
      },
      body: 'name=Balthasar&note=FormValue99xyz&user=%61lice',
    });
    const file = await browser.send(`${base}/report.pdf`, {
      headers: { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'same-origin' },
    });
    assert.equal(file.body.length, LARGE + 9, 'what is recorded goes through whole');
    assert.equal(
      createHash('sha256').update(file.body.subarray(9)).digest('hex'),
      createHash('sha256').update(Buffer.alloc(LARGE, 'Balthasar ')).digest('hex'),
    );
  }

  test('traffic of the running gateway becomes a recording that names nobody and can be replayed', async () => {
    const browser = await gateway.signedIn('alice');
    const out = join(folder, 'wiki.har');
    const { code, stdout, stderr } = await recorded(['--out', out, '--app', 'wiki', '--name', 'Balthasar'], () =>
      use(browser),
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^4 exchanges in /);
    const text = readFileSync(out, 'utf8');
    for (const canary of CANARIES)
      for (const spelling of [canary, Buffer.from(canary).toString('base64').slice(0, -2), encodeURIComponent(canary)])
        assert.ok(!text.includes(spelling), `${spelling} in ${text}`);
    assert.doesNotMatch(text, /mcas|"cookie"|authorization|forwarded/i);
    assert.equal(statSync(out).mode & 0o777, 0o600);
    const { entries } = (JSON.parse(text) as Har).log;
    assert.deepEqual(
      entries.map(({ request, response }) => [request.method, response.status]),
      [
        ['GET', 200],
        ['GET', 200],
        ['POST', 200],
        ['GET', 200],
      ],
    );
    assert.match(
      entries[0]!.response.content.text,
      /^<p>[A-Za-z]+ [A-Za-z]+, \w+ \w+<\/p><a href="\/users\/\w+\?t=\w+">\w+<\/a><script>location\.href<\/script>$/,
    );
    assert.match(entries[1]!.response.content.text, /"type":"file"/);
    assert.equal(Buffer.from(entries[3]!.response.content.text, 'base64').toString(), '%PDF-');
    assert.equal(entries[3]!.response.content.size, LARGE + 9);
    assert.deepEqual(
      readdirSync(join(gateway.directory, 'state')).filter((name) => name.startsWith('recording-')),
      [],
      'the gateway keeps nothing',
    );
    const replayed = await runCli(['replay', out, '--config', config, '--verbose']);
    assert.equal(replayed.code, 0, replayed.stderr);
    assert.match(replayed.stdout, /4 exchanges replayed/);
    assert.match(replayed.stdout, /download "\w+\.pdf" application\/pdf: audit \(watch\)/);
  });

  test('only what was asked for is recorded', async () => {
    const [alice, bob] = [await gateway.signedIn('alice'), await gateway.signedIn('bob')];
    const out = join(folder, 'bob.har');
    const { code, stdout } = await recorded(['--out', out, '--user', 'bob'], async () => {
      await alice.navigate(`${gateway.suffix('wiki.corp.test')}/of-alice`);
      await bob.navigate(`${gateway.suffix('wiki.corp.test')}/x?y=1`);
    });
    assert.equal(code, 0);
    assert.match(stdout, /^1 exchanges/);
    const none = await recorded(['--out', join(folder, 'none.har'), '--app', 'mail'], () => use(alice));
    assert.equal(none.code, 1, 'an empty recording is told');
  });

  test('nothing is recorded once nobody asks', async () => {
    const alice = await gateway.signedIn('alice');
    const before = readdirSync(join(gateway.directory, 'state'));
    await use(alice);
    assert.deepEqual(readdirSync(join(gateway.directory, 'state')), before);
  });

  test('a HAR that a browser wrote is cleaned the same way', async () => {
    const from = join(folder, 'exported.har');
    const request = {
      method: 'GET',
      url: 'https://wiki.corp.test/users/Balthasar?t=CsrfToken88xyz',
      headers: [{ name: 'Cookie', value: 'a=SessionCookie77xyz' }],
      cookies: [{ name: 'a', value: 'SessionCookie77xyz' }],
    };
    const response = {
      status: 200,
      headers: [{ name: 'Content-Type', value: 'text/html' }],
      content: { size: 30, text: '<p>Balthasar</p>' },
    };
    const other = { request: { method: 'GET', url: 'https://elsewhere.test/Balthasar' }, response };
    writeFileSync(
      from,
      JSON.stringify({
        log: {
          creator: { name: 'Balthasar' },
          pages: [{ title: 'Balthasar' }],
          entries: [{ request, response, serverIPAddress: '10.0.0.7', comment: 'Balthasar' }, other],
        },
      }),
    );
    const out = join(folder, 'clean.har');
    const { code, stdout, stderr } = await runCli(['record', '--config', config, '--out', out, '--from', from]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^1 exchanges/);
    assert.match(stderr, /1 passed over/);
    const text = readFileSync(out, 'utf8');
    for (const canary of [...CANARIES, '10.0.0.7', 'elsewhere']) assert.ok(!text.includes(canary), canary);
    assert.match(text, /https:\/\/wiki\.corp\.test\/users\/\w+\?t=\w+/);
  });

  test('what cannot be done is told', async () => {
    const there = join(folder, 'there.har');
    writeFileSync(there, '');
    const bad: readonly (readonly [args: readonly string[], message: RegExp])[] = [
      [['--out', there], /is there already/],
      [['--out', join(folder, 'a.har'), '--app', 'none'], /no app none/],
      [['--out', join(folder, 'a.har'), '--for', 'soon'], /--for must be a number/],
      [['--out', join(folder, 'a.har'), '--from', there], /there\.har: is empty/],
      [['--out', join(folder, 'no', 'a.har'), '--from', 'fixtures/traffic/files.har'], /no such file/i],
    ];
    for (const [args, message] of bad) {
      const { code, stderr } = await runCli(['record', '--config', config, ...args]);
      assert.equal(code, 1);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /^\s+at /m);
      assert.ok(!existsSync(join(folder, 'a.har')), 'nothing is left of it');
    }
    assert.equal(readFileSync(there, 'utf8'), '', 'a file that is there stays as it was');
    const elsewhere = join(folder, 'elsewhere.yaml');
    mkdirSync(join(folder, 'state'));
    writeFileSync(elsewhere, readFileSync(config, 'utf8').replace(join(gateway.directory, 'state'), './state'));
    const nobody = await runCli(['record', '--config', elsewhere, '--out', join(folder, 'b.har')]);
    assert.equal(nobody.code, 1);
    assert.match(nobody.stderr, /There is no gateway/);
    assert.ok(!existsSync(join(folder, 'b.har')));
  });
});
