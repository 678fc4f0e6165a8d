import type { HostForm, Origin } from '../model/host-map.ts';

/** DNS limits (RFC 1035 section 2.3.4). */
export const MAX_LABEL = 63;
export const MAX_NAME = 253;
/** Labels under the suffix that are the gateway's own hosts. */
const RESERVED = /^(?:login|device)$/;

/** How an origin is written under the suffix: `lead + body + tail`, where only `body` stands for the host itself. */
export interface SuffixName {
  readonly lead: string;
  readonly body: string;
  readonly tail: string;
}

const PORT_LABEL = /(^|\.)https?-\d+$/;
/** How an IPv6 address looks under the suffix; a DNS name may not look so. */
const IP6_NAME = /^([0-9a-f]{1,4}-){7}[0-9a-f]{1,4}\.ip6$/;

const NAMERS: Readonly<Record<HostForm, (origin: Origin, suffix: string, ip6: string | undefined) => SuffixName>> = {
  /**
   * The host's own dots. A port or scheme other than https on 443 is one more label, `http-8080`; a host that ends in what
   * looks like such a label always gets one, so the last label says which it is.
   */
  dotted: ({ scheme, host, port }, suffix, groups) => {
    const plain = scheme === 'https' && port === 443 && !PORT_LABEL.test(host);
    const tail = plain ? `.${suffix}` : `.${scheme}-${port}.${suffix}`;
    return { lead: '', body: groups ?? host, tail: groups === undefined ? tail : `.ip6${tail}` };
  },
  /**
   * One label: `.` as `-`, `-` as `--`. In a name whose labels neither begin nor end with a hyphen, hyphens then come alone
   * or in even runs, so a run of three can only be a separator: `legacy-corp-test---http-8080`. `p---` keeps a label from
   * beginning with `xn--`, which browsers would take for Punycode.
   */
  label: ({ scheme, host, port }, suffix, groups) => {
    const body = groups ?? host.replaceAll('-', '--').replaceAll('.', '-');
    const marks = [
      ...(groups === undefined ? [] : ['ip6']),
      ...(scheme === 'https' && port === 443 ? [] : [`${scheme}-${port}`]),
    ];
    return {
      lead: body.startsWith('xn--') ? 'p---' : '',
      body,
      tail: `${marks.map((mark) => `---${mark}`).join('')}.${suffix}`,
    };
  },
};

/**
 * The name of an origin under `suffix`; `groupsOf` gives the eight groups of an IPv6 address in brackets, in hex. Two origins without a fault (see `suffixNameFault`) never have
 * the same one.
 */
export function suffixNameOf(
  origin: Origin,
  form: HostForm,
  suffix: string,
  groupsOf: (host: string) => readonly string[] | undefined,
): SuffixName {
  return NAMERS[form](origin, suffix, origin.host.startsWith('[') ? groupsOf(origin.host)?.join('-') : undefined);
}

/** Why an origin cannot be written under the suffix; suffix-fault.ts has the sentences. */
export type SuffixFault = 'below' | 'empty' | 'ip6' | 'hyphen' | 'name' | 'label' | 'reserved';

/** Undefined when `name` can stand for the host. */
export function suffixNameFault(
  { host }: Origin,
  form: HostForm,
  suffix: string,
  name: SuffixName,
): SuffixFault | undefined {
  const whole = name.lead + name.body + name.tail;
  const own = whole.slice(0, -suffix.length - 1);
  const labels = own.split('.');
  if (host === suffix || host.endsWith(`.${suffix}`)) return 'below';
  if (labels.includes('')) return 'empty';
  if (form === 'dotted' && IP6_NAME.test(host)) return 'ip6';
  if (form === 'label' && /(^|\.)-|-(\.|$)/.test(host)) return 'hyphen';
  if (whole.length > MAX_NAME) return 'name';
  if (labels.some((label) => label.length > MAX_LABEL)) return 'label';
  return RESERVED.test(own) ? 'reserved' : undefined;
}
