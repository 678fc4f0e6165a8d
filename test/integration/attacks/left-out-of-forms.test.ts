import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import { ASKED, assertNothingOf, type FileStage, type Got, startFileStage } from './file-stage.ts';

const policy = (id: string, more: Partial<PolicyDocument>): PolicyDocument => ({
  id,
  name: id,
  severity: 'high',
  mode: 'active',
  control: 'upload',
  action: 'block',
  ...more,
});
const POLICIES: readonly PolicyDocument[] = [
  policy('no-programs', {
    when: { fileExtension: ['exe'], unknown: 'fails' },
    message: { plain: 'Programs stay here.', blocks: [] },
  }),
  policy('no-secrets', { when: { content: { detectors: [{ kind: 'keywords', words: ['verysecret'] }] } } }),
  policy('few-cards', { when: { content: { detectors: [{ kind: 'payment-card', threshold: 3 }] } } }),
  policy('no-keys', { when: { fileExtension: ['pem'], unknown: 'fails' }, together: true }),
  policy('asks', { when: { fileExtension: ['zip'], unknown: 'fails' }, action: 'warn' }),
];
const TYPE = { 'content-type': 'multipart/form-data; boundary=XyZ' };
const file = (name: string, content = `content of ${name}, all of it`): string =>
  `--XyZ\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\nContent-Type: text/plain\r\n\r\n${content}\r\n`;
const FIELD = '--XyZ\r\nContent-Disposition: form-data; name="t"\r\n\r\nwords\r\n';
const END = '--XyZ--\r\n';
const EXE = file('b.exe');

