import type { PostedForm } from '../../identity/posted-form.ts';
import type { Message } from '../../model/message.ts';
import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';
import { literal } from './literal.ts';
import { renderMessage } from './message.ts';
import type { Language } from './texts/choose-language.ts';
import { fillMarkup } from './texts/fill.ts';
import { TEXTS } from './texts/texts.ts';

/** Channel by which windows of one host hear that their user has done what was missing. */
export const AGAIN = 'sallyport-again';

export interface HeldFormPage {
  readonly nonce: string;
  readonly language: Language;
  readonly appName: string;
  /** What is missing: a session, a stronger sign-in, a reason. */
  readonly why: 'sign-in' | 'step-up' | 'warn';
  readonly action: string;
  readonly form: PostedForm;
  /** Where the missing step is done, in a window of its own. */
  readonly next: string;
  readonly exchangeId?: string;
  readonly message?: Message;
}

/** Keeps a form that cannot go on now, and sends it once the missing step is done. */
export function renderHeldForm(page: HeldFormPage): string {
  const { nonce, language, appName, why, action, form, next, exchangeId, message } = page;
  const { resend, resendGiven, interrupted } = TEXTS[language];
  const { text, sending, go, now } = why === 'warn' ? resendGiven : resend;
  const values = { app: escapeHtml(appName) };
  // A line feed must not be folded away where the markup is read (HTML, 13.2.3.5).
  const held = (written: string): string => escapeHtml(written).replaceAll('\r', '&#13;').replaceAll('\n', '&#10;');
  const inputs = form.fields.map(({ name, value, file }, index) =>
    file
      ? `<input type="file" hidden id="file-${index}" name="${held(name)}">`
      : `<input type="hidden" name="${held(name)}" value="${held(value)}">`,
  );
  const files = form.fields.flatMap(({ value, file }, index) =>
    file && (value !== '' || file.bytes.length > 0)
      ? [[`file-${index}`, value, file.type, file.bytes.toString('base64')]]
      : [],
  );
  const asks = why === 'sign-in' ? '' : message ? renderMessage(message) : `<p>${fillMarkup(interrupted[why].ask)}</p>`;
  // Without script files cannot be kept, and what is left of the form must not be sent.
  const waits = files.length > 0 ? ' disabled' : '';
  return layout({
    title: why === 'sign-in' ? resend.title : interrupted[why].title,
    nonce,
    language,
    tone: 'note',
    ...(exchangeId === undefined ? {} : { exchangeId }),
    body: `${asks}<p>${fillMarkup(text, values)}</p><p class="what" id="state" role="status"></p><form id="held" class="actions" method="post" accept-charset="utf-8" enctype="${form.encoding}" action="${escapeHtml(action)}">${inputs.join('')}<a class="button" href="${escapeHtml(next)}" target="_blank" rel="noopener">${fillMarkup(go)}</a><button id="send" class="button quiet"${waits}>${fillMarkup(now)}</button></form>`,
    // `submit` may be the name of a field, and then it is no method of the form.
    script: `${literal(files)}.forEach(function(f){var t=new DataTransfer(),s=atob(f[3]),b=new Uint8Array(s.length);for(var i=0;i<s.length;i++)b[i]=s.charCodeAt(i);t.items.add(new File([b],f[1],{type:f[2]}));document.getElementById(f[0]).files=t.files});document.getElementById('send').disabled=false;new BroadcastChannel(${literal(AGAIN)}).onmessage=function(){document.getElementById('state').textContent=${literal(sending)};HTMLFormElement.prototype.submit.call(document.getElementById('held'))}`,
  });
}
