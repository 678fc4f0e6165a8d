import assert from 'node:assert/strict';
import { request } from 'node:https';
import { after, before, describe, test } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import { packedFile } from '../../support/packed-files.ts';
import { rar4File, rar5File } from '../../support/rar-file.ts';
import { tarFile } from '../../support/tar-file.ts';
import { zipFile } from '../../support/zip-file.ts';
import {
  ASKED,
  type Asked,
  assertBlocked,
  assertNothingOf,
  CLEAN,
  combined,
  type FileStage,
  forEach,
  NO_CARDS,
  NO_DOWNLOAD,
  SECRET,
  startFileStage,
} from './file-stage.ts';

/** Nothing below a path is changed. */
const NO_CHANGE: PolicyDocument = {
  id: 'no-change',
  name: 'Read only',
  severity: 'high',
  mode: 'active',
  control: 'access',
  when: { path: ['/kept/*'] },
  action: 'read-only',
};
const WAYS = Object.keys(ASKED) as Asked[];

describe('downloads that must not get out', () => {
  let stage: FileStage;
  before(async () => {
    stage = await startFileStage({
      policies: [NO_DOWNLOAD, NO_CARDS, NO_CHANGE],
      // Where native clients are let in, the policies are all that stops them.
      change: (config) => ({
        ...config,
        apps: config.apps.map((app) => ({ ...app, nativeClients: { admit: true } })),
      }),
      handler: (incoming, response) => {
        response.setHeader('content-type', 'text/html');
        if (incoming.url === '/sign-in')
          response.writeHead(200, {
            'set-cookie': 'app-session=s3cret; HttpOnly; Secure; Path=/; Domain=corp.test',
          });
        else if (incoming.headers.cookie?.includes('app-session=s3cret') !== true) response.writeHead(401);
        response.end('<!doctype html><p>home');
      },
    });
  });
  after(() => stage?.close());

  test('DL-01: what a browser holds of a session opens nothing at the app itself', async () => {
    const { gateway, bob, wiki } = stage;
    await bob.send(`${wiki}/sign-in`);
    assert.equal((await bob.send(`${wiki}/`)).status, 200, 'the app knows the session through the gateway');
    const held = (bob.jar.serializeSync()?.cookies ?? []).map(({ key, value }) => `${key}=${value}`).join('; ');
    assert.doesNotMatch(held, /s3cret/);
    const direct = await new Promise<number>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: gateway.origin.port, servername: 'wiki.corp.test', agent: false };
      const headers = { host: 'wiki.corp.test', cookie: held };
      request({ ...options, headers, rejectUnauthorized: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });
    assert.equal(direct, 401);
  });

  test('DL-03: a piece that nobody asked for, a piece that somebody did, and what follows a HEAD', async () => {
    const file = { body: SECRET, headers: [['content-type', 'application/octet-stream']] } as const;
    const ranges = [`bytes 0-99/${SECRET.length}`, `bytes 100-199/${SECRET.length}`, 'bytes 0-99/*', 'nonsense'];
    const types = ['application/octet-stream', 'text/html', 'application/json'];
    await forEach(combined(combined(ranges, types), WAYS), async ([[range, type], asked]) => {
      const headers = [
        ['content-type', type],
        ['content-range', range],
      ] as const;
      const got = await stage.download(stage.bob, { body: SECRET.subarray(100, 200), headers, status: 206 }, asked);
      await assertBlocked(stage, got, {}, `${asked} ${range} ${type}`);
    });
    const asked = await stage.download(stage.bob, file, 'window', { headers: { range: 'bytes=100-199' } });
    await assertBlocked(stage, asked, {}, 'a piece that was asked for');
    const raw = Buffer.concat([
      Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: ${SECRET.length}\r\n\r\n`),
      SECRET,
    ]);
    const head = await stage.download(stage.bob, { body: SECRET, raw }, 'script', { method: 'HEAD' });
    assertNothingOf(SECRET, head.body);
    assert.equal(head.body.length, 0);
    const next = await stage.download(stage.bob, file, 'window');
    await assertBlocked(stage, next, {}, 'the request after it');
  });

  test('DL-05: the octets tell what it is, whatever type is written beside them', async () => {
    const types: (readonly string[])[] = [
      ['text/html'],
      ['text/plain'],
      ['image/png'],
      ['application/json'],
      ['application/javascript'],
      ['text/css'],
      ['font/woff2'],
      [],
      ['text/html;;charset'],
      ['text/html', 'image/png'],
      ['image/png, text/html'],
      [' '],
    ];
    const sniffing = [[], [['x-content-type-options', 'nosniff'] as const]];
    await forEach(combined(combined(types, sniffing), WAYS), async ([[type, sniff], asked]) => {
      const headers = [...type.map((each) => ['content-type', each] as const), ...sniff];
      const got = await stage.download(stage.bob, { body: SECRET, headers }, asked, {}, 'secret.docx');
      await assertBlocked(stage, got, { name: 'secret.docx' }, `${asked} ${type.join(' + ')} ${sniff.length}`);
    });
  });

  test('DL-07: content codings hide nothing', async () => {
    const cases: [string, Buffer, string | undefined][] = [
      ['gzip', gzipSync(SECRET), 'gzip'],
      ['deflate', deflateSync(SECRET), 'deflate'],
      ['deflate without a wrapper', deflateRawSync(SECRET), 'deflate'],
      ['br', brotliCompressSync(SECRET), 'br'],
      ['zstd', zstdCompressSync(SECRET), 'zstd'],
      ['gzip, br', brotliCompressSync(gzipSync(SECRET)), 'gzip, br'],
      ['gzip twice', gzipSync(gzipSync(SECRET)), 'gzip, gzip'],
      ['gzip twice, named once', gzipSync(gzipSync(SECRET)), 'gzip'],
      ['a coding that nobody knows', SECRET, 'x-foo'],
      ['one that nobody knows below one that all do', gzipSync(SECRET), 'x-foo, gzip'],
      ['identity over gzip', gzipSync(SECRET), 'identity'],
      ['the wrong one', SECRET, 'br'],
      ['the wrong one', gzipSync(SECRET), 'zstd'],
    ];
    const types = ['application/octet-stream', 'text/html', 'image/png'];
    const ways = ['window', 'frame', 'script', 'link'] as const;
    await forEach(combined(combined(cases, types), ways), async ([[[name, body, coding], type], asked]) => {
      const headers: [string, string][] = [['content-type', type]];
      if (coding !== undefined) headers.push(['content-encoding', coding]);
      const message = `${name} as ${type} by ${asked}`;
      for (const [client, user, policy] of [
        [stage.bob, 'bob', 'no-download'],
        [stage.alice, 'alice', 'no-cards'],
      ] as const) {
        const got = await stage.download(client, { body, headers }, asked);
        const row = await assertBlocked(stage, got, { user, policy }, message);
        assertNothingOf(body, got.body, message);
        if (user === 'alice' && row.content?.status === 'scanned')
          assert.match(row.content.sha256 ?? '', /^[0-9a-f]{64}$/, message);
      }
    });
  });

  test('DL-09: archives are opened, and what cannot be opened is not let through', async () => {
    const deep = (levels: number): Buffer => {
      let content = SECRET;
      for (let level = 0; level < levels; level++) content = zipFile([{ name: 'inner.zip', content }]);
      return content;
    };
    const cases: Record<string, Buffer> = {
      'zip in tar.gz': gzipSync(tarFile([['a.zip', zipFile([{ name: 'secret.docx', content: SECRET }])]])),
      'zip in tar.gz in 7z': Buffer.concat([Buffer.from("7z\xbc\xaf'\x1c\0\x04", 'latin1'), gzipSync(SECRET)]),
      'tar.xz in 7z': packedFile('nested.7z'),
      'a tar packed by bzip2': packedFile('x.tar.bz2'),
      'an entry of a RAR archive': rar5File([{ name: 'secret.docx', content: SECRET }]),
      'an entry of an old RAR archive': rar4File([{ name: 'secret.docx', content: SECRET }]),
      'a name in the directory only': zipFile([{ name: 'a', listedName: 'secret.docx', content: SECRET }]),
      'an entry that the directory leaves out': zipFile([
        { name: 'clean.txt', content: 'clean' },
        { name: 'secret.docx', content: SECRET, unlisted: true },
      ]),
      'sizes behind the data': zipFile([{ name: 'secret.docx', content: SECRET, descriptor: 'signed' }]),
      'sizes of 64 bits': zipFile([{ name: 'secret.docx', content: SECRET, descriptor: 'wide' }]),
      'two entries of one name': zipFile([
        { name: 'a.docx', content: 'clean' },
        { name: 'a.docx', content: SECRET },
      ]),
      'two entries of one name, the other way round': zipFile([
        { name: 'a.docx', content: SECRET },
        { name: 'a.docx', content: 'clean' },
      ]),
      rar: Buffer.concat([Buffer.from('Rar!\x1a\x07\x01\0', 'latin1'), SECRET]),
      cab: Buffer.concat([Buffer.from('MSCF\0\0\0\0', 'latin1'), SECRET]),
      iso: Buffer.concat([Buffer.alloc(32_769), Buffer.from('CD001\x01\0', 'latin1'), SECRET]),
      'five deep': deep(4),
      'twelve deep': deep(11),
    };
    for (const [name, body] of Object.entries(cases)) {
      const headers = [
        ['content-type', 'application/octet-stream'],
        ['content-disposition', 'attachment; filename="archive"'],
      ] as const;
      const got = await stage.download(stage.alice, { body, headers });
      const row = await assertBlocked(stage, got, { file: body, user: 'alice', policy: 'no-cards' }, name);
      if (!/^(rar|cab|iso|twelve|zip in tar.gz in 7z)/.test(name))
        assert.deepEqual(
          row.content?.matches.map(({ detector }) => detector),
          ['cards'],
          name,
        );
      else assert.notEqual(row.content?.status, 'scanned', name);
    }
  });

  test('DL-11: a name of another kind of file changes nothing', async () => {
    const names = ['secret.txt', 'secret.html', 'secret.jpg', 'secret.js', 'secret.css', 'secret'];
    await forEach(combined(combined(names, [true, false]), WAYS), async ([[name, written], asked]) => {
      const headers: [string, string][] = [['content-type', 'application/octet-stream']];
      if (written) headers.push(['content-disposition', `inline; filename="${name}"`]);
      const got = await stage.download(stage.bob, { body: SECRET, headers }, asked, {}, name);
      await assertBlocked(stage, got, { name }, `${name} by ${asked}`);
    });
  });

  test('DL-17: what a client calls itself opens nothing', async () => {
    const agents: Record<string, string>[] = [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
      'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0)',
      'Microsoft SkyDriveSync 24.1 ship; Windows NT 10.0',
      'curl/8.0',
      'kube-probe/1.30',
      `Mozilla/5.0 ${'x'.repeat(10_000)}`,
    ].map((agent) => ({ 'user-agent': agent }));
    agents.push(
      {},
      { 'user-agent': '' },
      { 'sec-ch-ua': '"Microsoft Edge";v="140"', 'sec-ch-ua-platform': '"Windows"' },
    );
    await forEach(combined(agents, WAYS), async ([headers, asked]) => {
      const given = { body: SECRET, headers: [['content-type', 'application/octet-stream']] as const };
      const got = await stage.download(stage.bob, given, asked, { headers });
      await assertBlocked(stage, got, {}, `${asked} ${JSON.stringify(headers).slice(0, 80)}`);
    });
    const before = stage.gateway.origin.seen.length;
    for (const path of [
      '/Microsoft-Server-ActiveSync?Cmd=Sync',
      '/EWS/Exchange.asmx',
      '/autodiscover/autodiscover.xml',
    ])
      for (const headers of [{ 'user-agent': 'Outlook-iOS/2.0' }, { 'user-agent': 'Android-Mail/1', accept: '*/*' }]) {
        const basic = { ...headers, ...ASKED.script, authorization: `Basic ${btoa('bob:app-password')}` };
        const answer = await stage.gateway
          .client()
          .send(stage.wiki + path, { method: 'POST', headers: basic, body: 'x' });
        assert.equal(answer.status, 401, path);
      }
    assert.equal(stage.gateway.origin.seen.length, before, 'without a session nothing reaches the app');
  });

  test('DL-21: a file that policies are about is kept by no cache', async () => {
    const headers = [
      ['content-type', 'application/octet-stream'],
      ['cache-control', 'public, max-age=31536000, immutable'],
      ['expires', 'Fri, 01 Jan 2100 00:00:00 GMT'],
    ] as const;
    for (const asked of WAYS) {
      const got = await stage.download(stage.alice, { body: CLEAN, headers }, asked);
      assert.equal(got.status, 200, asked);
      assert.ok(got.body.equals(CLEAN));
      assert.equal(got.headers['cache-control'], 'no-store', asked);
      assert.equal(got.headers.expires, undefined, asked);
      const refused = await stage.download(stage.bob, { body: SECRET, headers }, asked);
      assert.equal(refused.headers['cache-control'], 'no-store', asked);
    }
  });

  test('SMUG-17: a method in a field does not get round a policy about methods', async () => {
    const { alice, wiki, gateway } = stage;
    const before = gateway.origin.seen.length;
    for (const field of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      const headers = { ...ASKED.script, [field]: 'DELETE', origin: wiki };
      assert.equal((await alice.send(`${wiki}/kept/item`, { headers })).status, 403, field);
      assert.equal(
        (await alice.send(`${wiki}/kept/item`, { method: 'POST', headers, body: 'a=1' })).status,
        403,
        field,
      );
    }
    assert.equal(
      (await alice.send(`${wiki}/kept/item`, { method: 'DELETE', headers: { ...ASKED.script, origin: wiki } })).status,
      403,
    );
    assert.equal(gateway.origin.seen.length, before);
    await alice.send(`${wiki}/kept/item`, { headers: ASKED.script });
    assert.equal(gateway.origin.seen.length, before + 1);
  });
});
