import { type HostMap, type HostTable, type Origin, serializeOrigin } from '../model/host-map.ts';
import { type AuthorityText, findAuthority } from './authority.ts';
import { hostName, spellAsHost, spellAsLabel } from './host-spelling.ts';
import { parseIpv6 } from './ipv6.ts';
import { type Port, respellPort } from './port-spelling.ts';
import { toUnicodeHost } from './punycode.ts';
import { createReplyAddresses } from './reply-addresses.ts';
import { type FaultyName, suffixFaultText } from './suffix-fault.ts';
import { type SuffixName, suffixNameFault, suffixNameOf } from './suffix-name.ts';

/** An origin of the table that cannot be written under the suffix, and why. */
export interface Unmappable {
  readonly origin: string;
  readonly reason: string;
}

interface Entry {
  readonly origin: Origin;
  readonly name: SuffixName;
  readonly suffixHost: string;
  readonly port: Port;
}

/** Origins that no suffix host can stand for; for the configuration check. */
export function unmappable(table: HostTable): readonly Unmappable[] {
  return indexOf(table).faults.map(({ origin, faulty }) => ({
    origin,
    reason: faulty ? suffixFaultText(faulty) : 'it is not an origin such as https://wiki.example.com',
  }));
}

/**
 * The map of a table. Origins that cannot be mapped are left alone (see `unmappable`). The way back is a look-up in the
 * same table, never a decoding, so no name that was not configured can come out of it.
 *
 * Spelling survives the round trip: letter case, percent-encoding, tabs, an explicit default port, slashes of either kind.
 * Three spellings come back in serialized form: an IPv6 address, a non-ASCII host in the label form, a port with tabs in or before it.
 * Left alone: a host with a trailing dot (to browsers another host) and an IPv4 address not in dotted decimal.
 * `originOf` wants the port unless it is 443: another port of the same name is not the gateway.
 */
export function createHostMap(table: HostTable, around: Around = (map) => map): HostMap {
  const { byOrigin, bySuffixHost } = indexOf(table);
  const gatewayPort: Port = { number: table.port, isDefault: table.port === 443 };
  const portText = gatewayPort.isDefault ? '' : `:${table.port}`;

  function entryAt(host: string, port: string): Entry | undefined {
    return portNumber(port, 443) === table.port ? bySuffixHost.get(hostName(host)) : undefined;
  }

  /** The entry an authority names; without a scheme it is read as https, then as http. */
  function entryFor({ scheme, host, port }: AuthorityText): Entry | undefined {
    const name = hostName(host);
    const secure = scheme === 'http' || scheme === 'ws' ? undefined : byOrigin.get(keyOf('https', name, port));
    return secure ?? (scheme === 'https' || scheme === 'wss' ? undefined : byOrigin.get(keyOf('http', name, port)));
  }

  const authorities = {
    toSuffix: remembering(around, (url: string) => {
      const found = findAuthority(url);
      const entry = found && entryFor(found);
      if (!entry) return url;
      const { scheme, schemeEnd, hostStart, hostEnd, portEnd, port } = found;
      const secured = scheme !== undefined && entry.origin.scheme === 'http' ? 's' : '';
      return (
        url.slice(0, schemeEnd) +
        secured +
        url.slice(schemeEnd, hostStart) +
        suffixSpelling(url.slice(hostStart, hostEnd), entry, table.form) +
        respellPort(port, entry.port, gatewayPort) +
        url.slice(portEnd)
      );
    }),
    toOrigin: remembering(around, (url: string) => {
      const found = findAuthority(url);
      const entry =
        found && found.scheme !== 'http' && found.scheme !== 'ws' ? entryAt(found.host, found.port) : undefined;
      if (!entry) return url;
      const { scheme, schemeEnd, hostStart, hostEnd, portEnd, port } = found as AuthorityText;
      const secured = scheme !== undefined && entry.origin.scheme === 'http' ? 1 : 0;
      return (
        url.slice(0, schemeEnd - secured) +
        url.slice(schemeEnd, hostStart) +
        originSpelling(url.slice(hostStart, hostEnd), entry, table.form) +
        respellPort(port, gatewayPort, entry.port) +
        url.slice(portEnd)
      );
    }),
  };
  const replies = table.replies && createReplyAddresses(table.replies);
  const { toSuffix, toOrigin } = authorities;

  return {
    table,
    originOf(authority) {
      const parts = /^(\[[^\]]*\]|[^:[\]]+)(:\d*)?$/.exec(authority);
      return parts ? entryAt(parts[1] as string, parts[2] ?? '')?.origin : undefined;
    },
    suffixAuthority(origin) {
      const entry = byOrigin.get(keyOf(origin.scheme, origin.host, `:${origin.port}`));
      return entry && entry.suffixHost + portText;
    },
    toSuffix: replies ? (url) => replies.toSuffix(toSuffix(url)) : toSuffix,
    toOrigin: replies ? (url) => replies.toOrigin(toOrigin(url)) : toOrigin,
  };
}

