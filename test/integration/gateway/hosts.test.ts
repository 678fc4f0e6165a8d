import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connect, type PeerCertificate } from 'node:tls';
import type { GatewayConfig } from '../../../src/config/gateway-config.ts';
import type { ProtectedApp } from '../../../src/model/app.ts';
import { openLocalCa } from '../../../src/proxy/tls/local-ca.ts';
import { createHostMap } from '../../../src/rewrite/host-map.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const LINKS =
  '<!doctype html><title>t</title><a href="https://static.corp.test/x">a</a><a href="http://plain.corp.test:8080/y">b</a>';

/** A gateway whose first app has one more host, made from it. */
function withHost(make: (app: ProtectedApp) => ProtectedApp): (config: GatewayConfig) => GatewayConfig {
  return (config) => ({ ...config, apps: [make(config.apps[0]!), ...config.apps.slice(1)] });
}

describe('hosts', () => {
  const plain = createServer((request, response) => response.end(`plain ${request.headers.host}`));
  let port = 0;
  before(async () => {
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    port = (plain.address() as AddressInfo).port;
  });
  after(() => new Promise((resolve) => plain.close(resolve)));

  for (const form of ['dotted', 'label'] as const) {
    describe(`in the ${form} form`, () => {
      let gateway: TestGateway;
      let at: (url: string) => string;
      before(async () => {
        const origin = { scheme: 'http' as const, host: 'plain.corp.test', port: 8080 };
        gateway = await startTestGateway({
          handler: (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(LINKS),
          change: (config) => ({
            ...withHost((app) => ({
              ...app,
              hosts: [...app.hosts, { origin, connect: { scheme: 'http', host: '127.0.0.1', port } }],
            }))(config),
            hostForm: form,
          }),
        });
        const origins = ['https://wiki.corp.test', 'https://static.corp.test', 'http://plain.corp.test:8080'];
        const map = createHostMap({ suffix: 'mcas.localhost', port: gateway.port, form, origins });
        at = (url) => map.toSuffix(url);
      });
      after(() => gateway.close());

      test('a page names its sibling hosts, with their scheme and port, and they are reached', async () => {
        const browser = gateway.client();
        const page = await browser.signIn(await browser.navigate(at('https://wiki.corp.test/')), 'alice', 'a');
        assert.equal(page.status, 200);
        const text = page.body.toString();
        for (const url of ['https://static.corp.test/x', 'http://plain.corp.test:8080/y'])
          assert.ok(text.includes(`"${at(url)}"`), `${at(url)} in ${text}`);
        const labels = new URL(at('https://wiki.corp.test/')).hostname.split('.').length;
        assert.equal(labels, form === 'label' ? 3 : 5);
        const other = await browser.navigate(at('http://plain.corp.test:8080/y'));
        assert.equal(other.body.toString(), 'plain plain.corp.test:8080');
      });
    });
  }

  test('a certificate of an authority that nobody trusts gets a page that says so, and nothing of the answer', async () => {
    const gateway = await startTestGateway({
      handler: (_request, response) => response.end('secret of the origin'),
      change: withHost((app) => ({ ...app, ca: [] })),
    });
    try {
      const browser = gateway.client();
      const first = await browser.navigate(`${gateway.suffix('wiki.corp.test')}/`);
      const page = await browser.signIn(first, 'alice', 'a');
      assert.equal(page.status, 502);
      assert.match(page.body.toString(), /certificate/i);
      assert.doesNotMatch(page.body.toString(), /secret of the origin/);
      assert.equal(gateway.origin.seen.length, 0);
    } finally {
      await gateway.close();
    }
  });

  test('a certificate of another name is refused', async () => {
    const gateway = await startTestGateway({
      handler: (_request, response) => response.end('secret of the origin'),
      change: withHost((app) => ({
        ...app,
        hosts: [
          ...app.hosts,
          { origin: { scheme: 'https', host: 'other.corp.test', port: 443 }, connect: app.hosts[0]!.connect! },
        ],
      })),
    });
    try {
      const browser = await gateway.signedIn('alice');
      const page = await browser.navigate(`${gateway.suffix('other.corp.test')}/`);
      assert.equal(page.status, 502);
      assert.match(page.body.toString(), /certificate/i);
    } finally {
      await gateway.close();
    }
  });

  test('a private address is refused unless the app allows it', async () => {
    const gateway = await startTestGateway({
      handler: (_request, response) => response.end('inside'),
      change: withHost((app) => ({
        ...app,
        allowPrivate: false,
        hosts: [
          ...app.hosts,
          {
            origin: { scheme: 'https', host: 'named.corp.test', port: 443 },
            connect: { scheme: 'https', host: 'localhost', port: app.hosts[0]!.connect!.port },
          },
        ],
      })),
    });
    try {
      const browser = gateway.client();
      const first = await browser.navigate(`${gateway.suffix('wiki.corp.test')}/`);
      const page = await browser.signIn(first, 'alice', 'a');
      assert.equal(page.status, 502);
      assert.doesNotMatch(page.body.toString(), /127\.0\.0\.1/, 'the page does not tell where the app is');
      assert.equal((await browser.navigate(`${gateway.suffix('named.corp.test')}/`)).status, 502);
      assert.equal(gateway.origin.seen.length, 0);
    } finally {
      await gateway.close();
    }
  });

  test('certificate files serve the names they hold, TLS 1.2 and newer', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sallyport-cert-'));
    const ca = await openLocalCa(directory, 'Company authority');
    const names = ['login.mcas.localhost', 'wiki.corp.test.mcas.localhost'];
    const pair = await ca.issue(names);
    const files = { cert: join(directory, 'gateway.pem'), key: join(directory, 'gateway.key') };
    writeFileSync(files.cert, pair.cert);
    writeFileSync(files.key, pair.key);
    const gateway = await startTestGateway({
      handler: (_request, response) => response.end('ok'),
      change: (config) => ({ ...config, tls: { certificates: [files] } }),
    });
    try {
      const peer = (options: object): Promise<PeerCertificate | string> =>
        new Promise((resolve) => {
          const socket = connect({ host: '127.0.0.1', port: gateway.port, ca: ca.certificate, ...options }, () => {
            resolve(socket.getPeerCertificate());
            socket.destroy();
          });
          socket.on('error', (error) => resolve(String(error)));
        });
      for (const servername of names) {
        const certificate = await peer({ servername });
        assert.ok(typeof certificate === 'object', String(certificate));
        assert.match(certificate.subjectaltname ?? '', new RegExp(servername));
      }
      assert.equal(typeof (await peer({ servername: names[1], maxVersion: 'TLSv1.2' })), 'object');
      assert.equal(
        typeof (await peer({
          servername: names[1],
          minVersion: 'TLSv1',
          maxVersion: 'TLSv1.1',
          ciphers: 'DEFAULT@SECLEVEL=0',
        })),
        'string',
      );
    } finally {
      await gateway.close();
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
