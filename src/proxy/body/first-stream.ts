import { Duplex, type Transform } from 'node:stream';

/** What decodes a body, and where in the bytes so far its own begin. */
export interface Begun {
  readonly engine: Transform;
  readonly from: number;
}

/**
 * Decodes one compressed stream and drops what stands behind it, as browsers do: some servers append text or padding to what is
 * packed already. `begin` is shown the bytes so far until it knows the engine, `isLast` when there are no more. An engine that ends
 * by itself never calls back for what it was given last.
 */
export function firstStream(begin: (bytes: Buffer, isLast: boolean) => Begun | undefined): Duplex {
  let engine: Transform | undefined;
  let held: Buffer = Buffer.alloc(0);
  let isOver = false;
  let waiting: (() => void) | undefined;

  const settle = (): void => {
    const done = waiting;
    waiting = undefined;
    done?.();
  };
  function start(isLast: boolean): Transform | undefined {
    const begun = begin(held, isLast);
    if (!begun) return undefined;
    const made = begun.engine;
    held = held.subarray(begun.from);
    made.on('data', (piece: Buffer) => {
      if (!stream.push(piece)) made.pause();
    });
    made.on('end', () => {
      isOver = true;
      stream.push(null);
      settle();
    });
    made.on('error', (error) => stream.destroy(error));
    return made;
  }

  const stream = new Duplex({
    write(chunk: Buffer, _encoding, done) {
      if (isOver || chunk.length === 0) return done();
      held = engine ? chunk : Buffer.concat([held, chunk]);
      engine ??= start(false);
      if (!engine) return done();
      waiting = done;
      engine.write(held, settle);
    },
    final(done) {
      if (!engine && held.length > 0) {
        engine = start(true);
        engine?.write(held);
      }
      if (engine) engine.end();
      else stream.push(null);
      done();
    },
    read() {
      engine?.resume();
    },
    destroy(error, done) {
      engine?.destroy();
      done(error);
    },
  });
  return stream;
}
