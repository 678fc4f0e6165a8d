import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { authorityFiles, type DeviceCertificate, initDeviceAuthority } from '../../src/devices/ca/device-authority.ts';
import { writePkcs12 } from '../../src/devices/ca/pkcs12.ts';
import { launchChromium, type TestBrowser } from '../support/chromium.ts';
import { type DeviceGateway, startDeviceGateway, TAG } from '../support/device-gateway.ts';
import { sendSignIn } from '../support/sign-in-form.ts';
import { writtenRows } from '../support/written-row.ts';

const DEEP = '/deep/link?a=1#part';
const PASSWORD = 'of the file';

describe('a client certificate in Chromium', () => {
  let gateway: DeviceGateway;
  let front: Server;
  const tunnels = new Set<Duplex>();
  const browsers: TestBrowser[] = [];
  let directory: string;
  let issued: DeviceCertificate;
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'sallyport-device-ca-'));
    const authority = await initDeviceAuthority(join(directory, 'ca'), { name: 'Corp devices', now: Date.now });
    issued = await authority.issue('alice@corp.test', 30);
    // A browser that is given certificates asks a proxy for every name; all of them are here.
    front = createServer().on('connect', (request, socket, head) => {
      const there = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 here\r\n\r\n');
        there.write(head);
        there.pipe(socket).pipe(there);
      });
      for (const side of [there, socket]) {
        tunnels.add(side);
        side.on('error', () => side.destroy());
      }
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    for (const browser of browsers) await browser.close();
    await gateway?.close();
    for (const tunnel of tunnels) tunnel.destroy();
    front.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function signIn(browser: TestBrowser): Promise<Page> {
    browsers.push(browser);
    const page = await browser.context.newPage();
    await page.goto(gateway.wiki + DEEP);
    await sendSignIn(page, { username: 'alice', password: 'a' });
    await page.waitForURL(gateway.wiki + DEEP);
    return page;
  }
  const download = (page: Page): Promise<number> => page.evaluate(async () => (await fetch('/file')).status);

  test('issued by our authority, it gives the tag, and policy and log see it; without it the session goes on', async () => {
    gateway = await startDeviceGateway((certificates) => ({
      ...certificates,
      authorities: [...certificates.authorities, issued.authority],
      holder: 'mail',
      revocation: { ...certificates.revocation, crls: [authorityFiles(join(directory, 'ca')).crl] },
    }));
    const bare = await signIn(await launchChromium());
    assert.equal(await download(bare), 403);
    const proxy = { server: `http://127.0.0.1:${(front.address() as AddressInfo).port}` };
    const pfx = writePkcs12({ ...issued, name: 'alice' }, PASSWORD, 'modern');
    const clientCertificates = [{ origin: gateway.deviceHost, pfx, passphrase: PASSWORD }];
    const managed = await signIn(await launchChromium(undefined, { proxy, clientCertificates }));
    assert.deepEqual(await gateway.checks(), { none: 1, valid: 1 });
    assert.equal(await download(managed), 200);
    const rows = await writtenRows(
      gateway.directory,
      { type: 'download', order: 'newest' },
      (written) => written.length >= 2,
    );
    assert.deepEqual(
      rows.map(({ outcome, deviceTags }) => [outcome, deviceTags?.includes(TAG) ?? false]),
      [
        ['allowed', true],
        ['blocked', false],
      ],
    );
  });
});
