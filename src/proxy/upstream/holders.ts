import type { Connection } from './connection.ts';

/** What one browser opens to a host. */
export const OF_ONE_BROWSER = 6;
/** Milliseconds after which what a connection carries is a long poll or slow work, which keeps nobody from opening another. */
export const SHORT = 1000;

/** Who has which connections of a host. */
export interface Holders {
  /** Whether somebody may take one more that is open. */
  mayHave(asker: string): boolean;
  hold(connection: Connection, asker: string): void;
  letGo(connection: Connection): void;
  /**
   * How many may be opened for somebody. A server that counts may keep a worker at each, and have few of them until it has started
   * more, one a second: with more connections than a browser would open, some requests would wait for that while others are done in no time.
   */
  roomOf(asker: string, isCounted: boolean): number;
}

/** `share`: the most that one asker may have; `now` in milliseconds. */
export function createHolders(share: number, now: () => number): Holders {
  const holders = new Map<Connection, { readonly asker: string; readonly since: number }>();
  const held = new Map<string, number>();
  const heldBy = (asker: string): number => held.get(asker) ?? 0;
  return {
    mayHave: (asker) => heldBy(asker) < share,
    hold(connection, asker) {
      holders.set(connection, { asker, since: now() });
      held.set(asker, heldBy(asker) + 1);
    },
    letGo(connection) {
      const holder = holders.get(connection);
      if (!holder) return;
      holders.delete(connection);
      const left = heldBy(holder.asker) - 1;
      if (left > 0) held.set(holder.asker, left);
      else held.delete(holder.asker);
    },
    roomOf(asker, isCounted) {
      const room = share - heldBy(asker);
      if (!isCounted) return room;
      let short = 0;
      for (const holder of holders.values()) if (holder.asker === asker && now() - holder.since < SHORT) short++;
      return Math.min(room, Math.max(0, OF_ONE_BROWSER - short));
    },
  };
}
