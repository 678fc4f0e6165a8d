/** Keeps what goes by sockets, a row for each key that is pressed, from flooding the log. */
export interface MessageQuota {
  /** Whether one more of a kind is to be logged: the session has not had too many of late. */
  admits(sessionId: string, kind: string): boolean;
}

/** Rows of one kind in one session at once, and one more each minute. */
const ROWS = 60;
const EACH = 60_000;
/** Kinds in sessions that are remembered; of more, those that were seen last the longest ago are forgotten. */
const REMEMBERED = 8192;

export function createMessageQuota(now: () => number): MessageQuota {
  const known = new Map<string, { readonly left: number; readonly at: number }>();
  return {
    admits(sessionId, kind) {
      const key = `${sessionId} ${kind}`;
      const { left, at } = known.get(key) ?? { left: ROWS, at: now() };
      const more = Math.floor((now() - at) / EACH);
      const has = Math.min(ROWS, left + more);
      known.delete(key);
      known.set(key, { left: Math.max(0, has - 1), at: has === ROWS ? now() : at + more * EACH });
      const [oldest] = known.keys();
      if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
      return has > 0;
    },
  };
}
