import type { HostMap, HostTable, Origin } from '../model/host-map.ts';
import { type AuthorityText, findAuthority } from './authority.ts';
import { type HostName, spellAsHost, spellAsLabel } from './label-spelling.ts';
import { type Port, respellPort } from './port-spelling.ts';
import { createReplyAddresses } from './reply-addresses.ts';
import type { SuffixName } from './suffix-name.ts';

export interface HostEntry {
  readonly origin: Origin;
  readonly name: SuffixName;
  readonly suffixHost: string;
  readonly port: Port;
}

/** Both ways to look up an origin. */
export interface HostIndex {
  readonly byOrigin: Map<string, HostEntry>;
  readonly bySuffixHost: Map<string, HostEntry>;
}

/** Puts an origin into an index; `namesOf` gives all names by which `hostName` may call a host. */
export function addToIndex(
  { byOrigin, bySuffixHost }: HostIndex,
  origin: Origin,
  name: SuffixName,
  namesOf: (host: string) => Iterable<string>,
): void {
  const { scheme, host, port } = origin;
  const suffixHost = name.lead + name.body + name.tail;
  const entry: HostEntry = {
    origin,
    name,
    suffixHost,
    port: { number: port, isDefault: port === defaultPort(scheme) },
  };
  for (const each of namesOf(host)) byOrigin.set(keyOf(scheme, each, `:${port}`), entry);
  for (const each of namesOf(suffixHost)) bySuffixHost.set(each, entry);
}

export function defaultPort(scheme: Origin['scheme']): number {
  return scheme === 'https' ? 443 : 80;
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
export function mapIndexedHosts(
  table: HostTable,
  { byOrigin, bySuffixHost }: HostIndex,
  hostName: HostName,
  around: Around,
): HostMap {
  const gatewayPort: Port = { number: table.port, isDefault: table.port === 443 };
  const portText = gatewayPort.isDefault ? '' : `:${table.port}`;

  function entryAt(host: string, port: string): HostEntry | undefined {
    return portNumber(port, 443) === table.port ? bySuffixHost.get(hostName(host)) : undefined;
  }

  /** The entry an authority names; without a scheme it is read as https, then as http. */
  function entryFor({ scheme, host, port }: AuthorityText): HostEntry | undefined {
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
        suffixSpelling(url.slice(hostStart, hostEnd), entry, table.form, hostName) +
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
        originSpelling(url.slice(hostStart, hostEnd), entry, table.form, hostName) +
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
export type Around = (map: (url: string, end: number) => string) => (url: string, end: number) => string;

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

function suffixSpelling(
  host: string,
  { origin, name, suffixHost }: HostEntry,
  form: HostTable['form'],
  hostName: HostName,
): string {
  if (origin.host.startsWith('[')) return suffixHost;
  if (form === 'dotted') return host + name.tail;
  const spelled = name.lead + (spellAsLabel(host, origin.host) ?? '') + name.tail;
  return hostName(spelled.replace(/[\t\n\r]/g, '')) === suffixHost ? spelled : suffixHost;
}

function originSpelling(
  host: string,
  { origin, name }: HostEntry,
  form: HostTable['form'],
  hostName: HostName,
): string {
  const { lead, tail } = name;
  const whole = host.startsWith(lead) && host.endsWith(tail);
  if (origin.host.startsWith('[') || !whole) return origin.host;
  const body = host.slice(lead.length, -tail.length);
  return form === 'dotted' ? body : (spellAsHost(body, origin.host, hostName) ?? origin.host);
}

function portNumber(text: string, fallback: number): number {
  return text.length < 2 ? fallback : Number(text.slice(1));
}

function keyOf(scheme: Origin['scheme'], host: string, port: string): string {
  return `${scheme} ${host} ${portNumber(port, defaultPort(scheme))}`;
}
