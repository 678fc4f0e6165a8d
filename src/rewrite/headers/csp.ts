import { trimmedEnd } from '../../model/trimmed.ts';
import { markPath } from '../mark.ts';
import {
  type Admit,
  admitReports,
  admitRuntime,
  admitStyles,
  admitTypes,
  admitViewerInFrames,
  admitViewerInObjects,
  gatewayDigest,
} from './csp-admission.ts';
import type { CspContext } from './csp-context.ts';
import { mapSource } from './csp-source.ts';
import { hashOf } from './inline-policy.ts';

type MapValue = (value: string, context: CspContext, names: ReadonlySet<string>) => readonly string[];

/** A digest lets in what the text that has it becomes, beside the text itself. */
const source = (value: string, { hosts, origin, digests }: CspContext): readonly string[] => {
  const changed = digests && hashOf(value).flatMap((own) => digests.get(own) ?? []);
  return changed?.length ? [value, ...changed.map(gatewayDigest)] : mapSource(value, hosts, origin);
};

/** What a module may be (CSP3 section 6.8.1): a source with a path does not cover that path behind a grant. */
const OF_MODULES: ReadonlySet<string> = new Set([
  'connect-src',
  'default-src',
  'script-src',
  'script-src-elem',
  'style-src',
  'style-src-elem',
  'worker-src',
]);
const moduleSource: MapValue = (value, context) => {
  const mapped = source(value, context);
  const { moduleGrant, hosts, origin } = context;
  if (moduleGrant === undefined) return mapped;
  const own = hosts.suffixAuthority(origin);
  const granted = mapped.flatMap((each) => {
    const authority = /^(?:https:\/\/)?([^/]+)\/./i.exec(each)?.[1];
    return authority === undefined || authority === own || hosts.originOf(authority) === undefined
      ? []
      : [markPath(/^https:/i.test(each) ? each : `https://${each}`, moduleGrant)];
  });
  return [...mapped, ...granted];
};

/** Directives that say what a page may load or send to, and those that fall back to default-src (CSP3 section 6). */
export const REACHING = [
  'child-src',
  'connect-src',
  'default-src',
  'fenced-frame-src',
  'font-src',
  'form-action',
  'frame-src',
  'img-src',
  'manifest-src',
  'media-src',
  'object-src',
  'prefetch-src',
  'script-src',
  'script-src-attr',
  'script-src-elem',
  'style-src',
  'style-src-attr',
  'style-src-elem',
  'worker-src',
] as const;

const same = (url: string): string => url;

/** Directives whose values name hosts. Every other one (sandbox, report-to, upgrade-insecure-requests …) stays as it is. */
const VALUES: ReadonlyMap<string, MapValue> = new Map([
  ...[...REACHING, 'base-uri', 'frame-ancestors', 'navigate-to'].map(
    (name) => [name, OF_MODULES.has(name) ? moduleSource : source] as const,
  ),
  [
    'report-uri',
    (value, { hosts, fieldUrl = same }, names) => [
      fieldUrl(hosts.toSuffix(value), names.has('frame-ancestors') ? 'framing' : 'report'),
    ],
  ],
]);

const ADMISSIONS: readonly Admit[] = [
  admitRuntime,
  admitStyles,
  admitReports,
  admitTypes,
  admitViewerInFrames,
  admitViewerInObjects,
];

/** Blanks before the name, the name, and the rest of one directive. */
const DIRECTIVE = /^([\t\n\f\r ]*)([^\t\n\f\r ]+)(.*)$/s;
const nameOf = (directive: readonly string[] | null): string => (directive?.[2] ?? '').toLowerCase();

/**
 * The policies of an app as the browser must hold them: hosts mapped, the page runtime admitted, nothing stripped and
 * nothing loosened beyond what the runtime needs. For both header fields and for `<meta http-equiv>`. What does not change
 * stays byte for byte.
 */
export function rewriteCsp(value: string, context: CspContext): string {
  // A comma separates policies and never occurs inside one (CSP3 section 2.2.2).
  return value
    .split(',')
    .map((policy) => rewritePolicy(policy, context))
    .join(',');
}

function rewritePolicy(policy: string, context: CspContext): string {
  const parts = policy.split(';');
  const places = new Map<string, number>();
  const values = new Map<string, readonly string[]>();
  const directives = parts.map((text) => DIRECTIVE.exec(text));
  const names = new Set(directives.map(nameOf));
  const put = (place: number, next: readonly string[]): void => {
    const [, blank = '', name = ''] = DIRECTIVE.exec(parts[place] as string) ?? [];
    parts[place] = [blank + name, ...next].join(' ');
  };
  for (const [place, match] of directives.entries()) {
    const name = nameOf(match);
    // Of two directives with one name the first counts (CSP3 section 2.2.1, step 5).
    if (name === '' || places.has(name)) continue;
    const old = (match?.[3] ?? '').split(/[\t\n\f\r ]+/).filter((each) => each !== '');
    const map = VALUES.get(name);
    const next = map ? old.flatMap((each) => map(each, context, names)) : old;
    places.set(name, place);
    values.set(name, next);
    if (next.length !== old.length || next.some((each, at) => each !== old[at])) put(place, next);
  }
  const added: string[] = [];
  for (const admit of ADMISSIONS) {
    const admission = admit(values, context);
    if (!admission) continue;
    const place = places.get(admission.directive);
    if (place === undefined) added.push([admission.directive, ...admission.values].join(' '));
    else put(place, admission.values);
  }
  const text = parts.join(';');
  return added.length === 0 ? text : [trimmedEnd(text, ';\t\n\f\r '), ...added].join('; ');
}
