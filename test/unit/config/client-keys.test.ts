import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { clientKeysOf } from '../../../src/config/resolve-client-keys.ts';
import { createSelfSigned } from '../../../src/proxy/tls/self-signed.ts';

describe('the keys that stand for a client secret', () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'sallyport-keys-'));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text);
    return name;
  };
  const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }) as string;
  const read = (documents: Parameters<typeof clientKeysOf>[0]) => {
    const faults: string[] = [];
    const keys = clientKeysOf(
      documents,
      (path) => join(directory, path),
      (index, message) => faults.push(`${index}: ${message}`),
    );
    return { keys, faults };
  };
  const p256 = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

  test('a PEM is named by its thumbprint, a JWK by its kid, either as the file says', async () => {
    const [one, two] = [p256(), generateKeyPairSync('ed25519').privateKey];
    const jwk = JSON.stringify({ ...two.export({ format: 'jwk' }), kid: 'of-the-jwk' });
    const { keys, faults } = read([
      { key: file('one.pem', pem(one)) },
      { key: file('two.jwk', jwk) },
      { key: 'one.pem', kid: 'mine' },
    ]);
    assert.deepEqual(faults, []);
    const thumbprint = await calculateJwkThumbprint(await exportJWK(one), 'sha256');
    assert.deepEqual(
      keys.map(({ kid }) => kid),
      [thumbprint, 'of-the-jwk', 'mine'],
    );
    assert.ok(createPrivateKey(keys[1]?.pem ?? '').equals(two));
  });

  test('a certificate must be the key’s own', async () => {
    const { key, cert } = await createSelfSigned('gateway.test', Date.now());
    file('rsa.pem', key);
    file('rsa.cert', cert);
    file('other.pem', pem(p256()));
    assert.equal(read([{ key: 'rsa.pem', cert: 'rsa.cert' }]).keys[0]?.certificate, cert);
    assert.match(read([{ key: 'other.pem', cert: 'rsa.cert' }]).faults.join(), /0: rsa\.cert is not the certificate/);
  });

  test('an RSA key signs as the file says, and no other key does', async () => {
    const { key } = await createSelfSigned('gateway.test', Date.now());
    file('plain-rsa.pem', key);
    file('curve.pem', pem(p256()));
    assert.equal(read([{ key: 'plain-rsa.pem', alg: 'PS256' }]).keys[0]?.algorithm, 'PS256');
    assert.match(read([{ key: 'curve.pem', alg: 'PS256' }]).faults.join(), /0: curve\.pem is no RSA key/);
  });

  test('what cannot sign is said: no file, a public key, a weak one, a curve nobody takes, a name twice', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    file('public.pem', publicKey.export({ type: 'spki', format: 'pem' }) as string);
    file('weak.pem', pem(privateKey));
    file('odd.pem', pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey));
    file('good.pem', pem(p256()));
    const { faults, keys } = read([
      { key: 'gone.pem' },
      { key: 'public.pem' },
      { key: 'weak.pem' },
      { key: 'odd.pem' },
      { key: 'good.pem' },
      { key: 'good.pem' },
    ]);
    assert.deepEqual(
      faults.map((fault) => fault.slice(0, 9)),
      ['0: gone.p', '1: public', '2: weak.p', '3: odd.pe', '5: a seco'],
    );
    assert.equal(keys.length, 2);
  });
});
