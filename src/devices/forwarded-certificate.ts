import type { PresentedCertificate } from '../model/certificate.ts';
import { type HeaderList, headerValues } from '../model/headers.ts';
import { type IpRange, inRange, parseIpRange } from '../policy/ip-range.ts';
import { fromPem } from './pem.ts';
import type { VerifyChain } from './verify-chain.ts';

/** How proxies write a certificate into a field: as RFC 9440 says, as percent-encoded PEM, or as plain base64 of the DER. */
export const FORWARDED_FORMATS = ['rfc9440', 'pem', 'base64'] as const;
export type ForwardedFormat = (typeof FORWARDED_FORMATS)[number];

export interface ForwardedSettings {
  /** Addresses and ranges of the proxies that end TLS; nobody else is believed. */
  readonly from: readonly string[];
  /** Field names, lower case. */
  readonly header: string;
  readonly chainHeader: string | undefined;
  readonly format: ForwardedFormat;
}

/** Certificates that a proxy in front received. */
export interface ForwardedCertificates {
  /** Whether the connection comes from such a proxy. */
  isFrom(remoteAddress: string): boolean;
  /** What the browser gave the proxy. Rejects when the fields say anything but one certificate. */
  read(headers: HeaderList): Promise<PresentedCertificate | undefined>;
}

const DECODERS: Readonly<Record<ForwardedFormat, (value: string) => Buffer[]>> = {
  // A byte sequence, or a list of them (RFC 8941 section 3.3.5).
  rfc9440: (value) => value.split(',').map((each) => base64(/^\s*:([A-Za-z0-9+/=]+):\s*$/.exec(each)?.[1])),
  pem: (value) => {
    const found = fromPem('CERTIFICATE', decodeURIComponent(value));
    if (found.length === 0) throw new Error('no certificate in the PEM');
    return found;
  },
  base64: (value) => value.split(',').map((each) => base64(/^\s*([A-Za-z0-9+/=]+)\s*$/.exec(each)?.[1])),
};

export function createForwardedCertificates(
  { from, header, chainHeader, format }: ForwardedSettings,
  verify: VerifyChain,
): ForwardedCertificates {
  const ranges = from.map((text) => parseIpRange(text)).filter((range): range is IpRange => range !== undefined);
  const decode = DECODERS[format];

  function certificatesIn(headers: HeaderList, name: string): Buffer[] {
    const values = headerValues(headers, name);
    // Two fields are two readers' disagreement: one of them may have come through from the browser.
    if (values.length > 1) throw new Error(`${values.length} fields ${name}`);
    const [value = ''] = values;
    return value.trim() === '' ? [] : decode(value);
  }

  return {
    isFrom: (remoteAddress) => ranges.some((range) => inRange(remoteAddress, range) === true),
    async read(headers) {
      const [leaf, ...more] = certificatesIn(headers, header);
      if (!leaf) return undefined;
      const sent = chainHeader === undefined ? [] : certificatesIn(headers, chainHeader);
      return verify([leaf, ...more, ...sent]);
    },
  };
}

function base64(text: string | undefined): Buffer {
  if (text === undefined) throw new Error('no base64');
  return Buffer.from(text, 'base64');
}
