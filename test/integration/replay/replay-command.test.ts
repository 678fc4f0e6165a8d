import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PROFILES } from '../../../src/catalog/profiles.ts';

const MAIN = resolve('src/main.ts');
const NO_NETWORK = resolve('test/support/no-network.ts');
const RECORDINGS = ['fixtures/traffic/files.har', 'fixtures/traffic/registry.har'].map((file) => resolve(file));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as CI runs it, in a process that cannot reach or offer any network. */
function replay(...args: readonly string[]): Promise<Ended> {
  return new Promise((done) => {
    // An old space that holds no long recording.
    const words = ['--max-old-space-size=64', '--import', NO_NETWORK, MAIN, 'replay', ...args];
    execFile(process.execPath, words, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      done({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

function config(policies: string, more = ''): string {
  return `
gateway: { suffix: mcas.localhost, listen: 127.0.0.1:0, tls: { localCa: ./ca }, state: ./state }
providers:
  - { id: corp, name: Corp, issuer: 'https://idp.corp.test', clientId: gw, clientSecret: a-long-enough-secret }
  - { id: other, name: Other, type: saml, metadata: 'https://other.corp.test/metadata' }
apps:
  - { id: files, name: Files, provider: corp, hosts: [{ url: 'https://files.corp.test' }, { url: 'https://cdn.corp.test' }] }
  - { id: registry, name: Registry, provider: other, hosts: [{ url: 'https://registry.corp.test' }] }
  - { id: lab, name: Lab, provider: corp, profile: jupyter, hosts: [{ url: 'https://lab.corp.test' }] }
${more}
policies:
${policies}
`;
}

interface Written {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: number;
  readonly type?: string;
  readonly disposition?: string;
  readonly text?: string;
  readonly at?: string;
  readonly sent?: string;
}

function har(entries: readonly Written[]): string {
  const list = (fields: Readonly<Record<string, string>>) =>
    Object.entries(fields).map(([name, value]) => ({ name, value }));
  return JSON.stringify({
    log: {
      version: '1.2',
      entries: entries.map(
        ({
          method = 'GET',
          url,
          headers = {},
          status = 200,
          type = 'text/html',
          disposition,
          text = '',
          at,
          sent,
        }) => ({
          ...(at === undefined ? {} : { startedDateTime: at }),
          request: { method, url, headers: list(headers), ...(sent === undefined ? {} : { postData: { text: sent } }) },
          response: {
            status,
            headers: list({
              'content-type': type,
              ...(disposition === undefined ? {} : { 'content-disposition': disposition }),
            }),
            content: { text },
          },
        }),
      ),
    },
  });
}

/** The elements of an XML document. Throws where it is not well-formed, as far as a document without entities and sections can be. */
function wellFormed(text: string): readonly { readonly name: string; readonly tag: string; readonly text: string }[] {
  const found: { name: string; tag: string; text: string }[] = [];
  const open: { name: string; tag: string; text: string }[] = [];
  const body = text.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  assert.notEqual(body, text, 'it begins with its declaration');
  assert.doesNotMatch(body, /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  for (const [piece] of body.matchAll(/<[^<>]*>|[^<>]+|[<>]/g)) {
    assert.doesNotMatch(piece, /&(?!(amp|lt|gt|quot|#\d+);)/, piece);
    const [, close, name] = /^<(\/?)([a-z]+)(?: [a-z]+="[^"<]*")*\/?>$/.exec(piece) ?? [];
    if (name === undefined) {
      assert.doesNotMatch(piece, /[<>]/);
      const last = open.at(-1);
      if (last) last.text += piece;
    } else if (close === '/') assert.equal(open.pop()?.name, name);
    else {
      const element = { name, tag: piece, text: '' };
      found.push(element);
      if (!piece.endsWith('/>')) open.push(element);
    }
  }
  assert.deepEqual(open, []);
  assert.equal(found.filter(({ tag }) => tag === found[0]?.tag).length, 1, 'one root');
  return found;
}

const WATCH = '  - { id: watch, name: Watch, severity: low, control: download, action: audit }';
const STOP = '  - { id: stop, name: Stop, severity: high, control: download, action: block }';

describe('sallyport replay', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  const write = (name: string, text: string): string => {
    writeFileSync(at(name), text);
    return at(name);
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-replay-test-'));
    write('watch.yaml', config(WATCH));
    write('stop.yaml', config(STOP));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const report = {
    url: 'https://files.corp.test/report.pdf',
    type: 'application/pdf',
    disposition: 'attachment; filename="report.pdf"',
    text: '%PDF-1.7\n',
  };

  test('the project’s recordings: nothing differs from a baseline just written, without any network', async () => {
    const profiles = PROFILES.map(({ id }) => resolve(`fixtures/traffic/profiles/${id}.har`));
    const all = [...RECORDINGS, ...profiles];
    const first = await replay(...all, '--config', at('watch.yaml'), '--write-baseline', at('all.json'));
    assert.equal(first.code, 0, first.stderr);
    const second = await replay(...all, '--config', at('watch.yaml'), '--against', at('all.json'));
    assert.equal(second.code, 0, second.stdout + second.stderr);
    assert.match(second.stdout, /^\d{2,} exchanges: (\d+) alike, 0 differ, 0 new, 0 missing\n$/);
    assert.match(second.stderr, /passed over: the host belongs to no app/);
    const text = readFileSync(at('all.json'), 'utf8');
    assert.match(text, /jupyter\/export-notebook: audit \(watch\)/);
    assert.doesNotMatch(text, /"failed: /, 'every exchange goes through');
  });

  test('another policy: which decisions, rows, pages and bytes differ, for people and as JUnit XML', async () => {
    const recording = write('two.har', har([report, { url: 'https://files.corp.test/', text: '<p>hello' }]));
    await replay(recording, '--config', at('watch.yaml'), '--write-baseline', at('two.json'));
    const { code, stdout } = await replay(
      recording,
      '--config',
      at('stop.yaml'),
      '--against',
      at('two.json'),
      '--junit',
      at('out.xml'),
    );
    assert.equal(code, 1);
    assert.match(stdout, /log\.entries\[0\]\n {2}somebody GET https:\/\/files\.corp\.test\/report\.pdf #1/);
    assert.match(
      stdout,
      /- download "report\.pdf" application\/pdf: audit \(watch\)\n {6}\+ download "report\.pdf" application\/pdf: block \(stop\)/,
    );
    assert.match(
      stdout,
      /- download "report\.pdf" application\/pdf: monitored by gateway\n {6}\+ .*: blocked by gateway/,
    );
    assert.match(stdout, /- download: audit\n {6}\+ download: block/);
    assert.match(stdout, /2 exchanges: 0 alike, 2 differ, 0 new, 0 missing/);
    const elements = wellFormed(readFileSync(at('out.xml'), 'utf8'));
    const [suite] = elements.filter(({ name }) => name === 'testsuite');
    assert.match(suite?.tag ?? '', / tests="2" failures="2" errors="0" skipped="0"/);
    assert.equal(elements.filter(({ name }) => name === 'testcase').length, 2);
    assert.match(elements.find(({ name }) => name === 'failure')?.text ?? '', /block \(stop\)/);
    assert.ok(!existsSync(at('out.xml.cases')), 'nothing is left beside it');
  });

  test('another configuration can be the baseline; only what was asked for is compared', async () => {
    const recording = write('one.har', har([report]));
    const all = await replay(recording, '--config', at('stop.yaml'), '--against', at('watch.yaml'));
    assert.equal(all.code, 1);
    const page = await replay(
      recording,
      '--config',
      at('stop.yaml'),
      '--against',
      at('watch.yaml'),
      '--compare',
      'asked,page',
    );
    assert.equal(page.code, 0, page.stdout);
  });

  test('what the apps answered anew shows in the bytes, and what came or went is told', async () => {
    const before = write(
      'before.har',
      har([{ url: 'https://files.corp.test/', text: '<p>a' }, { url: 'https://files.corp.test/old' }]),
    );
    const now = write(
      'now.har',
      har([{ url: 'https://files.corp.test/', text: '<p>b' }, { url: 'https://files.corp.test/new' }]),
    );
    await replay(before, '--config', at('watch.yaml'), '--write-baseline', at('before.json'));
    const { code, stdout } = await replay(
      now,
      '--config',
      at('watch.yaml'),
      '--against',
      at('before.json'),
      '--junit',
      at('came.xml'),
    );
    assert.equal(code, 1);
    assert.match(stdout, /\/ #1\n {4}bytes to the browser\n {6}- \d+ bytes, sha256 \w+\n {6}\+ \d+ bytes/);
    assert.match(stdout, /\/new #1\n {4}not in the baseline/);
    assert.match(stdout, /\/old #1\n {4}in the baseline alone/);
    assert.match(stdout, /2 exchanges: 0 alike, 1 differ, 1 new, 1 missing/);
    assert.match(readFileSync(at('came.xml'), 'utf8'), /tests="3" failures="3"/);
  });

  test('who asks is what policies see: user, groups, device, certificate, address, sign-in, and the time of the recording', async () => {
    const policies = `
  - { id: bobs, name: B, severity: low, control: download, action: block, when: { user: bob } }
  - { id: staff, name: S, severity: low, control: download, action: audit, when: { group: staff } }
  - { id: managed, name: M, severity: low, control: download, action: audit, when: { device: managed } }
  - { id: cert, name: C, severity: low, control: download, action: audit, when: { device: valid-certificate } }
  - { id: here, name: H, severity: low, control: download, action: audit, when: { ip: 192.0.2.0/24 } }
  - { id: strong, name: T, severity: low, control: download, action: step-up, stepUp: { strengths: [mfa] } }`;
    const asked = write('asked.yaml', config(policies));
    const check = await replay(
      write('asked.har', har([{ ...report, at: '2026-03-02T10:00:00Z' }])),
      '--config',
      asked,
      '--verbose',
      '--as',
      write('bob.yaml', 'user: bob\ngroups: [staff]\n'),
      '--as',
      write(
        'eve.yaml',
        'user: eve\nstrengths: [mfa]\nsignedIn: "2026-03-02T09:00:00Z"\nip: 192.0.2.7\ndevice: [managed]\n',
      ),
    );
    assert.equal(check.code, 0, check.stderr);
    assert.match(check.stdout, /bob GET .*: refused\n {4}download .*: block \(bobs/);
    assert.match(check.stdout, /bob GET .*\n.*staff/);
    assert.match(check.stdout, /eve GET .*: answered\n {4}download .*: audit \((?=.*managed)(?=.*here)[^)]*\)/);
  });

  test('a question, a step-up and a page with a mark come out alike each time', async () => {
    const policies = `
  - { id: ask, name: A, severity: low, control: download, action: warn }
  - { id: mark, name: M, severity: low, control: activities, activities: [view], action: watermark }
  - { id: strong, name: T, severity: low, control: upload, action: step-up, stepUp: { strengths: [mfa] } }`;
    const asked = write('steps.yaml', config(policies));
    const page = { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' };
    const boundary = 'multipart/form-data; boundary=b';
    const sent = '--b\r\ncontent-disposition: form-data; name="f"; filename="a.txt"\r\n\r\nhi\r\n--b--\r\n';
    const recording = write(
      'steps.har',
      har([
        { ...report, headers: page },
        {
          url: 'https://files.corp.test/',
          text: '<script src=/a.js></script><style>@font-face{src:url(https://cdn.corp.test/f)}</style>',
        },
        { method: 'POST', url: 'https://files.corp.test/up', headers: { 'content-type': boundary }, sent },
      ]),
    );
    await replay(recording, '--config', asked, '--write-baseline', at('steps.json'));
    const again = await replay(recording, '--config', asked, '--against', at('steps.json'), '--verbose');
    assert.equal(again.code, 0, again.stdout + again.stderr);
    assert.match(again.stdout, /download .*: warn \(ask\)/);
    assert.match(again.stdout, /upload .*: step-up \(strong\)/);
    assert.match(readFileSync(at('steps.json'), 'utf8'), /"page":\[[^\]]*"mark: somebody/);
  });

  test('digests in a page are translated by the recorded file they name', async () => {
    const script = 'location.href';
    const digest = `sha256-${createHash('sha256').update(script).digest('base64')}`;
    const page = { url: 'https://files.corp.test/', text: `<script src="/a.js" integrity="${digest}"></script>` };
    const file = { url: 'https://files.corp.test/a.js', type: 'text/javascript', text: script };
    const [whole, alone] = [write('digests.har', har([page, file])), write('alone.har', har([page]))];
    await replay(whole, '--config', at('watch.yaml'), '--write-baseline', at('digests.json'));
    const { stdout } = await replay(alone, '--config', at('watch.yaml'), '--against', at('digests.json'));
    assert.match(stdout, /\/ #1\n {4}bytes to the browser/);
    assert.match(stdout, /0 alike, 1 differ, 0 new, 1 missing/);
  });

  test('a long recording says how far it is, and is never held whole', async () => {
    const text = 'x'.repeat(1_000_000);
    const entries = Array.from({ length: 48 }, (_, index) => ({
      url: `https://files.corp.test/${index}`,
      type: 'text/plain',
      text,
    }));
    const recording = write('long.har', har(entries));
    const { code, stdout, stderr } = await replay(
      recording,
      '--config',
      at('watch.yaml'),
      '--against',
      at('watch.yaml'),
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /48 alike/);
    assert.match(stderr, /somebody: 10 % of 46 MB\n(?:.*\n)*somebody: 90 % of 46 MB/u);
  });

  describe('input that cannot be used ends with 2 and says where', () => {
    const bad: readonly (readonly [what: string, args: () => readonly string[], message: RegExp])[] = [
      [
        'a file that is no HAR',
        () => [write('bad.har', '<html>'), '--config', at('watch.yaml')],
        /bad\.har: is no JSON object/,
      ],
      [
        'a HAR that ends early',
        () => [write('cut.har', har([report, report]).slice(0, -40)), '--config', at('watch.yaml')],
        /cut\.har: log\.entries\[1\]: the file ends in the middle/,
      ],
      [
        'a broken entry',
        () => [write('entry.har', '{"log":{"entries":[{"request":{"url":1}}]}}'), '--config', at('watch.yaml')],
        /entry\.har: log\.entries\[0\]\.request\.url: is no text/,
      ],
      ['no file', () => [at('none.har'), '--config', at('watch.yaml')], /none\.har/],
      ['no fitting file', () => [at('*.none'), '--config', at('watch.yaml')], /names no file/],
      [
        'a recording of other apps',
        () => [write('other.har', har([{ url: 'https://elsewhere.test/' }])), '--config', at('watch.yaml')],
        /1 passed over: the host belongs to no app\nNo recorded exchange/,
      ],
      [
        'a recording made behind a gateway',
        () => [
          write('behind.har', har([{ url: 'https://files.corp.test.mcas.localhost/' }])),
          '--config',
          at('watch.yaml'),
        ],
        /recorded behind a gateway/,
      ],
      [
        'a broken configuration',
        () => [RECORDINGS[0]!, '--config', write('broken.yaml', 'gateway: 1')],
        /broken\.yaml:1: gateway/,
      ],
      [
        'a broken baseline',
        () => [
          RECORDINGS[0]!,
          '--config',
          at('watch.yaml'),
          '--against',
          write('broken.json', '{"observations":[{}]}'),
        ],
        /broken\.json: observations\[0\]/,
      ],
      [
        'a broken asker',
        () => [RECORDINGS[0]!, '--config', at('watch.yaml'), '--as', write('asker.yaml', 'usr: bob')],
        /asker\.yaml:1: usr: usr is not a setting/,
      ],
      [
        'an unknown aspect',
        () => [RECORDINGS[0]!, '--config', at('watch.yaml'), '--compare', 'colour'],
        /--compare colour/,
      ],
      ['an unknown option', () => [RECORDINGS[0]!, '--config', at('watch.yaml'), '--colour'], /unknown option/],
      ['no configuration', () => [RECORDINGS[0]!], /required option/],
    ];
    for (const [what, args, message] of bad)
      test(what, async () => {
        const { code, stderr, stdout } = await replay(...args());
        assert.match(stderr, message);
        assert.equal(code, 2, stdout);
        assert.doesNotMatch(stderr, /^\s+at /m, 'no stack');
      });
  });
});
