import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duplexPair } from 'node:stream';
import { after, describe, test } from 'node:test';
import { connect, type PeerCertificate, TLSSocket } from 'node:tls';
import { openLocalCa } from '../../../../src/proxy/tls/local-ca.ts';
import { fileSni, mintingSni, type SniResolver, suffixSni } from '../../../../src/proxy/tls/sni.ts';

const folder = mkdtempSync(join(tmpdir(), 'sni-'));
after(() => rmSync(folder, { recursive: true }));
const ca = await openLocalCa(join(folder, 'ca'), 'Test authority');

/** A handshake in memory; the certificate shown to a client that trusts the authority. Rejects as the client sees it. */
function handshake(resolve: SniResolver, servername: string, maxVersion?: 'TLSv1.1'): Promise<PeerCertificate> {
  const [near, far] = duplexPair();
  const server = new TLSSocket(far, { isServer: true, SNICallback: resolve, minVersion: 'TLSv1.2' });
  server.on('error', () => far.destroy());
  return new Promise((done, fail) => {
    const client = connect({
      socket: near,
      servername,
      ca: ca.certificate,
      ...(maxVersion ? { maxVersion, minVersion: 'TLSv1' } : {}),
    });
    const end = (): void => {
      client.destroy();
      server.destroy();
    };
    client.once('secureConnect', () => {
      const shown = client.getPeerCertificate();
      end();
      done(shown);
    });
    client.once('error', (error) => {
      end();
      fail(error);
    });
    near.once('close', () => fail(new Error('closed')));
  });
}

const contextOf = (resolve: SniResolver, name: string): Promise<unknown> =>
  new Promise((done, fail) => resolve(name, (error, context) => (error ? fail(error) : done(context))));

describe('certificates of a suffix', () => {
  const resolve = suffixSni(ca, 'mcas.test', (name) => name === 'wiki.corp.test.mcas.test');

  test('a host of no app can be told so', async () => {
    const shown = await handshake(resolve, 'unknown.corp.test.mcas.test');
    assert.equal(shown.subjectaltname, 'DNS:unknown.corp.test.mcas.test');
  });
  test('names outside the suffix, and names that are none, get nothing', async () => {
    for (const name of ['evil.test', 'mcas.test', 'a b.mcas.test', '*.mcas.test', `${'a'.repeat(64)}.mcas.test`])
      await assert.rejects(contextOf(resolve, name), /no certificate/, name);
  });
  test('many of them push out nothing that is used', async () => {
    const used = await contextOf(resolve, 'wiki.corp.test.mcas.test');
    const once = await contextOf(resolve, 'once.mcas.test');
    for (let i = 0; i < 150; i++) await contextOf(resolve, `n${i}.mcas.test`);
    assert.equal(await contextOf(resolve, 'wiki.corp.test.mcas.test'), used);
    assert.notEqual(await contextOf(resolve, 'once.mcas.test'), once);
  });
});

describe('certificates minted for a name', () => {
  const asked: string[] = [];
  const resolve = mintingSni(ca, (name) => {
    asked.push(name);
    return name.endsWith('.mcas.test');
  });

  test('the name asked for is the name shown', async () => {
    const shown = await handshake(resolve, 'wiki.corp.test.mcas.test');
    assert.equal(shown.subjectaltname, 'DNS:wiki.corp.test.mcas.test');
  });
  test('one certificate a name, in any letter case, also when asked for at once', async () => {
    const [first, second, third] = await Promise.all(
      ['a.mcas.test', 'A.mcas.TEST', 'a.mcas.test'].map((name) => contextOf(resolve, name)),
    );
    assert.ok(first && first === second && second === third);
    assert.notEqual(first, await contextOf(resolve, 'b.mcas.test'));
  });
  test('a name that is not admitted gets no certificate', async () => {
    await assert.rejects(contextOf(resolve, 'evil.test'), /no certificate for evil\.test/);
    await assert.rejects(handshake(resolve, 'evil.test'));
    assert.ok(asked.includes('evil.test'));
  });
  test('a failed minting is tried again', async () => {
    let calls = 0;
    const flaky = mintingSni(
      { ...ca, issue: (hosts) => (calls++ === 0 ? Promise.reject(new Error('disk full')) : ca.issue(hosts)) },
      () => true,
    );
    await assert.rejects(contextOf(flaky, 'a.test'), /disk full/);
    assert.ok(await contextOf(flaky, 'a.test'));
  });
  test('TLS 1.1 is refused', async () => {
    await assert.rejects(handshake(resolve, 'wiki.corp.test.mcas.test', 'TLSv1.1'));
  });
});

describe('certificates from files', () => {
  async function pair(...hosts: string[]): Promise<{ cert: string; key: string }> {
    const { cert, key } = await ca.issue(hosts);
    const base = join(folder, String(hosts[0]).replace('*', 'any'));
    writeFileSync(`${base}.cert`, cert);
    writeFileSync(`${base}.key`, key);
    return { cert: `${base}.cert`, key: `${base}.key` };
  }

  test('an exact name is preferred to a wildcard, and a wildcard stands for one label', async () => {
    const resolve = fileSni([await pair('*.mcas.test'), await pair('login.mcas.test', 'other.test')]);
    assert.equal((await handshake(resolve, 'login.mcas.test')).subjectaltname, 'DNS:login.mcas.test, DNS:other.test');
    assert.equal((await handshake(resolve, 'OTHER.test')).subjectaltname, 'DNS:login.mcas.test, DNS:other.test');
    assert.equal((await handshake(resolve, 'wiki.mcas.test')).subjectaltname, 'DNS:*.mcas.test');
    await assert.rejects(contextOf(resolve, 'a.b.mcas.test'), /no certificate for a\.b\.mcas\.test/);
    await assert.rejects(contextOf(resolve, 'mcas.test'), /no certificate for mcas\.test/);
  });
  test('a file that is no certificate is told at once', () => {
    const bad = join(folder, 'bad');
    writeFileSync(bad, 'nothing');
    assert.throws(() => fileSni([{ cert: bad, key: bad }]));
  });
});
