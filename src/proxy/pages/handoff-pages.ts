import type { HandoffPages } from '../../identity/handoff-pages.ts';
import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';

/** A value as a literal inside a script element: `<` would end the element, U+2028 the line. */
function literal(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Longest wait for the app's other hosts, milliseconds. */
const JOIN_WAIT = 4000;

/** The pages on the way in and out. */
export const handoffPages: HandoffPages = {
  begin: ({ nonce, next }) =>
    layout({
      title: 'Signing you in',
      nonce,
      tone: 'wait',
      body: `<div class="waiting"><span class="spinner" aria-hidden="true"></span><p role="status">One moment, your organisation’s sign-in page opens.</p></div><noscript><p class="actions"><a class="button" href="${escapeHtml(`${next}&fragment=`)}">Continue</a></p></noscript>`,
      script: `location.replace(${literal(`${next}&fragment=`)}+encodeURIComponent(location.hash))`,
    }),
  opening: ({ nonce, appName, joins, target, fragment }) =>
    layout({
      title: `Opening ${appName}`,
      nonce,
      tone: 'wait',
      body: `<div class="waiting"><span class="spinner" aria-hidden="true"></span><p role="status">You are signed in. The app opens in a moment.</p></div><noscript><p class="actions"><a class="button" href="${escapeHtml(target)}">Open the app</a></p></noscript>`,
      script: `(function(){var left=${joins.length},done=false;function go(){if(done)return;done=true;location.replace(${literal(target)}+(${literal(fragment)}||location.hash))}function one(){if(--left<=0)go()}${literal(joins)}.forEach(function(u){var i=new Image();i.onload=i.onerror=one;i.src=u});setTimeout(go,${JOIN_WAIT})})()`,
    }),
  leave: ({ nonce, action, fields }) => {
    const inputs = Object.entries(fields).map(
      ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
    );
    return layout({
      title: 'One moment',
      nonce,
      tone: 'wait',
      body: `<div class="waiting"><span class="spinner" aria-hidden="true"></span><p role="status">Your organisation’s sign-in page opens.</p></div><form id="leave" method="post" action="${escapeHtml(action)}">${inputs.join('')}<noscript><p class="actions"><button class="button" type="submit">Continue</button></p></noscript></form>`,
      script: 'document.getElementById("leave").submit()',
    });
  },
  signOut: ({ nonce, userName, action }) =>
    layout({
      title: 'Sign out?',
      nonce,
      tone: 'note',
      body: `<p>You are signed in as <strong>${escapeHtml(userName)}</strong>. Signing out ends your session in every app that opened through this gateway.</p><form class="actions" method="post" action="${escapeHtml(action)}"><button class="button" type="submit">Sign out</button><a class="button quiet" href="/">Stay</a></form>`,
    }),
  signedOut: ({ nonce }) =>
    layout({
      title: 'You are signed out',
      nonce,
      tone: 'note',
      body: '<p>Your session has ended in every app. You can close this window, or open an app to sign in again.</p>',
    }),
};
