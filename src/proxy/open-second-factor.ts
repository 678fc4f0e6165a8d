import { join } from 'node:path';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { createAttempts } from '../identity/factors/attempts.ts';
import { createChallenges } from '../identity/factors/challenges.ts';
import { createEnrolments } from '../identity/factors/enrolment.ts';
import { createFactorStore } from '../identity/factors/factor-store.ts';
import { createKeyFactor } from '../identity/factors/key-factor.ts';
import { createRecoveryCodes } from '../identity/factors/recovery-codes.ts';
import { createSecondFactor, type SecondFactor, type SecondFactorParts } from '../identity/factors/second-factor.ts';
import { signInAuthority } from '../identity/handoff-paths.ts';
import { openKeyFile } from '../identity/key-file.ts';
import type { RecordStore } from '../identity/record-store.ts';
import type { SessionStore } from '../identity/session-store.ts';
import { factorPages } from './pages/factor-pages.ts';

/** Puts second factors together. What seals them is a file beside the store. Throws when it cannot be read or made. */
export function openSecondFactor(
  { suffix, publicPort: port, stateDirectory }: Pick<GatewayConfig, 'suffix' | 'publicPort' | 'stateDirectory'>,
  parts: Pick<SecondFactorParts, 'flows' | 'now'> & {
    readonly records: RecordStore;
    readonly sessions: SessionStore;
  },
): SecondFactor {
  const { records, sessions, flows, now } = parts;
  const key = openKeyFile(join(stateDirectory, 'factors.key'));
  const factors = createFactorStore(records, key, now);
  return createSecondFactor({
    sessions,
    flows,
    factors,
    recovery: createRecoveryCodes(records, key),
    attempts: createAttempts(records, now),
    enrolments: createEnrolments(sessions, now),
    keys: createKeyFactor(`https://${signInAuthority({ suffix, port })}`),
    challenges: createChallenges(sessions, factors, now),
    pages: factorPages,
    issuer: `Sallyport ${suffix}`,
    now,
  });
}
