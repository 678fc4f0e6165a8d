import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Failure } from '../../model/failure.ts';

/**
 * Ranges that are never an app on the public internet: loopback, private, link-local, shared, documentation, multicast
 * and reserved space (IANA special-purpose registries, RFC 6890). Checked on the address, never on the name, so a DNS
 * answer cannot lead inside (DNS rebinding).
 */
const INTERNAL_RANGES: ReadonlyArray<readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6']> = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['::1', 128, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

const internal = new BlockList();
for (const [network, prefix, family] of INTERNAL_RANGES) internal.addSubnet(network, prefix, family);

/** Whether an IP address literal lies in special-purpose space. v4-mapped v6 is judged as the v4 address it carries. */
export function isInternalAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const bare = (mapped ?? address).replace(/%.*$/, '');
  const family = isIP(bare);
  if (family === 0) return true;
  return internal.check(bare, family === 4 ? 'ipv4' : 'ipv6');
}

/** Throws `upstream-refused-address` when the app may not be reached at this address. */
export function assertAddressAllowed(address: string, allowPrivate: boolean, host: string): void {
  if (!allowPrivate && isInternalAddress(address)) {
    throw new Failure(
      'upstream-refused-address',
      `${host} is at ${address}, and the app does not allow private addresses`,
    );
  }
}

/** A `lookup` for net.connect that gives only addresses the app may be reached at. */
export function guardedLookup(allowPrivate: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const allowed = addresses.filter(({ address }) => allowPrivate || !isInternalAddress(address));
      const first = allowed[0];
      if (!first) {
        const found = addresses.map(({ address }) => address).join(', ');
        const refusal = new Failure('upstream-refused-address', `${hostname} resolves to ${found}`);
        return callback(refusal, '', 0);
      }
      if (options.all) return callback(null, allowed);
      callback(null, first.address, first.family);
    });
  };
}