describe('of a form with several files', () => {
  let stage: FileStage;
  before(async () => {
    stage = await startFileStage({ policies: POLICIES });
  });
  after(() => stage?.close());

  const reached = ({ path }: Got): boolean => stage.gateway.origin.seen.some(({ url }) => url === path);
  const told = ({ headers }: Got): string => decodeURIComponent(String(headers['sallyport-left-out'] ?? ''));

  const CUT: Readonly<Record<string, readonly [body: string, rest: string, names: readonly string[]]>> = {
    'a program behind a text': [file('a.txt') + EXE + END, file('a.txt') + END, ['b.exe']],
    'a program before a text': [EXE + FIELD + file('a.txt') + END, FIELD + file('a.txt') + END, ['b.exe']],
    'programs around a text': [
      EXE + file('a.txt') + file('c.EXE') + FIELD + END,
      file('a.txt') + FIELD + END,
      ['b.exe', 'c.EXE'],
    ],
    'a secret text among many': [
      file('a.txt') + file('s.txt', `${'x '.repeat(90_000)} verysecret`) + file('c.txt') + END,
      file('a.txt') + file('c.txt') + END,
      ['s.txt'],
    ],
    'a program of no bytes': [file('a.txt') + file('b.exe', '') + END, file('a.txt') + END, ['b.exe']],
    'what is said of a delimiter that is none': [
      file('a.txt', '\r\n--Xy\r\n--') + file('b.exe', '\r\n\r\n--Xy') + END,
      file('a.txt', '\r\n--Xy\r\n--') + END,
      ['b.exe'],
    ],
  };
  for (const [name, [body, rest, names]] of Object.entries(CUT))
    test(`UP-09: ${name} is left out, and the rest goes on`, async () => {
      const got = await stage.upload(stage.alice, body, TYPE);
      assert.equal(got.status, 200);
      assert.equal(got.body.toString(), 'taken');
      assert.equal(stage.received.at(-1)?.toString(), rest);
      const { headers } = stage.gateway.origin.seen.find(({ url }) => url === got.path)!;
      assert.equal(headers['content-length'], String(rest.length));
      assert.equal(got.headers['sallyport-decision'], 'left-out');
      assert.deepEqual(told(got).split('\n').slice(0, names.length), names);
      const rows = await stage.rows(got.path, names.length + 1);
      assert.deepEqual(
        rows.map(({ type, outcome, object }) => [type, outcome, object?.name]),
        [
          ...names.map((each) => ['upload', 'blocked', each]),
          ['upload', rows.at(-1)!.outcome, rows.at(-1)!.object?.name],
        ],
      );
      assert.equal(rows.at(-1)!.outcome, 'allowed');
      assert.ok(rest.includes(`"${rows.at(-1)!.object?.name}"`));
      for (const row of rows.slice(0, -1)) {
        assert.match(row.content?.sha256 ?? '', /^[0-9a-f]{64}$/);
        assert.equal(typeof row.object?.size, 'number');
        assert.notEqual(row.policies.length, 0);
      }
    });

  test('UP-09: the message of the policy comes with the names', async () => {
    const got = await stage.upload(stage.alice, file('größe.exe') + file('a.txt') + END, TYPE);
    assert.equal(told(got), 'größe.exe\nPrograms stay here.');
  });

  const A = file('a.txt');
  const WHOLE: Readonly<Record<string, string | Buffer>> = {
    'all files may not go': EXE + file('c.exe') + END,
    'the only file may not go': EXE + FIELD + END,
    'a policy wants forms whole': A + file('k.pem') + END,
    'another policy than that of the program wants it whole': A + EXE + file('k.pem') + END,
    'the delimiter stands in a file':
      A +
      file('b.exe', 'x\r\n--XyZ\r\nContent-Disposition: form-data; name="f"; filename="c.txt"\r\n\r\ny') +
      '--XyZ ' +
      END,
    'the delimiter stands within a line': A + file('b.exe', 'x--XyZ') + END,
    'a part has two file names': EXE + A.replace('filename=', 'filename="c.txt"; filename=') + END,
    'two names of a file differ': EXE + A.replace('"a.txt"', `"a.txt"; filename*=UTF-8''c.txt`) + END,
    'a name is in another charset': Buffer.from(A + file('b\xe9.exe') + END, 'latin1'),
    'a part has parts': A + EXE.replace('text/plain', 'multipart/mixed; boundary=Q') + END,
    'a part comes behind the end': A + END + EXE + END,
    'lines end in line feeds alone': (A + EXE + END).replaceAll('\r\n', '\n'),
    'only together they hold too much': `${file('a.txt', '4111 1111 1111 1111\r\n5500 0000 0000 0004')}${file('c.txt', '3400 000000 00009')}${END}`,
    'more files than are looked into': EXE + A.repeat(100) + END,
  };
  for (const [name, body] of Object.entries(WHOLE))
    test(`UP-09: it is refused whole where ${name}`, async () => {
      const before = stage.received.length;
      const got = await stage.upload(stage.alice, body, TYPE);
      assert.equal(got.status, 403, told(got));
      assert.equal(got.headers['sallyport-left-out'], undefined);
      assert.equal(reached(got), false);
      assert.equal(stage.received.length, before);
      const rows = await stage.rows(got.path);
      assert.deepEqual(
        rows.map(({ outcome }) => outcome),
        ['blocked'],
      );
    });

  const UNTOLD: Readonly<Record<string, Record<string, string>>> = {
    'a form that navigates in a frame': { ...ASKED.window, 'sec-fetch-dest': 'iframe' },
    'a navigation of which nobody says where it goes': { ...ASKED.window, 'sec-fetch-dest': 'empty' },
    'a window that is got ready and may never be seen': { ...ASKED.window, 'sec-purpose': 'prefetch;prerender' },
    'a beacon': { 'sec-fetch-mode': 'no-cors' },
    'a page of another host': { 'sec-fetch-site': 'same-site' },
    'a page of another site': { 'sec-fetch-site': 'cross-site' },
    'a client that says nothing of itself': { 'sec-fetch-mode': '' },
  };
  for (const [name, headers] of Object.entries(UNTOLD))
    test(`UP-09: it is refused whole where nobody would be told: ${name}`, async () => {
      const got = await stage.upload(stage.alice, A + EXE + END, { ...TYPE, ...headers });
      assert.equal(got.status, 403);
      assert.equal(reached(got), false);
    });

  test('UP-09: of a form that navigates what remains goes on; where that would wait for a reason, or a policy wants forms whole, it is refused', async () => {
    const got = await stage.upload(stage.alice, EXE + A + END, { ...TYPE, ...ASKED.window });
    assert.equal(got.status, 200);
    assert.equal(stage.received.at(-1)?.toString(), A + END);
    assert.equal(got.headers['sallyport-left-out'], undefined);
    const rows = await stage.rows(got.path, 3);
    assert.deepEqual(
      rows.filter(({ type }) => type === 'upload').map(({ outcome, object }) => [outcome, object?.name]),
      [
        ['blocked', 'b.exe'],
        ['allowed', 'a.txt'],
      ],
    );
    for (const body of [EXE + file('a.zip') + END, A + file('k.pem') + END]) {
      const refused = await stage.upload(stage.alice, body, { ...TYPE, ...ASKED.window });
      assert.equal(refused.status, 403);
      assert.match(refused.body.toString(), /<h1>/);
      assert.equal(reached(refused), false);
    }
  });

  const SPOKEN_OF: Readonly<Record<string, Record<string, string>>> = {
    'a digest': { 'content-digest': 'sha-256=:AAAA:' },
    'a hash': { 'content-md5': 'AAAA' },
    'a range': { 'content-range': 'bytes 0-9/100' },
  };
  for (const [name, headers] of Object.entries(SPOKEN_OF))
    test(`UP-09: it is refused whole where ${name} speaks of it`, async () => {
      const got = await stage.upload(stage.alice, A + EXE + END, { ...TYPE, ...headers });
      assert.equal(got.status, 403);
      assert.equal(reached(got), false);
    });

  test('UP-09: it is refused whole where it comes packed', async () => {
    const body = gzipSync(A + file('s.txt', 'verysecret') + END);
    const got = await stage.upload(stage.alice, body, { ...TYPE, 'content-encoding': 'gzip' });
    assert.equal(got.status, 403);
    assert.equal(reached(got), false);
  });

  test('UP-09: of the file that is left out no octet reaches the app', async () => {
    const content = 'verysecret: 0123456789abcdefghijklmnopqrstuvwxyz';
    const got = await stage.upload(stage.alice, A + file('s.txt', content) + END, TYPE);
    assert.equal(got.status, 200);
    assertNothingOf(Buffer.from(content), stage.received.at(-1)!);
    assert.ok(!stage.received.at(-1)!.includes('s.txt'));
  });

  test('UP-09: what remains and needs a reason waits for it, and nothing has gone', async () => {
    const got = await stage.upload(stage.alice, EXE + file('a.zip') + END, TYPE);
    assert.equal(got.status, 403);
    assert.equal(got.headers['sallyport-decision'], 'warn');
    assert.equal(reached(got), false);
  });

  test('an app cannot say that the gateway left something out', async () => {
    const got = await stage.download(
      stage.alice,
      {
        body: Buffer.from('x'),
        headers: [
          ['sallyport-left-out', 'a.txt'],
          ['sallyport-decision', 'left-out'],
        ],
      },
      'script',
      {},
      'plain',
    );
    assert.equal(got.headers['sallyport-left-out'], undefined);
    assert.equal(got.headers['sallyport-decision'], undefined);
  });
});

