import type { ViewerSetup } from '../../model/viewer-setup.ts';
import { escapeHtml } from './escape.ts';
import { DARK, LIGHT, paletteCss } from './palette.ts';
import type { Language } from './texts/choose-language.ts';
import { fillMarkup } from './texts/fill.ts';
import { TEXTS } from './texts/texts.ts';
import { VIEWER_TEXTS, type ViewerTexts } from './texts/viewer-texts.ts';

export interface ViewerPage {
  readonly nonce: string;
  readonly language?: Language;
  readonly appName: string;
  readonly exchangeId: string;
  readonly fileName?: string;
  /** Where to go from here. */
  readonly back: string;
  readonly script: string;
  /** Where the document is saved, where it may be. */
  readonly save?: string;
  readonly setup: Omit<ViewerSetup, 'texts'>;
}

const STYLE = `
:root{color-scheme:light dark;${paletteCss(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${paletteCss(DARK)}}}
*{box-sizing:border-box}
body{margin:0;height:100vh;height:100dvh;display:flex;flex-direction:column;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header{background:var(--card);border-bottom:1px solid var(--line);padding:8px 16px;display:flex;flex-wrap:wrap;gap:6px 20px;align-items:center}
h1{font-size:1rem;margin:0;overflow-wrap:anywhere}
.notice{margin:0;color:var(--soft);font-size:.85rem}
.name{flex:1 1 16rem;min-width:0}
[role=toolbar]{display:flex;flex-wrap:wrap;gap:6px;align-items:center}
button,input{font:inherit;color:inherit;background:var(--ground);border:1px solid var(--soft);border-radius:8px;min-height:34px;min-width:34px;padding:2px 10px}
button{cursor:pointer;font-weight:600;color:var(--accent)}
#save{font-weight:600;padding:4px}
button:disabled{cursor:default;color:var(--soft)}
#page{width:4.5em}#search{width:11em;max-width:100%}
main{flex:1;min-height:0;overflow:auto;padding:16px}
#sheets{width:fit-content;min-width:100%;display:flex;flex-direction:column;align-items:center;gap:16px}
.sheet{position:relative;flex:none;background:#fff;box-shadow:0 1px 4px rgb(15 30 50/.35);outline:1px solid var(--line)}
.sheet canvas{display:block;width:100%;height:100%}
#said{margin:0;padding:0 16px;min-height:1.5em;font-size:.9rem;color:var(--soft)}
#said.fault{color:var(--stop);font-weight:600;padding:24px 16px}
footer{padding:4px 16px;font-size:.8rem;color:var(--soft);overflow-wrap:anywhere}
a{color:var(--accent)}
.paper{display:none}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
main:focus-visible{outline-offset:-3px}
@media (max-width:30rem){header,main{padding:8px}}
@media (max-height:30rem){body{height:auto;min-height:100vh}main{flex:none;height:80vh}}
#printed{display:none}#printed img{display:block;width:100%;max-height:100vh;object-fit:contain;break-after:page}#printed img:last-child{break-after:auto}
@media print{body{display:block;height:auto;background:#fff}body>*{display:none!important}.paper,#printed{display:block!important;color:#000}#printed:not(:empty)+.paper{display:none!important}}
`;

/** Texts that the script says. */
const SAID = [
  'pageName',
  'of',
  'loading',
  'found',
  'notFound',
  'locked',
  'broken',
  'gone',
  'large',
  'preparing',
] as const;

/** The gateway's viewer: shows the pages of a document, and prints and saves it only where that is said. */
export function renderViewer(page: ViewerPage): string {
  const { nonce, language = 'en', appName, exchangeId, fileName, back, script, save } = page;
  const texts: ViewerTexts = VIEWER_TEXTS[language];
  const said = Object.fromEntries(SAID.map((name) => [name, texts[name]])) as ViewerSetup['texts'];
  const setup: ViewerSetup = { ...page.setup, texts: said };
  const title = fileName ?? texts.title;
  const { mayPrint } = setup;
  const isFree = mayPrint || save !== undefined;
  const button = (id: string, sign: string, label: string): string =>
    `<button type="button" id="${id}" aria-label="${escapeHtml(label)}" title="${escapeHtml(label)}" disabled>${sign}</button>`;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)} · Sallyport</title>
<style nonce="${escapeHtml(nonce)}">${STYLE}</style>
</head>
<body>
<header>
<div class="name"><h1>${escapeHtml(title)}</h1><p class="notice">${fillMarkup(isFree ? texts.ruled : texts.notice)}</p></div>
<div role="toolbar" aria-label="${escapeHtml(texts.tools)}">
${button('previous', '‹', texts.previous)}
<label>${fillMarkup(texts.page)} <input id="page" type="text" inputmode="numeric" autocomplete="off" value="1" disabled></label> <span id="of"></span>
${button('next', '›', texts.next)}
${button('smaller', '−', texts.zoomOut)}
${button('larger', '+', texts.zoomIn)}
${button('width', '↔', texts.width)}
${mayPrint ? `<button type="button" id="print" disabled>${fillMarkup(texts.print)}</button>` : ''}
${save === undefined ? '' : `<a id="save" href="${escapeHtml(save)}">${fillMarkup(texts.save)}</a>`}
</div>
<form role="search" id="find"><input id="search" type="search" autocomplete="off" aria-label="${escapeHtml(texts.search)}" placeholder="${escapeHtml(texts.search)}" disabled> ${button('further', '↓', texts.searchNext)}</form>
</header>
<p id="said" role="status">${fillMarkup(texts.loading)}</p>
<noscript><p>${fillMarkup(texts.unscripted)}</p></noscript>
<main id="view" tabindex="0" aria-label="${escapeHtml(texts.document)}"><div id="sheets"></div></main>
<footer><a href="${escapeHtml(back)}" target="_top">${fillMarkup(TEXTS[language].back, { app: escapeHtml(appName) })}</a> · ${fillMarkup(TEXTS[language].reference, { id: `<code>${escapeHtml(exchangeId)}</code>` })}</footer>
<div id="printed"></div>
<p class="paper">${fillMarkup(mayPrint ? texts.button : texts.printing)}</p>
<script src="${escapeHtml(script)}" data-setup="${escapeHtml(JSON.stringify(setup))}"></script>
</body>
</html>
`;
}
