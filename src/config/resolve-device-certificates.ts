import { existsSync } from 'node:fs';
import type { DeviceCertificatesConfig } from './gateway-config.ts';
import type { GatewayDocument } from './gateway-schema.ts';

/** What reading the settings of client certificates takes; paths of faults begin at the root of the file. */
export interface DeviceCertificateReading {
  readonly absolute: (path: string) => string;
  readonly pems: (paths: readonly string[], at: readonly PropertyKey[]) => string[];
  readonly fault: (path: readonly PropertyKey[], message: string, fix: string) => void;
}

/** Client certificates with their files read. */
export function resolvedDeviceCertificates(
  { devices: { certificates } }: GatewayDocument,
  { absolute, pems, fault }: DeviceCertificateReading,
): DeviceCertificatesConfig | undefined {
  if (!certificates) return undefined;
  const at = ['devices', 'certificates'];
  const { mode, crls, ocsp } = certificates.revocation;
  // Without anybody to ask every certificate would pass, and nobody would have said that it may.
  if (mode !== 'off' && crls.length + ocsp.length === 0)
    fault([...at, 'revocation'], 'names nobody who could tell what was revoked', 'write crls or ocsp, or mode: off');
  const isUrl = (place: string): boolean => /^https?:/i.test(place);
  for (const [index, place] of crls.entries())
    if (!isUrl(place) && !existsSync(absolute(place)))
      fault([...at, 'revocation', 'crls', index], `${place} does not exist`, 'give the path of a list, or its address');
  const { publishCrl, forwarded } = certificates;
  if (publishCrl !== undefined && !existsSync(absolute(publishCrl)))
    fault([...at, 'publishCrl'], `${publishCrl} does not exist`, 'give the path of a list, relative to this file');
  return {
    ...certificates,
    authorities: pems(certificates.authorities, [...at, 'authorities']),
    revocation: { ...certificates.revocation, crls: crls.map((place) => (isUrl(place) ? place : absolute(place))) },
    publishCrl: publishCrl === undefined ? undefined : absolute(publishCrl),
    forwarded: forwarded && { ...forwarded, chainHeader: forwarded.chainHeader },
  };
}
