import assert from 'node:assert/strict';
import { constants, createHmac, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { PDFDocument } from '@cantoo/pdf-lib';
import { makeDocx } from '../../../src/demo/files-app/documents/ooxml.ts';
import type { Activity } from '../../../src/model/activity-row.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import { littleCounter } from '../../../src/protect/zip/little-counter.ts';
import { zipKeys } from '../../../src/protect/zip/zip-keys.ts';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRows } from '../../support/written-row.ts';
import { zipFile } from '../../support/zip-file.ts';

const LABEL = {
  id: '2096f6a2-d2f7-48be-b329-b73aaa526e5d',
  siteId: 'cb46c030-1825-4e81-a295-151c039dbf02',
  name: 'Secret',
};
const ORGANISATION = 'the passphrase of the organisation';
const protects = (id: string, path: string, more: Partial<PolicyDocument> = {}): PolicyDocument => ({
  id,
  name: id,
  severity: 'high',
  mode: 'active',
  control: 'download',
  when: { path: [path] },
  action: 'protect',
  ...more,
});
const policies: readonly PolicyDocument[] = [
  protects('own', '/own*'),
  protects('org', '/org*', { protect: { key: 'organisation' } }),
  protects('label', '/label*', { protect: { key: 'none', label: LABEL } }),
  protects('lenient', '/lenient*', { protect: { key: 'none', label: LABEL }, otherwise: 'audit' }),
  protects('strip', '/strip*', { protect: { key: 'none', strip: ['macros', 'metadata'] } }),
  protects('strip-org', '/both*', { protect: { key: 'organisation', strip: ['metadata'] } }),
  protects('cards', '/cards*', {
    when: { path: ['/cards*'], content: { detectors: [{ kind: 'payment-card' }] } },
    protect: { key: 'organisation' },
  }),
  protects('asked', '/own-asked*', { action: 'warn' }),
];
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const csv = Buffer.from('name,card\njane,4111 1111 1111 1111\n');
const docx = makeDocx(['The plan']);
interface Given {
  readonly body: Buffer;
  readonly name: string;
  readonly headers?: Record<string, string>;
  readonly status?: number;
}
const files: Record<string, Given> = {
  csv: { body: csv, name: 'list.csv' },
  zipped: { body: gzipSync(csv), name: 'list.csv', headers: { 'content-encoding': 'gzip', etag: '"1"' } },
  docx: { body: docx, name: 'plan.docx' },
  broken: { body: Buffer.concat([docx.subarray(0, docx.length - 40), Buffer.alloc(40)]), name: 'broken.docx' },
  part: {
    body: csv.subarray(0, 5),
    name: 'list.csv',
    status: 206,
    headers: { 'content-range': `bytes 0-4/${csv.length}` },
  },
  coded: { body: csv, name: 'list.csv', headers: { 'content-encoding': 'snappy' } },
  docm: {
    body: zipFile([
      { name: '[Content_Types].xml', content: '<Types></Types>' },
      { name: 'word/document.xml', content: '<w:document/>' },
      { name: 'word/vbaProject.bin', content: 'Sub AutoOpen()' },
    ]),
    name: 'plan.docm',
  },
  legacy: { body: Buffer.from('d0cf11e0a1b11ae1000000', 'hex'), name: 'old.doc' },
  jpeg: {
    body: Buffer.from('ffd8ffe10010457869660000475053475053475053ffd9'.replace('0010', '0011'), 'hex'),
    name: 'a.jpg',
  },
  clean: { body: Buffer.from('nothing'), name: 'clean.bin' },
};

