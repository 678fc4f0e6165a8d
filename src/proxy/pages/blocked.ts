import type { ActivityType } from '../../model/activity.ts';
import type { Message } from '../../model/message.ts';
import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';
import { renderMessage } from './message.ts';
import type { Language } from './texts/choose-language.ts';
import { fillMarkup } from './texts/fill.ts';
import { TEXTS } from './texts/texts.ts';

export interface BlockedPage {
  readonly activity: ActivityType;
  readonly appName: string;
  readonly exchangeId: string;
  readonly nonce: string;
  readonly language?: Language;
  readonly fileName?: string;
  readonly message?: Message;
  readonly policyName?: string;
  /** Whether it is because nobody could look into the file. */
  readonly isUnread?: boolean;
}

/** Where script runs, the button leads to the page before; else to the app's first page. */
const BACK =
  "document.getElementById('back').addEventListener('click',function(e){if(history.length>1){e.preventDefault();history.back()}})";

/** A policy refused what the user asked for: what, in which app, by which rule, and what the administrator says of it. */
export function renderBlocked(page: BlockedPage): string {
  const { activity, appName, exchangeId, nonce, language = 'en', fileName, message, policyName, isUnread } = page;
  const { blocked, notAllowed, unread, labels, back } = TEXTS[language];
  const { title, named, unnamed } = Object.hasOwn(blocked, activity)
    ? blocked[activity as keyof typeof blocked]
    : blocked.otherwise;
  const file = { file: `<strong>${escapeHtml(fileName ?? '')}</strong>` };
  const app = escapeHtml(appName);
  const policy =
    policyName === undefined ? '' : `<dt>${fillMarkup(labels.policy)}</dt><dd>${escapeHtml(policyName)}</dd>`;
  return layout({
    title,
    nonce,
    language,
    tone: 'stop',
    exchangeId,
    body: `<p class="what">${fillMarkup(fileName === undefined ? unnamed : named, file)}</p>
${message ? renderMessage(message) : `<p class="message">${fillMarkup(notAllowed)}</p>`}${isUnread ? `\n<p>${fillMarkup(unread)}</p>` : ''}
<dl><dt>${fillMarkup(labels.app)}</dt><dd>${app}</dd>${policy}</dl>
<p class="actions"><a class="button" id="back" href="/">${fillMarkup(back, { app })}</a></p>`,
    script: BACK,
  });
}
