import type { HostMap, HostTable, Origin } from '../../model/host-map.ts';
import { parseOrigin } from '../host-map.ts';

/** CSP3 section 2.3.1, host-source. Keywords, nonces, hashes and scheme-sources do not match. */
const HOST_SOURCE = /^(?:(https?|wss?):\/\/)?(\*|(?:\*\.)?[a-z0-9_.-]+)(?::(\d+|\*))?(\/.*)?$/is;

interface HostSource {
  readonly scheme: string | undefined;
  /** Lower case; `*` or with a leading `*.` for a wildcard. */
  readonly host: string;
  /** Digits or `*`. */
  readonly port: string | undefined;
  readonly path: string;
}

function parseHostSource(source: string): HostSource | undefined {
  const match = HOST_SOURCE.exec(source);
  if (!match) return undefined;
  const [, scheme, host, port, path] = match as unknown as [string, string | undefined, string, string?, string?];
  return { scheme: scheme?.toLowerCase(), host: host.toLowerCase(), port, path: path ?? '' };
}

/**
 * A source as the browser must hold it. One origin of an app becomes its suffix host. A wildcard stays, since it may stand
 * for hosts that are not protected and so keep their names, and is joined by what it covers under the suffix; so does a
 * source over http whose own origin is not protected (it also covers https, CSP3 section 6.7.2.7).
 */
export function mapSource(source: string, hosts: HostMap, page: Origin): readonly string[] {
  const parsed = source === '*' ? undefined : parseHostSource(source);
  if (!parsed) return [source];
  const { scheme, host, port, path } = parsed;
  const literal = literalOrigin(parsed, page);
  const covered = literal ? exactly(literal, port) : origins(hosts.table).filter((each) => covers(parsed, page, each));
  const authorities = covered.flatMap((each) => {
    const authority = hosts.suffixAuthority(each);
    if (authority === undefined) return [];
    return [host.startsWith('*') ? wildcard(host, each, authority, hosts.table.form) : authority];
  });
  if (authorities.length === 0) return [source];
  const prefix = scheme === undefined ? '' : scheme.startsWith('ws') ? 'wss://' : 'https://';
  const mapped = [...new Set(authorities)].map((authority) => prefix + authority + path);
  return literal && hosts.suffixAuthority(literal) !== undefined ? mapped : [source, ...mapped];
}

/** The one origin that a source without wildcards names first; over http it covers https as well. */
function literalOrigin({ scheme, host, port }: HostSource, page: Origin): Origin | undefined {
  if (host.startsWith('*') || port === '*') return undefined;
  const secure = isSecure(scheme, page);
  return { scheme: secure ? 'https' : 'http', host, port: port === undefined ? (secure ? 443 : 80) : Number(port) };
}

function exactly(literal: Origin, port: string | undefined): readonly Origin[] {
  if (literal.scheme === 'https') return [literal];
  return [literal, { ...literal, scheme: 'https', port: port === undefined || port === '80' ? 443 : literal.port }];
}

function covers({ scheme, host, port }: HostSource, page: Origin, origin: Origin): boolean {
  if (isSecure(scheme, page) && origin.scheme === 'http') return false;
  if (port === undefined && origin.port !== (origin.scheme === 'https' ? 443 : 80)) return false;
  if (port !== undefined && port !== '*' && Number(port) !== origin.port) return false;
  return hostMatches(host, origin.host);
}

/** A source without a scheme takes the page's (CSP3 section 6.7.2.8). */
function isSecure(scheme: string | undefined, page: Origin): boolean {
  return (scheme ?? page.scheme) === 'https' || scheme === 'wss';
}

function hostMatches(pattern: string, host: string): boolean {
  if (pattern === '*') return true;
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}

/** In the dotted form a wildcard stays one: `*.corp.test.mcas.localhost`. One label cannot hold it. */
function wildcard(pattern: string, origin: Origin, authority: string, form: HostTable['form']): string {
  const tail = authority.slice(origin.host.length);
  return form === 'dotted' && authority.startsWith(origin.host) ? pattern + tail : authority;
}

const parsedTables = /* @__PURE__ */ new WeakMap<HostTable, readonly Origin[]>();

function origins(table: HostTable): readonly Origin[] {
  const known = parsedTables.get(table);
  if (known) return known;
  const parsed = table.origins.flatMap((text) => parseOrigin(text) ?? []);
  parsedTables.set(table, parsed);
  return parsed;
}

/** Whether a list of (mapped) sources admits `https://<authority><path>` on a page of that same origin. */
export function admits(sources: readonly string[], authority: string, path: string): boolean {
  const [ownHost = '', ownPort = '443'] = authority.toLowerCase().split(':');
  return sources.some((source) => {
    if (/^(\*|'self'|https?:)$/i.test(source)) return true;
    const parsed = parseHostSource(source);
    if (!parsed || parsed.scheme?.startsWith('ws') || !hostMatches(parsed.host, ownHost)) return false;
    if (parsed.port !== '*' && (parsed.port ?? '443') !== ownPort) return false;
    if (parsed.path === '' || parsed.path === path) return true;
    return parsed.path.endsWith('/') && path.startsWith(parsed.path);
  });
}
