import type { Identified } from '../../model/exchange.ts';

/** Milliseconds for which what is known of a user counts: as long as an ended session may stay open. */
export const KNOWN_FOR = 5000;

/** The opening of a socket as it would come now; undefined where its session has ended. */
export type OpeningOfNow = () => Promise<Identified | undefined>;

/**
 * Keeps what is known of the user of a socket up to date: groups, tags and certificate of a device may be others than they were when it was
 * opened. `asOfNow` asks for them.
 */
export function openingOfNow(
  opening: Identified,
  asOfNow: (exchange: Identified) => Promise<Identified | undefined>,
  now: () => number,
): OpeningOfNow {
  let known: Promise<Identified | undefined> = Promise.resolve(opening);
  let at = now();
  return () => {
    if (now() - at < KNOWN_FOR) return known;
    at = now();
    known = asOfNow(opening);
    // A look that fails is not believed for longer than the message that asked.
    known.catch(() => {
      at = Number.NEGATIVE_INFINITY;
    });
    return known;
  };
}
