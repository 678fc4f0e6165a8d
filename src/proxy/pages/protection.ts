import type { Message } from '../../model/message.ts';
import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';
import { renderMessage } from './message.ts';
import type { Language } from './texts/choose-language.ts';
import { fillMarkup } from './texts/fill.ts';
import { TEXTS } from './texts/texts.ts';

export interface ProtectionPage {
  readonly nonce: string;
  readonly language?: Language;
  readonly appName: string;
  readonly exchangeId: string;
  /** Where to go without the file. */
  readonly back: string;
  readonly fileName?: string;
  readonly message?: Message;
}

const valuesOf = (appName: string, fileName: string | undefined): { readonly app: string; readonly file: string } => ({
  app: escapeHtml(appName),
  file: `<strong>${escapeHtml(fileName ?? '')}</strong>`,
});

/** Says that a file comes encrypted, before its passphrase is shown. */
export function renderProtection(page: ProtectionPage): string {
  const { nonce, language = 'en', appName, exchangeId, back, fileName, message } = page;
  const { protection, ...texts } = TEXTS[language];
  const { lead } = protection;
  const values = valuesOf(appName, fileName);
  return layout({
    title: protection.title,
    nonce,
    language,
    tone: 'note',
    exchangeId,
    body: `<p class="what">${fillMarkup(fileName === undefined ? lead.unnamed : lead.named, values)}</p>
${message ? renderMessage(message) : `<p>${fillMarkup(protection.text)}</p>`}
<form method="post"><p class="actions"><button class="button" type="submit">${fillMarkup(protection.go)}</button><a class="button quiet" href="${escapeHtml(back)}">${fillMarkup(texts.back, values)}</a></p></form>`,
  });
}

/** Shows the passphrase of a file, and leads to it. Without `next` the user asks for the file again. */
export function renderPassphrase({
  nonce,
  language = 'en',
  appName,
  back,
  passphrase,
  fileName,
  next,
}: {
  readonly nonce: string;
  readonly language?: Language;
  readonly appName: string;
  readonly back: string;
  readonly passphrase: string;
  readonly fileName?: string;
  readonly next?: string;
}): string {
  const { passphrase: said, ...texts } = TEXTS[language];
  const values = valuesOf(appName, fileName);
  const opens = fillMarkup(fileName === undefined ? said.opens.unnamed : said.opens.named, values);
  const go = `<p>${fillMarkup(next === undefined ? said.again : said.once)}</p>`;
  const get = next === undefined ? '' : `<a class="button" href="${escapeHtml(next)}">${fillMarkup(said.get)}</a>`;
  return layout({
    title: said.title,
    nonce,
    language,
    tone: 'note',
    body: `<p>${opens}</p><p><code class="passphrase" id="passphrase">${escapeHtml(passphrase)}</code></p>${go}<p class="actions">${get}<a class="button quiet" href="${escapeHtml(back)}">${fillMarkup(texts.back, values)}</a></p>`,
  });
}
