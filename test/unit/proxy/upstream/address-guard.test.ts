import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertAddressAllowed, isInternalAddress } from '../../../../src/proxy/upstream/address-guard.ts';

const CASES: ReadonlyArray<readonly [address: string, internal: boolean]> = [
  ['127.0.0.1', true],
  ['10.1.2.3', true],
  ['172.31.255.255', true],
  ['172.32.0.1', false],
  ['192.168.1.1', true],
  ['169.254.169.254', true],
  ['100.64.0.1', true],
  ['0.0.0.0', true],
  ['255.255.255.255', true],
  ['93.184.216.34', false],
  ['::1', true],
  ['::', true],
  ['::ffff:127.0.0.1', true],
  ['::FFFF:10.0.0.1', true],
  ['::ffff:93.184.216.34', false],
  ['fe80::1%eth0', true],
  ['fd00::1', true],
  ['2001:4860:4860::8888', false],
  ['64:ff9b::7f00:1', true],
  ['2002:7f00:1::', true],
  ['not an address', true],
  ['', true],
];

describe('internal addresses', () => {
  for (const [address, internal] of CASES) {
    test(`${address || '(nothing)'} is ${internal ? 'internal' : 'public'}`, () =>
      assert.equal(isInternalAddress(address), internal));
  }

  test('a refused address is a failure with a code and the reason for the operator', () => {
    assert.throws(() => assertAddressAllowed('169.254.169.254', false, 'wiki.corp.test'), {
      name: 'Failure',
      code: 'upstream-refused-address',
      detail: /169\.254\.169\.254/,
    });
    assert.doesNotThrow(() => assertAddressAllowed('169.254.169.254', true, 'wiki.corp.test'));
  });
});
