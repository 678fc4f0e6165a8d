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
};

const TITLES: Readonly<Record<string, string>> = { download: 'Download blocked', upload: 'Upload blocked' };

/** A refusal the gateway sent to a script: the page gets it as it is, the user sees why. */
export function noticeOfRefusal(answer: Answer): void {
  const decision = answer.headers.get('sallyport-decision') ?? '';
  if (answer.status !== 403 || !Object.hasOwn(STEPS, decision)) return;
  const activity = answer.headers.get('sallyport-activity') ?? '';
  const copy = answer.clone?.() ?? answer;
  const title = STEPS[decision] ? 'One more step' : (TITLES[activity] ?? 'Blocked by policy');
  copy.text().then(
    (text) => {
      const { message = '', file = '', next = '' } = JSON.parse(text || '{}') as Record<string, string | undefined>;
      const words = [file, message].filter(Boolean).join('\n');
      showNotice(title, words, next && STEPS[decision] ? { url: next, label: STEPS[decision] } : undefined);
    },
    () => showNotice(title, ''),
  );
}
