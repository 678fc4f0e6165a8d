import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { PageSetup } from '../../../src/model/page-setup.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRows } from '../../support/written-row.ts';

/** What a window shows by itself, under rules that a page would have to keep. */
const rule = (id: string, path: string, more: Partial<PolicyDocument>): PolicyDocument => ({
  ...{ id, name: id, severity: 'low', mode: 'active', control: 'activities', action: 'block' },
  when: { path: [path] },
  ...more,
});
const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(70, 1)]);
const UTF16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('a<b> ünï', 'utf16le')]);
const ESCAPES = '</pre><script>alert(1)</script>&amp;<!--';
const TEXT = { 'content-type': 'text/plain', etag: '"1"', 'cache-control': 'max-age=600', 'accept-ranges': 'bytes' };
const CLOSED = {
  'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'self', img-src 'none'",
  'content-security-policy-report-only': "script-src 'none'",
};
const FILES: Readonly<
  Record<string, readonly [headers: Record<string, string>, body: Buffer | string, status?: number]>
> = {
  'plain.txt': [TEXT, `\n${ESCAPES}`],
  'latin.txt': [{ 'content-type': 'text/plain; charset=windows-1252' }, Buffer.from('caf\xe9 \x80 & more', 'latin1')],
  'utf16.txt': [{ 'content-type': 'text/plain' }, UTF16],
  'jis.txt': [{ 'content-type': 'text/plain; charset=iso-2022-jp' }, '<a>\x1b$B$"<!\x1b(B</a>'],
  'zipped.txt': [{ 'content-type': 'text/plain', 'content-encoding': 'gzip' }, gzipSync('zipped & sent <here>')],
  'data.json': [{ 'content-type': 'application/problem+json' }, '{"a":"<é>"}', 404],
  'note.md': [{ 'content-type': 'text/markdown' }, '# a note that is longer'],
  'bytes.txt': [{ 'content-type': 'text/plain' }, Buffer.from([1, 2, 3, 0, 5])],
  'saved.txt': [{ ...TEXT, 'content-disposition': 'attachment; filename=a.txt' }, 'saved and not shown'],
  'table.csv': [{ 'content-type': 'text/csv' }, 'a,b\n1,2 and much more'],
  'a.png': [{ 'content-type': 'image/png', 'cache-control': 'max-age=600', ...CLOSED }, PNG],
  untyped: [{}, PNG],
  'film.mp4': [
    { 'content-type': 'video/mp4' },
    Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42', 'latin1'), Buffer.alloc(60)]),
  ],
  'sound.mp3': [{ 'content-type': 'audio/mpeg' }, Buffer.from('ID3\x03\0\0\0\0\0\0 and the sound', 'latin1')],
  page: [{ 'content-type': 'text/html' }, '<!doctype html><p>page'],
};

let gateway: TestGateway;
let wiki: string;
let bob: BrowserClient;
const asked: { readonly url: string; readonly headers: IncomingMessage['headers'] }[] = [];
before(async () => {
  gateway = await startTestGateway({
    policies: [
      rule('copy', '/copy*', { activities: ['copy'] }),
      rule('cut', '/cut*', { activities: ['cut'] }),
      rule('print', '/print*', { activities: ['print'] }),
      rule('mark', '/mark*', { activities: ['view'], action: 'watermark' }),
      rule('seen', '/copy*', { activities: ['view'], action: 'audit' }),
      rule('audited', '/audited*', { activities: ['copy', 'print'], action: 'audit' }),
      rule('monitored', '/monitored*', { activities: ['copy', 'print'], mode: 'monitoring' }),
      rule('paste', '/paste*', { activities: ['paste'] }),
    ],
    handler: (request, response) => {
      asked.push({ url: request.url ?? '', headers: request.headers });
      const name = /\/([^/?]*)(?:\?|$)/.exec(request.url ?? '')?.[1] ?? '';
      if (name === 'slow.txt') {
        response.writeHead(200, { 'content-type': 'text/plain' });
        response.write('first line of many\n');
        return void request.socket.once('close', () => response.destroy());
      }
      const [headers, body, status = 200] = FILES[name] ?? FILES['page']!;
      if (headers['etag'] !== undefined && request.headers['if-none-match'] === headers['etag'])
        return void response.writeHead(304, { etag: headers['etag'] }).end();
      response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
    },
  });
  wiki = gateway.suffix('wiki.corp.test');
  bob = await gateway.signedIn('bob');
});
after(() => gateway?.close());

