import type { ActivityType } from '../../model/activity.ts';
import type { Message } from '../../model/message.ts';
import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';
import { renderMessage } from './message.ts';

export interface ConfirmationPage {
  readonly nonce: string;
  readonly appName: string;
  readonly activity: ActivityType;
  readonly exchangeId: string;
  /** Where to go without giving a reason. */
  readonly back: string;
  readonly fileName?: string;
  readonly message?: Message;
  /** What was wrong with the answer before. */
  readonly fault?: string;
}

const VERBS: Readonly<Partial<Record<ActivityType, string>>> = { download: 'download', upload: 'upload', view: 'open' };

/** Asks for a reason. */
export function renderConfirmation(page: ConfirmationPage): string {
  const { nonce, appName, activity, exchangeId, back, fileName, message, fault } = page;
  const what = fileName === undefined ? 'this' : `<strong>${escapeHtml(fileName)}</strong>`;
  const problem = fault === undefined ? '' : `<p class="fault" id="fault" role="alert">${escapeHtml(fault)}</p>`;
  return layout({
    title: 'Please give a reason',
    nonce,
    tone: 'note',
    exchangeId,
    body: `<p class="what">You are about to ${VERBS[activity] ?? 'do'} ${what} in ${escapeHtml(appName)}.</p>
${message ? renderMessage(message) : '<p>Your organisation asks you to say why. What you write is kept in its log.</p>'}
<form method="post"><p><label for="reason">Your reason</label><br><textarea id="reason" name="reason" rows="3" maxlength="1000" required autofocus${fault === undefined ? '' : ' aria-invalid="true" aria-describedby="fault"'}></textarea></p>${problem}
<p class="actions"><button class="button" type="submit">Continue</button><a class="button quiet" href="${escapeHtml(back)}">Back to ${escapeHtml(appName)}</a></p></form>`,
  });
}

/** The reason is kept; what was asked for goes on. `next`: opened at once; without it the user does it again. */
export function renderConfirmed({
  nonce,
  appName,
  back,
  next,
}: {
  readonly nonce: string;
  readonly appName: string;
  readonly back: string;
  readonly next?: string;
}): string {
  const body =
    next === undefined
      ? '<p role="status">Your reason is kept. Go back and send it once more: it was not sent before.</p>'
      : '<p role="status">Your reason is kept. The file comes in a moment.</p>';
  const again = next === undefined ? '' : `<a class="button" href="${escapeHtml(next)}">Get it now</a>`;
  return layout({
    title: 'Thank you',
    nonce,
    tone: 'note',
    body: `${body}<p class="actions">${again}<a class="button quiet" href="${escapeHtml(back)}">Back to ${escapeHtml(appName)}</a></p>`,
    ...(next === undefined ? {} : { refresh: next }),
  });
}
