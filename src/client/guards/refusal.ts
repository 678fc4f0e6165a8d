import { LEFT_OUT_FIELD } from '../../model/left-out-field.ts';
import { showNotice } from './notice.ts';
import { words } from './words.ts';

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
  warn: words.giveReason,
  'step-up': words.signIn,
  protect: words.showPassphrase,
  'sign-in': words.signInAgain,
};

const SIGN_INS: ReadonlySet<string> = new Set(['sign-in', 'step-up']);
/** Status -> the decisions it comes with. */
const SAID: Readonly<Record<number, (decision: string) => boolean>> = {
  401: (decision) => SIGN_INS.has(decision),
  403: (decision) => !SIGN_INS.has(decision),
};

/** Milliseconds between two words about the same ended session: apps ask again and again. */
const QUIET = 60_000;
let saidAt = Number.NEGATIVE_INFINITY;

const TITLES: Readonly<Record<string, string>> = { download: words.titles.download, upload: words.titles.upload };

/** A refusal the gateway sent to a script: the page gets it as it is, the user sees why. */
export function noticeOfRefusal(answer: Answer): void {
  const decision = answer.headers.get('sallyport-decision') ?? '';
  if (decision === 'left-out') {
    showNotice(words.titles.upload, decodeURIComponent(answer.headers.get(LEFT_OUT_FIELD) ?? ''));
    return;
  }
  if (!SAID[answer.status]?.(decision) || !Object.hasOwn(STEPS, decision)) return;
  if (decision === 'sign-in') {
    if (Date.now() - saidAt < QUIET) return;
    saidAt = Date.now();
  }
  const activity = answer.headers.get('sallyport-activity') ?? '';
  const copy = answer.clone?.() ?? answer;
  const title =
    decision === 'sign-in' ? words.sessionEnded : STEPS[decision] ? words.oneMore : (TITLES[activity] ?? words.blocked);
  copy.text().then(
    (text) => {
      const {
        message = decision === 'sign-in' ? words.kept : '',
        file = '',
        next = '',
      } = JSON.parse(text || '{}') as Record<string, string | undefined>;
      const said = [file, message].filter(Boolean).join('\n');
      showNotice(title, said, next && STEPS[decision] ? { url: next, label: STEPS[decision] } : undefined);
    },
    () => showNotice(title, ''),
  );
}
