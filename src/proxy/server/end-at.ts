import { LOOKS } from './looks.ts';

/**
 * Calls `end` once this moment (epoch milliseconds) is there, and at most five seconds later; the result takes it back. The clock, which may be
 * set, and which timers of more than 24 days would not follow, is looked at in between.
 */
export function endAt(moment: number, now: () => number, end: () => void, every = LOOKS.session): () => void {
  let timer: NodeJS.Timeout;
  const look = (): void => {
    const left = moment - now();
    if (left <= 0) end();
    else timer = setTimeout(look, Math.min(left, every)).unref();
  };
  // Not at once: whoever asks has to have the result first.
  timer = setTimeout(look, 0).unref();
  return () => clearTimeout(timer);
}
