import type { CspContext } from './csp-context.ts';
import { admits } from './csp-source.ts';

/** The gateway's own routes on every app host. */
export const GATEWAY_PATH = '/.well-known/sallyport/';
/** A source that names them, with whatever host. */
export const GATEWAY_SOURCE = /^https?:\/\/[^/?#]+\/\.well-known\/sallyport\/$/i;

/** A nonce that can be told from the app's own when a browser quotes the policy in a report. */
export function gatewayNonce(random: string): string {
  return `sallyport-${random}`;
}

export function isGatewayNonce(source: string): boolean {
  return /^'nonce-sallyport-[\w-]+'$/.test(source);
}

/** A digest as a source, spelled as nobody else does: to a browser its letter case says nothing (CSP3 section 2.3.1). */
export function gatewayDigest(digest: string): string {
  return `'${digest.replace(/^sha/, 'sHA')}'`;
}

export function isGatewayDigest(source: string): boolean {
  return /^'sHA\d+-/.test(source);
}

/** A directive that an admission replaces or adds. */
export interface Admission {
  readonly directive: string;
  readonly values: readonly string[];
}

/** Looks at the directives of one policy; answers what must change so that the page runtime can do its work, or nothing. */
export type Admit = (policy: ReadonlyMap<string, readonly string[]>, context: CspContext) => Admission | undefined;

/**
 * The runtime is an external script of the page's own host with our nonce. A nonce beside an effective 'unsafe-inline'
 * would turn that off (CSP3 section 6.7.3.2), so there its address is named instead, where it is not admitted anyway.
 */
export const admitRuntime: Admit = (policy, context) => {
  const governing = ['script-src-elem', 'script-src', 'default-src'].find((name) => policy.has(name));
  if (governing === undefined) return undefined;
  const values = policy.get(governing) as readonly string[];
  const strict = values.some((value) => /^'(nonce-|sha(256|384|512)-|strict-dynamic'$)/i.test(value));
  const inline = !strict && values.some((value) => value.toLowerCase() === "'unsafe-inline'");
  if (inline && admitsGateway(values, context)) return undefined;
  const added = inline ? gatewaySource(context) : `'nonce-${context.nonce}'`;
  return added === undefined ? undefined : widened(governing, 'script-src', values, added);
};

/** A style sheet in the page that a digest lets in is let in by our nonce once its URLs are mapped. */
export const admitStyles: Admit = (policy, { nonce }) => {
  const governing = ['style-src-elem', 'style-src', 'default-src'].find((name) => policy.has(name));
  const values = governing === undefined ? [] : (policy.get(governing) ?? []);
  if (governing === undefined || !values.some((value) => /^'sha(256|384|512)-/i.test(value))) return undefined;
  return widened(governing, 'style-src-elem', values, `'nonce-${nonce}'`);
};

/** What the page's guards report goes to the gateway's path on the page's own host. */
export const admitReports: Admit = (policy, context) => {
  const governing = ['connect-src', 'default-src'].find((name) => policy.has(name));
  if (governing === undefined) return undefined;
  const values = policy.get(governing) as readonly string[];
  const added = admitsGateway(values, context) ? undefined : gatewaySource(context);
  return added === undefined ? undefined : widened(governing, 'connect-src', values, added);
};

/** The name of the one policy that the runtime makes (Trusted Types, "trusted-types directive"). */
export const OWN_TYPES = 'sallyport';

export const admitTypes: Admit = (policy) => {
  const values = policy.get('trusted-types');
  if (!values || values.includes('*') || values.includes(OWN_TYPES)) return undefined;
  return widened('trusted-types', 'trusted-types', values, OWN_TYPES);
};

/** A frame, an object or an embedded document of the app's may be led to the gateway's viewer; a page that has none of them gets none. */
const admitViewer =
  (own: string, ...fallbacks: readonly string[]): Admit =>
  (policy, { viewer }) => {
    const governing = [own, ...fallbacks].find((name) => policy.has(name));
    const values = governing === undefined ? [] : (policy.get(governing) ?? []);
    if (viewer === undefined || values.length === 0) return undefined;
    if (values.some((value) => /^('none'|\*|https?:)$/i.test(value)) || values.includes(viewer)) return undefined;
    return { directive: own, values: [...values, viewer] };
  };
export const admitViewerInFrames: Admit = /* @__PURE__ */ admitViewer('frame-src', 'child-src', 'default-src');
export const admitViewerInObjects: Admit = /* @__PURE__ */ admitViewer('object-src', 'default-src');

/** What only default-src says is written out for the one kind of request concerned, so that no other kind gains it. */
function widened(governing: string, own: string, values: readonly string[], added: string): Admission {
  const kept = values.filter((value) => value.toLowerCase() !== "'none'");
  return { directive: governing === 'default-src' ? own : governing, values: [...kept, added] };
}

function admitsGateway(values: readonly string[], { hosts, origin }: CspContext): boolean {
  const authority = hosts.suffixAuthority(origin);
  return authority !== undefined && admits(values, authority, GATEWAY_PATH);
}

function gatewaySource({ hosts, origin }: CspContext): string | undefined {
  const authority = hosts.suffixAuthority(origin);
  return authority && `https://${authority}${GATEWAY_PATH}`;
}
