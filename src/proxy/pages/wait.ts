import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';
import { literal } from './literal.ts';
import type { Language } from './texts/choose-language.ts';
import { fill, fillMarkup } from './texts/fill.ts';
import { TEXTS } from './texts/texts.ts';
import { WAIT_TEXTS } from './texts/wait-texts.ts';

export interface WaitPage {
  readonly nonce: string;
  readonly language?: Language;
  readonly appName: string;
  readonly exchangeId?: string;
  readonly fileName?: string;
  readonly state: 'held' | 'ready' | 'gone';
  readonly addresses: Readonly<Record<'file' | 'state' | 'again', string>>;
  /** Bytes. */
  readonly seen: number;
  readonly size?: number;
}

/** One digit behind the point is enough to see that something moves. */
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** Asks how far it is, once a second, and goes on by itself; without script the page is opened again. */
const SCRIPT = `(function(at){
var bar=document.getElementById('bar'),said=document.getElementById('said');
function mb(n){return(n/1e6).toFixed(1)}
function look(){fetch(at.state,{cache:'no-store'}).then(function(a){if(a.status===404)return location.reload();return a.json().then(function(s){
if(s.isReady){document.querySelector('h1').textContent=at.readyTitle;document.getElementById('text').textContent=at.ready;document.getElementById('now').hidden=true;location.replace(at.file);return}
if(s.size){bar.max=s.size;bar.value=Math.min(s.seen,s.size)}
said.textContent=(s.size?at.part:at.seen).replace('{seen}',mb(s.seen)).replace('{size}',mb(s.size||0));
setTimeout(look,1000)})}).catch(function(){setTimeout(look,3000)})}
setTimeout(look,1000)})`;

/** Says that a file is held while it is looked into and how far that is, and leads to it afterwards. */
export function renderWait(page: WaitPage): string {
  const { nonce, language = 'en', appName, exchangeId, fileName, state, addresses, seen, size } = page;
  const texts = WAIT_TEXTS[language];
  const back = `<a class="button quiet" href="/">${fillMarkup(TEXTS[language].back, { app: escapeHtml(appName) })}</a>`;
  const all = { nonce, language, ...(exchangeId === undefined ? {} : { exchangeId }) };
  if (state === 'gone')
    return layout({
      ...all,
      title: texts.goneTitle,
      tone: 'note',
      body: `<p>${fillMarkup(texts.gone)}</p><p class="actions">${back}</p>`,
    });
  if (state === 'ready')
    return layout({
      ...all,
      title: texts.readyTitle,
      tone: 'note',
      refresh: addresses.file,
      body: `<p role="status">${fillMarkup(texts.ready)}</p><p class="actions"><a class="button" href="${escapeHtml(addresses.file)}">${fillMarkup(texts.get)}</a>${back}</p>`,
    });
  const named =
    fileName === undefined
      ? ''
      : `<p class="what">${fillMarkup(texts.named, { file: `<strong>${escapeHtml(fileName)}</strong>` })}</p>`;
  const values = { seen: megabytes(seen), size: megabytes(size ?? 0) };
  const far = size === undefined ? '' : ` max="${size}" value="${Math.min(seen, size)}"`;
  const { part, seen: soFar, readyTitle, ready } = texts;
  const told = { ...addresses, part, seen: soFar, readyTitle, ready };
  return layout({
    ...all,
    title: texts.title,
    tone: 'wait',
    body: `${named}
<p id="text" role="status">${fillMarkup(texts.text)}</p>
<div id="now"><p><progress class="bar" id="bar" aria-label="${escapeHtml(texts.progress)}"${far}></progress></p>
<p id="said">${escapeHtml(fill(size === undefined ? soFar : part, values))}</p></div>
<noscript><meta http-equiv="refresh" content="3; url=${escapeHtml(addresses.again)}"></noscript>
<form method="post" action="${escapeHtml(addresses.again)}"><p class="actions"><button class="button quiet" type="submit">${fillMarkup(texts.cancel)}</button></p></form>`,
    script: `${SCRIPT}(${literal(told)})`,
  });
}
