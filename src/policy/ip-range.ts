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
  const groups = halves.map((half, index) => groupsOf(half, index === halves.length - 1));
  const [head, tail = []] = groups;
  if (head === undefined || groups.includes(undefined)) return undefined;
  const gap = 8 - head.length - tail.length;
  if (halves.length === 2 ? gap < 1 : gap !== 0) return undefined;
  let value = 0n;
  for (const group of [...head, ...Array<bigint>(gap).fill(0n), ...tail]) value = value * 65_536n + group;
  return value;
}

/** Groups of up to four hex digits; a dotted quad may only end the address (RFC 4291 section 2.2). */
function groupsOf(text: string, endsAddress: boolean): bigint[] | undefined {
  const groups: bigint[] = [];
  const parts = text === '' ? [] : text.split(':');
  for (const [index, part] of parts.entries()) {
    const quad = endsAddress && index === parts.length - 1 ? parseV4(part) : undefined;
    if (quad !== undefined) groups.push(quad >> 16n, quad & 0xffffn);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}

/** Bits before the v4 address in `::ffff:0:0/96` (RFC 4291 section 2.5.5.2). */
const MAPPED_BITS = 96;

function parseAddress(text: string): (Address & { readonly mapped: boolean }) | undefined {
  const v4 = parseV4(text);
  if (v4 !== undefined) return { bits: 32, value: v4, mapped: false };
  const v6 = parseV6(text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, ''));
  if (v6 === undefined) return undefined;
  return v6 >> 32n === 0xffffn
    ? { bits: 32, value: v6 & 0xffff_ffffn, mapped: true }
    : { bits: 128, value: v6, mapped: false };
}

/** `10.0.0.0/8`, `2001:db8::/32`, or a single address. Undefined when it is none. */
export function parseIpRange(text: string): IpRange | undefined {
  const match = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim());
  const network = match ? parseAddress(match[1]!) : undefined;
  if (!network) return undefined;
  const prefix = match?.[2] === undefined ? network.bits : Number(match[2]) - (network.mapped ? MAPPED_BITS : 0);
  return prefix >= 0 && prefix <= network.bits ? { network, prefix } : undefined;
}

/** The address read last: a decision asks for the same one in every range of every policy. */
let last: { readonly text: string; readonly address: Address | undefined } = { text: '', address: undefined };

function addressOf(text: string): Address | undefined {
  if (last.text !== text) last = { text, address: parseAddress(text) };
  return last.address;
}

/** Whether an address lies in a range; undefined when the text is no address. */
export function inRange(text: string, { network, prefix }: IpRange): boolean | undefined {
  const address = addressOf(text);
  if (!address) return undefined;
  if (address.bits !== network.bits) return false;
  const shift = BigInt(network.bits - prefix);
  return address.value >> shift === network.value >> shift;
}

/** Numbers of the ranges that hold an address; undefined when the text is no address. One look-up for each size of range. */
export function createRangeTable(ranges: readonly IpRange[]): (text: string) => readonly number[] | undefined {
  const sizes = new Map<
    string,
    Pick<IpRange['network'], 'bits'> & { shift: bigint; numbersOf: Map<bigint, number[]> }
  >();
  for (const [number, { network, prefix }] of ranges.entries()) {
    const { bits } = network;
    const key = `${bits}/${prefix}`;
    const size = sizes.get(key) ?? { bits, shift: BigInt(bits - prefix), numbersOf: new Map<bigint, number[]>() };
    sizes.set(key, size);
    const start = network.value >> size.shift;
    size.numbersOf.set(start, [...(size.numbersOf.get(start) ?? []), number]);
  }
  return (text) => {
    const address = addressOf(text);
    if (!address) return undefined;
    const held: number[] = [];
    for (const { bits, shift, numbersOf } of sizes.values())
      if (bits === address.bits) held.push(...(numbersOf.get(address.value >> shift) ?? []));
    return held;
  };
}
