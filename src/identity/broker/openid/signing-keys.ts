import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newSigningKey, signingJwk } from './signing-key.ts';

const DAY = 86_400_000;
/** Milliseconds one key signs. */
const SIGNS = 90 * DAY;
/** Milliseconds a key is published before it signs, and after its successor has begun: apps keep key sets for hours, some for days. */
const AROUND = 14 * DAY;

/** A key of the file: PEM of PKCS #8, and from when it signs in epoch milliseconds. */
interface KeptKey {
  readonly pem: string;
  readonly from: number;
}

/** What tokens are signed with now, and what they are checked with. */
export interface SigningKeys {
  /** Private keys as JWKs; the first signs. The same array as long as nothing has changed. */
  current(): readonly [SigningJwk, ...SigningJwk[]];
}
export type SigningJwk = ReturnType<typeof signingJwk>;

/**
 * Keys that follow each other: each is in the key set before it signs and stays there until nothing that it signed counts any
 * more. They are kept in a file of the directory that its owner alone reads. Throws when it cannot be read or written.
 */
export function openSigningKeys(directory: string, now: () => number): SigningKeys {
  const file = join(directory, 'keys.json');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  let kept = read(file);
  let jwks: ReturnType<SigningKeys['current']> | undefined;
  let signer: KeptKey | undefined;
  return {
    current() {
      const next = rolled(kept, now());
      if (next !== kept) {
        kept = next;
        jwks = undefined;
        writeFileSync(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
        renameSync(`${file}.new`, file);
      }
      const signs = kept.findLast(({ from }) => from <= now()) ?? (kept[0] as KeptKey);
      if (jwks && signs === signer) return jwks;
      signer = signs;
      const others = kept.filter((each) => each !== signs);
      jwks = [signingJwk(signs.pem), ...others.map(({ pem }) => signingJwk(pem))];
      return jwks;
    },
  };
}

/** Oldest first: a successor where the newest ends soon, and none whose time is over; the same array when that is so already. */
function rolled(kept: readonly KeptKey[], at: number): readonly KeptKey[] {
  const live = kept.filter((_key, index) => at < (kept[index + 1]?.from ?? Number.POSITIVE_INFINITY) + AROUND);
  const newest = live.at(-1);
  // Whoever was off for months begins anew: a key that nobody has seen published cannot sign in the past.
  if (!newest) return [{ pem: newSigningKey(), from: at }];
  if (at < newest.from + SIGNS - AROUND) return live.length === kept.length ? kept : live;
  return [...live, { pem: newSigningKey(), from: Math.max(newest.from + SIGNS, at + AROUND) }];
}

function read(file: string): readonly KeptKey[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return JSON.parse(text) as readonly KeptKey[];
}
