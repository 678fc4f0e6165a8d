import assert from 'node:assert/strict';
import { connect as connectHttp2 } from 'node:http2';
import { after, before, describe, test } from 'node:test';
import { connect } from 'node:tls';
import { gzipSync } from 'node:zlib';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import { readMessage } from '../../../src/policy/read-message.ts';
import { signOut } from '../../support/sign-out.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const POLICIES: readonly PolicyDocument[] = [
  {
    id: 'no-download',
    name: 'No downloads',
    severity: 'high',
    mode: 'active',
    control: 'download',
    when: { not: { device: ['compliant'] } },
    action: 'block',
    message: readMessage('Company <devices> only.'),
  },
  {
    id: 'no-upload',
    name: 'No uploads',
    severity: 'high',
    mode: 'active',
    control: 'upload',
    when: { not: { device: ['compliant'] } },
    action: 'block',
  },
];
const PAGE =
  '<!doctype html><html><head><title>Wiki</title></head><body><a href="https://static.corp.test/x">x</a><script>document.title = location.host</script></body></html>';
const FETCH = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin', accept: '*/*' };

describe('the road of a request', () => {
  let gateway: TestGateway;
  let wiki: string;
  before(async () => {
    gateway = await startTestGateway({
      policies: POLICIES,
      change: (config) => ({
        ...config,
        apps: config.apps.map((app) =>
          app.id === 'mail' ? { ...app, timeouts: { ...app.timeouts, headers: 1000 } } : app,
        ),
      }),
      handler: (request, response) => {
        const path = request.url?.split('?')[0];
        if (path === '/zip')
          response
            .writeHead(200, { 'content-type': 'text/html' })
            .end(Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(100)]));
        else if (path === '/attachment')
          response
            .writeHead(200, { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a<b>.txt"' })
            .end('text');
        else if (path === '/gzip')
          response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(gzipSync(PAGE));
        else if (path?.startsWith('/saved/')) {
          const { type, dispositions } = JSON.parse(decodeURIComponent(path.slice('/saved/'.length)));
          response.setHeader('content-disposition', dispositions);
          response
            .writeHead(200, { 'content-type': type, 'content-length': PAGE.length, etag: '"as it is"' })
            .end(PAGE);
        } else if (path === '/go') response.writeHead(302, { location: 'https://wiki.corp.test/landed' }).end();
        else if (path === '/go-plain') response.writeHead(301, { location: 'http://wiki.corp.test/landed' }).end();
        else if (path === '/cookies')
          response
            .writeHead(200, {
              'content-type': 'text/html',
              'set-cookie': ['sid=secret; HttpOnly; Path=/', 'theme=dark; Domain=corp.test; Path=/'],
            })
            .end(PAGE);
        else if (path === '/reset') response.socket?.destroy();
        else if (path === '/lies') {
          response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '1000' });
          response.write('short');
          setTimeout(() => response.socket?.destroy(), 50);
        } else if (path === '/breaks') {
          response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '100000' });
          response.write('a line of text that is long enough\n'.repeat(100));
          setTimeout(() => response.socket?.destroy(), 50);
        } else if (path === '/slow') return;
        else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
  });
  after(() => gateway.close());

  test('a deep link leads through sign-in and back to itself, and the page is rewritten', async () => {
    const browser = gateway.client();
    const form = await browser.navigate(`${wiki}/deep/link?a=1&b=2`);
    assert.match(form.url, /^https:\/\/idp\.corp\.localhost/);
    const page = await browser.signIn(form, 'alice', 'a');
    assert.equal(page.url, `${wiki}/deep/link?a=1&b=2`);
    assert.equal(page.status, 200);
    const html = page.body.toString();
    assert.match(html, /^<!doctype html><html><head><script src="\/\.well-known\/sallyport\/(?:runtime|guarded)\.js/);
    assert.match(html, /href="https:\/\/static\.corp\.test\.mcas\.localhost:\d+\/x"/);
    assert.match(html, /document\.title = __sallyport\.location\.host/);
    const seen = gateway.origin.seen.at(-1)!;
    assert.equal(seen.url, '/deep/link?a=1&b=2');
    assert.equal(seen.headers.host, 'wiki.corp.test');
    assert.ok(!JSON.stringify(seen.rawHeaders).includes('mcas.localhost'), 'the app is told no suffix host');
    assert.ok(!JSON.stringify(seen.rawHeaders).includes('__Host-sallyport'), 'the app is sent no gateway cookie');
  });

  test('nothing unauthenticated reaches the app; a script gets an answer it can read', async () => {
    const before = gateway.origin.seen.length;
    const answer = await gateway.client().send(`${wiki}/api`, { headers: FETCH });
    assert.equal(answer.status, 401);
    assert.equal(JSON.parse(answer.body.toString()).error, 'sign_in_required');
    const post = await gateway.client().send(`${wiki}/form`, { method: 'POST', body: 'a=1' });
    assert.equal(post.status, 401);
    assert.equal(gateway.origin.seen.length, before);
  });

  test('an app that is no browser is refused and told where to go', async () => {
    const guidance = async (userAgent: string): Promise<string | undefined> => {
      const answer = await gateway.client().send(`${wiki}/api`, { headers: { ...FETCH, 'user-agent': userAgent } });
      assert.equal(answer.status, 401);
      return (JSON.parse(answer.body.toString()) as { guidance?: string }).guidance;
    };
    assert.match(
      (await guidance('Microsoft Office/16.0 (Windows NT 10.0)')) ?? '',
      /web browser.*https:\/\/wiki\.corp\.test\.mcas/,
    );
    assert.match((await guidance('curl/8.9')) ?? '', /web browser/);
    assert.equal(await guidance('Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0'), undefined);
  });

  test('a host of no app is answered plainly and never fetched', async () => {
    const browser = gateway.client();
    const before = gateway.origin.seen.length;
    const evil = `evil.example.mcas.localhost:${gateway.port}`;
    for (const [url, host] of [
      [`https://login.mcas.localhost:${gateway.port}/`, evil],
      [`https://${evil}/`, evil],
    ] as const) {
      const answer = await browser.send(url, { headers: { host } });
      assert.equal(answer.status, 404);
      assert.match(answer.body.toString(), /No app here/);
    }
    assert.equal(gateway.origin.seen.length, before);
  });

  test('SESS-05: a tampered, moved or doubled session cookie opens nothing', async () => {
    const browser = await gateway.signedIn('alice');
    const cookie = browser.jar.getCookiesSync(`${wiki}/`).find(({ key }) => key === '__Host-sallyport-session')!;
    const ask = async (host: string, header: string): Promise<number> =>
      (await gateway.client().send(`${gateway.suffix(host)}/api`, { headers: { ...FETCH, cookie: header } })).status;
    const good = `__Host-sallyport-session=${cookie.value}`;
    assert.equal(await ask('wiki.corp.test', good), 200);
    assert.equal(await ask('static.corp.test', good), 401, 'another host of the same app');
    assert.equal(await ask('mail.partner.test', good), 401, 'another app');
    assert.equal(await ask('wiki.corp.test', `${good}; ${good}`), 401, 'twice');
    for (const at of [0, 10, 21, 30, 63]) {
      const flipped = cookie.value.slice(0, at) + (cookie.value[at] === 'A' ? 'B' : 'A') + cookie.value.slice(at + 1);
      assert.equal(await ask('wiki.corp.test', `__Host-sallyport-session=${flipped}`), 401, `char ${at}`);
    }
    assert.equal(await ask('wiki.corp.test', '__Host-sallyport-session=x'), 401);
  });

  test('forged callbacks and stolen codes are refused', async () => {
    const login = `https://login.mcas.localhost:${gateway.port}/.well-known/sallyport`;
    assert.equal((await gateway.client().send(`${login}/callback?code=x&state=y`)).status, 400);
    const victim = gateway.client();
    const begun = await victim.send(`${wiki}/`);
    const flow = new URL(begun.headers.location!).searchParams.get('flow');
    assert.equal(
      (await victim.send(`${wiki}/.well-known/sallyport/enter?flow=${flow}&code=${'A'.repeat(64)}`)).status,
      400,
    );
    const attacker = await gateway.signedIn('alice');
    const minted = await attacker.send(`${login}/begin?flow=${flow}`);
    assert.equal(minted.status, 302, 'the attacker is signed in, so a code is minted for the flow');
    assert.equal(
      (await attacker.send(minted.headers.location!)).status,
      400,
      'but only the browser that began may use it',
    );
    assert.equal((await gateway.client().send(minted.headers.location!)).status, 400);
  });

  test('redirects stay inside; gzip is opened and put on again', async () => {
    const browser = await gateway.signedIn('alice');
    assert.equal((await browser.send(`${wiki}/go`)).headers.location, `${wiki}/landed`);
    assert.equal((await browser.send(`${wiki}/go-plain`)).headers.location, `${wiki}/landed`);
    const zipped = await browser.send(`${wiki}/gzip`, { headers: { 'accept-encoding': 'gzip' } });
    assert.equal(zipped.headers['content-encoding'], 'gzip');
    assert.deepEqual([...zipped.body.subarray(0, 2)], [0x1f, 0x8b]);
  });

  test('a page that is saved and not shown is the file that the app sent, to its last byte', async () => {
    const alice = await gateway.signedIn('alice');
    const open = (type: string, dispositions: readonly string[], dest: string) =>
      alice.send(`${wiki}/saved/${encodeURIComponent(JSON.stringify({ type, dispositions }))}`, {
        headers: { 'sec-fetch-dest': dest },
      });
    for (const type of ['text/html', 'application/xhtml+xml', 'image/svg+xml', 'text/xml'])
      for (const dest of ['document', 'iframe', 'frame'])
        for (const disposition of [
          'attachment',
          'Attachment; filename="page.html"',
          ' attachment ;filename=page.html',
        ]) {
          const saved = await open(type, [disposition], dest);
          assert.equal(saved.body.toString(), PAGE, `${type} ${dest} ${disposition}`);
          assert.equal(saved.headers['content-length'], String(PAGE.length));
          assert.equal(saved.headers['etag'], '"as it is"');
          assert.equal(saved.headers['content-security-policy'], "script-src 'none'; sandbox", 'whoever shows it');
        }
    // What any browser may show is a page.
    for (const [dispositions, dest] of [
      [['inline'], 'document'],
      [['inline; filename=attachment'], 'iframe'],
      [['attachments'], 'document'],
      [['x-attachment; attachment'], 'document'],
      [['filename="attachment"'], 'document'],
      [['attachment', 'inline'], 'document'],
      [['inline', 'attachment'], 'document'],
      [['attachment, inline'], 'document'],
      [['attachment'], 'object'],
      [['attachment'], 'embed'],
    ] as const) {
      const page = await open('text/html', dispositions, dest);
      assert.match(page.body.toString(), /sallyport/, `${dispositions} ${dest}`);
      assert.equal(page.headers['content-security-policy'], undefined);
    }
    const file = await open('application/pdf', ['attachment'], 'document');
    assert.equal(file.headers['content-security-policy'], undefined);
  });

  test('an HttpOnly cookie stays at the gateway; the app gets it, its sibling host gets what the domain says', async () => {
    const browser = await gateway.signedIn('alice');
    const answer = await browser.send(`${wiki}/cookies`);
    const set = answer.headers['set-cookie'] ?? [];
    assert.ok(!set.some((text: string) => text.includes('secret')));
    assert.ok(set.some((text: string) => /^theme=dark; Path=\/; Secure/i.test(text) && !/domain/i.test(text)));
    await browser.send(`${wiki}/again`, { headers: { 'sec-fetch-site': 'same-origin' } });
    assert.equal(gateway.origin.seen.at(-1)?.headers.cookie, 'sid=secret; theme=dark');
  });

  test('a download is blocked for what it is, for the unmanaged device only', async () => {
    const bob = await gateway.signedIn('bob');
    const blocked = await bob.send(`${wiki}/attachment`);
    assert.equal(blocked.status, 403);
    assert.match(blocked.body.toString(), /Download blocked/);
    assert.match(blocked.body.toString(), /a&lt;b&gt;\.txt/);
    assert.match(blocked.body.toString(), /Company &lt;devices&gt; only\./);
    assert.equal((await bob.send(`${wiki}/zip?x=page.html`)).status, 403, 'an archive that says it is a page');
    const byScript = await bob.send(`${wiki}/attachment`, { headers: FETCH });
    assert.equal(byScript.status, 403);
    assert.equal(byScript.headers['sallyport-decision'], 'blocked');
    const alice = await gateway.signedIn('alice');
    assert.equal((await alice.send(`${wiki}/attachment`)).status, 200);
    const carol = await gateway.signedIn('carol');
    assert.equal((await carol.send(`${wiki}/attachment`)).status, 403, 'a device nobody knows counts as unmanaged');
  });

  test('a blocked upload never reaches the app; a form without a file does', async () => {
    const bob = await gateway.signedIn('bob');
    const form = (name: string) =>
      `--xyz\r\nContent-Disposition: form-data; name="file"${name}\r\n\r\nbody\r\n--xyz--\r\n`;
    const before = gateway.origin.seen.length;
    const headers = { ...FETCH, 'content-type': 'multipart/form-data; boundary=xyz' };
    assert.equal(
      (await bob.send(`${wiki}/upload`, { method: 'POST', headers, body: form('; filename="a.txt"') })).status,
      403,
    );
    assert.equal(gateway.origin.seen.length, before);
    assert.equal((await bob.send(`${wiki}/upload`, { method: 'POST', headers, body: form('') })).status, 200);
  });

  test('over HTTP/2, where a method is any word: none of them brings an upload past a policy, and none brings an echo', async () => {
    const bob = await gateway.signedIn('bob');
    const before = gateway.origin.seen.length;
    const session = connectHttp2(wiki, {
      createConnection: () =>
        connect({
          host: '127.0.0.1',
          port: gateway.port,
          servername: new URL(wiki).hostname,
          rejectUnauthorized: false,
          ALPNProtocols: ['h2'],
        }),
    });
    const cookie = bob.jar.getCookieStringSync(`${wiki}/`);
    const status = (method: string, type: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const fields = { ':method': method, ':path': '/upload', cookie, ...FETCH, 'content-type': type };
        const stream = session.request(fields, { endStream: false });
        stream.on('response', (answer) => resolve(Number(answer[':status']))).on('error', reject);
        stream.resume();
        stream.end('the body');
      });
    try {
      for (const method of ['post', 'Put', 'PUT', 'MADE-UP', 'MERGE', 'QUERY', 'patch'])
        for (const type of ['application/octet-stream', 'none', 'none/', ''])
          assert.equal(await status(method, type), 403, `${method} ${type}`);
      for (const method of ['PUT', 'put', 'pUT']) assert.equal(await status(method, 'text/plain'), 403, method);
      for (const method of ['TRACE', 'trace', 'Track', 'TRACK']) assert.equal(await status(method, ''), 405, method);
    } finally {
      session.destroy();
    }
    assert.equal(gateway.origin.seen.length, before);
  });

  test('an app that resets, lies about its length or never answers gives a clear page or a broken connection, never a part', async () => {
    const alice = await gateway.signedIn('alice');
    const reset = await alice.send(`${wiki}/reset`);
    assert.equal(reset.status, 502);
    assert.match(reset.body.toString(), /cannot be reached/);
    assert.equal((await alice.send(`${wiki}/lies`)).status, 502, 'ends before anything was passed on');
    for (const method of ['GET', 'HEAD', 'POST'])
      for (const path of ['/reset', '/lies'])
        if (method !== 'HEAD' || path === '/reset')
          await assert.rejects(alice.send(wiki + path, { method, headers: FETCH }), `${method} ${path} by script`);
    await assert.rejects(alice.send(`${wiki}/breaks`, { headers: FETCH }), 'ends in the middle');
    const slow = await alice.navigate(`${gateway.suffix('mail.partner.test')}/slow`);
    assert.equal(slow.status, 504);
    assert.equal((await alice.send(`${wiki}/`)).status, 200, 'and the gateway goes on');
  });

  test('too large a header block is refused', async () => {
    const answer = await gateway
      .client()
      .send(`${wiki}/`, { headers: { 'x-large': 'a'.repeat(20_000) } })
      .catch((error: Error) => error);
    assert.ok(answer instanceof Error || answer.status === 431);
  });

  test('sign-out ends the session on every host, and only the very same origin may begin it', async () => {
    const browser = await gateway.signedIn('alice');
    const url = `${wiki}/.well-known/sallyport/sign-out`;
    const sibling = await browser.send(url, {
      method: 'POST',
      headers: { origin: gateway.suffix('mail.partner.test'), 'sec-fetch-site': 'same-site' },
    });
    assert.equal(sibling.status, 403);
    assert.equal((await browser.send(`${wiki}/api`, { headers: FETCH })).status, 200);
    assert.equal((await signOut(browser, wiki)).status, 303);
    assert.equal((await browser.send(`${wiki}/api`, { headers: FETCH })).status, 401);
  });
});
