import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { type AddressInfo, connect, createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import * as pkijs from 'pkijs';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { type DeviceGateway, NO_DOWNLOAD, startDeviceGateway } from '../../support/device-gateway.ts';
import { DAY, type LeafOptions, type TestLeaf, testAuthority } from '../../support/test-pki.ts';

const FETCH = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin', accept: '*/*' };
const DEEP = '/deep/link?a=1&b=%2F';

/** Signs in with a certificate at hand; gives where the browser ended. */
async function signIn(gateway: DeviceGateway, leaf: TestLeaf | undefined, user = 'alice') {
  const browser = gateway.client();
  if (leaf) browser.certificate = { cert: leaf.pem, key: leaf.key };
  const form = await browser.navigate(gateway.wiki + DEEP);
  const page = await browser.signIn(form, user, user.slice(0, 1));
  return { browser, page };
}

const mayDownload = async (gateway: DeviceGateway, browser: BrowserClient): Promise<boolean> => {
  const answer = await browser.send(`${gateway.wiki}/file`, { headers: FETCH });
  assert.ok(answer.status === 200 || answer.status === 403, `${answer.status} ${answer.body}`);
  return answer.status === 200;
};

/** Redirects up to the one that leads to `part`, which is not followed. */
async function upTo(browser: BrowserClient, first: Answer, part: string): Promise<string> {
  let answer = first;
  for (let hop = 0; hop < 12; hop++) {
    const { location } = answer.headers;
    assert.ok(location, `no redirect at ${answer.url}: ${answer.status} ${answer.body}`);
    if (location.includes(part)) return location;
    answer = await browser.send(location);
  }
  throw new Error(`never led to ${part}`);
}

describe('client certificates', () => {
  let gateway: DeviceGateway;
  before(async () => {
    gateway = await startDeviceGateway();
  });
  after(() => gateway.close());

  async function outcomeOf(options: LeafOptions | TestLeaf | undefined, user?: string): Promise<string> {
    const leaf = options === undefined || 'pem' in options ? options : await gateway.root.issue(options);
    const earlier = await gateway.checks();
    const { browser, page } = await signIn(gateway, leaf, user);
    assert.equal(page.url, gateway.wiki + DEEP);
    assert.equal(page.status, 200);
    const [outcome, ...more] = Object.entries(await gateway.checks())
      .filter(([name, count]) => count !== (earlier[name] ?? 0))
      .map(([name]) => name);
    assert.deepEqual(more, []);
    assert.equal(await mayDownload(gateway, browser), outcome === 'valid');
    return outcome ?? 'not asked';
  }

  test('a good one gives the tag, on the way to the exact deep link', async () => {
    assert.equal(await outcomeOf({}), 'valid');
  });

  test('none loses the tag and not the session', async () => {
    assert.equal(await outcomeOf(undefined), 'none');
  });

  test('DEV-01, DEV-03: each that is not good ends in the app without the tag, for a reason of its own', async () => {
    const other = await testAuthority('Test devices');
    for (const [expected, options] of [
      ['unknown-authority', await other.issue()],
      ['expired', { notBefore: Date.now() - 9 * DAY, notAfter: Date.now() - DAY }],
      ['not-yet-valid', { notBefore: Date.now() + DAY }],
      ['wrong-purpose', { purposes: ['1.3.6.1.5.5.7.3.1'] }],
      ['weak-key', { weakKey: true }],
      ['weak-key', { sha1: true }],
    ] as const)
      assert.equal(await outcomeOf(options), expected, JSON.stringify(expected));
  });

  test('DEV-02, DEV-03: names an authority may not give, and a leaf as authority', async () => {
    const narrow = await gateway.root.intermediate('Narrow', [mailOf('corp.test')]);
    const inside = await narrow.issue({ mail: 'alice@corp.test' });
    const outside = await narrow.issue({ mail: 'alice@elsewhere.test' });
    const leaf = await gateway.root.issue();
    const child = await testAuthority('Child', { ...gateway.root, ...leaf });
    const forged = await child.issue();
    const chain = (...all: readonly { pem: string }[]) => all.map(({ pem }) => pem).join('');
    assert.equal(await outcomeOf({ ...inside, pem: chain(inside, narrow) }), 'revocation-uncovered');
    assert.equal(await outcomeOf({ ...outside, pem: chain(outside, narrow) }), 'not-trusted');
    assert.equal(await outcomeOf({ ...forged, pem: chain(forged, child, leaf) }), 'unknown-authority');
  });

  test('a revoked one, and one that is revoked while its session lives', async () => {
    const [bad, late] = [await gateway.root.issue(), await gateway.root.issue()];
    await gateway.revoke([bad]);
    assert.equal(await outcomeOf(bad), 'revoked');
    const { browser } = await signIn(gateway, late);
    assert.ok(await mayDownload(gateway, browser));
    await gateway.revoke([bad, late]);
    // Whoever is checked next makes the gateway read the list.
    assert.equal(await outcomeOf(bad), 'revoked');
    assert.equal(await mayDownload(gateway, browser), false);
    await gateway.revoke([]);
  });

  test('asked once a session, whatever is opened', async () => {
    const { browser } = await signIn(gateway, await gateway.root.issue());
    const earlier = await gateway.checks();
    for (const path of ['/', '/other', '/file']) await browser.navigate(gateway.wiki + path);
    assert.deepEqual(await gateway.checks(), earlier);
  });

  test('an app no such policy is about never asks', async () => {
    const { browser } = await signIn(gateway, undefined);
    const earlier = await gateway.checks();
    const page = await browser.navigate(`${gateway.suffix('mail.partner.test')}/`);
    assert.equal(page.status, 200);
    assert.deepEqual(await gateway.checks(), earlier);
  });

  test('a script’s request is answered and not led away', async () => {
    const browser = gateway.client();
    const form = await browser.navigate(`${gateway.suffix('mail.partner.test')}/`);
    await browser.signIn(form, 'alice', 'a');
    await browser.navigate(`${gateway.wiki}/.well-known/sallyport/join`);
    const answer = await browser.send(`${gateway.wiki}/api`, { headers: FETCH });
    assert.equal(answer.status, 200);
    assert.equal(await mayDownload(gateway, browser), false);
  });

  test('SESS-23: a session’s cookies in another browser do not carry the tag', async () => {
    const { browser } = await signIn(gateway, await gateway.root.issue());
    assert.ok(await mayDownload(gateway, browser));
    const stolen = await browser.send(`${gateway.wiki}/file`, {
      headers: { ...FETCH, 'user-agent': 'another browser' },
    });
    assert.equal(stolen.status, 403);
    browser.from = '127.0.0.2';
    assert.equal(await mayDownload(gateway, browser), false, 'at another address');
    browser.from = undefined;
    assert.ok(await mayDownload(gateway, browser), 'each request is judged by itself');
  });

  describe('the way there and back', () => {
    test('the state opens once', async () => {
      const browser = gateway.client();
      const first = await signInUpTo(browser, '/device?state=');
      assert.equal((await browser.send(first)).status, 302);
      assert.equal((await browser.send(first)).status, 400);
    });

    test('the code opens once, on its host, in its browser and in its session', async () => {
      const victim = gateway.client();
      const state = await signInUpTo(victim, '/device?state=');
      const managed = gateway.client();
      const leaf = await gateway.root.issue();
      managed.certificate = { cert: leaf.pem, key: leaf.key };
      // A managed browser is lured to the state of another: the code it gets is of no use to it, nor to anybody it tells.
      const code = (await managed.send(state)).headers.location ?? '';
      assert.match(code, /device-checked\?code=/);
      assert.equal((await managed.send(code)).status, 400);
      assert.equal((await victim.send(code)).status, 400, 'it was spent');
      assert.equal(await mayDownload(gateway, victim), false);
    });

    test('a code of one session does nothing in another of the same browser', async () => {
      const browser = gateway.client();
      const leaf = await gateway.root.issue();
      browser.certificate = { cert: leaf.pem, key: leaf.key };
      const state = await signInUpTo(browser, '/device?state=');
      const code = (await browser.send(state)).headers.location ?? '';
      const { browser: second } = await signIn(gateway, undefined, 'bob');
      const session = second.jar.getCookiesSync(gateway.wiki).find(({ key }) => key === '__Host-sallyport-session');
      browser.jar.setCookieSync(session?.toString() ?? '', gateway.wiki);
      assert.equal((await browser.send(code)).status, 400);
      assert.equal(await mayDownload(gateway, browser), false);
    });

    test('a state on another browser’s user agent is refused', async () => {
      const browser = gateway.client();
      const state = await signInUpTo(browser, '/device?state=');
      assert.equal((await browser.send(state, { headers: { 'user-agent': 'elsewhere' } })).status, 400);
    });

    test('noise is refused', async () => {
      const browser = gateway.client();
      for (const path of ['/device', '/device?state=x', `/device?state=${'A'.repeat(64)}`])
        assert.equal((await browser.send(`${gateway.deviceHost}/.well-known/sallyport${path}`)).status, 400, path);
      assert.equal((await browser.send(`${gateway.wiki}/.well-known/sallyport/device-checked?code=x`)).status, 400);
      assert.equal((await browser.send(`${gateway.deviceHost}/`)).status, 404);
      const posted = await browser.send(`${gateway.deviceHost}/.well-known/sallyport/device`, { method: 'POST' });
      assert.equal(posted.status, 400);
    });

    async function signInUpTo(browser: BrowserClient, part: string): Promise<string> {
      const form = await browser.navigate(gateway.wiki + DEEP);
      const action = /<form[^>]*action="([^"]*)"/.exec(form.body.toString())?.[1] ?? '';
      const posted = await browser.send(new URL(action, form.url).href, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'username=alice&password=a',
      });
      const entered = await browser.send(await upTo(browser, posted, '/enter?'));
      const opened = entered.headers.location ? entered : await browser.send(gateway.wiki + DEEP);
      return upTo(browser, opened, part);
    }
  });

  describe('the port', () => {
    test('only the device host asks for a certificate', async () => {
      assert.ok(await asksForCertificate('device.mcas.localhost'));
      for (const host of ['login.mcas.localhost', 'wiki.corp.test.mcas.localhost', 'stranger.mcas.localhost'])
        assert.equal(await asksForCertificate(host), false, host);
    });

    test('HTTP/2 works behind the front, and a request for another host than the connection’s is misdirected', async () => {
      const session = connectHttp2(`https://127.0.0.1:${gateway.port}`, {
        rejectUnauthorized: false,
        servername: 'wiki.corp.test.mcas.localhost',
      });
      const status = async (authority: string, path: string): Promise<number> => {
        const stream = session.request({ ':authority': `${authority}:${gateway.port}`, ':path': path });
        const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
        stream.resume();
        return Number(headers[':status']);
      };
      assert.equal(await status('wiki.corp.test.mcas.localhost', '/api'), 401);
      assert.equal(await status('device.mcas.localhost', '/.well-known/sallyport/device?state=x'), 421);
      session.destroy();
      const browser = gateway.client();
      const host = `wiki.corp.test.mcas.localhost:${gateway.port}`;
      assert.equal((await browser.send(`${gateway.deviceHost}/x`, { headers: { host } })).status, 421);
    });

    test('a connection that says nothing, or no TLS, is dropped', async () => {
      const socket = connect(gateway.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write('GET / HTTP/1.1\r\n\r\n');
      socket.resume();
      await once(socket, 'close');
    });

    test('a session is never resumed on the device host: each visit proves the key', async () => {
      const leaf = await gateway.root.issue();
      const tickets: Buffer[] = [];
      for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
        const visit = async (session?: Buffer): Promise<boolean> => {
          const socket = connectTls({
            port: gateway.port,
            host: '127.0.0.1',
            servername: 'device.mcas.localhost',
            rejectUnauthorized: false,
            maxVersion,
            cert: leaf.pem,
            key: leaf.key,
            ...(session ? { session } : {}),
          });
          socket.on('session', (ticket) => tickets.push(Buffer.from(ticket)));
          await once(socket, 'secureConnect');
          const reused = socket.isSessionReused();
          socket.end('GET / HTTP/1.1\r\nhost: x\r\n\r\n').resume();
          await once(socket, 'close');
          return reused;
        };
        await visit();
        for (const ticket of tickets.splice(0)) assert.equal(await visit(ticket), false, maxVersion);
      }
    });

    /** TLS 1.2 sends CertificateRequest (13) in clear; a relay reads along. */
    async function asksForCertificate(servername: string): Promise<boolean> {
      const flight: Buffer[] = [];
      const relay = createServer((inner) => {
        const outer = connect(gateway.port, '127.0.0.1');
        outer.on('data', (piece: Buffer) => flight.push(piece));
        inner.on('error', () => {});
        inner.pipe(outer).pipe(inner);
      });
      relay.listen(0, '127.0.0.1');
      await once(relay, 'listening');
      const { port } = relay.address() as AddressInfo;
      const client = connectTls({
        port,
        host: '127.0.0.1',
        servername,
        rejectUnauthorized: false,
        maxVersion: 'TLSv1.2',
      });
      await once(client, 'secureConnect');
      client.destroy();
      relay.close();
      return handshakeTypes(Buffer.concat(flight)).includes(13);
    }
  });

  test('the revocation list is served to everybody, as DER', async () => {
    const answer = await gateway
      .client()
      .send(`https://login.mcas.localhost:${gateway.port}/.well-known/sallyport/device-ca.crl`);
    assert.equal(answer.headers['content-type'], 'application/pkix-crl');
    assert.deepEqual(answer.body.subarray(0, 1), Buffer.from([0x30]));
  });
});

