import { LEFT_OUT_FIELD } from '../../model/left-out-field.ts';
import { createNoticeBox, type NoticeTools, type ShowNotice, wordsOf } from './notice-box.ts';

/** What of an answer a refusal is read from. */
export interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  clone?(): { text(): Promise<string> };
}

/** The notices of a page: of what it was stopped from, and of what the gateway has refused. */
export interface Notices {
  readonly show: ShowNotice;
  /** A refusal the gateway sent to a script: the page gets it as it is, the user sees why. */
  readonly refused: (answer: Answer, decision: string) => void;
}

const SIGN_INS: ReadonlySet<string> = new Set(['sign-in', 'step-up']);
/** Status -> the decisions it comes with. */
const SAID: Readonly<Record<number, (decision: string) => boolean>> = {
  401: (decision) => SIGN_INS.has(decision),
  403: (decision) => !SIGN_INS.has(decision),
};

/** Milliseconds between two words about the same ended session: apps ask again and again. */
const QUIET = 60_000;

/** They come with the lazy bundle: few pages ever show one. */
export function createNotices(tools: NoticeTools): Notices {
  const words = wordsOf(tools.setup);
  const show = createNoticeBox(tools);
  let saidAt = Number.NEGATIVE_INFINITY;

  /** Decision -> the link to the step that is missing, where one helps. */
  const steps: Readonly<Record<string, string>> = {
    blocked: '',
    warn: words.giveReason,
    'step-up': words.signIn,
    protect: words.showPassphrase,
    'sign-in': words.signInAgain,
  };
  const titles: Readonly<Record<string, string>> = { download: words.titles.download, upload: words.titles.upload };

  function refused(answer: Answer, decision: string): void {
    if (decision === 'left-out') {
      show(words.titles.upload, decodeURIComponent(answer.headers.get(LEFT_OUT_FIELD) ?? ''));
      return;
    }
    if (!SAID[answer.status]?.(decision) || !Object.hasOwn(steps, decision)) return;
    if (decision === 'sign-in') {
      if (Date.now() - saidAt < QUIET) return;
      saidAt = Date.now();
    }
    const activity = answer.headers.get('sallyport-activity') ?? '';
    const copy = answer.clone?.() ?? answer;
    const title =
      decision === 'sign-in'
        ? words.sessionEnded
        : steps[decision]
          ? words.oneMore
          : (titles[activity] ?? words.blocked);
    copy.text().then(
      (text) => {
        const {
          message = decision === 'sign-in' ? words.kept : '',
          file = '',
          next = '',
        } = JSON.parse(text || '{}') as Record<string, string | undefined>;
        const said = [file, message].filter(Boolean).join('\n');
        show(title, said, next && steps[decision] ? { url: next, label: steps[decision] } : undefined);
      },
      () => show(title, ''),
    );
  }

  return { show, refused };
}
