import type { HandoffPages } from '../../identity/handoff-pages.ts';
import { escapeHtml } from './escape.ts';
import { AGAIN, renderHeldForm } from './held-form.ts';
import { layout } from './layout.ts';
import { literal } from './literal.ts';
import { chooseLanguage } from './texts/choose-language.ts';
import { fill, fillMarkup } from './texts/fill.ts';
import { TEXTS } from './texts/texts.ts';

/** Milliseconds after which who waits for the app's other hosts may go on without them. */
const JOIN_OFFER = 4000;
/**
 * Longest wait for the app's other hosts, milliseconds. They are the gateway itself, and what is left behind is not asked for
 * again: the app's page would find those hosts without a session.
 */
const JOIN_WAIT = 30_000;

/** The pages on the way in and out. */
export const handoffPages: HandoffPages = {
  begin: ({ nonce, accept = [], next }) => {
    const language = chooseLanguage(accept);
    const { begin } = TEXTS[language];
    return layout({
      title: begin.title,
      nonce,
      language,
      tone: 'wait',
      body: `${waiting(begin.text)}<noscript><p class="actions"><a class="button" href="${escapeHtml(`${next}&fragment=`)}">${fillMarkup(begin.go)}</a></p></noscript>`,
      script: `location.replace(${literal(`${next}&fragment=`)}+encodeURIComponent(location.hash))`,
    });
  },
  opening: ({ nonce, accept = [], appName, joins, target, fragment }) => {
    const language = chooseLanguage(accept);
    const { opening } = TEXTS[language];
    return layout({
      title: fill(opening.title, { app: appName }),
      nonce,
      language,
      tone: 'wait',
      body: `${waiting(opening.text)}<noscript><p class="actions"><a class="button" href="${escapeHtml(target)}">${fillMarkup(opening.go)}</a></p></noscript><div id="late" aria-live="polite" hidden><p class="actions"><button class="button" type="button" id="go">${fillMarkup(opening.go)}</button></p></div>`,
      script: `(function(){var left=${joins.length},done=false;function go(){if(done)return;done=true;location.replace(${literal(target)}+(${literal(fragment)}||location.hash))}function one(){if(--left<=0)go()}${literal(joins)}.forEach(function(u){var i=new Image();i.onload=i.onerror=one;i.src=u});document.getElementById("go").onclick=go;setTimeout(function(){document.getElementById("late").hidden=false},${JOIN_OFFER});setTimeout(go,${JOIN_WAIT})})()`,
    });
  },
  leave: ({ nonce, accept = [], action, fields, keepsFragment = false }) => {
    const language = chooseLanguage(accept);
    const { leave } = TEXTS[language];
    const inputs = Object.entries(fields).map(
      ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
    );
    const whole = keepsFragment ? 'form.setAttribute("action",form.getAttribute("action")+location.hash);' : '';
    return layout({
      title: leave.title,
      nonce,
      language,
      tone: 'wait',
      body: `${waiting(leave.text)}<form id="leave" method="post" action="${escapeHtml(action)}">${inputs.join('')}<noscript><p class="actions"><button class="button" type="submit">${fillMarkup(leave.go)}</button></p></noscript></form>`,
      script: `const form=document.getElementById("leave");${whole}form.submit()`,
    });
  },
  resend: ({ nonce, accept = [], ...held }) =>
    renderHeldForm({ nonce, language: chooseLanguage(accept), why: 'sign-in', ...held }),
  again: ({ nonce, accept = [], appName, after }) => {
    const language = chooseLanguage(accept);
    const { resumed, confirmed } = TEXTS[language];
    return layout({
      title: after === 'reason' ? confirmed.title : resumed.title,
      nonce,
      language,
      tone: 'note',
      body: `<p>${fillMarkup(resumed.text, { app: escapeHtml(appName) })}</p>`,
      script: `new BroadcastChannel(${literal(AGAIN)}).postMessage('done')`,
    });
  },
  signOut: ({ nonce, accept = [], userName, action }) => {
    const language = chooseLanguage(accept);
    const { signOut } = TEXTS[language];
    const user = `<strong>${escapeHtml(userName)}</strong>`;
    return layout({
      title: signOut.title,
      nonce,
      language,
      tone: 'note',
      body: `<p>${fillMarkup(signOut.text, { user })}</p><form class="actions" method="post" action="${escapeHtml(action)}"><button class="button" type="submit">${fillMarkup(signOut.go)}</button><a class="button quiet" href="/">${fillMarkup(signOut.stay)}</a></form>`,
    });
  },
  signedOut: ({ nonce, accept = [], back }) => {
    const language = chooseLanguage(accept);
    const { signedOut } = TEXTS[language];
    const link = back
      ? `<p class="actions"><a class="button" href="${escapeHtml(back.url)}">${fillMarkup(signedOut.back, { app: escapeHtml(back.appName) })}</a></p>`
      : '';
    return layout({
      title: signedOut.title,
      nonce,
      language,
      tone: 'note',
      body: `<p>${fillMarkup(signedOut.text)}</p>${link}`,
    });
  },
};

function waiting(text: string): string {
  return `<div class="waiting"><span class="spinner" aria-hidden="true"></span><p role="status">${fillMarkup(text)}</p></div>`;
}
