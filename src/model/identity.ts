import type { AuthenticationFacts, RiskLevel } from './decision.ts';

/** Who signed in. `subject` is unique together with `provider` (iss + sub); names are for people, never for decisions by look. */
export interface User {
  readonly provider: string;
  readonly subject: string;
  /** UPN or preferred user name, as shown in the log. */
  readonly name: string;
  readonly email?: string;
  readonly groups: readonly string[];
}

/** What is known of the device. `tags` undefined means that nobody could tell (unknown), `[]` that none applies. */
export interface Device {
  readonly tags?: readonly string[];
  readonly userAgent: string;
}

/** A live gateway session, as stages see it. Times are epoch milliseconds. */
export interface Session {
  readonly id: string;
  readonly user: User;
  readonly device: Device;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** How the user signed in, as far as the identity provider said. */
  readonly authentication?: AuthenticationFacts;
  /** The risk the identity provider named. */
  readonly risk?: RiskLevel;
  /** What of the sign-in was not seen before with this user; a part left out was not compared. */
  readonly firstSeen?: { readonly device?: boolean; readonly country?: boolean };
}
