import { type IpRange, inRange, parseIpRange } from './ip-range.ts';

/** A named set of address ranges. */
export interface Network {
  readonly name: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly ranges: readonly string[];
}

/** Looks addresses up: names, categories and tags of the networks that hold one; undefined for what is no address. */
export function createNetworkTable(networks: readonly Network[]): (ip: string) => readonly string[] | undefined {
  const entries = networks.flatMap(({ name, category, tags, ranges }) =>
    ranges.flatMap((text) => {
      const range = parseIpRange(text);
      return range ? [{ range, words: [name, category, ...tags] }] : [];
    }),
  );
  return (ip) => {
    if (!parseIpRange(ip) || ip.includes('/')) return undefined;
    return [...new Set(entries.filter(({ range }) => inRange(ip, range)).flatMap(({ words }) => words))];
  };
}

/** Whether an address lies in both. */
export function overlap(a: IpRange, b: IpRange): boolean {
  if (a.network.bits !== b.network.bits) return false;
  const shift = BigInt(a.network.bits - Math.min(a.prefix, b.prefix));
  return a.network.value >> shift === b.network.value >> shift;
}
