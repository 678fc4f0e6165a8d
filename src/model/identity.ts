import type { CertificateOutcome } from './certificate.ts';
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
  /** What client certificates say, apart from the other tags; it is found anew for each exchange and never stored. */
  readonly certificate?: CertificateTag;
}

/** The tag of a good client certificate. `held` undefined means that the browser was not asked. */
export interface CertificateTag {
  readonly tag: string;
  readonly held: boolean | undefined;
  readonly outcome?: CertificateOutcome;
}

/** Every tag known to apply; undefined when nothing is known at all. */
export function deviceTagsOf({ tags, certificate }: Device): readonly string[] | undefined {
  if (certificate?.held === undefined) return tags;
  return [...(tags ?? []), ...(certificate.held ? [certificate.tag] : [])];
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
  /** Set where an access token told the user: there is no session in the store, and it is asked for with each request. */
  readonly byToken?: true;
  /** Epoch milliseconds at which the identity provider last said all this. */
  readonly claimsAt?: number;
  /** Set where the provider can say it anew without the user. */
  readonly renewable?: true;
  /** What of the sign-in was not seen before with this user; a part left out was not compared. */
  readonly firstSeen?: { readonly device?: boolean; readonly country?: boolean };
}
