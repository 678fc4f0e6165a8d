import type { CertificateOutcome } from '../../model/certificate.ts';
import type { Authorities } from '../authorities.ts';
import type { RevocationSettings } from '../certificate-settings.ts';
import { type AskStanding, type Standing, strongest } from '../revocation/standing.ts';
import type { CertificateRule } from './contract.ts';

/**
 * Nothing on the path was revoked. What came from outside must be vouched for as the settings say; an intermediate the
 * operator installed is trusted by that and only falls when it was revoked.
 */
export function revocation(
  { mode, uncovered }: Pick<RevocationSettings, 'mode' | 'uncovered'>,
  authorities: Authorities,
  askers: readonly AskStanding[],
): CertificateRule {
  const outcomes: Readonly<Record<Standing, CertificateOutcome | undefined>> = {
    good: undefined,
    revoked: 'revoked',
    unknown: mode === 'hard' ? 'revocation-unknown' : undefined,
    uncovered: uncovered === 'refuse' ? 'revocation-uncovered' : undefined,
  };
  return async ({ path = [] }) => {
    if (mode === 'off') return undefined;
    for (const [index, issuer] of path.slice(1).entries()) {
      const certificate = path[index] as typeof issuer;
      const standing = strongest(await Promise.all(askers.map((ask) => ask(certificate, issuer))));
      if (standing !== 'revoked' && authorities.includes(certificate)) continue;
      const outcome = outcomes[standing];
      if (outcome) return outcome;
    }
    return undefined;
  };
}
