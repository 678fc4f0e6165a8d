import type { Session, User } from '../model/identity.ts';
import type { RecordStore } from './record-store.ts';
import { rowKey } from './seal.ts';

/** Says what of a sign-in was not seen before with this user, and remembers it. */
export type FirstSeen = (
  user: Pick<User, 'provider' | 'subject'>,
  /** Hash of the secret the browser keeps on the sign-in host. */
  browser: string,
  ip: string,
) => Promise<NonNullable<Session['firstSeen']>>;

/** Milliseconds after which a browser or a country that was not used counts as new again. */
const REMEMBERED = 400 * 86_400_000;

/** Only hashes are kept. `countryOf` may not know: then nothing is said of the country (law 6). */
export function createFirstSeen(
  records: RecordStore,
  countryOf: (ip: string) => string | undefined,
  now: () => number,
): FirstSeen {
  async function isNew(words: readonly string[]): Promise<boolean> {
    const key = rowKey(Buffer.from(JSON.stringify(words)));
    const known = await records.get('seen', key);
    await records.put('seen', key, { value: Uint8Array.of(1), expiresAt: now() + REMEMBERED });
    return known === undefined;
  }
  return async ({ provider, subject }, browser, ip) => {
    const country = countryOf(ip);
    return {
      device: await isNew(['device', provider, subject, browser]),
      ...(country === undefined ? {} : { country: await isNew(['country', provider, subject, country]) }),
    };
  };
}
