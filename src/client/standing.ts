import { STANDING_ROUTE } from '../model/page-setup.ts';
import { apply, getOwnPropertyDescriptor } from './natives.ts';
import { nativeFetch } from './node-natives.ts';
import { listen } from './own-listeners.ts';

/** Milliseconds between two questions: the end of a session is known within a minute. */
const EVERY = 30_000;

const timeout = AbortSignal.timeout as ((milliseconds: number) => AbortSignal) | undefined;
const visibility = getOwnPropertyDescriptor(Document.prototype, 'visibilityState')!.get!;
/** Of a document in a sandbox nobody knows the session. */
const isOpaque = window.origin === 'null';

let isTold = false;

async function look(tell: (answer: Response) => void): Promise<void> {
  const answer = (await apply(nativeFetch, window, [`/.well-known/sallyport/${STANDING_ROUTE}`])) as Response;
  if (answer.status === 401 && !isTold) tell(answer);
  isTold = answer.status === 401;
}

/**
 * A page that asks for nothing would not notice that its session was ended. Asked while it is seen, once for a window; this counts as no use of
 * the session. A signal wakes it, since pages count their timers, and some clear all of them.
 */
export function watchStanding(tell: (answer: Response) => void): void {
  if (isOpaque || window.top !== window || !timeout) return;
  const wait = (): void => {
    apply(listen, apply(timeout, AbortSignal, [EVERY]), ['abort', asked]);
  };
  // Without an answer (no network) the next one tells.
  const asked = (): void => {
    const answered = apply(visibility, document, []) === 'visible' ? look(tell) : undefined;
    answered?.catch(() => {});
    wait();
  };
  wait();
}
