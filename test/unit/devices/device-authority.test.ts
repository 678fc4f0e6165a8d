import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createSecureContext } from 'node:tls';
import {
  authorityFiles,
  type DeviceAuthority,
  type DeviceCertificate,
  initDeviceAuthority,
  openDeviceAuthority,
} from '../../../src/devices/ca/device-authority.ts';
import { writePkcs12 } from '../../../src/devices/ca/pkcs12.ts';
import { fromPem } from '../../../src/devices/pem.ts';
import { runCli } from '../../support/run-cli.ts';

const DAY = 86_400_000;

describe('the device authority', () => {
  let directory: string;
  let authority: DeviceAuthority;
  let issued: DeviceCertificate;
  const clock = { now: Date.now() };
  const now = (): number => clock.now;
  before(async () => {
    directory = join(mkdtempSync(join(tmpdir(), 'sallyport-ca-')), 'ca');
    authority = await initDeviceAuthority(directory, { name: 'Devices', crlUrl: 'https://crl.corp.test/a', now });
    issued = await authority.issue('alice@corp.test', 90);
  });
  after(() => rmSync(join(directory, '..'), { recursive: true, force: true }));

  test('its key is its owner’s alone, and a second one is not made over it', async () => {
    assert.equal(statSync(authorityFiles(directory).key).mode & 0o077, 0);
    await assert.rejects(initDeviceAuthority(directory, { name: 'Other', now }), /exists already/);
  });

  test('a certificate is for a client, names its user, and signs nothing', () => {
    const leaf = new X509Certificate(issued.certificate);
    const ca = new X509Certificate(readFileSync(authorityFiles(directory).certificate));
    assert.ok(leaf.checkIssued(ca) && leaf.verify(ca.publicKey));
    assert.equal(leaf.ca, false);
    assert.ok(ca.ca);
    assert.deepEqual(leaf.keyUsage, ['1.3.6.1.5.5.7.3.2']);
    assert.equal(leaf.checkEmail('alice@corp.test', { subject: 'never' }), 'alice@corp.test');
    assert.match(leaf.subjectAltName ?? '', /UPN::?alice@corp\.test/);
    assert.equal(leaf.serialNumber.toLowerCase(), issued.serial);
    const days = (Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / DAY;
    assert.ok(days >= 90 && days < 90.1, String(days));
  });

  test('the PKCS#12 file opens with its password alone, in both forms', () => {
    for (const form of ['modern', 'legacy'] as const) {
      const file = writePkcs12({ ...issued, name: 'alice' }, 'right', form);
      if (form === 'modern') createSecureContext({ pfx: file, passphrase: 'right' });
      assert.throws(() => createSecureContext({ pfx: file, passphrase: 'wrong' }), form);
    }
  });

  test('RSA signatures name their algorithm with NULL, or writing the certificate anew would break them', () => {
    const identifier = '300d06092a864886f70d01010b0500';
    const list = fromPem('X509 CRL', readFileSync(authorityFiles(directory).crl, 'utf8'))[0];
    for (const der of [new X509Certificate(issued.certificate).raw, new X509Certificate(issued.authority).raw, list])
      assert.equal(der?.toString('hex').split(identifier).length, 3);
  });

  test('a revoked certificate stays revoked after a restart, and revoking twice does nothing', async () => {
    const again = await openDeviceAuthority(directory, now);
    const second = await again.issue('bob', 1);
    assert.deepEqual(
      (await again.revoke('BOB', 30)).map(({ serial }) => serial),
      [second.serial],
    );
    assert.deepEqual(await again.revoke(second.serial, 30), []);
    const states = (await openDeviceAuthority(directory, now)).issued();
    assert.deepEqual(
      states.map(({ user, revokedAt }) => [user, revokedAt !== undefined]),
      [
        ['alice@corp.test', false],
        ['bob', true],
      ],
    );
  });

  test('no certificate outlives the authority', async () => {
    const long = await authority.issue('carol', 99_999);
    const ca = new X509Certificate(readFileSync(authorityFiles(directory).certificate));
    assert.equal(new X509Certificate(long.certificate).validTo, ca.validTo);
  });
});

describe('sallyport cert', () => {
  test('init-ca, issue, list, revoke and crl work together', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'sallyport-cert-'));
    try {
      const dir = join(parent, 'ca');
      const p12 = join(parent, 'alice.p12');
      const run = (...args: string[]) => runCli(['cert', ...args, '--dir', dir]);
      assert.equal((await run('init-ca', '--name', 'Corp devices')).code, 0);
      const issued = await run('issue', '--user', 'alice@corp.test', '--p12', p12);
      assert.equal(issued.code, 0, issued.stderr);
      const password = /password: (\S+)/.exec(issued.stdout)?.[1] ?? '';
      createSecureContext({ pfx: readFileSync(p12), passphrase: password });
      assert.equal(statSync(p12).mode & 0o077, 0);
      const serial = /serial (\w+)/.exec(issued.stdout)?.[1] ?? '';
      assert.match((await run('list')).stdout, new RegExp(`^${serial}  until .*alice@corp.test`));
      assert.match((await run('revoke', '--serial', serial)).stdout, new RegExp(`revoked ${serial}`));
      assert.match((await run('list')).stdout, /revoked/);
      const unknown = await run('revoke', '--user', 'nobody');
      assert.deepEqual([unknown.code, /no certificate in force/.test(unknown.stderr)], [1, true]);
      assert.match((await run('crl', '--days', '7')).stdout, /device-ca\.crl\.pem/);
    } finally {
      rmSync(parent, { recursive: true, force: true });
    }
  });
});
