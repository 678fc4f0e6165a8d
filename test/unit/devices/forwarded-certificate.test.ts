import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { createForwardedCertificates, type ForwardedFormat } from '../../../src/devices/forwarded-certificate.ts';
import { createVerifyChain } from '../../../src/devices/verify-chain.ts';
import { DAY, type TestAuthority, type TestLeaf, testAuthority } from '../../support/test-pki.ts';

describe('a certificate that a proxy in front received', () => {
  let root: TestAuthority;
  let inner: TestAuthority;
  let leaf: TestLeaf;
  before(async () => {
    root = await testAuthority('Root');
    inner = await root.intermediate('Inner');
    leaf = await inner.issue();
  });
  const reader = (format: ForwardedFormat = 'rfc9440', now = Date.now) =>
    createForwardedCertificates(
      { from: ['10.0.0.0/28', '2001:db8::1'], header: 'client-cert', chainHeader: 'client-cert-chain', format },
      createVerifyChain([root.pem], now),
    );
  const bytes = (der: Uint8Array): string => `:${Buffer.from(der).toString('base64')}:`;

  test('DEV-05: only listed addresses are believed', () => {
    for (const [address, expected] of [
      ['10.0.0.5', true],
      ['2001:db8::1', true],
      ['10.0.0.16', false],
      ['127.0.0.1', false],
      ['2001:db8::2', false],
      ['', false],
    ] as const)
      assert.equal(reader().isFrom(address), expected, address);
  });

  test('each format gives the same certificate, its chain verified anew', async () => {
    for (const [format, value, chain] of [
      ['rfc9440', bytes(leaf.der), bytes(inner.der)],
      ['pem', encodeURIComponent(leaf.pem), encodeURIComponent(inner.pem)],
      ['base64', leaf.der.toString('base64'), inner.der.toString('base64')],
    ] as const) {
      const found = await reader(format).read([
        ['client-cert', value],
        ['client-cert-chain', chain],
      ]);
      assert.equal(found?.trusted, true, `${format} ${found?.problem}`);
      assert.deepEqual(found?.chain, [leaf.der, inner.der]);
    }
  });

  test('no field and an empty one are no certificate; two, and noise, are refused', async () => {
    assert.equal(await reader().read([]), undefined);
    assert.equal(await reader().read([['client-cert', ' ']]), undefined);
    const value = bytes(leaf.der);
    const twice = [
      ['client-cert', value],
      ['client-cert', value],
    ] as const;
    await assert.rejects(reader().read(twice), /2 fields/);
    for (const noise of ['SUCCESS', leaf.der.toString('base64'), ':!!:', `${value};x`, ':AAAA:'])
      await assert.rejects(reader().read([['client-cert', noise]]), noise);
    await assert.rejects(reader('pem').read([['client-cert', '%zz']]));
  });

  test('DEV-01, DEV-02, DEV-03: what TLS would refuse is refused here', async () => {
    const other = await testAuthority('Root');
    const child = await testAuthority('Child', { ...inner, ...leaf });
    for (const [problem, chain] of [
      ['No valid certificate paths found', [(await other.issue()).der]],
      ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', [(await other.issue()).der, other.der]],
      ['No valid certificate paths found', [leaf.der]],
      ['CERT_HAS_EXPIRED', [(await root.issue({ notBefore: Date.now() - 9 * DAY, notAfter: Date.now() - DAY })).der]],
      [
        'One of intermediate certificates is not a CA certificate',
        [(await child.issue()).der, child.der, leaf.der, inner.der],
      ],
    ] as const) {
      const found = await reader().read([['client-cert', chain.map(bytes).join(', ')]]);
      assert.equal(found?.trusted, false);
      assert.equal(found?.problem, problem);
    }
  });
});
