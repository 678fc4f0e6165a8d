import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { expiresAt, openLocalCa } from '../../../../src/proxy/tls/local-ca.ts';

const folder = mkdtempSync(join(tmpdir(), 'local-ca-'));
after(() => rmSync(folder, { recursive: true }));
const ca = await openLocalCa(join(folder, 'ca'), 'Test authority');
const root = new X509Certificate(ca.certificate);
const DAY = 86_400_000;

describe('local authority', () => {
  test('is an authority for servers only one step down', () => {
    assert.equal(root.ca, true);
    assert.equal(root.subject, 'CN=Test authority');
    assert.ok(root.verify(root.publicKey));
    assert.equal(root.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1');
  });

  test('keeps its key to its owner', () => {
    assert.equal(statSync(join(folder, 'ca', 'ca-key.pem')).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, 'ca')).mode & 0o777, 0o700);
  });

  test('is the same when opened again', async () => {
    const again = await openLocalCa(join(folder, 'ca'), 'Another name');
    assert.equal(again.certificate, ca.certificate);
    const { cert } = await again.issue(['again.test']);
    assert.ok(new X509Certificate(cert).verify(root.publicKey));
  });

  test('two authorities do not trust each other', async () => {
    const other = await openLocalCa(join(folder, 'other'), 'Test authority');
    const { cert } = await other.issue(['a.test']);
    assert.equal(new X509Certificate(cert).verify(root.publicKey), false);
  });

  test('the file it tells people to trust holds no key', () => {
    assert.equal(readFileSync(ca.certificateFile, 'utf8').trim(), ca.certificate.trim());
    assert.doesNotMatch(ca.certificate, /PRIVATE/);
  });
});

describe('a certificate of the local authority', () => {
  test('names its hosts and no others, for servers, with its key', async () => {
    const { cert, key } = await ca.issue(['a.test', 'b.test', '127.0.0.1']);
    const leaf = new X509Certificate(cert);
    assert.equal(leaf.subjectAltName, 'DNS:a.test, DNS:b.test, IP Address:127.0.0.1');
    assert.equal(leaf.checkHost('b.test'), 'b.test');
    assert.equal(leaf.checkHost('c.test'), undefined);
    assert.equal(leaf.ca, false);
    assert.deepEqual(leaf.keyUsage, ['1.3.6.1.5.5.7.3.1']);
    assert.ok(leaf.checkIssued(root) && leaf.verify(root.publicKey));
    assert.ok(leaf.checkPrivateKey(createPrivateKey(key)));
  });

  test('is good now and for no longer than browsers allow', async () => {
    const { cert } = await ca.issue(['a.test']);
    const from = Date.parse(new X509Certificate(cert).validFrom);
    assert.ok(from < Date.now() && expiresAt(cert) > Date.now() + 300 * DAY);
    assert.ok(expiresAt(cert) - from <= 398 * DAY);
  });

  test('has a serial number and a key of its own', async () => {
    const pairs = await Promise.all(Array.from({ length: 8 }, () => ca.issue(['a.test'])));
    const serials = pairs.map(({ cert }) => new X509Certificate(cert).serialNumber);
    assert.equal(new Set(serials).size, 8);
    assert.equal(new Set(pairs.map(({ key }) => key)).size, 8);
    for (const serial of serials) assert.ok(/^[4-7][0-9A-F]{31}$/.test(serial), serial);
  });

  test('can carry a host name longer than a common name may be', async () => {
    const host = `${'long-label-'.repeat(5)}x.${'another-label-'.repeat(4)}x.mcas.test`;
    const { cert } = await ca.issue([host]);
    assert.equal(new X509Certificate(cert).checkHost(host), host);
  });
});