describe('of a form with several files that an app answers by leading on', () => {
  let stage: FileStage;
  before(async () => {
    stage = await startFileStage({
      policies: POLICIES,
      handler(request, response) {
        request.resume();
        if (request.url === '/page')
          response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>page');
        else if (request.url === '/sent') response.writeHead(303, { location: '/done' }).end();
        else response.writeHead(200, { 'content-type': 'text/plain' }).end('done');
      },
    });
  });
  after(() => stage?.close());

  test('UP-09: the answer it leads to tells what was left out, once, and only this session', async () => {
    const sent = await stage.alice.send(`${stage.wiki}/sent`, {
      method: 'POST',
      body: file('a.txt') + EXE + END,
      headers: { ...ASKED.script, origin: stage.wiki, ...TYPE },
    });
    assert.equal(sent.status, 303);
    assert.equal(sent.headers['sallyport-left-out'], undefined);
    const ask = (client = stage.alice, asked: Record<string, string> = ASKED.script) =>
      client.send(`${stage.wiki}/done`, { headers: asked });
    assert.equal((await ask(stage.bob)).headers['sallyport-left-out'], undefined);
    assert.equal((await ask(stage.alice, ASKED.image)).headers['sallyport-left-out'], undefined);
    assert.match(String((await ask()).headers['sallyport-left-out']), /^b\.exe%0A/);
    assert.equal((await ask()).headers['sallyport-left-out'], undefined);
  });

  /** What a page tells as it is opened. */
  function toldBy({ body }: { readonly body: Buffer }): string | undefined {
    const [, setup] = /data-sallyport="([^"]*)"/.exec(body.toString()) ?? [];
    assert.ok(setup, 'a page');
    return (JSON.parse(Buffer.from(setup, 'base64url').toString()) as { leftOut?: string }).leftOut;
  }
  const sent = (target: string) =>
    stage.alice.send(`${stage.wiki}${target}`, {
      method: 'POST',
      body: file('a.txt') + EXE + END,
      headers: { ...ASKED.window, origin: stage.wiki, 'sec-fetch-site': 'same-origin', ...TYPE },
    });
  const open = (more: Record<string, string> = {}, client = stage.alice) =>
    client.send(`${stage.wiki}/page`, { headers: { ...ASKED.window, ...more } });

  test('UP-09: the page that a form that navigates leads to tells what was left out, once', async () => {
    assert.equal(toldBy(await sent('/page')), 'b.exe\nPrograms stay here.');
    assert.equal(toldBy(await open()), undefined);
  });

  test('UP-09: behind a redirect, and behind what is no page, the next window tells: no frame, no script, nobody else', async () => {
    for (const target of ['/sent', '/done']) {
      const { status } = await sent(target);
      assert.equal(status, target === '/sent' ? 303 : 200);
      assert.equal(toldBy(await open({}, stage.bob)), undefined);
      assert.equal(toldBy(await open({ 'sec-fetch-dest': 'iframe' })), undefined);
      assert.equal((await open(ASKED.script)).headers['sallyport-left-out'], undefined);
      assert.equal(toldBy(await open()), 'b.exe\nPrograms stay here.', target);
      assert.equal(toldBy(await open()), undefined);
    }
  });

  test('attack: an app’s file names are texts in the page, not markup', async () => {
    const name = '<img src=x onerror=alert(1)>.exe';
    const answer = await stage.alice.send(`${stage.wiki}/page`, {
      method: 'POST',
      body: file('a.txt') + file(name) + END,
      headers: { ...ASKED.window, origin: stage.wiki, 'sec-fetch-site': 'same-origin', ...TYPE },
    });
    assert.ok(!answer.body.includes('alert(1)'));
    assert.match(toldBy(answer) ?? '', /alert\(1\)/);
  });
});