/** What is put around the reading of a URL, for a realm in which it must leave no trace. */
type Around = (map: (url: string, end: number) => string) => (url: string, end: number) => string;

/** Scheme and authority in the one spelling that nearly every URL has. */
const PLAIN = /^https?:\/\/[a-z0-9.-]+(?::[1-9]\d{0,4})?$/;

/**
 * A map that knows again what it has mapped: the beginning of a URL up to its path decides what becomes of it. Only what is
 * of the table and spelled plainly is kept, so there are few.
 */
function remembering(around: Around, map: (url: string) => string): (url: string) => string {
  const known = new Map<string, string>();
  const learn = around((url, end) => {
    const whole = map(url);
    const start = url.slice(0, Math.max(end, 0));
    if (whole !== url && PLAIN.test(start)) known.set(start, whole.slice(0, whole.length - url.length + end));
    return whole;
  });
  return (url) => {
    const end = url.startsWith('http') ? url.indexOf('/', 'https://'.length) : -1;
    const mapped = end < 0 ? undefined : known.get(url.slice(0, end));
    return mapped === undefined ? learn(url, end) : mapped + url.slice(end);
  };
}

function suffixSpelling(host: string, { origin, name, suffixHost }: Entry, form: HostTable['form']): string {
  if (origin.host.startsWith('[')) return suffixHost;
  if (form === 'dotted') return host + name.tail;
  const spelled = name.lead + (spellAsLabel(host, origin.host) ?? '') + name.tail;
  return hostName(spelled.replace(/[\t\n\r]/g, '')) === suffixHost ? spelled : suffixHost;
}

function originSpelling(host: string, { origin, name }: Entry, form: HostTable['form']): string {
  const { lead, tail } = name;
  const whole = host.startsWith(lead) && host.endsWith(tail);
  if (origin.host.startsWith('[') || !whole) return origin.host;
  const body = host.slice(lead.length, -tail.length);
  return form === 'dotted' ? body : (spellAsHost(body, origin.host) ?? origin.host);
}

function portNumber(text: string, fallback: number): number {
  return text.length < 2 ? fallback : Number(text.slice(1));
}

function keyOf(scheme: Origin['scheme'], host: string, port: string): string {
  return `${scheme} ${host} ${portNumber(port, scheme === 'https' ? 443 : 80)}`;
}

/** Without a faulty name it is no origin at all. */
interface Faulty {
  readonly origin: string;
  readonly faulty?: FaultyName;
}

interface Index {
  readonly byOrigin: ReadonlyMap<string, Entry>;
  readonly bySuffixHost: ReadonlyMap<string, Entry>;
  readonly faults: readonly Faulty[];
}

/** Both ways to look up an origin. Hosts in Punycode are found under their Unicode name as well. */
function indexOf({ origins, form, suffix }: HostTable): Index {
  const byOrigin = new Map<string, Entry>();
  const bySuffixHost = new Map<string, Entry>();
  const faults: Faulty[] = [];
  for (const text of origins) {
    const origin = parseOrigin(text);
    if (!origin) {
      faults.push({ origin: text });
      continue;
    }
    const name = suffixNameOf(origin, form, suffix);
    const fault = suffixNameFault(origin, form, suffix, name);
    if (fault !== undefined) {
      faults.push({ origin: serializeOrigin(origin), faulty: { fault, suffix, name } });
      continue;
    }
    const { scheme, host, port } = origin;
    const suffixHost = name.lead + name.body + name.tail;
    const isDefault = port === (scheme === 'https' ? 443 : 80);
    const entry: Entry = { origin, name, suffixHost, port: { number: port, isDefault } };
    for (const each of new Set([host, toUnicodeHost(host)])) byOrigin.set(keyOf(scheme, each, `:${port}`), entry);
    for (const each of new Set([suffixHost, toUnicodeHost(suffixHost)])) bySuffixHost.set(each, entry);
  }
  return { byOrigin, bySuffixHost, faults };
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
