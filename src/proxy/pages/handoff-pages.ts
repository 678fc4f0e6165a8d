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

/** Channel by which windows of one host hear that their user is signed in again. */
const AGAIN = 'sallyport-again';

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
  resend: ({ nonce, appName, action, fields, next }) => {
    // A line feed must not be folded away where the markup is read (HTML, 13.2.3.5).
    const held = (text: string): string => escapeHtml(text).replaceAll('\r', '&#13;').replaceAll('\n', '&#10;');
    const inputs = fields.map(([name, value]) => `<input type="hidden" name="${held(name)}" value="${held(value)}">`);
    return layout({
      title: 'Your session has ended',
      nonce,
      tone: 'note',
      body: `<p>What you sent did not reach ${escapeHtml(appName)} yet, and it is not lost: this page keeps it. Sign in, and it is sent.</p><p class="what" id="state" role="status"></p><form id="held" class="actions" method="post" accept-charset="utf-8" action="${escapeHtml(action)}">${inputs.join('')}<a class="button" href="${escapeHtml(next)}" target="_blank" rel="noopener">Sign in and send</a><button class="button quiet">I am signed in: send now</button></form>`,
      // `submit` may be the name of a field, and then it is no method of the form.
      script: `new BroadcastChannel(${literal(AGAIN)}).onmessage=function(){document.getElementById('state').textContent='You are signed in. It is being sent.';HTMLFormElement.prototype.submit.call(document.getElementById('held'))}`,
    });
  },
  again: ({ nonce, appName }) =>
    layout({
      title: 'You are signed in again',
      nonce,
      tone: 'note',
      body: `<p>Close this window and go on in ${escapeHtml(appName)} where you were.</p>`,
      script: `new BroadcastChannel(${literal(AGAIN)}).postMessage('signed in')`,
    }),
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
