import type { HostMap, HostTable, Origin } from '../model/host-map.ts';
import { type Around, addToIndex, defaultPort, type HostIndex, mapIndexedHosts } from '../rewrite/indexed-hosts.ts';
import { suffixNameOf } from '../rewrite/suffix-name.ts';

const NativeUrl = URL;
const { canParse } = NativeUrl;

/** The same as in src/rewrite/host-spelling.ts, by the browser, but for names in Unicode, which come out in Punycode. */
function hostName(spelling: string): string {
  if (/^[\x21-\x24\x26-\x5a\x5c-\x7e]*$/.test(spelling)) return spelling.toLowerCase();
  const url = `http://${spelling}`;
  return canParse(url) ? new NativeUrl(url).hostname : spelling;
}

/** Of an address as the browser writes it. */
function ipv6Groups(host: string): readonly string[] {
  const [head, rest] = host
    .slice(1, -1)
    .split('::')
    .map((text) => (text === '' ? [] : text.split(':')));
  return rest ? [...head!, ...new Array<string>(8 - head!.length - rest.length).fill('0'), ...rest] : head!;
}

/** The map of a table that the gateway has checked, as src/rewrite/host-map.ts makes it, in a realm that has `URL`. */
export function createPageHosts(table: HostTable, around: Around): HostMap {
  const index: HostIndex = { byOrigin: new Map(), bySuffixHost: new Map() };
  for (const text of table.origins) {
    const [, scheme, spelling, port] = /^(https?):\/\/(\[.*\]|[^:]*):?(\d*)$/.exec(text) as unknown as [
      string,
      Origin['scheme'],
      string,
      string,
    ];
    const origin = { scheme, host: hostName(spelling), port: Number(port) || defaultPort(scheme) };
    addToIndex(index, origin, suffixNameOf(origin, table.form, table.suffix, ipv6Groups), (host) => [host]);
  }
  return mapIndexedHosts(table, index, hostName, around);
}
