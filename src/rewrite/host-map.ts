import { type HostForm, type HostMap, type HostTable, type Origin, serializeOrigin } from '../model/host-map.ts';
import { type AuthorityText, findAuthority } from './authority.ts';

/** DNS limits (RFC 1035 section 2.3.4). */
const MAX_LABEL = 63;
const MAX_NAME = 253;
/** Labels under the suffix that are the gateway's own hosts. */
export const RESERVED_LABELS: ReadonlySet<string> = new Set(['login', 'device']);

/** An origin of the table that cannot be written under the suffix, and why. */
export interface Unmappable {
  readonly origin: string;
  readonly reason: string;
}

interface Entry {
  readonly origin: Origin;
  readonly suffixHost: string;
}

/** Origins that no suffix host can stand for; for the configuration check. */
export function unmappable(table: HostTable): readonly Unmappable[] {
  return indexOf(table).faults;
}

/**
 * The map of a table. Origins that cannot be mapped are left alone (see `unmappable`). The way back is a look-up in the
 * same table, never a decoding, so no name that was not configured can come out of it.
 */
export function createHostMap(table: HostTable): HostMap {
  const { byOrigin, bySuffixHost } = indexOf(table);
  const portText = table.port === 443 ? '' : `:${table.port}`;

  function originOf(authority: string): Origin | undefined {
    const { host, port } = splitPort(authority.toLowerCase());
    return (port ?? 443) === table.port ? bySuffixHost.get(host)?.origin : undefined;
  }

  /** The entry an authority names; without a scheme it is read as https, then as http. */
  function entryFor({ scheme, authority }: AuthorityText): Entry | undefined {
    const { host, port } = splitPort(authority.toLowerCase());
    const schemes: readonly Origin['scheme'][] =
      scheme === undefined ? ['https', 'http'] : [scheme === 'http' || scheme === 'ws' ? 'http' : 'https'];
    for (const each of schemes) {
      const entry = byOrigin.get(serializeOrigin({ scheme: each, host, port: port ?? (each === 'https' ? 443 : 80) }));
      if (entry) return entry;
    }
    return undefined;
  }

  return {
    table,
    originOf,
    suffixAuthority(origin) {
      const entry = byOrigin.get(serializeOrigin(origin));
      return entry && entry.suffixHost + portText;
    },
    toSuffix(url) {
      const found = findAuthority(url);
      const entry = found && entryFor(found);
      if (!entry) return url;
      const scheme = found.scheme?.startsWith('ws') ? 'wss:' : 'https:';
      return splice(found, scheme, entry.suffixHost + portText);
    },
    toOrigin(url) {
      const found = findAuthority(url);
      const origin =
        found && (found.scheme === 'http' || found.scheme === 'ws' ? undefined : originOf(found.authority));
      if (!origin) return url;
      const secure = origin.scheme === 'https';
      const scheme = found.scheme === 'wss' ? (secure ? 'wss:' : 'ws:') : `${origin.scheme}:`;
      return splice(found, scheme, serializeOrigin(origin).slice(origin.scheme.length + 3));
    },
  };
}

function splice(
  { text, scheme, schemeStart, schemeEnd, start, end }: AuthorityText,
  newScheme: string,
  authority: string,
): string {
  const prefix = scheme === undefined ? '' : newScheme;
  return text.slice(0, schemeStart) + prefix + text.slice(schemeEnd, start) + authority + text.slice(end);
}

interface Index {
  readonly byOrigin: ReadonlyMap<string, Entry>;
  readonly bySuffixHost: ReadonlyMap<string, Entry>;
  readonly faults: readonly Unmappable[];
}

function indexOf(table: HostTable): Index {
  const byOrigin = new Map<string, Entry>();
  const bySuffixHost = new Map<string, Entry>();
  const faults: Unmappable[] = [];
  for (const text of table.origins) {
    const origin = parseOrigin(text);
    if (!origin) {
      faults.push({ origin: text, reason: 'it is not an origin such as https://wiki.example.com' });
      continue;
    }
    const entry = { origin, suffixHost: `${writtenUnder(origin, table.form)}.${table.suffix}` };
    const twin = bySuffixHost.get(entry.suffixHost);
    const reason = twin
      ? `its suffix host is the same as that of ${serializeOrigin(twin.origin)}`
      : nameFault(entry.suffixHost, table.suffix);
    if (reason === undefined) {
      byOrigin.set(serializeOrigin(origin), entry);
      bySuffixHost.set(entry.suffixHost, entry);
    } else if (!twin || serializeOrigin(twin.origin) !== serializeOrigin(origin)) {
      faults.push({ origin: text, reason });
    }
  }
  return { byOrigin, bySuffixHost, faults };
}

/**
 * The origin's name under the suffix. A port or scheme other than https on 443 becomes one more label (`http-8080`); an
 * IPv6 address becomes one label, its colons hyphens and its gap `z`.
 */
function writtenUnder({ scheme, host, port }: Origin, form: HostForm): string {
  const name = host.startsWith('[')
    ? `ip6-${host.slice(1, -1).replace('::', ':z:').replace(/^:|:$/g, '').replaceAll(':', '-')}`
    : host;
  const dotted = scheme === 'https' && port === 443 ? name : `${name}.${scheme}-${port}`;
  return form === 'dotted' ? dotted : dotted.replaceAll('-', '--').replaceAll('.', '-');
}

function nameFault(suffixHost: string, suffix: string): string | undefined {
  if (suffixHost.length > MAX_NAME)
    return `its suffix host is ${suffixHost.length} characters long, and a DNS name has at most ${MAX_NAME}`;
  const own = suffixHost.slice(0, -suffix.length - 1);
  const long = own.split('.').find((label) => label.length > MAX_LABEL);
  if (long !== undefined)
    return `its label ${long} is ${long.length} characters long, and a DNS label has at most ${MAX_LABEL}`;
  if (RESERVED_LABELS.has(own)) return `${suffixHost} is the gateway's own host`;
  return undefined;
}

/** `https://host[:port]` as an Origin; undefined for anything else. */
export function parseOrigin(text: string): Origin | undefined {
  const match = /^(https?):\/\/([a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?\/?$/i.exec(text);
  if (!match) return undefined;
  const scheme = match[1]!.toLowerCase() === 'http' ? 'http' : 'https';
  const port = match[3] === undefined ? (scheme === 'https' ? 443 : 80) : Number(match[3]);
  return port > 0 && port < 65_536 ? { scheme, host: match[2]!.toLowerCase(), port } : undefined;
}

function splitPort(authority: string): { host: string; port: number | undefined } {
  const match = /^(.*?)(?::(\d*))?$/s.exec(authority);
  const host = match?.[1] ?? authority;
  if (host.startsWith('[') && !host.endsWith(']')) return { host: authority, port: undefined };
  return { host, port: match?.[2] ? Number(match[2]) : undefined };
}
