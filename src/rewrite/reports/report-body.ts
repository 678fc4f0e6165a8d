import type { HostMap } from '../../model/host-map.ts';
import { toOriginText } from '../headers/origin-text.ts';
import { plainPolicy } from '../headers/plain-policy.ts';
import { undoCut } from '../js/undo-cut.ts';
import { unmark } from '../mark.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Media types of what browsers report by themselves (CSP3 section 5.3, Reporting API section 3.3). */
export function isReport(contentType: string | undefined): boolean {
  return /^application\/(?:csp-report|reports\+json)[\t ]*(?:;|$)/i.test((contentType ?? '').trim());
}

/** Members that name what was blocked, in either spelling. */
const BLOCKED = ['blocked-uri', 'blockedURL'];
/** Members that say which file did it, and where. */
const SOURCES = ['source-file', 'sourceFile'];
const PLACES = ['line-number', 'column-number', 'lineNumber', 'columnNumber'];
const SAMPLES = ['sample', 'script-sample'];
/** What a report is about, in either form. */
const BODIES = ['csp-report', 'body'];
const POLICIES = ['original-policy', 'originalPolicy'];

/**
 * A report as the app's own browser would have sent it: suffix URLs back at their origins, the gateway's part of a policy
 * left out. What was reported of the page runtime alone is dropped; undefined when nothing else was. A text that is no
 * JSON comes back as it is.
 */
export function rewriteReport(text: string, hosts: HostMap): string | undefined {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    // Not ours to judge: the app is sent what the browser sent, without suffix hosts.
    return toOriginText(text, hosts);
  }
  const reports = Array.isArray(value) ? value.filter((each) => !isOwn(each)) : isOwn(value) ? undefined : value;
  if (reports === undefined || (Array.isArray(reports) && reports.length === 0 && !isEmptyList(value)))
    return undefined;
  return JSON.stringify(translated(reports, hosts));
}

function isEmptyList(value: Json): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of what is reported: `csp-report` of the old form, `body` of the new one. */
function bodyOf(report: Json): { readonly [name: string]: Json } {
  const inner = isObject(report) ? (report['csp-report'] ?? report['body']) : undefined;
  return isObject(inner) ? inner : {};
}

/** Whether the gateway's own files were blocked. */
function isOwn(report: Json): boolean {
  const body = bodyOf(report);
  return BLOCKED.some((name) => isGatewayUrl(body[name]));
}

function isGatewayUrl(value: Json | undefined): boolean {
  return typeof value === 'string' && /^https?:\/\/[^/?#]+\/\.well-known\/sallyport\//i.test(value);
}

function translated(value: Json, hosts: HostMap, isBody = false): Json {
  if (typeof value === 'string') return toOriginText(unmark(value), hosts);
  if (Array.isArray(value)) return value.map((each: Json) => translated(each, hosts));
  if (!isObject(value)) return value;
  // A hook of the page runtime stands where the browser saw the call: the app is told no file rather than ours. Some browsers leave it out themselves.
  const fromRuntime = SOURCES.some((name) => isGatewayUrl(value[name]));
  const isNowhere = fromRuntime || (isBody && !SOURCES.some((name) => value[name]));
  const hidden = [...(fromRuntime ? [...SOURCES, ...SAMPLES] : []), ...(isNowhere ? PLACES : [])];
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !hidden.includes(name))
      // Where the browser met the gateway is no business of the app's.
      .filter(([name]) => name !== 'server_ip')
      .map(([name, each]) => [name, member(name, each, hosts)]),
  );
}

function member(name: string, value: Json, hosts: HostMap): Json {
  if (typeof value !== 'string') return translated(value, hosts, BODIES.includes(name));
  if (POLICIES.includes(name)) return plainPolicy(value, hosts);
  return translated(SAMPLES.includes(name) ? undoCut(value) : value, hosts);
}
