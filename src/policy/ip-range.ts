/** An address as a number and its width in bits; v4-mapped v6 is the v4 address. */
interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** A parsed range: the first `prefix` bits of `network` must agree. */
export interface IpRange {
  readonly network: Address;
  readonly prefix: number;
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256n + BigInt(part);
  }
  return value;
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')).flatMap(groupOf));
  if (groups.some((half) => half.includes(undefined))) return undefined;
  const [head = [], tail = []] = groups as (readonly bigint[])[];
  const gap = 8 - head.length - tail.length;
  if (halves.length === 2 ? gap < 1 : gap !== 0) return undefined;
  let value = 0n;
  for (const group of [...head, ...Array<bigint>(gap).fill(0n), ...tail]) value = value * 65_536n + group;
  return value;
}

/** One group of four hex digits, or the dotted quad that may end an address (RFC 4291 section 2.2). */
function groupOf(text: string): (bigint | undefined)[] {
  if (text.includes('.')) {
    const quad = parseV4(text);
    return quad === undefined ? [undefined] : [quad >> 16n, quad & 0xffffn];
  }
  return [/^[0-9a-f]{1,4}$/i.test(text) ? BigInt(`0x${text}`) : undefined];
}

function parseAddress(text: string): Address | undefined {
  const v4 = parseV4(text);
  if (v4 !== undefined) return { bits: 32, value: v4 };
  const v6 = parseV6(text.replace(/^\[|\]$/g, '').replace(/%.*$/, ''));
  if (v6 === undefined) return undefined;
  return v6 >> 32n === 0xffffn ? { bits: 32, value: v6 & 0xffff_ffffn } : { bits: 128, value: v6 };
}

/** `10.0.0.0/8`, `2001:db8::/32`, or a single address. Undefined when it is none. */
export function parseIpRange(text: string): IpRange | undefined {
  const [address = '', prefixText] = text.trim().split('/');
  const network = parseAddress(address);
  if (!network) return undefined;
  if (prefixText === undefined) return { network, prefix: network.bits };
  const prefix = /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : 129;
  return prefix <= network.bits ? { network, prefix } : undefined;
}

/** Whether an address lies in a range; undefined when the text is no address. */
export function inRange(text: string, { network, prefix }: IpRange): boolean | undefined {
  const address = parseAddress(text);
  if (!address) return undefined;
  if (address.bits !== network.bits) return false;
  const shift = BigInt(network.bits - prefix);
  return address.value >> shift === network.value >> shift;
}
