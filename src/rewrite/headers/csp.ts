import { type HostMap, type Origin, serializeOrigin } from '../../model/host-map.ts';

export interface CspContext {
  readonly hosts: HostMap;
  /** The app host that sent the policy. */
  readonly origin: Origin;
  /** Fresh for each document; carried by the injected runtime element. */
  readonly nonce: string;
}

/** One parsed directive: name in lower case, values as written. */
type Directive = readonly [name: string, values: readonly string[]];

const FETCH_DIRECTIVES: ReadonlySet<string> = new Set([
  'child-src', 'connect-src', 'default-src', 'fenced-frame-src', 'font-src', 'frame-src', 'img-src', 'manifest-src', 'media-src',
  'object-src', 'prefetch-src', 'script-src', 'script-src-attr', 'script-src-elem', 'style-src', 'style-src-attr', 'style-src-elem', 'worker-src',
]);
const SOURCE_DIRECTIVES: ReadonlySet<string> = new Set([...FETCH_DIRECTIVES, 'base-uri', 'form-action', 'frame-ancestors', 'navigate-to']);
/** Directives that govern a script element, strongest first (CSP3 section 6.8.3). */
const SCRIPT_ELEMENT = ['script-src-elem', 'script-src', 'default-src'] as const;
/** Directives that govern a connection of the page. */
const CONNECT = ['connect-src', 'default-src'] as const;
const GATEWAY_PATH = '/.well-known/sallyport/';

/**
 * A policy of the app as the browser must hold it: hosts mapped, the page runtime admitted, nothing stripped and nothing
 * loosened beyond what the runtime's own two paths need. Several policies in one field stay several.
 */
export function rewriteCsp(value: string, context: CspContext): string {
  return splitPolicies(value).map((policy) => rewritePolicy(policy, context)).join(', ');
}

/** A comma never occurs inside a serialized policy (CSP3 section 2.2.2). */
function splitPolicies(value: string): string[] {
  return value.split(',').map((policy) => policy.trim()).filter((policy) => policy !== '');
}

function rewritePolicy(policy: string, context: CspContext): string {
  const seen = new Set<string>();
  const directives: Directive[] = [];
  for (const text of policy.split(';')) {
    const [name, ...values] = text.trim().split(/\s+/);
    if (!name || seen.has(name.toLowerCase())) continue;
    seen.add(name.toLowerCase());
    directives.push([name.toLowerCase(), mapValues(name.toLowerCase(), values, context)]);
  }
  return withTrustedTypes(admitConnect(admitRuntime(directives, context), context))
    .map(([name, values]) => [name, ...values].join(' '))
    .join('; ');
}

function mapValues(name: string, values: readonly string[], context: CspContext): readonly string[] {
  if (SOURCE_DIRECTIVES.has(name)) return values.flatMap((source) => mapSource(source, context.hosts));
  if (name === 'report-uri') return values.map((url) => context.hosts.toSuffix(url));
  return values;
}

/** A host-source on a protected host becomes its suffix host; a wildcard becomes the suffix hosts it covers and stays itself. */
export function mapSource(source: string, hosts: HostMap): readonly string[] {
  const match = /^(?:(https?|wss?):\/\/)?(\*\.)?([a-z0-9_.[\]:-]+?)(?::(\d+|\*))?(\/.*)?$/i.exec(source);
  if (!match || source.startsWith("'") || /^[a-z][a-z0-9+.-]*:$/i.test(source)) return [source];
  const [, scheme, wildcard, host, port, path = ''] = match as unknown as [string, string | undefined, string | undefined, string, string | undefined, string | undefined];
  if (!host.includes('.') && !wildcard && !scheme && host !== 'localhost') return [source];
  const suffixScheme = scheme === undefined ? '' : scheme.toLowerCase().startsWith('ws') ? 'wss://' : 'https://';
  const covered = hosts.table.origins.filter((text) => {
    const origin = text.replace(/^https?:\/\//, '');
    const originHost = origin.replace(/:\d+$/, '');
    const originPort = /:(\d+)$/.exec(origin)?.[1] ?? (text.startsWith('https') ? '443' : '80');
    const secure = text.startsWith('https');
    if (scheme && /^(https|wss)$/i.test(scheme) && !secure) return false;
    if (port !== '*' && port !== undefined && port !== originPort) return false;
    if (port === undefined && originPort !== (secure ? '443' : '80')) return false;
    return wildcard ? originHost.endsWith(`.${host.toLowerCase()}`) : originHost === host.toLowerCase();
  });
  const mapped = covered.map((text) => suffixScheme + hosts.toSuffix(text).replace(/^https:\/\//, '') + path);
  if (mapped.length === 0) return [source];
  return wildcard ? [source, ...mapped] : mapped;
}

/** The runtime is an external script of the page's own host, with our nonce. */
function admitRuntime(directives: readonly Directive[], context: CspContext): readonly Directive[] {
  const names = new Map(directives);
  const governing = SCRIPT_ELEMENT.find((name) => names.has(name));
  if (!governing) return directives;
  const values = names.get(governing) as readonly string[];
  const lower = values.map((value) => value.toLowerCase());
  // A nonce beside 'unsafe-inline' would turn 'unsafe-inline' off (CSP3 section 6.7.3.2), so the path is named instead.
  const nonces = lower.some((value) => /^'(nonce-|sha(256|384|512)-|strict-dynamic')/.test(value));
  const source = nonces || !lower.includes("'unsafe-inline'") ? `'nonce-${context.nonce}'` : gatewaySource(context);
  const admitted = [...values.filter((_value, index) => lower[index] !== "'none'"), source];
  // Scripts alone gain it: what only default-src said is written out for script-src.
  if (governing === 'default-src') return [...directives, ['script-src', admitted]];
  return directives.map(([name, old]) => (name === governing ? [name, admitted] : [name, old]));
}

/** Reports of the page's guards go to the gateway's path on the page's own host. */
function admitConnect(directives: readonly Directive[], context: CspContext): readonly Directive[] {
  const names = new Map(directives);
  const governing = CONNECT.find((name) => names.has(name));
  if (!governing) return directives;
  const values = names.get(governing) as readonly string[];
  if (values.some((value) => value === '*' || value.toLowerCase() === "'self'" || value.toLowerCase() === 'https:')) return directives;
  const admitted = [...values.filter((value) => value.toLowerCase() !== "'none'"), gatewaySource(context)];
  if (governing === 'default-src') return [...directives, ['connect-src', admitted]];
  return directives.map(([name, old]) => (name === governing ? [name, admitted] : [name, old]));
}

function gatewaySource({ hosts, origin }: CspContext): string {
  return `${hosts.toSuffix(serializeOrigin(origin))}${GATEWAY_PATH}`;
}

/** The runtime makes one policy of its own where the app restricts policy names (Trusted Types section 3.2). */
function withTrustedTypes(directives: readonly Directive[]): readonly Directive[] {
  return directives.map(([name, values]) => {
    if (name !== 'trusted-types' || values.includes('*')) return [name, values];
    return [name, [...values.filter((value) => value !== "'none'"), 'sallyport']];
  });
}
