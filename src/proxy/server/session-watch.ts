import type { SessionStore } from '../../identity/session-store.ts';
import { LOOKS, type Looks } from './looks.ts';

/** Ends what is open in the name of a session once the session has ended: streamed answers and WebSockets ask for nothing more. */
export interface SessionWatch {
  /** `end` is called once, when the session has ended; the result takes it back. */
  watch(sessionId: string, end: () => void): () => void;
  /** Ends what is open of a session that has ended in this process, or that is allowed other things now. */
  cut(sessionId: string): void;
  /** Whether a session has something open. */
  isOpen(sessionId: string): boolean;
  close(): void;
}

/**
 * Every session with something open is looked up in the store now and then, so an end counts that came by time, or from
 * another process. What a store that cannot be read leaves open is looked at again; `failed` is told.
 */
export function createSessionWatch(
  sessions: Pick<SessionStore, 'isLive'>,
  { session: every }: Looks = LOOKS,
  failed: (error: unknown) => void,
): SessionWatch {
  const open = new Map<string, Set<() => void>>();

  function cut(sessionId: string): void {
    const ends = open.get(sessionId);
    open.delete(sessionId);
    for (const end of ends ?? []) end();
  }

  async function look(): Promise<void> {
    for (const sessionId of [...open.keys()]) if (!(await sessions.isLive(sessionId))) cut(sessionId);
  }

  const timer = setInterval(() => void look().catch(failed), every).unref();

  return {
    watch(sessionId, end) {
      const ends = open.get(sessionId) ?? new Set();
      open.set(sessionId, ends.add(end));
      return () => {
        ends.delete(end);
        if (ends.size === 0 && open.get(sessionId) === ends) open.delete(sessionId);
      };
    },
    cut,
    isOpen: (sessionId) => open.has(sessionId),
    close: () => clearInterval(timer),
  };
}
