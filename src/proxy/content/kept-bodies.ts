import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { createSpool, type Spool } from './spool.ts';

/** Files that wait at the gateway for the request that fetches them: each for one session, once, and not for long. */
export interface KeptBodies {
  /** Reads a body to its end and keeps it; undefined where it is larger than `largest` or there is no room. Rejects when it breaks off. */
  keep(sessionId: string, body: Readable, largest: number): Promise<string | undefined>;
  /** Whether it still waits. */
  has(id: string): boolean;
  /** Gives it away: the next to ask gets nothing. */
  take(id: string, sessionId: string): Readable | undefined;
  close(): Promise<void>;
}

export interface KeptBodiesParts {
  readonly directory: string;
  /** Bytes of each kept in memory; the rest goes to a file. */
  readonly memoryBytes: number;
  /** Milliseconds. */
  readonly life?: number;
}

interface Kept {
  readonly sessionId: string;
  readonly spool: Spool;
  readonly size: number;
  readonly timer: NodeJS.Timeout;
}

/** Milliseconds that a browser may take to ask for what it was just led to. */
const LIFE = 2 * 60_000;
/** Files of one session: the oldest goes first. */
const MOST = 8;
/** Bytes of all sessions together. */
const ROOM = 2 * 1024 ** 3;

export function createKeptBodies({ directory, memoryBytes, life = LIFE }: KeptBodiesParts): KeptBodies {
  const kept = new Map<string, Kept>();
  let filled = 0;

  function remove(id: string): Kept | undefined {
    const found = kept.get(id);
    if (found === undefined) return undefined;
    clearTimeout(found.timer);
    kept.delete(id);
    filled -= found.size;
    return found;
  }
  async function drop(id: string): Promise<void> {
    await remove(id)?.spool.discard();
  }

  return {
    async keep(sessionId, body, largest) {
      const spool = createSpool(directory, memoryBytes);
      let size = 0;
      try {
        for await (const piece of body as AsyncIterable<Buffer>) {
          size += piece.length;
          filled += piece.length;
          if (size > largest || filled > ROOM) break;
          await spool.write(piece);
        }
      } catch (error) {
        filled -= size;
        await spool.discard();
        throw error;
      }
      if (size > largest || filled > ROOM) {
        filled -= size;
        await spool.discard();
        return undefined;
      }
      const own = [...kept].filter(([, each]) => each.sessionId === sessionId);
      if (own.length >= MOST) await drop(own[0]![0]);
      const id = randomBytes(16).toString('base64url');
      const timer = setTimeout(() => void drop(id), life).unref();
      kept.set(id, { sessionId, spool, size, timer });
      return id;
    },
    has: (id) => kept.has(id),
    take(id, sessionId) {
      if (kept.get(id)?.sessionId !== sessionId) return undefined;
      const found = remove(id);
      if (found === undefined) return undefined;
      const stream = Readable.from(found.spool.read(), { objectMode: false });
      // A generator that was never begun runs no finally.
      return stream.once('close', () => void found.spool.discard());
    },
    async close() {
      await Promise.all([...kept.keys()].map(drop));
    },
  };
}
