/** Keeps what pages report from flooding the log. */
export interface EscapeQuota {
  /** Whether this is to be logged: it is new in its session, and the session has not had too many of late. */
  admits(sessionId: string, what: string): boolean;
}

/** Milliseconds in which one escape counts once, and a session has so many. */
const WINDOW = 60 * 60 * 1000;
const ROWS = 100;
/** Sessions remembered; of more, those that began to report first are forgotten. */
const SESSIONS = 4096;

export function createEscapeQuota(now: () => number): EscapeQuota {
  const sessions = new Map<string, { readonly since: number; readonly seen: Set<string> }>();
  return {
    admits(sessionId, what) {
      let known = sessions.get(sessionId);
      if (!known || now() - known.since >= WINDOW) {
        sessions.delete(sessionId);
        known = { since: now(), seen: new Set() };
        sessions.set(sessionId, known);
        for (const oldest of sessions.keys()) {
          if (sessions.size <= SESSIONS) break;
          sessions.delete(oldest);
        }
      }
      if (known.seen.size >= ROWS || known.seen.has(what)) return false;
      known.seen.add(what);
      return true;
    },
  };
}
