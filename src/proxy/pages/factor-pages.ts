import { encode } from 'uqr';
import type { FactorAsk, FactorPages } from '../../identity/factors/factor-pages.ts';
import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';
import { literal } from './literal.ts';
import { chooseLanguage } from './texts/choose-language.ts';
import type { Texts } from './texts/contract.ts';
import { fillMarkup, type Template } from './texts/fill.ts';
import { TEXTS } from './texts/texts.ts';

/** A picture of a text for a camera, black on white in every colour scheme: dark grounds confuse readers. */
function qrCode(text: string, label: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const dots = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return `<svg role="img" aria-label="${escapeHtml(label)}" width="220" height="220" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${dots.join('')}" fill="#000"/></svg>`;
}

function otherWay({ other }: FactorAsk, label: Template): string {
  return other === undefined
    ? ''
    : `<p class="actions"><a class="button quiet" href="${escapeHtml(other)}">${fillMarkup(label)}</a></p>`;
}

/** Browsers give and take bytes; the options and the answer write them as base64url. The form is sent once the key has answered. */
const KEY_SCRIPT = `(function(o,task,words){var f=document.getElementById('key'),fault=document.getElementById('fault');
function d(t){return Uint8Array.from(atob(t.replace(/-/g,'+').replace(/_/g,'/')),function(c){return c.charCodeAt(0)})}
function e(b){return btoa(String.fromCharCode.apply(null,new Uint8Array(b))).replace(/\\+/g,'-').replace(/\\//g,'_').replace(/=+$/,'')}
function ids(l){return (l||[]).map(function(c){return Object.assign({},c,{id:d(c.id)})})}
f.addEventListener('submit',function(event){event.preventDefault();fault.textContent='';
if(!navigator.credentials||!window.PublicKeyCredential){fault.textContent=words.unable;return}
var k=Object.assign({},o,{challenge:d(o.challenge)});
if(task==='enrol'){k.user=Object.assign({},o.user,{id:d(o.user.id)});k.excludeCredentials=ids(o.excludeCredentials)}else k.allowCredentials=ids(o.allowCredentials);
navigator.credentials[task==='enrol'?'create':'get']({publicKey:k}).then(function(c){var r=c.response,a={clientDataJSON:e(r.clientDataJSON)};
if(task==='enrol'){a.attestationObject=e(r.attestationObject);if(r.getTransports)a.transports=r.getTransports()}
else{a.authenticatorData=e(r.authenticatorData);a.signature=e(r.signature)}
f.elements.namedItem('answer').value=JSON.stringify({id:c.id,rawId:e(c.rawId),type:c.type,clientExtensionResults:{},response:a});f.submit()},
function(){fault.textContent=words.silent})})})`;

function codeForm({ action, fault }: FactorAsk, { factor }: Texts, label: Template, button: Template): string {
  const problem =
    fault === undefined ? '' : `<p class="fault" id="fault" role="alert">${fillMarkup(factor.faults[fault])}</p>`;
  const marked = fault === undefined ? '' : ' aria-invalid="true" aria-describedby="fault"';
  return `<form method="post" action="${escapeHtml(action)}"><p><label for="code">${fillMarkup(label)}</label><br><input class="code" id="code" name="code" autocomplete="one-time-code" autocapitalize="off" spellcheck="false" maxlength="40" required autofocus${marked}></p>${problem}<p class="actions"><button class="button" type="submit">${fillMarkup(button)}</button></p></form>`;
}

/** Who is asked for what. */
function asks(text: Template, userName: string): string {
  return `<p class="what">${fillMarkup(text, { user: `<strong>${escapeHtml(userName)}</strong>` })}</p>`;
}

/** The pages of second factors. Those that ask for a code work without script. */
export const factorPages: FactorPages = {
  ask: (asked) => {
    const language = chooseLanguage(asked.accept);
    const texts = TEXTS[language];
    const { ask, key } = texts.factor;
    return layout({
      title: ask.title,
      nonce: asked.nonce,
      language,
      tone: 'note',
      body: `${asks(ask.text, asked.userName)}
${codeForm(asked, texts, ask.code, ask.go)}${otherWay(asked, key.instead.ask)}`,
    });
  },
  enrol: (asked) => {
    const language = chooseLanguage(asked.accept);
    const texts = TEXTS[language];
    const { enrol, key } = texts.factor;
    return layout({
      title: enrol.title,
      nonce: asked.nonce,
      language,
      tone: 'note',
      body: `${asks(enrol.text, asked.userName)}
<p>${qrCode(asked.uri, enrol.picture)}</p>
<p>${fillMarkup(enrol.secret)} <code id="secret">${asked.secret.replace(/.{4}(?=.)/g, '$& ')}</code></p>
${codeForm(asked, texts, enrol.code, enrol.go)}${otherWay(asked, key.instead.enrol)}`,
    });
  },
  key: ({ nonce, accept, userName, action, fault, task, options }) => {
    const language = chooseLanguage(accept);
    const { faults, key } = TEXTS[language].factor;
    const { [task]: step, unable, silent } = key;
    const problem = fault === undefined ? '' : fillMarkup(faults[fault]);
    return layout({
      title: step.title,
      nonce,
      language,
      tone: 'note',
      body: `${asks(step.text, userName)}
<noscript><p class="fault">${fillMarkup(key.unscripted)}</p></noscript>
<form id="key" method="post" action="${escapeHtml(action)}"><input type="hidden" name="answer" value=""><p class="fault" id="fault" role="alert">${problem}</p><p class="actions"><button class="button" type="submit">${fillMarkup(step.go)}</button></p></form>`,
      script: `${KEY_SCRIPT}(${literal(options)},${literal(task)},${literal({ unable, silent })})`,
    });
  },
  enrolled: ({ nonce, accept, codes, next }) => {
    const language = chooseLanguage(accept);
    const { enrolled } = TEXTS[language].factor;
    return layout({
      title: enrolled.title,
      nonce,
      language,
      tone: 'note',
      body: `<p>${fillMarkup(enrolled.text)}</p>
<ul class="codes">${codes.map((code) => `<li><code>${escapeHtml(code)}</code></li>`).join('')}</ul>
<p class="actions"><a class="button" href="${escapeHtml(next)}">${fillMarkup(enrolled.go)}</a></p>`,
    });
  },
};
