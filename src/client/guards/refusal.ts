import { showNotice } from './notice.ts';

/** What of an answer a refusal is read from. */
interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  clone?(): { text(): Promise<string> };
}

/** Decision -> the link to the step that is missing, where one helps. */
const STEPS: Readonly<Record<string, string>> = {
  blocked: '',
  warn: 'Give a reason',
  'step-up': 'Sign in once more',
  protect: 'Show the passphrase',
  'sign-in': 'Sign in again',
};

/** Status -> the decisions it comes with. */
const SAID: Readonly<Record<number, (decision: string) => boolean>> = {
  401: (decision) => decision === 'sign-in',
  403: (decision) => decision !== 'sign-in',
};

/** Milliseconds between two words about the same ended session: apps ask again and again. */
const QUIET = 60_000;
let saidAt = Number.NEGATIVE_INFINITY;

const KEPT = 'What you see and what you have typed stays here. Sign in again in a new window, then go on.';

const TITLES: Readonly<Record<string, string>> = { download: 'Download blocked', upload: 'Upload blocked' };

/** A refusal the gateway sent to a script: the page gets it as it is, the user sees why. */
export function noticeOfRefusal(answer: Answer): void {
  const decision = answer.headers.get('sallyport-decision') ?? '';
  if (!SAID[answer.status]?.(decision) || !Object.hasOwn(STEPS, decision)) return;
  if (decision === 'sign-in') {
    if (Date.now() - saidAt < QUIET) return;
    saidAt = Date.now();
  }
  const activity = answer.headers.get('sallyport-activity') ?? '';
  const copy = answer.clone?.() ?? answer;
  const title =
    decision === 'sign-in'
      ? 'Your session has ended'
      : STEPS[decision]
        ? 'One more step'
        : (TITLES[activity] ?? 'Blocked by policy');
  copy.text().then(
    (text) => {
      const {
        message = decision === 'sign-in' ? KEPT : '',
        file = '',
        next = '',
      } = JSON.parse(text || '{}') as Record<string, string | undefined>;
      const words = [file, message].filter(Boolean).join('\n');
      showNotice(title, words, next && STEPS[decision] ? { url: next, label: STEPS[decision] } : undefined);
    },
    () => showNotice(title, ''),
  );
}
