import type { X509Certificate } from 'node:crypto';
import type { FetchBytes } from '../fetch-bytes.ts';
import { createListSource } from './list-source.ts';
import { plainSerial, type RevocationList } from './revocation-list.ts';
import type { AskStanding } from './standing.ts';

/** The revocation lists the gateway was told of. */
export interface ListShelf {
  readonly ask: AskStanding;
  /** Whether any list that was ever read revokes this certificate; `issuer` is a fingerprint. Asks nobody. */
  revokes(issuer: string, serial: string): boolean;
  /** Reads what has changed or is due. Never rejects: what cannot be read is told, and the last list stays. */
  refresh(): Promise<void>;
}

/** Issuers remembered: intermediates that browsers send are part of it. */
const MAX_ISSUERS = 200;

export function createListShelf(
  places: readonly string[],
  fetchBytes: FetchBytes,
  now: () => number,
  failed: (place: string, error: unknown) => void,
): ListShelf {
  const sources = places.map((place) => createListSource(place, fetchBytes, now));
  /** Lists by the fingerprint of the issuer that was found to have signed them. */
  const issuers = new Map<string, { readonly issuer: X509Certificate; lists: readonly RevocationList[] }>();
  let refreshing: Promise<void> | undefined;

  async function listsOf(issuer: X509Certificate): Promise<readonly RevocationList[]> {
    const lists = sources.flatMap((source) => source.list() ?? []);
    const signed = await Promise.all(lists.map((list) => list.issuedBy(issuer)));
    return lists.filter((_list, index) => signed[index]);
  }

  async function refreshAll(): Promise<void> {
    const changed = await Promise.all(
      sources.map((source) =>
        source.refresh().catch((error: unknown) => {
          failed(source.place, error);
          return false;
        }),
      ),
    );
    if (!changed.includes(true)) return;
    for (const known of issuers.values()) known.lists = await listsOf(known.issuer);
  }

  function refresh(): Promise<void> {
    refreshing ??= refreshAll().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  return {
    refresh,
    async ask({ serialNumber }, issuer) {
      await refresh();
      const fingerprint = issuer.fingerprint256;
      let known = issuers.get(fingerprint);
      if (!known) {
        if (issuers.size >= MAX_ISSUERS) issuers.delete(issuers.keys().next().value as string);
        known = { issuer, lists: await listsOf(issuer) };
        issuers.set(fingerprint, known);
      }
      const { lists } = known;
      if (lists.some(({ serials }) => serials.has(plainSerial(serialNumber)))) return 'revoked';
      const at = now();
      if (lists.some(({ thisUpdate, nextUpdate }) => at >= thisUpdate && at <= nextUpdate)) return 'good';
      // A list that never came may be the one that speaks for this authority.
      const complete = sources.every((source) => source.list() !== undefined);
      return lists.length > 0 || !complete ? 'unknown' : 'uncovered';
    },
    revokes(issuer, serial) {
      return issuers.get(issuer)?.lists.some(({ serials }) => serials.has(serial)) ?? false;
    },
  };
}