const CARRIER = /<script src="[^"]*\/guarded\.js[^>]*><\/script>|<script src="[^"]*\/asking\.js[^>]*><\/script>/;
function setupIn({ body }: Answer): PageSetup {
  const data = /data-sallyport="([^"]+)"/.exec(body.toString('latin1'))?.[1];
  assert.ok(data, 'no runtime');
  return JSON.parse(Buffer.from(data, 'base64url').toString()) as PageSetup;
}
const insideOf = (markup: string): string => /<pre[^>]*>\n([\s\S]*)<\/pre><\/body>/.exec(markup)?.[1] ?? '';

test('a text comes as a page around it, escaped, with the runtime and its rules', async () => {
  for (const place of ['copy', 'cut', 'print', 'mark']) {
    const answer = await bob.send(`${wiki}/${place}/plain.txt`);
    assert.equal(answer.status, 200, place);
    assert.equal(answer.headers['content-type'], 'text/html', place);
    assert.equal(answer.headers.etag, undefined);
    assert.equal(answer.headers['accept-ranges'], undefined);
    assert.match(answer.headers['cache-control'] ?? '', /no-cache|no-store/);
    const markup = answer.body.toString();
    assert.match(markup, CARRIER);
    assert.equal(insideOf(markup), '\n&lt;/pre>&lt;script>alert(1)&lt;/script>&amp;amp;&lt;!--');
    const setup = setupIn(answer);
    assert.equal(setup.alone, 'text/plain');
    if (place === 'mark') assert.match(setup.mark ?? '', /^bob/);
    else
      assert.deepEqual(
        setup.rules.map(({ activity }) => activity),
        [place],
      );
  }
});

test('in frames as well, and of what an object shows', async () => {
  for (const dest of ['iframe', 'frame', 'object', 'embed']) {
    const answer = await bob.send(`${wiki}/copy/plain.txt`, { headers: { 'sec-fetch-dest': dest } });
    assert.equal(setupIn(answer).alone, 'text/plain', dest);
  }
  const part = await bob.send(`${wiki}/copy/a.png`, {
    headers: { 'sec-fetch-dest': 'object', 'sec-fetch-mode': 'no-cors' },
  });
  assert.deepEqual(part.body, PNG, 'a picture in an object is a part of its page');
});

test('its characters stay what they are', async () => {
  const latin = await bob.send(`${wiki}/copy/latin.txt`);
  assert.equal(latin.headers['content-type'], 'text/html; charset=windows-1252');
  assert.equal(insideOf(latin.body.toString('latin1')), 'caf\xe9 \x80 &amp; more');
  const utf16 = await bob.send(`${wiki}/copy/utf16.txt`);
  assert.equal(utf16.headers['content-type'], 'text/html; charset=utf-8');
  assert.equal(insideOf(utf16.body.toString()), 'a&lt;b> ünï');
  const jis = await bob.send(`${wiki}/copy/jis.txt`);
  assert.equal(jis.headers['content-type'], 'text/html; charset=utf-8');
  assert.match(insideOf(jis.body.toString()), /^&lt;a>..&lt;\/a>$/u);
  const zipped = await bob.send(`${wiki}/copy/zipped.txt`, { headers: { 'accept-encoding': 'gzip' } });
  const bytes = zipped.headers['content-encoding'] === 'gzip' ? gunzipSync(zipped.body) : zipped.body;
  assert.equal(insideOf(bytes.toString()), 'zipped &amp; sent &lt;here>');
  const json = await bob.send(`${wiki}/copy/data.json`);
  assert.equal(json.status, 404);
  assert.equal(json.headers['content-type'], 'text/html; charset=utf-8');
  assert.equal(insideOf(json.body.toString()), '{"a":"&lt;é>"}');
  assert.equal(setupIn(json).alone, 'application/problem+json');
  assert.equal(setupIn(await bob.send(`${wiki}/copy/note.md`)).alone, 'text/markdown');
});

