import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { clamdInstalled, EICAR, startClamd, startStandIn } from '../../support/clamd.ts';
import { inspecting } from '../../support/inspecting.ts';
import { zipFile } from '../../support/zip-file.ts';
import { type FileStage, forEach, type Got, SECRET, startFileStage } from './file-stage.ts';

const upload = {
  severity: 'high',
  mode: 'active',
  control: 'monitor',
  activities: ['upload'],
  action: 'block',
} as const;
const POLICIES: readonly PolicyDocument[] = [
  { ...upload, id: 'no-upload', name: 'No uploads', when: { user: ['bob'] } },
  {
    ...upload,
    id: 'no-cards',
    name: 'No cards',
    when: { all: [{ user: ['alice'] }, { content: { detectors: [{ kind: 'payment-card' }] } }] },
  },
  {
    ...upload,
    id: 'no-malware',
    name: 'No malware',
    when: { all: [{ user: ['alice'] }, { content: { malware: true } }] },
  },
];

const FORM = 'multipart/form-data; boundary=XyZ';
const part = (head: string, content: Buffer | string): Buffer =>
  Buffer.concat([Buffer.from(`--XyZ\r\n${head}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')]);
const named = (rest: string, content: Buffer | string = SECRET): Buffer =>
  part(`Content-Disposition: form-data; name="f"${rest}`, content);
const END = Buffer.from('--XyZ--\r\n');
const all = (...parts: readonly (Buffer | string)[]): Buffer => Buffer.concat(parts.map((each) => Buffer.from(each)));
const FILE = named('; filename="a.docx"');

/** Bodies that some server takes for a form with a file in it. */
const FORMS: Record<string, readonly [type: string, body: Buffer]> = {
  'a boundary in quotes': ['multipart/form-data; boundary="XyZ"', all(FILE, END)],
  'a boundary of more than 70 characters': [
    `multipart/form-data; boundary=${'b'.repeat(80)}`,
    Buffer.from(all(FILE, END).toString('latin1').replaceAll('XyZ', 'b'.repeat(80)), 'latin1'),
  ],
  'line feeds alone': [FORM, Buffer.from(all(FILE, END).toString('latin1').replaceAll('\r\n', '\n'), 'latin1')],
  'a preamble and an epilogue': [FORM, all('preamble\r\n', FILE, END, 'epilogue')],
  'forms in a form': [
    FORM,
    all(
      `--XyZ\r\nContent-Disposition: form-data; name="f"\r\nContent-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\nContent-Disposition: file; filename="a"\r\n\r\n`,
      SECRET,
      '\r\n--in--\r\n',
      END,
    ),
  ],
  'an extended name alone': [FORM, all(named("; filename*=UTF-8''a.docx"), END)],
  FILENAME: [FORM, all(named('; FILENAME="a.docx"'), END)],
  'no name, and octets': [FORM, all(named(''), END)],
  'no name, octets in base64': [
    FORM,
    all(
      part('Content-Disposition: form-data; name="f"\r\nContent-Transfer-Encoding: base64', SECRET.toString('base64')),
      END,
    ),
  ],
  'quoted-printable': [
    FORM,
    all(
      part(
        'Content-Disposition: form-data; name="f"; filename="a"\r\nContent-Transfer-Encoding: quoted-printable',
        '=50=4B=03=04',
      ),
      END,
    ),
  ],
  'two boundaries': ['multipart/form-data; boundary=other; boundary=XyZ', all(FILE, END)],
  'no end': [FORM, FILE],
  'behind the end': [FORM, all(named('; filename=""', ''), END, FILE, END)],
  'a type in capitals': ['MULTIPART/FORM-DATA; BOUNDARY=XyZ', all(FILE, END)],
  'no form at all': ['application/octet-stream', SECRET],
  'no type': ['', SECRET],
};

describe('uploads that must not get in', () => {
  let stage: FileStage;
  let scanner: { close(): Promise<void> };
  before(async () => {
    const real = clamdInstalled ? await startClamd() : undefined;
    const standIn = real ? undefined : await startStandIn();
    scanner = (real ?? standIn)!;
    stage = await startFileStage({
      policies: POLICIES,
      change: inspecting(real ?? standIn!, { memoryBytes: 100_000, limits: { ratio: 2000 } }),
    });
  });
  after(async () => {
    await stage?.close();
    await scanner?.close();
  });

  async function assertRefused(got: Got, user: string, message: string): Promise<void> {
    assert.equal(got.status, 403, message);
    assert.equal(JSON.parse(got.body.toString()).error, 'blocked', message);
    assert.equal(got.headers['sallyport-activity'], 'upload', message);
    const rows = await stage.rows(got.path);
    assert.deepEqual(
      rows.map(({ type, outcome, user: who, enforcedBy }) => [type, outcome, who, enforcedBy]),
      [['upload', 'blocked', user, 'gateway']],
      message,
    );
    assert.equal(
      stage.gateway.origin.seen.some(({ url }) => url === got.path),
      false,
      `${message}: the app heard of it`,
    );
  }
  const send = async (
    client: BrowserClient,
    body: Buffer,
    type: string,
    headers: Record<string, string> = {},
    tail = '',
  ) => stage.upload(client, body, { ...(type === '' ? {} : { 'content-type': type }), ...headers }, tail);

  test('UP-01: a file is one, however the form is written', async () => {
    await forEach(Object.entries(FORMS), async ([name, [type, body]]) => {
      await assertRefused(await send(stage.bob, body, type), 'bob', name);
      await assertRefused(await send(stage.alice, body, type), 'alice', `${name}, looked into`);
    });
    const words = await send(stage.bob, all(named('', 'Grüße'), END), FORM);
    assert.equal(words.body.toString(), 'taken', 'words are none');
    assert.equal(stage.received.at(-1)?.includes('Grüße'), true);
  });

  test('UP-03: pieces are no way round, whatever says that they are some', async () => {
    const half = EICAR.slice(0, 30);
    const piece = (field: string, value: string): Buffer =>
      all(part(`Content-Disposition: form-data; name="${field}"`, value), named('; filename="blob"', half), END);
    const pieces: Record<
      string,
      readonly [type: string, body: Buffer, headers?: Record<string, string>, tail?: string]
    > = {
      tus: ['application/offset+octet-stream', Buffer.from(half), { 'upload-offset': '0', 'tus-resumable': '1.0.0' }],
      'a range of the content': ['application/octet-stream', Buffer.from(half), { 'content-range': 'bytes 0-29/68' }],
      'an upload session': ['', Buffer.from(half), { 'content-range': 'bytes 0-29/*' }],
      'a command': ['', Buffer.from(half), { 'x-goog-upload-command': 'upload', 'x-goog-upload-offset': '0' }],
      'parts of an object': ['', Buffer.from(half), {}, '?partNumber=1&uploadId=abc'],
      'blocks of a blob': ['', Buffer.from(half), { 'x-ms-blob-type': 'BlockBlob' }, '?comp=block&blockid=AAAA'],
      'slices in forms': [FORM, piece('dztotalchunkcount', '3')],
      'slices with their number in the address': [
        FORM,
        all(named('; filename="blob"', half), END),
        {},
        '?resumableChunkNumber=1',
      ],
      'slices of another script': [FORM, piece('chunks', '2')],
    };
    await forEach(Object.entries(pieces), async ([name, [type, body, headers, tail]]) => {
      await assertRefused(await send(stage.alice, body, type, headers, tail), 'alice', name);
      await assertRefused(await send(stage.bob, body, type, headers, tail), 'bob', name);
    });
    const whole = await send(stage.alice, piece('chunks', '1'), FORM);
    assert.equal(whole.status, 200, 'one of one is a whole file');
  });

  test('UP-07: malware in archives, behind a password, at the end of much, and more than the scanner takes', async () => {
    let nested: Buffer = Buffer.from(EICAR);
    for (let level = 0; level < 4; level++) nested = zipFile([{ name: `level-${level}`, content: nested }]);
    const cases: Record<string, Buffer> = {
      plain: Buffer.from(EICAR),
      'in an archive behind a password': zipFile([{ name: 'a', content: 'clean', encrypted: true }]),
      'at the end of more than the scanner takes': Buffer.concat([Buffer.alloc(2_000_000, 'a '), Buffer.from(EICAR)]),
      'nothing, but more than the scanner takes': Buffer.alloc(2_000_000, 'a '),
      ...(clamdInstalled
        ? {
            'four archives deep': nested,
            packed: gzipSync(EICAR),
            'in a document': zipFile([
              { name: '[Content_Types].xml', content: '<Types/>' },
              { name: 'word/media/image1.png', content: EICAR },
            ]),
          }
        : {}),
    };
    if (!clamdInstalled) delete cases['nothing, but more than the scanner takes'];
    for (const [name, body] of Object.entries(cases)) {
      await assertRefused(await send(stage.alice, body, 'application/octet-stream'), 'alice', name);
      await assertRefused(
        await send(stage.alice, all(named('; filename="a"', body), END), FORM),
        'alice',
        `${name}, in a form`,
      );
    }
    assert.equal((await send(stage.alice, Buffer.from('clean'), 'application/octet-stream')).status, 200);
  });

  test('of a file that nobody can look into its user and the log are told so', async () => {
    const old = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2000)]);
    const send = (body: Buffer | string, headers: Record<string, string>) =>
      stage.upload(stage.alice, body, { 'content-type': 'application/octet-stream', ...headers });
    const window = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    for (const [body, why] of [
      [old, 'an Office document in the format before 2007'],
      ['{\\rtf1 4111}', 'a document in RTF'],
    ] as const) {
      const got = await send(body, {});
      assert.equal(got.status, 403);
      assert.match(
        (JSON.parse(got.body.toString()) as { message: string }).message,
        /^Nobody could look into this file/,
      );
      const page = await send(body, window);
      assert.match(page.body.toString(), /Save it in a current format without a password/);
      const [row] = await stage.rows(got.path, 1);
      assert.equal(row?.content?.status, 'unsupported');
      assert.match(JSON.stringify(row?.content), new RegExp(why));
    }
    const secret = await send(SECRET, window);
    assert.equal(secret.status, 403);
    assert.doesNotMatch(secret.body.toString(), /Nobody could look/, 'what was read is no mystery');
  });

  test('UP-09: what was looked into is what goes on, octet for octet', async () => {
    const clean = named('; filename="a.txt"', 'clean');
    const bad: Record<string, Buffer> = {
      'a second field of one name': all(clean, FILE, END),
      'a second file of one name': all(clean, named('; filename="a.txt"', EICAR), END),
      'behind the end': all(clean, END, 'Card 4111 1111 1111 1111'),
      'before the beginning': all('Card 4111 1111 1111 1111\r\n', clean, END),
    };
    // A preamble has all of a form refused whose parts could be told apart without it.
    for (const [name, body] of Object.entries(bad))
      await assertRefused(await send(stage.alice, all('preamble\r\n', body), FORM), 'alice', name);
    for (const name of ['behind the end', 'before the beginning'])
      await assertRefused(await send(stage.alice, bad[name]!, FORM), 'alice', name);
    // Without it the file that may go does go, and nothing of the other.
    for (const name of ['a second field of one name', 'a second file of one name']) {
      assert.equal((await send(stage.alice, bad[name]!, FORM)).status, 200, name);
      assert.ok(stage.received.at(-1)?.equals(all(clean, END)), name);
    }
    for (const body of [all('preamble\r\n', clean, END, 'epilogue\0\xff'), all(clean, clean, END)]) {
      for (const attempt of ['once', 'again']) {
        const got = await send(stage.alice, body, FORM);
        assert.equal(got.status, 200, attempt);
        assert.ok(stage.received.at(-1)?.equals(body));
      }
    }
    const large = Buffer.from(Array.from({ length: 30_000 }, (_, at) => `line ${at}\n`).join(''));
    assert.equal((await send(stage.alice, large, 'application/octet-stream')).status, 200);
    assert.ok(stage.received.at(-1)?.equals(large), 'from memory and from the spool');
  });
});
