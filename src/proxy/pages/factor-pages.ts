import { encode } from 'uqr';
import type { FactorAsk, FactorPages } from '../../identity/factors/factor-pages.ts';
import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';

/** A picture of a text for a camera, black on white in every colour scheme: dark grounds confuse readers. */
function qrCode(text: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const dots = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return `<svg role="img" aria-label="Setup code for an authenticator app" width="220" height="220" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${dots.join('')}" fill="#000"/></svg>`;
}

function codeForm({ action, fault }: FactorAsk, label: string, button: string): string {
  const problem = fault === undefined ? '' : `<p class="fault" id="fault" role="alert">${escapeHtml(fault)}</p>`;
  const marked = fault === undefined ? '' : ' aria-invalid="true" aria-describedby="fault"';
  return `<form method="post" action="${escapeHtml(action)}"><p><label for="code">${label}</label><br><input class="code" id="code" name="code" autocomplete="one-time-code" autocapitalize="off" spellcheck="false" maxlength="40" required autofocus${marked}></p>${problem}<p class="actions"><button class="button" type="submit">${button}</button></p></form>`;
}

/** The pages of second factors. They work without script. */
export const factorPages: FactorPages = {
  ask: (asked) =>
    layout({
      title: 'Please confirm that it is you',
      nonce: asked.nonce,
      tone: 'note',
      body: `<p class="what">Your organisation asks <strong>${escapeHtml(asked.userName)}</strong> for the code of the authenticator app.</p>
${codeForm(asked, 'Code of 6 digits, or a recovery code', 'Continue')}`,
    }),
  enrol: (asked) =>
    layout({
      title: 'Set up a second factor',
      nonce: asked.nonce,
      tone: 'note',
      body: `<p class="what">Your organisation asks <strong>${escapeHtml(asked.userName)}</strong> for a second factor. Open an authenticator app on your phone, add an account, and scan this picture:</p>
<p>${qrCode(asked.uri)}</p>
<p>Or type this key, by time: <code id="secret">${asked.secret.replace(/.{4}(?=.)/g, '$& ')}</code></p>
${codeForm(asked, 'The code of 6 digits that the app shows', 'Set up')}`,
    }),
  enrolled: ({ nonce, codes, next }) =>
    layout({
      title: 'Keep these recovery codes',
      nonce,
      tone: 'note',
      body: `<p>The authenticator app is set up. If you lose it, each of these codes lets you in once. They are not shown again: print them, or keep them where you keep passwords.</p>
<ul class="codes">${codes.map((code) => `<li><code>${escapeHtml(code)}</code></li>`).join('')}</ul>
<p class="actions"><a class="button" href="${escapeHtml(next)}">I have kept them, continue</a></p>`,
    }),
};
