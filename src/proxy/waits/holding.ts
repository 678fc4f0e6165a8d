import { type Readable, Transform } from 'node:stream';
import type { OpenSession } from '../../identity/session-store.ts';
import type { Identified } from '../../model/exchange.ts';
import { chain } from '../body/chain.ts';

/** What is known of a file that is held. */
export interface HeldFile {
  readonly name: string | undefined;
  /** Bytes, where the app said how many. */
  readonly size: number | undefined;
}

/** Whose file it is that is held, and what is known of it. */
export interface HeldFor {
  readonly exchange: Identified;
  readonly open: OpenSession;
  readonly file: HeldFile;
}

/** One exchange whose file may come to be held for so long that its user is told. */
export interface Holding {
  /** A body that may be held from now on, as it is; its bytes are counted as they come. */
  counted(heldFor: HeldFor, body: Readable): Readable;
  /** Resolves once a file was held for so long; never where none is. */
  readonly long: Promise<HeldFor>;
  /** Bytes that have come so far. */
  seen(): number;
  /** Aborted when nobody waits any more. */
  readonly abort: AbortController;
  /** Nobody is to be told any more. */
  stop(): void;
}

/** `patience` in milliseconds, from the moment when a file begins to be held. */
export function createHolding(patience: number): Holding {
  const { promise: long, resolve } = Promise.withResolvers<HeldFor>();
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  let seen = 0;
  return {
    counted(heldFor, body) {
      if (!isOver) timer ??= setTimeout(() => resolve(heldFor), patience);
      const counter = new Transform({
        transform(chunk: Buffer, _, done) {
          seen += chunk.length;
          done(null, chunk);
        },
      });
      return chain(body, [counter]);
    },
    long,
    seen: () => seen,
    abort: new AbortController(),
    stop() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