describe('whose certificate it is', () => {
  test('another user’s gives no tag where it must be the user’s own', async () => {
    const gateway = await startDeviceGateway((certificates) => ({ ...certificates, holder: 'mail' }));
    try {
      const hers = await gateway.root.issue({ mail: 'alice@corp.test' });
      assert.ok(await mayDownload(gateway, (await signIn(gateway, hers)).browser));
      assert.equal(await mayDownload(gateway, (await signIn(gateway, hers, 'bob')).browser), false);
      assert.deepEqual(await gateway.checks(), { valid: 1, 'other-user': 1 });
    } finally {
      await gateway.close();
    }
  });
});

describe('behind a balancer that ends TLS', () => {
  const forwarded = { header: 'client-cert', chainHeader: undefined, format: 'rfc9440' } as const;
  const FIELDS = ['client-cert', 'x-client-cert', 'x-ssl-client-verify', 'x-arr-clientcert'] as const;

  /** Walks in by hand: a balancer would put its fields into every request. */
  async function checkWith(gateway: DeviceGateway, headers: Record<string, string>): Promise<number> {
    const browser = gateway.client();
    const form = await browser.navigate(`${gateway.suffix('mail.partner.test')}/`);
    await browser.signIn(form, 'alice', 'a');
    let answer = await browser.send(`${gateway.wiki}/`, { headers });
    for (let hop = 0; hop < 10 && answer.headers.location !== undefined; hop++)
      answer = await browser.send(answer.headers.location, { headers });
    if (answer.url.includes('/enter?')) answer = await browser.send(`${gateway.wiki}/`, { headers });
    for (let hop = 0; hop < 10 && answer.headers.location !== undefined; hop++)
      answer = await browser.send(answer.headers.location, { headers });
    return answer.status;
  }

  test('DEV-05: fields from anybody else are ignored', async () => {
    const gateway = await startDeviceGateway((same) => ({ ...same, forwarded: { ...forwarded, from: ['192.0.2.1'] } }));
    try {
      const leaf = await gateway.root.issue();
      const value = `:${leaf.der.toString('base64')}:`;
      assert.equal(await checkWith(gateway, Object.fromEntries(FIELDS.map((name) => [name, value]))), 200);
      assert.deepEqual(await gateway.checks(), { none: 1 });
      const said = {
        'x-ssl-client-verify': 'SUCCESS',
        'x-client-cert': encodeURIComponent(leaf.pem),
        'x-device-compliant': 'true',
      };
      assert.equal(await checkWith(gateway, said), 200);
      assert.deepEqual(await gateway.checks(), { none: 2 });
    } finally {
      await gateway.close();
    }
  });

  test('the field of a listed address counts, verified anew; its own certificate does not', async () => {
    const gateway = await startDeviceGateway((same) => ({ ...same, forwarded: { ...forwarded, from: ['127.0.0.1'] } }));
    try {
      const other = await testAuthority('Test devices');
      for (const [outcome, leaf] of [
        ['valid', await gateway.root.issue()],
        ['unknown-authority', await other.issue()],
        ['wrong-purpose', await gateway.root.issue({ purposes: [] })],
      ] as const) {
        assert.equal(await checkWith(gateway, { 'client-cert': `:${leaf.der.toString('base64')}:` }), 200);
        assert.equal((await gateway.checks())[outcome], 1, outcome);
      }
      const { browser } = await signIn(gateway, await gateway.root.issue());
      assert.equal(await mayDownload(gateway, browser), false);
      assert.equal((await gateway.checks())['none'], 1);
    } finally {
      await gateway.close();
    }
  });
});

