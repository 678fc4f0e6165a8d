import type { Message } from '../../model/message.ts';
import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';
import { renderMessage } from './message.ts';
import type { Language } from './texts/choose-language.ts';
import { fill, fillMarkup } from './texts/fill.ts';
import { TEXTS } from './texts/texts.ts';

export interface NoticePage {
  readonly nonce: string;
  readonly language: Language;
  readonly appName: string;
  /** The administrator's own heading; `{app}` in it is the app's name. */
  readonly title?: string;
  readonly message?: Message;
}

/** A redirect would keep the fragment of the page that was asked for, and a form does not: only script can see it. */
const FRAGMENT = "document.getElementById('fragment').value=location.hash";

/** Says that the session is watched, before an app is entered. */
export function renderNotice({ nonce, language, appName, title, message }: NoticePage): string {
  const texts = TEXTS[language].notice;
  const app = { app: escapeHtml(appName) };
  return layout({
    title: fill(title ?? texts.title, { app: appName }),
    nonce,
    language,
    tone: 'note',
    body: `${message ? renderMessage(message) : `<p>${fillMarkup(texts.text, app)}</p>`}
<form method="post"><input type="hidden" id="fragment" name="fragment" value="">
<p class="choice"><input type="checkbox" id="hide" name="hide" value="week"><label for="hide">${fillMarkup(texts.hide)}</label></p>
<p class="actions"><button class="button" type="submit">${fillMarkup(texts.go, app)}</button></p></form>`,
    script: FRAGMENT,
  });
}
