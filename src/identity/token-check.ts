import { createRemoteJWKSet, customFetch, type JWTVerifyResult, jwtVerify } from 'jose';

/** Signature algorithms a provider's token may have: with a key pair each. No `none`, nothing with a shared secret (RFC 8725 section 3.1). */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'],
  ...['EdDSA', 'Ed25519'],
];
/** Milliseconds between two looks for a key that is not known: keys rotate, and anybody can name a key that is none. */
const COOL_DOWN = 10_000;
/** Milliseconds for which keys are used on that the provider does not give out again: it may be down, it may have withdrawn them. */
const USED_ON = 24 * 3_600_000;

export interface TokenCheckParts {
  readonly fetcher: typeof fetch;
  readonly now: () => number;
  readonly warn: (detail: string) => void;
  /** Milliseconds by which clocks may differ. */
  readonly clockSkew: number;
  /** Milliseconds in which the keys must have come. */
  readonly timeout: number;
}

export interface ExpectedToken {
  readonly issuer: string;
  readonly audience: string;
  /** The `typ` it must have. */
  readonly typ?: string;
}

/** Checks that a token is signed with the provider's published keys, for us, and that it has not ended; gives what it says. */
export type CheckToken = (token: string, expected: ExpectedToken) => Promise<JWTVerifyResult>;

/** Rejects with jose's error for a token that is not the provider's, with the fetch's error when the keys cannot be had. */
export function createTokenCheck(jwksUri: string, parts: TokenCheckParts): CheckToken {
  const keys = createRemoteJWKSet(new URL(jwksUri), {
    cooldownDuration: COOL_DOWN,
    timeoutDuration: parts.timeout,
    [customFetch]: keysWhileSilent(parts),
  });
  const clockTolerance = Math.round(parts.clockSkew / 1000);
  return (token, expected) => jwtVerify(token, keys, { ...expected, algorithms: ALGORITHMS, clockTolerance });
}

/** The keys as they were last given out, while the provider gives none: a sign-in elsewhere at it shows that it lives. */
function keysWhileSilent({ fetcher, now, warn }: TokenCheckParts): typeof fetch {
  let last: { readonly text: string; readonly at: number } | undefined;
  return async (input, init) => {
    try {
      const answer = await fetcher(input, init);
      if (answer.status !== 200) throw new Error(`the keys’ address answered ${answer.status}`);
      const text = await answer.text();
      if (!Array.isArray((JSON.parse(text) as { keys?: unknown } | null)?.keys)) throw new Error('no set of keys');
      last = { text, at: now() };
      return new Response(text, { status: 200 });
    } catch (error) {
      if (last === undefined || now() - last.at > USED_ON) throw error;
      warn(`${String(input)}: no keys; the last ones are used on: ${error instanceof Error ? error.message : ''}`);
      return new Response(last.text, { status: 200 });
    }
  };
}
