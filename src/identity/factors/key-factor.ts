import { randomBytes } from 'node:crypto';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { User } from '../../model/identity.ts';
import type { EnrolledKey } from './factor-store.ts';

/** What a browser answered could not be taken; `why` is for the log. */
export interface Refused {
  readonly refused: string;
}

/** The gateway as a relying party of Web Authentication (W3C WebAuthn Level 3). Options and answers are its JSON forms. */
export interface KeyFactor {
  newChallenge(): string;
  registration(challenge: string, user: string, name: string): Promise<unknown>;
  assertion(challenge: string, key: EnrolledKey): Promise<unknown>;
  /** Checks what the browser says of a new key (section 7.1). */
  register(challenge: string, answer: string, user: User, at: number): Promise<EnrolledKey | Refused>;
  /** Checks an answer by an enrolled key (section 7.2), and gives the key with its new counter. */
  check(challenge: string, answer: string, key: EnrolledKey): Promise<EnrolledKey | Refused>;
}

/**
 * The sign-in host alone is the relying party: pages of other hosts under the suffix can neither make nor ask for its keys
 * (section 5.1.4.1: an RP ID is a suffix of the page's own host). The user must be verified, by finger, face or PIN.
 */
export function createKeyFactor(origin: string): KeyFactor {
  const rpID = new URL(origin).hostname;
  const expected = { expectedOrigin: origin, expectedRPID: rpID, requireUserVerification: true } as const;

  return {
    newChallenge: () => randomBytes(32).toString('base64url'),
    registration: (challenge, user, name) =>
      generateRegistrationOptions({
        rpName: 'Sallyport',
        rpID,
        userName: name,
        userID: Uint8Array.from(Buffer.from(user, 'base64url')),
        challenge: Uint8Array.from(Buffer.from(challenge, 'base64url')),
        attestationType: 'none',
        authenticatorSelection: { residentKey: 'discouraged', userVerification: 'required' },
      }),
    assertion: (challenge, { id, transports }) =>
      generateAuthenticationOptions({
        rpID,
        challenge: Uint8Array.from(Buffer.from(challenge, 'base64url')),
        allowCredentials: [{ id, ...(transports ? { transports: [...transports] as never[] } : {}) }],
        userVerification: 'required',
      }),
    register: (challenge, answer, { provider, name: userName }, at) =>
      orRefused(async () => {
        const said = await verifyRegistrationResponse({
          response: JSON.parse(answer),
          expectedChallenge: challenge,
          ...expected,
        });
        if (!said.verified) return { refused: 'not verified' };
        const { id, publicKey, counter, transports } = said.registrationInfo.credential;
        const key = { id, publicKey: Buffer.from(publicKey).toString('base64url'), counter };
        const ways = transports ? { transports } : {};
        return { kind: 'webauthn', provider, userName, enrolledAt: at, ...key, ...ways };
      }),
    check: (challenge, answer, key) =>
      orRefused(async () => {
        const response = JSON.parse(answer);
        // The library looks at the signature alone: which key was meant is for its caller (section 7.2, steps 5 and 6).
        if (response.id !== key.id) return { refused: 'another key' };
        const said = await verifyAuthenticationResponse({
          response,
          expectedChallenge: challenge,
          ...expected,
          credential: {
            id: key.id,
            publicKey: Uint8Array.from(Buffer.from(key.publicKey, 'base64url')),
            counter: key.counter,
          },
        });
        if (!said.verified) return { refused: 'the signature is not of this key' };
        return { ...key, counter: said.authenticationInfo.newCounter };
      }),
  };
}

/** The library throws for whatever is wrong with an answer, and a browser can send anything: each is a refusal, kept for the log. */
async function orRefused(steps: () => Promise<EnrolledKey | Refused>): Promise<EnrolledKey | Refused> {
  try {
    return await steps();
  } catch (error) {
    return { refused: String(error).slice(0, 200) };
  }
}
