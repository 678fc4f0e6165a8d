import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Failure } from '../../model/failure.ts';
import { type Connection, type ConnectionSettings, connectionOver } from './connection.ts';
import { createHolders, OF_ONE_BROWSER, SHORT } from './holders.ts';

export interface PoolSettings extends ConnectionSettings {
  /** Connections at once. */
  readonly limit: number;
  /** Whether the kernel of the host alone lets connections be opened, before its server has taken them: without TLS. */
  readonly opensUnheard: boolean;
  readonly dial: () => Promise<Socket>;
}

export interface Turn {
  /** Who asks: no one gets more than half of the connections, or of the places to wait. */
  readonly asker: string;
  /** Whether the request cannot be sent a second time. */
  readonly once: boolean;
  readonly signal: AbortSignal;
}

/** The connections to one host. */
export interface ConnectionPool {
  /** One that carries nothing, for the next request. Rejects with a Failure, what dialling said, or the signal's reason. */
  acquire(turn: Turn): Promise<Connection>;
  /** Closes what is idle, since it may be as stale as the one that just was. */
  forgetIdle(): void;
  close(): void;
}

/** Milliseconds after which an idle connection goes: one of too many, one that others may be waiting for, one never used. */
const IDLE = { surplus: 1000, wanted: 250, unused: 4000 };
/** An answer that takes longer, in milliseconds, is a long poll or slow work; until then it may be that nobody has read the request. */
const UNHEARD = 10_000;
/** Requests that may wait, for each connection. */
const QUEUE = 4;

interface Waiter extends Turn {
  take(connection: Connection): void;
  fail(error: unknown): void;
}

/**
 * A request is bound to a connection only when it is sent. Servers with few workers take a connection, keep a worker at it while it is
 * idle and leave others in their backlog; a request that waited there for its own connection would wait for those idle ones to end.
 */