describe('files protected on the road', () => {
  let gateway: TestGateway;
  let wiki: string;
  let login: string;
  let bob: BrowserClient;
  const asked: IncomingMessage['headers'][] = [];
  before(async () => {
    const pdf = await PDFDocument.create();
    pdf.addPage().drawText('the plan');
    files.pdf = { body: Buffer.from(await pdf.save()), name: 'plan.pdf' };
    gateway = await startTestGateway({
      policies,
      change: (config) => ({
        ...config,
        protection: { passphrase: ORGANISATION, recoveryKey: publicKey, largest: 1_000_000 },
      }),
      handler: (request: IncomingMessage, response: ServerResponse) => {
        asked.push(request.headers);
        const file = files[/\?(.+)/.exec(request.url ?? '')?.[1] ?? ''];
        if (!file) {
          response.writeHead(200, { 'content-type': 'text/html' }).end('<p>page');
          return;
        }
        const { body, name, headers, status = 200 } = file;
        response
          .writeHead(status, {
            'content-type': 'application/octet-stream',
            'content-disposition': `attachment; filename="${name}"`,
            ...headers,
          })
          .end(body);
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    login = `https://login.mcas.localhost:${gateway.port}`;
    bob = await gateway.signedIn('bob');
  });
  after(() => gateway?.close());

  const rows = (check: (found: readonly Activity[]) => boolean): Promise<readonly Activity[]> =>
    writtenRows(gateway.directory, { type: 'download' }, check);
  const get = (path: string, headers: Record<string, string> = {}) => bob.send(`${wiki}/${path}`, { headers });
  const show = (url: string, client = bob, headers: Record<string, string> = {}) =>
    client.send(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: login,
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
      body: '',
    });
  const passphraseOn = ({ body }: Answer): string => /id="passphrase">([a-z2-9-]+)</.exec(body.toString())?.[1] ?? '';

  async function opened(archive: Buffer, password: string): Promise<{ name: string; content: Buffer; fits: boolean }> {
    const nameLength = archive.readUInt16LE(26);
    const start = 30 + nameLength + archive.readUInt16LE(28);
    const sealed = archive.subarray(start, start + archive.readUInt32LE(18));
    const keys = await zipKeys(password, sealed.subarray(0, 16));
    return {
      name: archive.toString('utf8', 30, 30 + nameLength),
      // Two bytes of the verifier fit a wrong password once in 65,536: only both together tell.
      fits:
        keys.verifier.equals(sealed.subarray(16, 18)) &&
        createHmac('sha1', keys.authentication)
          .update(sealed.subarray(18, -10))
          .digest()
          .subarray(0, 10)
          .equals(sealed.subarray(-10)),
      content: littleCounter(keys.encryption)(sealed.subarray(18, -10)),
    };
  }

  test('the user is shown a passphrase once, and the file that comes next opens with it', async () => {
    const first = await get('own?zipped');
    assert.equal(first.status, 303);
    const question = first.headers.location ?? '';
    assert.ok(question.startsWith(`${login}/`));
    const page = await bob.send(question);
    assert.match(page.body.toString(), /<strong>list\.csv<\/strong>/);
    assert.equal(passphraseOn(page), '', 'nothing is shown before it is asked for');
    const shown = await show(question);
    const passphrase = passphraseOn(shown);
    assert.match(passphrase, /^([a-z2-9]{4}-){5}[a-z2-9]{4}$/);
    assert.match(shown.headers['cache-control'] ?? '', /no-store/);
    for (const again of [await show(question), await bob.send(question)]) {
      assert.ok(again.status >= 400);
      assert.doesNotMatch(again.body.toString(), new RegExp(passphrase));
    }

    const file = await get('own?zipped');
    assert.equal(file.status, 200);
    assert.match(file.headers['content-disposition'] ?? '', /filename="list\.csv\.zip"/);
    assert.equal(file.headers['content-type'], 'application/zip');
    assert.equal(file.headers.etag, undefined);
    assert.match(file.headers['cache-control'] ?? '', /no-store/);
    assert.ok(!file.body.includes('4111'));
    assert.deepEqual(await opened(file.body, passphrase), { name: 'list.csv', content: csv, fits: true });
    assert.equal((await opened(file.body, 'other')).fits, false);
    assert.equal((await get('own?zipped')).status, 303, 'the next one has a passphrase of its own');

    const found = await rows((all) => all.length >= 3 && all.some(({ content }) => content?.protected?.as === 'zip'));
    assert.deepEqual(found.map(({ outcome }) => outcome).toSorted(), ['protected', 'warned', 'warned']);
    const row = found.find(({ content }) => content?.protected?.as === 'zip' && content.protected.key === 'user')!;
    const recovered = privateDecrypt(
      { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
      Buffer.from(row.content?.protected?.recovery ?? '', 'base64'),
    );
    assert.equal(recovered.toString(), passphrase);
    assert.ok(!JSON.stringify(found).includes(passphrase), 'the log does not hold it');
  });

  test('nobody else sees the passphrase, and no other page asks for it', async () => {
    const question = (await get('own-b?csv')).headers.location ?? '';
    const alice = await gateway.signedIn('alice');
    assert.ok((await alice.send(question)).status >= 400);
    assert.ok((await show(question, alice)).status >= 400);
    for (const headers of [{ origin: wiki }, { 'sec-fetch-site': 'same-site' }, { origin: 'null' }] as Record<
      string,
      string
    >[])
      assert.equal((await show(question, bob, headers)).status, 403);
    assert.notEqual(passphraseOn(await show(question)), '');
    // It was shown to Bob, for this file of this app: it is nobody else's key, and no other file's.
    assert.equal((await alice.send(`${wiki}/own-b?csv`)).status, 303);
    assert.equal((await get('own-c?csv')).status, 303);
    assert.equal((await get('own-b?csv')).status, 200);
  });

  test('scripts and links with `download` are told where the passphrase is', async () => {
    const told = await get('own-d?csv', {
      'sec-fetch-mode': 'cors',
      'sec-fetch-dest': 'empty',
      'sec-fetch-site': 'same-origin',
    });
    assert.equal(told.status, 403);
    assert.equal(told.headers['sallyport-decision'], 'protect');
    assert.ok((JSON.parse(told.body.toString()) as { next: string }).next.startsWith(login));
    const saved = await get('own-d?csv', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'empty' });
    assert.equal(saved.status, 200);
    assert.ok(saved.body.toString().includes(login));
    assert.ok(!saved.body.includes('4111'));
  });

  test('a question before the file does not take its protection', async () => {
    const asks = await get('own-asked?csv');
    assert.equal(asks.status, 303);
    await bob.send(asks.headers.location ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: login, 'sec-fetch-site': 'same-origin' },
      body: 'reason=because',
    });
    const next = await get('own-asked?csv');
    assert.equal(next.status, 303);
    assert.match(next.headers.location ?? '', /protect\?id=/);
  });

  test('documents stay of their kind', async () => {
    const office = await get('org?docx');
    assert.equal(office.body.toString('hex', 0, 8), 'd0cf11e0a1b11ae1');
    assert.match(office.headers['content-disposition'] ?? '', /filename="plan\.docx"/);
    const pdf = await get('org?pdf');
    assert.match(pdf.body.toString('latin1'), /^%PDF-[\s\S]*\/R 6\b/);
    await assert.rejects(PDFDocument.load(pdf.body), /encrypted/i);
    assert.equal((await PDFDocument.load(pdf.body, { password: ORGANISATION })).getPageCount(), 1);
    const broken = await get('org?broken');
    assert.match(broken.headers['content-disposition'] ?? '', /broken\.docx/);
    assert.equal((await get('org?csv')).headers['content-type'], 'application/zip');
  });

  test('a label is written; what can take none goes by the rule of the policy', async () => {
    const labelled = await get('label?docx');
    assert.equal(labelled.status, 200);
    assert.ok(labelled.body.includes('docMetadata/LabelInfo.xml'));
    assert.equal((await get('label?csv')).status, 403);
    assert.equal((await get('label?broken')).status, 403);
    assert.deepEqual((await get('lenient?csv')).body, csv);
    const found = await rows((all) => all.some(({ content }) => content?.protected?.as === 'changed'));
    assert.deepEqual(found.find(({ content }) => content?.protected?.as === 'changed')?.content?.protected, {
      as: 'changed',
      label: LABEL.id,
    });
  });

  test('no piece and no unknown coding passes, and no copy is confirmed', async () => {
    assert.equal((await get('org?part')).status, 403);
    assert.equal((await get('org?coded')).status, 403);
    assert.equal((await get('org?csv', { range: 'bytes=5-', 'if-none-match': '"1"' })).status, 200);
    assert.equal(asked.at(-1)?.range, undefined);
    assert.equal(asked.at(-1)?.['if-none-match'], undefined);
  });

  test('macros and metadata are taken out; what nobody can look into goes by the rule of the policy', async () => {
    const plain = await get('strip?docm');
    assert.equal(plain.status, 200);
    assert.match(plain.headers['content-disposition'] ?? '', /filename="plan\.docx"/);
    assert.match(plain.headers['content-type'] ?? '', /wordprocessingml\.document$/);
    assert.ok(!plain.body.includes('vbaProject'));
    assert.deepEqual((await get('strip?csv')).body, csv);
    assert.equal((await get('strip?legacy')).status, 403);
    assert.equal((await get('strip?broken')).status, 403);
    const picture = await get('strip?jpeg');
    assert.ok(picture.body.length > 0 && !picture.body.includes('GPS'));
    const sealed = await get('both?jpeg');
    assert.equal(sealed.headers['content-type'], 'application/zip');
    const { content, fits } = await opened(sealed.body, ORGANISATION);
    assert.ok(fits);
    assert.deepEqual(content, picture.body);
    const found = await rows((all) =>
      all.some(({ object, content: seen }) => object?.name === 'plan.docm' && seen?.protected),
    );
    assert.deepEqual(found.find(({ object }) => object?.name === 'plan.docm')?.content?.protected, {
      as: 'changed',
      stripped: ['macros', 'metadata'],
    });
  });

  test('only files with a match are protected where the policy asks for one; nothing is left behind', async () => {
    assert.equal((await get('cards?csv')).headers['content-type'], 'application/zip');
    assert.deepEqual((await get('cards?clean')).body, files.clean!.body);
    assert.deepEqual(
      readdirSync(join(gateway.directory, 'state')).filter((name) => name.startsWith('spool')),
      [],
    );
  });
});
