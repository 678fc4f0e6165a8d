import type { ActivityType } from '../../model/activity.ts';
import type { Message } from '../../model/message.ts';
import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';
import { renderMessage } from './message.ts';
import type { Language } from './texts/choose-language.ts';
import { fillMarkup } from './texts/fill.ts';
import { TEXTS } from './texts/texts.ts';

export interface InterruptedPage {
  readonly why: 'warn' | 'step-up' | 'protect';
  readonly activity: ActivityType;
  readonly appName: string;
  readonly exchangeId: string;
  readonly nonce: string;
  readonly language?: Language;
  /** Where the missing step is done. */
  readonly next: string;
  readonly sent: boolean;
  readonly fileName?: string;
  readonly message?: Message;
}

/** Something waits for a step of the user and cannot be opened again for them: said plainly, so that nothing is lost in silence. */
export function renderInterrupted(page: InterruptedPage): string {
  const { why, appName, exchangeId, nonce, language = 'en', next, sent, fileName, message } = page;
  const { [why]: step, lost } = TEXTS[language].interrupted;
  const name = `<strong>${escapeHtml(fileName ?? '')}</strong>`;
  const values = { app: escapeHtml(appName), file: name };
  const ask = fillMarkup(step.ask);
  const what = sent
    ? fillMarkup(fileName === undefined ? lost.unnamed : lost.named, values)
    : `${ask}${fileName === undefined ? '' : ` (${name})`}`;
  return layout({
    title: step.title,
    nonce,
    language,
    tone: 'note',
    exchangeId,
    body: `<p class="what">${what}</p>
${message ? renderMessage(message) : sent ? `<p>${ask}</p>` : ''}
<p class="actions"><a class="button" href="${escapeHtml(next)}" target="_top">${fillMarkup(step.label)}</a></p>`,
  });
}
