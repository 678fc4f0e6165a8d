import type { RiskLevel } from '../../model/decision.ts';

/** Who makes the recorded requests, and on what device. What is left out is unknown, as it is to a gateway. */
export interface Asker {
  readonly user: string;
  readonly email?: string | undefined;
  readonly groups: readonly string[];
  /** Tags of the device; `[]` for none. */
  readonly device?: readonly string[] | undefined;
  /** Whether the device holds a good client certificate. */
  readonly certificate?: boolean | undefined;
  readonly userAgent?: string | undefined;
  readonly ip?: string | undefined;
  readonly risk?: RiskLevel | undefined;
  /** How the user signed in. */
  readonly strengths?: readonly string[] | undefined;
  /** Epoch milliseconds. */
  readonly signedIn?: number | undefined;
}

/** Somebody of whom nothing is known. */
export const ANYBODY: Asker = { user: 'somebody', groups: [] };
