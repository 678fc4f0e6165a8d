import type { RecordStore } from '../record-store.ts';

/** How often a user may try within so many milliseconds. */
const LIMITS = [
  { within: 15 * 60_000, tries: 5 },
  { within: 24 * 3_600_000, tries: 20 },
] as const;

/** Counts tries of a user over all their sessions, so that a new sign-in gives no new tries. */
export interface Attempts {
  /** Takes a try before anything is compared; undefined when there is none left. */
  begin(user: string): Promise<{ succeeded(): Promise<void> } | undefined>;
}

/** Each try takes a place of a fixed number in one step of the store: of many that come at once no more than these get one. */
export function createAttempts(records: RecordStore, now: () => number): Attempts {
  async function place(user: string, limit: number): Promise<string | undefined> {
    const { within, tries } = LIMITS[limit] as (typeof LIMITS)[number];
    for (let index = 0; index < tries; index++) {
      const key = `${user}/${limit}/${index}`;
      if (await records.add('factor-try', key, { value: new Uint8Array(), expiresAt: now() + within })) return key;
    }
    return undefined;
  }

  return {
    async begin(user) {
      const short = await place(user, 0);
      if (short === undefined) return undefined;
      const long = await place(user, 1);
      if (long === undefined) return undefined;
      return {
        // A success shows that the few failures before it were the user's own; those of the whole day stay counted.
        async succeeded() {
          await records.removeAll('factor-try', `${user}/0/`);
          await records.remove('factor-try', long);
        },
      };
    },
  };
}
