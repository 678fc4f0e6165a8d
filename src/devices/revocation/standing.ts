import type { X509Certificate } from 'node:crypto';

/** `unknown`: somebody who could tell did not answer. `uncovered`: nobody speaks for this authority. */
export type Standing = 'good' | 'revoked' | 'unknown' | 'uncovered';

/** Somebody who knows whether a certificate was revoked. */
export type AskStanding = (certificate: X509Certificate, issuer: X509Certificate) => Promise<Standing>;

/** Of several answers the one that counts: revoked beats all, and any knowledge beats none. */
export function strongest(standings: readonly Standing[]): Standing {
  const order: readonly Standing[] = ['revoked', 'good', 'unknown'];
  return order.find((each) => standings.includes(each)) ?? 'uncovered';
}
