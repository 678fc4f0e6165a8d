import { readFileSync, statSync } from 'node:fs';
import type { FetchBytes } from '../fetch-bytes.ts';
import { type RevocationList, readRevocationList } from './revocation-list.ts';

/** Where one list comes from. */
export interface ListSource {
  readonly place: string;
  /** The last list that was read, if any ever was. */
  readonly list: () => RevocationList | undefined;
  /** Reads it again when it is time; tells whether it is another one now. Rejects with what went wrong, and keeps the last. */
  refresh(): Promise<boolean>;
}

/** Milliseconds after which a list is fetched again at the latest, and at the earliest. */
const MOST = 3_600_000;
const LEAST = 60_000;

/** A file is read when it has changed; an address when half of the list's time is over, within an hour at most. */
export function createListSource(place: string, fetchBytes: FetchBytes, now: () => number): ListSource {
  const isUrl = /^https?:/i.test(place);
  let held: RevocationList | undefined;
  let stamp: string | undefined;
  let due = Number.NEGATIVE_INFINITY;

  function take(bytes: Buffer): void {
    const fresh = readRevocationList(bytes);
    // An older list than the one held could bring a revoked certificate back.
    if (held && fresh.thisUpdate < held.thisUpdate) throw new Error('the list is older than the one before');
    held = fresh;
  }

  async function refreshUrl(): Promise<boolean> {
    if (now() < due) return false;
    due = now() + LEAST;
    take(await fetchBytes(place));
    const left = ((held?.nextUpdate ?? 0) - now()) / 2;
    due = now() + Math.min(MOST, Math.max(LEAST, left));
    return true;
  }

  function refreshFile(): boolean {
    const { mtimeMs, size, ino } = statSync(place);
    const seen = `${mtimeMs} ${size} ${ino}`;
    if (seen === stamp) return false;
    take(readFileSync(place));
    stamp = seen;
    return true;
  }

  return { place, list: () => held, refresh: async () => (isUrl ? refreshUrl() : refreshFile()) };
}
