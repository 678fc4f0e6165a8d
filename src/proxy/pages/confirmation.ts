import type { ActivityType } from '../../model/activity.ts';
import type { Message } from '../../model/message.ts';
import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';
import { renderMessage } from './message.ts';
import type { Language } from './texts/choose-language.ts';
import { fillMarkup } from './texts/fill.ts';
import { TEXTS } from './texts/texts.ts';

export interface ConfirmationPage {
  readonly nonce: string;
  readonly language?: Language;
  readonly appName: string;
  readonly activity: ActivityType;
  readonly exchangeId: string;
  /** Where to go without giving a reason. */
  readonly back: string;
  readonly fileName?: string;
  readonly message?: Message;
  /** Whether the answer before had no reason in it. */
  readonly missing?: boolean;
}

/** Asks for a reason. */
export function renderConfirmation(page: ConfirmationPage): string {
  const { nonce, language = 'en', appName, activity, exchangeId, back, fileName, message, missing } = page;
  const { confirmation, ...texts } = TEXTS[language];
  const { lead } = confirmation;
  const { named, unnamed } = Object.hasOwn(lead, activity) ? lead[activity as keyof typeof lead] : lead.otherwise;
  const values = { app: escapeHtml(appName), file: `<strong>${escapeHtml(fileName ?? '')}</strong>` };
  const problem = missing ? `<p class="fault" id="fault" role="alert">${fillMarkup(confirmation.missing)}</p>` : '';
  return layout({
    title: confirmation.title,
    nonce,
    language,
    tone: 'note',
    exchangeId,
    body: `<p class="what">${fillMarkup(fileName === undefined ? unnamed : named, values)}</p>
${message ? renderMessage(message) : `<p>${fillMarkup(confirmation.text)}</p>`}
<form method="post"><p><label for="reason">${fillMarkup(confirmation.reason)}</label><br><textarea id="reason" name="reason" rows="3" maxlength="1000" required autofocus${missing ? ' aria-invalid="true" aria-describedby="fault"' : ''}></textarea></p>${problem}
<p class="actions"><button class="button" type="submit">${fillMarkup(confirmation.go)}</button><a class="button quiet" href="${escapeHtml(back)}">${fillMarkup(texts.back, values)}</a></p></form>`,
  });
}

/** The reason is kept; what was asked for goes on. `next`: opened at once; without it the user does it again. */
export function renderConfirmed({
  nonce,
  language = 'en',
  appName,
  back,
  next,
}: {
  readonly nonce: string;
  readonly language?: Language;
  readonly appName: string;
  readonly back: string;
  readonly next?: string;
}): string {
  const { confirmed, ...texts } = TEXTS[language];
  const body = `<p role="status">${fillMarkup(next === undefined ? confirmed.again : confirmed.comes)}</p>`;
  const again =
    next === undefined ? '' : `<a class="button" href="${escapeHtml(next)}">${fillMarkup(confirmed.get)}</a>`;
  return layout({
    title: confirmed.title,
    nonce,
    language,
    tone: 'note',
    body: `${body}<p class="actions">${again}<a class="button quiet" href="${escapeHtml(back)}">${fillMarkup(texts.back, { app: escapeHtml(appName) })}</a></p>`,
    ...(next === undefined ? {} : { refresh: next }),
  });
}
