import { encode } from 'uqr';
import type { FactorAsk, FactorPages } from '../../identity/factors/factor-pages.ts';
import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';
import { literal } from './literal.ts';

/** A picture of a text for a camera, black on white in every colour scheme: dark grounds confuse readers. */
function qrCode(text: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const dots = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return `<svg role="img" aria-label="Setup code for an authenticator app" width="220" height="220" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${dots.join('')}" fill="#000"/></svg>`;
}

function otherWay({ other }: FactorAsk, label: string): string {
  return other === undefined ? '' : `<p><a href="${escapeHtml(other)}">${label}</a></p>`;
}

/** Browsers give and take bytes; the options and the answer write them as base64url. The form is sent once the key has answered. */
const KEY_SCRIPT = `(function(o,task){var f=document.getElementById('key'),fault=document.getElementById('fault');
function d(t){return Uint8Array.from(atob(t.replace(/-/g,'+').replace(/_/g,'/')),function(c){return c.charCodeAt(0)})}
function e(b){return btoa(String.fromCharCode.apply(null,new Uint8Array(b))).replace(/\\+/g,'-').replace(/\\//g,'_').replace(/=+$/,'')}
function ids(l){return (l||[]).map(function(c){return Object.assign({},c,{id:d(c.id)})})}
f.addEventListener('submit',function(event){event.preventDefault();fault.textContent='';
if(!navigator.credentials||!window.PublicKeyCredential){fault.textContent='This browser cannot use keys.';return}
var k=Object.assign({},o,{challenge:d(o.challenge)});
if(task==='enrol'){k.user=Object.assign({},o.user,{id:d(o.user.id)});k.excludeCredentials=ids(o.excludeCredentials)}else k.allowCredentials=ids(o.allowCredentials);
navigator.credentials[task==='enrol'?'create':'get']({publicKey:k}).then(function(c){var r=c.response,a={clientDataJSON:e(r.clientDataJSON)};
if(task==='enrol'){a.attestationObject=e(r.attestationObject);if(r.getTransports)a.transports=r.getTransports()}
else{a.authenticatorData=e(r.authenticatorData);a.signature=e(r.signature)}
f.elements.namedItem('answer').value=JSON.stringify({id:c.id,rawId:e(c.rawId),type:c.type,clientExtensionResults:{},response:a});f.submit()},
function(){fault.textContent='The key did not answer. Please try again.'})})})`;

const KEY_WORDS = {
  ask: {
    title: 'Please confirm that it is you',
    what: 'to use the key that was set up: finger, face or PIN of the device, or a security key.',
    button: 'Use the key',
  },
  enrol: {
    title: 'Set up a key',
    what: 'for a key: finger, face or PIN of this device, or a security key.',
    button: 'Set up a key',
  },
} as const;

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
${codeForm(asked, 'Code of 6 digits, or a recovery code', 'Continue')}${otherWay(asked, 'Use a key instead')}`,
    }),
  enrol: (asked) =>
    layout({
      title: 'Set up a second factor',
      nonce: asked.nonce,
      tone: 'note',
      body: `<p class="what">Your organisation asks <strong>${escapeHtml(asked.userName)}</strong> for a second factor. Open an authenticator app on your phone, add an account, and scan this picture:</p>
<p>${qrCode(asked.uri)}</p>
<p>Or type this key, by time: <code id="secret">${asked.secret.replace(/.{4}(?=.)/g, '$& ')}</code></p>
${codeForm(asked, 'The code of 6 digits that the app shows', 'Set up')}${otherWay(asked, 'Set up a key instead')}`,
    }),
  key: ({ nonce, userName, action, fault = '', task, options }) => {
    const { title, what, button } = KEY_WORDS[task];
    return layout({
      title,
      nonce,
      tone: 'note',
      body: `<p class="what">Your organisation asks <strong>${escapeHtml(userName)}</strong> ${what}</p>
<noscript><p class="fault">A key needs script, which is off in this browser.</p></noscript>
<form id="key" method="post" action="${escapeHtml(action)}"><input type="hidden" name="answer" value=""><p class="fault" id="fault" role="alert">${escapeHtml(fault)}</p><p class="actions"><button class="button" type="submit">${button}</button></p></form>`,
      script: `${KEY_SCRIPT}(${literal(options)},${literal(task)})`,
    });
  },
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