describe('without a policy that names the tag', () => {
  test('nobody is asked', async () => {
    const { when: _, ...always } = NO_DOWNLOAD;
    const gateway = await startDeviceGateway(undefined, { policies: [{ ...always, when: { device: ['compliant'] } }] });
    try {
      const { page } = await signIn(gateway, undefined);
      assert.equal(page.url, gateway.wiki + DEEP);
      assert.deepEqual(await gateway.checks(), {});
    } finally {
      await gateway.close();
    }
  });
});

/** Mail addresses of this domain only (RFC 5280 section 4.2.1.10). */
function mailOf(domain: string): pkijs.Extension {
  const base = new pkijs.GeneralName({ type: 1, value: domain });
  const permittedSubtrees = [new pkijs.GeneralSubtree({ base })];
  return new pkijs.Extension({
    extnID: '2.5.29.30',
    critical: true,
    extnValue: new pkijs.NameConstraints({ permittedSubtrees }).toSchema().toBER(),
  });
}

/** Types of the handshake messages of a server's first flight, up to where it is encrypted. */
function handshakeTypes(bytes: Buffer): number[] {
  const messages: Buffer[] = [];
  for (let at = 0; at + 5 <= bytes.length && bytes[at] === 22; at += 5 + bytes.readUInt16BE(at + 3))
    messages.push(bytes.subarray(at + 5, at + 5 + bytes.readUInt16BE(at + 3)));
  const whole = Buffer.concat(messages);
  const types: number[] = [];
  for (let at = 0; at + 4 <= whole.length; at += 4 + whole.readUIntBE(at + 1, 3)) types.push(whole[at] ?? 0);
  return types;
}
