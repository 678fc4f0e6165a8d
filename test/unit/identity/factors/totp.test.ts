import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { base32, codeAt, enrolmentUri, stepAt, stepsOf } from '../../../../src/identity/factors/totp.ts';

const SECRET = Buffer.from('12345678901234567890');

describe('codes by time', () => {
  test('are those of RFC 6238, appendix B', () => {
    const vectors: readonly (readonly [seconds: number, code: string])[] = [
      [59, '287082'],
      [1_111_111_109, '081804'],
      [1_111_111_111, '050471'],
      [1_234_567_890, '005924'],
      [2_000_000_000, '279037'],
      [20_000_000_000, '353130'],
    ];
    for (const [seconds, code] of vectors) assert.equal(codeAt(SECRET, stepAt(seconds * 1000)), code);
  });

  test('count for one step before and after, and for no other secret', () => {
    const at = 1_700_000_010_000;
    for (const away of [-1, 0, 1])
      assert.deepEqual(stepsOf(codeAt(SECRET, stepAt(at) + away), SECRET, at), [stepAt(at) + away]);
    for (const away of [-3, -2, 2, 3])
      assert.deepEqual(stepsOf(codeAt(SECRET, stepAt(at) + away), SECRET, at), [], String(away));
    assert.deepEqual(stepsOf(codeAt(Buffer.from('another secret of 20'), stepAt(at)), SECRET, at), []);
    for (const typed of ['', '12345', '1234567', 'abcdef', '１２３４５６', '28708\n2'])
      assert.deepEqual(stepsOf(typed, SECRET, 59_000), [], typed);
  });

  test('a secret is written as authenticator apps read it (RFC 4648, section 10)', () => {
    for (const [plain, written] of [
      ['f', 'MY'],
      ['fo', 'MZXQ'],
      ['foo', 'MZXW6'],
      ['foob', 'MZXW6YQ'],
      ['fooba', 'MZXW6YTB'],
      ['foobar', 'MZXW6YTBOI'],
    ] as const)
      assert.equal(base32(Buffer.from(plain)), written);
    assert.equal(
      enrolmentUri(Buffer.from('foobar'), 'Sallyport mcas.test', 'a:b@corp.test'),
      'otpauth://totp/Sallyport%20mcas.test:a%3Ab%40corp.test?secret=MZXW6YTBOI&issuer=Sallyport%20mcas.test',
    );
  });
});
