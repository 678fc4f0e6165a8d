import { type HostMap, type HostTable, type Origin, serializeOrigin } from '../model/host-map.ts';
import { hostName } from './host-spelling.ts';
import { type Around, addToIndex, type HostIndex, mapIndexedHosts } from './indexed-hosts.ts';
import { parseIpv6 } from './ipv6.ts';
import { toUnicodeHost } from './punycode.ts';
import { type FaultyName, suffixFaultText } from './suffix-fault.ts';
import { suffixNameFault, suffixNameOf } from './suffix-name.ts';

/** An origin of the table that cannot be written under the suffix, and why. */
export interface Unmappable {
  readonly origin: string;
  readonly reason: string;
}

/** Origins that no suffix host can stand for; for the configuration check. */
export function unmappable(table: HostTable): readonly Unmappable[] {
  return indexOf(table).faults.map(({ origin, faulty }) => ({
    origin,
    reason: faulty ? suffixFaultText(faulty) : 'it is not an origin such as https://wiki.example.com',
  }));
}

/** The map of a table (see `mapIndexedHosts`). Origins that cannot be mapped are left alone (see `unmappable`). */
export function createHostMap(table: HostTable, around: Around = (map) => map): HostMap {
  return mapIndexedHosts(table, indexOf(table), hostName, around);
}

/** Without a faulty name it is no origin at all. */
interface Faulty {
  readonly origin: string;
  readonly faulty?: FaultyName;
}

/** Every origin of a table that can be mapped. Hosts in Punycode are found under their Unicode name as well. */
function indexOf({ origins, form, suffix }: HostTable): HostIndex & { readonly faults: readonly Faulty[] } {
  const index: HostIndex = { byOrigin: new Map(), bySuffixHost: new Map() };
  const faults: Faulty[] = [];
  for (const text of origins) {
    const origin = parseOrigin(text);
    if (!origin) {
      faults.push({ origin: text });
      continue;
    }
    const name = suffixNameOf(origin, form, suffix, ipv6Groups);
    const fault = suffixNameFault(origin, form, suffix, name);
    if (fault === undefined) addToIndex(index, origin, name, (host) => [host, toUnicodeHost(host)]);
    else faults.push({ origin: serializeOrigin(origin), faulty: { fault, suffix, name } });
  }
  return { ...index, faults };
}

function ipv6Groups(host: string): readonly string[] | undefined {
  return parseIpv6(host.slice(1, -1))?.map((group) => group.toString(16));
}

const IPV4 = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.|$)){4}$/;

/** `https://host[:port]` as an Origin; undefined for anything else. International names are given in Punycode. */
export function parseOrigin(text: string): Origin | undefined {
  const match = /^(https?):\/\/([a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?\/?$/i.exec(text);
  if (!match) return undefined;
  const scheme = match[1]!.toLowerCase() === 'http' ? 'http' : 'https';
  const port = match[3] === undefined ? (scheme === 'https' ? 443 : 80) : Number(match[3]);
  const host = hostName(match[2] as string);
  if (host.startsWith('[') && !parseIpv6(host.slice(1, -1))) return undefined;
  // WHATWG URL, "ends in a number": such a host is an IPv4 address or no host at all.
  if (/(^|\.)(\d+|0x[0-9a-f]*)$/.test(host) && !IPV4.test(host)) return undefined;
  return port > 0 && port < 65_536 ? { scheme, host, port } : undefined;
}