test('a picture, a film and a sound are asked for by the page around them, whatever the policy of the app', async () => {
  const picture = await bob.send(`${wiki}/copy/a.png?a=1&b="<`);
  assert.equal(picture.headers['content-type'], 'text/html; charset=utf-8');
  assert.match(picture.body.toString(), new RegExp(`<img style="[^"]*" src="${wiki}/copy/a.png\\?a=1&amp;b=%22%3C"`));
  const policies = String(picture.headers['content-security-policy']);
  assert.match(policies, /frame-ancestors 'self'/);
  assert.doesNotMatch(policies, /default-src|sandbox|img-src|script-src/);
  assert.equal(picture.headers['content-security-policy-report-only'], undefined);
  assert.equal(setupIn(picture).alone, 'image/png');
  const film = (await bob.send(`${wiki}/print/film.mp4`)).body.toString();
  assert.match(film, /<video controls="" [^>]*><source type="video\/mp4" src="[^"]*\/print\/film\.mp4"><\/video>/);
  const sound = (await bob.send(`${wiki}/print/sound.mp3`)).body.toString();
  assert.match(sound, /<audio controls="" [^>]*><source type="audio\/mpeg" src="[^"]*\/print\/sound\.mp3"><\/audio>/);
  assert.equal(setupIn(await bob.send(`${wiki}/copy/untyped`)).alone, 'image/png');
});

test('what a form brings is not asked for again', async () => {
  const before = asked.length;
  const answer = await bob.send(`${wiki}/copy/a.png`, {
    method: 'POST',
    headers: { origin: wiki, 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' },
    body: 'which',
  });
  const data = /<img [^>]*src="data:image\/png;base64,([^"]*)"/.exec(answer.body.toString())?.[1] ?? '';
  assert.deepEqual(Buffer.from(data, 'base64'), PNG);
  assert.equal(asked.length, before + 1);
});

test('what script reads and pages load stays as it is, and no window takes it from the cache', async () => {
  for (const [name, dest] of [
    ['plain.txt', 'empty'],
    ['data.json', 'empty'],
    ['a.png', 'image'],
    ['film.mp4', 'video'],
  ] as const) {
    const headers = { 'sec-fetch-dest': dest, 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'same-origin' };
    const answer = await bob.send(`${wiki}/copy/${name}`, { headers });
    assert.deepEqual(answer.body, Buffer.from(FILES[name]![1]), name);
    assert.match(String(answer.headers.vary), /sec-fetch-dest/i, name);
  }
});

test('nothing changes without a rule that keeps something, nor what is saved', async () => {
  for (const place of ['free', 'audited', 'monitored', 'paste'])
    for (const name of ['plain.txt', 'data.json', 'a.png', 'film.mp4', 'zipped.txt']) {
      const answer = await bob.send(`${wiki}/${place}/${name}`);
      assert.deepEqual(answer.body, Buffer.from(FILES[name]![1]), `${place} ${name}`);
      assert.equal(answer.headers['content-type'], FILES[name]![0]['content-type']);
      assert.equal(answer.headers.etag, FILES[name]![0]['etag']);
      assert.doesNotMatch(String(answer.headers.vary), /sec-fetch-dest/i);
    }
  for (const name of ['saved.txt', 'table.csv', 'bytes.txt'])
    assert.deepEqual((await bob.send(`${wiki}/copy/${name}`)).body, Buffer.from(FILES[name]![1]), name);
  const untold = await bob.send(`${wiki}/copy/plain.txt`, { metadata: false });
  assert.equal(untold.body.toString(), FILES['plain.txt']![1], 'who does not say what it is for may be script');
});

test('a copy from before the rule is not confirmed, a piece is not asked for, and HEAD has no body', async () => {
  const before = asked.length;
  const headers = { 'if-none-match': '"1"', range: 'bytes=3-9' };
  const answer = await bob.send(`${wiki}/copy/plain.txt`, { headers });
  assert.equal(answer.status, 200);
  assert.equal(setupIn(answer).alone, 'text/plain');
  assert.deepEqual(
    asked.slice(before).map((each) => [each.headers['if-none-match'], each.headers.range]),
    [[undefined, undefined]],
  );

  const head = await bob.send(`${wiki}/copy/plain.txt`, { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(head.body.length, 0);
});

test('a picture in a window is one view', async () => {
  await bob.send(`${wiki}/copy/one/a.png`);
  await bob.send(`${wiki}/copy/one/a.png`, {
    headers: { 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'same-origin' },
  });
  await bob.send(`${wiki}/copy/last.txt`);
  const isLast = ({ object }: { readonly object?: { readonly url?: string } }): boolean =>
    object?.url?.endsWith('/last.txt') === true;
  const rows = await writtenRows(gateway.directory, { type: 'view' }, (found) => found.some(isLast));
  assert.equal(rows.filter(({ object }) => object?.url?.endsWith('/one/a.png')).length, 1);
});
