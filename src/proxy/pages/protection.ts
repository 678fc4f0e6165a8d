import type { Message } from '../../model/message.ts';
import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';
import { renderMessage } from './message.ts';

export interface ProtectionPage {
  readonly nonce: string;
  readonly appName: string;
  readonly exchangeId: string;
  /** Where to go without the file. */
  readonly back: string;
  readonly fileName?: string;
  readonly message?: Message;
}

const named = (fileName: string | undefined): string =>
  fileName === undefined ? 'The file' : `<strong>${escapeHtml(fileName)}</strong>`;

/** Says that a file comes encrypted, before its passphrase is shown. */
export function renderProtection({ nonce, appName, exchangeId, back, fileName, message }: ProtectionPage): string {
  return layout({
    title: 'This file comes encrypted',
    nonce,
    tone: 'note',
    exchangeId,
    body: `<p class="what">${named(fileName)} from ${escapeHtml(appName)} opens with a passphrase only.</p>
${message ? renderMessage(message) : '<p>Your organisation asks for that. The passphrase is shown <strong>once</strong>: keep it where you keep your passwords, and not beside the file.</p>'}
<form method="post"><p class="actions"><button class="button" type="submit">Show the passphrase</button><a class="button quiet" href="${escapeHtml(back)}">Back to ${escapeHtml(appName)}</a></p></form>`,
  });
}

/** Shows the passphrase of a file, and leads to it. Without `next` the user asks for the file again. */
export function renderPassphrase({
  nonce,
  appName,
  back,
  passphrase,
  fileName,
  next,
}: {
  readonly nonce: string;
  readonly appName: string;
  readonly back: string;
  readonly passphrase: string;
  readonly fileName?: string;
  readonly next?: string;
}): string {
  const go =
    next === undefined
      ? '<p>Go back and ask for the file once more: it comes encrypted with this passphrase.</p>'
      : '<p>It is shown here only, and is good for one download within ten minutes.</p>';
  const get = next === undefined ? '' : `<a class="button" href="${escapeHtml(next)}">Download the file</a>`;
  return layout({
    title: 'The passphrase of your file',
    nonce,
    tone: 'note',
    body: `<p>${named(fileName)} opens with</p><p><code class="passphrase" id="passphrase">${escapeHtml(passphrase)}</code></p>${go}<p class="actions">${get}<a class="button quiet" href="${escapeHtml(back)}">Back to ${escapeHtml(appName)}</a></p>`,
  });
}