export function createConnectionPool(settings: PoolSettings): ConnectionPool {
  const { limit, dial, now, opensUnheard, timeouts, origin } = settings;
  const share = Math.max(1, Math.ceil(limit / 2));
  const open = new Set<Connection>();
  const { mayHave, hold, letGo, roomOf } = createHolders(share, now);
  /** The one used last is last. */
  const idle: { readonly connection: Connection; readonly since: number }[] = [];
  const waiting = new Set<Waiter>();
  let dialling = 0;
  let closed = false;
  let isCounted = false;
  let sweeper: NodeJS.Timeout | undefined;
  let growing: NodeJS.Timeout | undefined;

  function give(connection: Connection): void {
    letGo(connection);
    const next = [...waiting].find(({ asker }) => mayHave(asker));
    if (next) {
      waiting.delete(next);
      hold(connection, next.asker);
      next.take(connection);
    } else {
      idle.push({ connection, since: now() });
      sweeper ??= setTimeout(sweep, IDLE.wanted).unref();
    }
  }

  /** Requests that only lack a connection. */
  function lacking(): number {
    const asked = new Map<string, number>();
    for (const { asker } of waiting) asked.set(asker, (asked.get(asker) ?? 0) + 1);
    let sum = 0;
    isCounted ||= [...open].some(({ kept }) => kept.isCounted);
    for (const [asker, count] of asked) sum += Math.min(count, roomOf(asker, isCounted));
    return sum;
  }

  function grow(): void {
    if (closed) return;
    for (let more = lacking(); dialling < more && open.size + dialling < limit; ) {
      dialling++;
      dial().then(opened, undialled);
    }
    if (isCounted && waiting.size > 0) growing ??= setTimeout(growAgain, SHORT / 4).unref();
  }

  function growAgain(): void {
    growing = undefined;
    grow();
  }

  function opened(socket: Socket): void {
    dialling--;
    if (closed) return void socket.destroy();
    const connection: Connection = connectionOver(socket, settings, {
      free: () => give(connection),
      gone: () => {
        open.delete(connection);
        letGo(connection);
        const at = idle.findIndex((each) => each.connection === connection);
        if (at !== -1) idle.splice(at, 1);
        grow();
      },
    });
    open.add(connection);
    give(connection);
  }

  function undialled(error: unknown): void {
    dialling--;
    // A server that is at work on other connections is there, and busy: who waits has time until its answer is due.
    const isBusy = error instanceof Failure && error.code === 'upstream-timeout' && open.size > 0;
    const [first] = waiting;
    if (first && !isBusy) {
      waiting.delete(first);
      first.fail(error);
    }
    grow();
  }

  function sweep(): void {
    sweeper = undefined;
    const isWanted =
      opensUnheard && [...open].some(({ unanswered = 0 }) => unanswered >= IDLE.wanted && unanswered < UNHEARD);
    const surplus = idle.length - OF_ONE_BROWSER;
    const ends = idle.filter(({ connection, since }, at) => {
      const age = now() - since;
      return (
        age >= connection.kept.any ||
        (at < surplus && age >= IDLE.surplus) ||
        (isWanted && age >= IDLE.wanted) ||
        (!connection.used && age >= IDLE.unused)
      );
    });
    for (const { connection } of ends) connection.close();
    if (idle.length > 0) sweeper = setTimeout(sweep, IDLE.wanted).unref();
  }

  function queued(turn: Turn): Promise<Connection> {
    let own = 0;
    for (const { asker } of waiting) if (asker === turn.asker) own++;
    // The queue is shared as the connections are, or one session would keep the others out of it.
    if (waiting.size >= limit * QUEUE || own >= share * QUEUE)
      throw new Failure('upstream-busy', `${origin}: ${waiting.size} requests wait for a connection`);
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        turn.signal.removeEventListener('abort', leave);
      };
      const waiter: Waiter = {
        ...turn,
        take(connection) {
          end();
          resolve(connection);
        },
        fail(error) {
          end();
          reject(error);
        },
      };
      const leave = (): void => {
        waiting.delete(waiter);
        waiter.fail(turn.signal.reason);
      };
      const timer = setTimeout(() => {
        waiting.delete(waiter);
        const isFull = open.size + dialling >= limit || !mayHave(turn.asker);
        const detail = `${origin}: no connection in ${timeouts.headers} ms; ${open.size} are open`;
        waiter.fail(new Failure(isFull ? 'upstream-busy' : 'upstream-timeout', detail));
      }, timeouts.headers);
      turn.signal.addEventListener('abort', leave);
      waiting.add(waiter);
      // A connection whose answer has just ended is free within the turn.
      setImmediate(grow);
    });
  }

  /** The next that is idle and open. One that is too old for the request makes room for a new one. */
  function waked({ asker, once }: Turn): Connection | undefined {
    while (mayHave(asker)) {
      const last = idle.pop();
      if (!last) return undefined;
      if (!last.connection.isOpen()) continue;
      const { any, once: fresh } = last.connection.kept;
      if (now() - last.since >= (once ? fresh : any)) {
        last.connection.close();
        return undefined;
      }
      hold(last.connection, asker);
      return last.connection;
    }
    return undefined;
  }

  return {
    async acquire(turn) {
      for (;;) {
        turn.signal.throwIfAborted();
        const connection = waked(turn) ?? (await queued(turn));
        // The server may have closed it and the end may wait to be read. What cannot be sent twice lets it be read first.
        if (turn.once && connection.used) await wholeTurn();
        if (connection.isOpen() && !turn.signal.aborted) return connection;
        if (connection.isOpen()) give(connection);
        else letGo(connection);
      }
    },
    forgetIdle() {
      for (const { connection } of idle.splice(0)) connection.close();
    },
    close() {
      closed = true;
      clearTimeout(sweeper);
      clearTimeout(growing);
      for (const waiter of waiting) waiter.fail(new Failure('upstream-unreachable', `${origin}: the gateway stops`));
      waiting.clear();
      for (const connection of open) connection.close();
    },
  };
}

/** A turn of the event loop from its beginning, in which every socket that has something is read. */
async function wholeTurn(): Promise<void> {
  await nextTurn();
  await nextTurn();
}
