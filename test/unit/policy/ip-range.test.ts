import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inRange, parseIpRange } from '../../../src/policy/ip-range.ts';
import { fc } from '../../support/properties.ts';

const holds = (address: string, range: string): boolean | undefined => {
  const parsed = parseIpRange(range);
  assert.ok(parsed, `${range} is a range`);
  return inRange(address, parsed);
};

describe('address ranges', () => {
  const INSIDE: readonly (readonly [string, string])[] = [
    ['10.0.0.0', '10.0.0.0/8'],
    ['10.255.255.255', '10.0.0.0/8'],
    ['192.0.2.77', '192.0.2.77'],
    ['203.0.113.9', '0.0.0.0/0'],
    ['192.0.2.5', '192.0.2.7/29'],
    ['::ffff:10.1.2.3', '10.0.0.0/8'],
    ['::ffff:a01:203', '10.0.0.0/8'],
    ['10.1.2.3', '::ffff:10.0.0.0/104'],
    ['10.1.2.3', '::ffff:0:0/96'],
    ['2001:db8::1', '2001:db8::/32'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::/32'],
    ['fe80::1%eth0', 'fe80::/10'],
    ['::', '::/0'],
    ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
  ];
  for (const [address, range] of INSIDE)
    test(`${address} in ${range}`, () => assert.equal(holds(address, range), true));

  const OUTSIDE: readonly (readonly [string, string])[] = [
    ['11.0.0.0', '10.0.0.0/8'],
    ['192.0.2.78', '192.0.2.77'],
    ['2001:db9::', '2001:db8::/32'],
    ['10.0.0.1', '::/0'],
    ['2001:db8::1', '0.0.0.0/0'],
  ];
  for (const [address, range] of OUTSIDE)
    test(`${address} not in ${range}`, () => assert.equal(holds(address, range), false));

  for (const text of [
    '',
    '10.0.0.0/33',
    '10.0.0/8',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    '1:2:3:4:5:6:7',
    '1::2::3',
    '1:2:3:4:5:6:7::8',
    '1.2.3.4::',
    ':1',
    '12345::',
    '::/129',
    '::ffff:10.0.0.0/95',
    'everywhere',
  ])
    test(`"${text}" is no range`, () => assert.equal(parseIpRange(text), undefined));

  test('no text makes it throw, and what is no address has no answer', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()), fc.string(), (address, range) => {
        const parsed = parseIpRange(range) ?? { network: { bits: 32, value: 0n }, prefix: 0 };
        inRange(address, parsed);
      }),
    );
    assert.equal(holds('no address', '10.0.0.0/8'), undefined);
  });

  test('every address is in its own range of every length', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, prefix) =>
        holds(address, `${address}/${prefix}`),
      ),
    );
    // Mapped addresses are IPv4, so that prefixes below 96 make no sense with them.
    const v6 = fc.ipV6().filter((address) => parseIpRange(`${address}/0`) !== undefined);
    fc.assert(
      fc.property(v6, fc.integer({ min: 0, max: 128 }), (address, prefix) => holds(address, `${address}/${prefix}`)),
    );
  });
});
