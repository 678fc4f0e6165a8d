import { showNotice } from './notice.ts';

/** What of an answer a refusal is read from. */
interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  clone?(): { text(): Promise<string> };
}

const TITLES: Readonly<Record<string, string>> = { download: 'Download blocked', upload: 'Upload blocked' };

/** A refusal the gateway sent to a script: the page gets it as it is, the user sees why. */
export function noticeOfRefusal(answer: Answer): void {
  if (answer.status !== 403 || answer.headers.get('sallyport-decision') !== 'blocked') return;
  const activity = answer.headers.get('sallyport-activity') ?? '';
  const copy = answer.clone?.() ?? answer;
  copy.text().then(
    (text) => {
      const { message = '', file = '' } = JSON.parse(text || '{}') as { message?: string; file?: string };
      showNotice(TITLES[activity] ?? 'Blocked by policy', [file, message].filter(Boolean).join('\n'));
    },
    () => showNotice(TITLES[activity] ?? 'Blocked by policy', ''),
  );
}
