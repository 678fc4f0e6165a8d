import { escapeHtml } from './escape.ts';
import { MARK } from './mark.ts';
import { DARK, LIGHT, paletteCss } from './palette.ts';
import type { Language } from './texts/choose-language.ts';
import { fillMarkup } from './texts/fill.ts';
import { TEXTS } from './texts/texts.ts';

/** What every page of the gateway has. `body` and `script` are trusted markup; everything else is escaped here. */
export interface Layout {
  readonly title: string;
  readonly nonce: string;
  /** Of the texts; English without it. */
  readonly language?: Language;
  readonly body: string;
  /** `stop` for refusals, `wait` for steps on the way, `note` for the rest. */
  readonly tone: 'stop' | 'wait' | 'note';
  readonly exchangeId?: string;
  readonly script?: string;
  /** Opened at once by the browser. */
  readonly refresh?: string;
}

const STYLE = `
:root{color-scheme:light dark;${paletteCss(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${paletteCss(DARK)}}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;min-height:100dvh;display:grid;place-items:center;padding:24px 16px;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:34rem;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:32px;box-shadow:0 1px 2px rgb(15 30 50/.06),0 12px 32px rgb(15 30 50/.08)}
.brand{display:flex;align-items:center;gap:10px;color:var(--soft);font-weight:600;font-size:.95rem;margin:0 0 24px}
.mark{flex:none}
h1{overflow-wrap:anywhere;font-size:1.6rem;line-height:1.25;margin:0 0 12px;text-wrap:balance}
.stop h1{color:var(--stop)}
p{margin:0 0 14px}
.what{overflow-wrap:anywhere}
.message{border-left:4px solid var(--stop);background:var(--stop-ground);padding:12px 16px;border-radius:0 8px 8px 0;overflow-wrap:anywhere;margin:0 0 14px}
.message>:last-child{margin-bottom:0}.message ul{margin:0 0 14px;padding-left:1.3em}
.logo{max-width:300px;max-height:100px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:6px 16px;margin:18px 0;overflow-wrap:anywhere}
dt{color:var(--soft)}dd{margin:0}
.actions{display:flex;flex-wrap:wrap;gap:12px;margin:24px 0 0}
.button{display:inline-block;font:inherit;font-weight:600;padding:10px 20px;border-radius:8px;border:1px solid var(--accent);background:var(--accent);color:var(--on-accent);text-decoration:none;cursor:pointer}
.button.quiet{background:transparent;color:var(--accent)}
a{color:var(--accent)}
textarea,.code{width:100%;font:inherit;color:inherit;background:var(--ground);border:1px solid var(--soft);border-radius:8px;padding:8px 12px}
.codes{columns:2;list-style:none;padding:0;margin:0 0 14px}
.choice{display:flex;gap:10px;align-items:flex-start;margin-top:20px}.choice input{flex:none;width:24px;height:24px;margin:0;accent-color:var(--accent)}
.fault{color:var(--stop);font-weight:600}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
footer{margin-top:28px;padding-top:16px;border-top:1px solid var(--line);font-size:.85rem;color:var(--soft)}
code{font:.92em ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere}
.spinner{width:22px;height:22px;border:3px solid var(--line);border-top-color:var(--accent);border-radius:50%;animation:turn .9s linear infinite;flex:none}
.bar{width:100%;height:14px;accent-color:var(--accent)}
.waiting{display:flex;align-items:center;gap:14px;margin-top:16px}.waiting p{margin:0}
@keyframes turn{to{transform:rotate(1turn)}}
@media (prefers-reduced-motion:reduce){.spinner{animation:none;border-color:var(--accent)}}
@media (forced-colors:active){.mark rect{fill:CanvasText}.mark g{stroke:Canvas}.button{border:2px solid ButtonText}}
@media (max-width:30rem){main{padding:24px 20px}dl{grid-template-columns:1fr;gap:2px}dd{margin-bottom:8px}.button{width:100%;text-align:center}}
`;

/** A whole page: one card, no resource from elsewhere, readable without script. */
export function layout({ title, nonce, language = 'en', body, tone, exchangeId, script, refresh }: Layout): string {
  const reference =
    exchangeId === undefined
      ? ''
      : `\n<footer>${fillMarkup(TEXTS[language].reference, { id: `<code>${escapeHtml(exchangeId)}</code>` })}</footer>`;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">${refresh === undefined ? '' : `\n<meta http-equiv="refresh" content="0; url=${escapeHtml(refresh)}">`}
<title>${escapeHtml(title)} · Sallyport</title>
<style nonce="${escapeHtml(nonce)}">${STYLE}</style>
</head>
<body>
<main class="${tone}">
<p class="brand">${MARK}Sallyport</p>
<h1>${escapeHtml(title)}</h1>
${body}${reference}
</main>${script === undefined ? '' : `\n<script nonce="${escapeHtml(nonce)}">${script}</script>`}
</body>
</html>
`;
}
