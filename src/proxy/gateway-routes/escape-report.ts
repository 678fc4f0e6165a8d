import type { HostMap } from '../../model/host-map.ts';
import { REACHING } from '../../rewrite/headers/csp.ts';

/** What a confined page wanted to reach. */
export interface Escape {
  /** `evil.test` or `evil.test:8443`, as a URL has it. */
  readonly host: string;
  /** `https://evil.test` */
  readonly origin: string;
  /** The directive in whose way it came: what kind of request it was. */
  readonly directive: string;
}

const DIRECTIVES: ReadonlySet<string> = new Set(REACHING);
/** What hosts can be reached by. */
const SCHEMES = new Set(['https:', 'http:', 'wss:', 'ws:']);
/** Characters of a host with its port (RFC 1035 section 2.3.4). */
const LONGEST = 255 + ':65535'.length;

/**
 * The one thing worth keeping of a violation report (CSP3 section 5.3): which host, for what. Paths and queries may hold
 * what is the user's. Undefined for whatever is no such report. A redirect that leads out is reported as where it began,
 * so that host may be one of the app's, which comes back as its origin.
 */
export function readEscape(text: string, hosts: HostMap): Escape | undefined {
  const report = reportIn(text);
  const blocked = report?.['blocked-uri'];
  // Browsers of CSP2 write the whole directive, and name it as violated only.
  const named = report?.['effective-directive'] ?? report?.['violated-directive'];
  if (typeof blocked !== 'string' || typeof named !== 'string') return undefined;
  const directive = named.split(' ', 1)[0] as string;
  const url = URL.parse(hosts.toOrigin(blocked));
  if (!DIRECTIVES.has(directive) || !url || !SCHEMES.has(url.protocol) || url.host.length > LONGEST) return undefined;
  return { host: url.host, origin: `${url.protocol}//${url.host}`, directive };
}

function reportIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const report: unknown = (JSON.parse(text) as Readonly<Record<string, unknown>> | null)?.['csp-report'];
    return typeof report === 'object' && report !== null ? (report as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    // No JSON, no report: the caller refuses it.
    return undefined;
  }
}
