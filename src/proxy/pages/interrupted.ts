import type { ActivityType } from '../../model/activity.ts';
import type { Message } from '../../model/message.ts';
import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';
import { renderMessage } from './message.ts';

export interface InterruptedPage {
  readonly why: 'warn' | 'step-up' | 'protect';
  readonly activity: ActivityType;
  readonly appName: string;
  readonly exchangeId: string;
  readonly nonce: string;
  /** Where the missing step is done. */
  readonly next: string;
  readonly sent: boolean;
  readonly fileName?: string;
  readonly message?: Message;
}

const WORDS = {
  warn: { title: 'One more step', ask: 'Your organisation asks for a reason first.', label: 'Give a reason' },
  'step-up': {
    title: 'Please sign in once more',
    ask: 'Your organisation asks for a stronger or more recent sign-in first.',
    label: 'Sign in',
  },
  protect: {
    title: 'This file comes encrypted',
    ask: 'The file opens with a passphrase that you are shown first.',
    label: 'Show the passphrase',
  },
} as const;

/** Something waits for a step of the user and cannot be opened again for them: said plainly, so that nothing is lost in silence. */
export function renderInterrupted(page: InterruptedPage): string {
  const { why, appName, exchangeId, nonce, next, sent, fileName, message } = page;
  const { title, ask, label } = WORDS[why];
  const file = fileName === undefined ? '' : ` (<strong>${escapeHtml(fileName)}</strong>)`;
  const lost = sent
    ? `<p class="what">What you sent${file} did not reach ${escapeHtml(appName)}. Take the step, then go back and send it again.</p>`
    : `<p class="what">${ask}${file}</p>`;
  return layout({
    title,
    nonce,
    tone: 'note',
    exchangeId,
    body: `${lost}
${message ? renderMessage(message) : sent ? `<p>${ask}</p>` : ''}
<p class="actions"><a class="button" href="${escapeHtml(next)}" target="_top">${label}</a></p>`,
  });
}
