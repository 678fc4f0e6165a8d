import { escapeHtml } from './escape.ts';

/** What every page of the gateway has. `body` and `script` are trusted markup; everything else is escaped here. */
export interface Layout {
  readonly title: string;
  readonly nonce: string;
  readonly body: string;
  /** `stop` for refusals, `wait` for steps on the way, `note` for the rest. */
  readonly tone: 'stop' | 'wait' | 'note';
  readonly exchangeId?: string;
  readonly script?: string;
}

const MARK =
  '<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><path d="M5 29V13a11 11 0 0 1 22 0v16" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round"/><path d="M11 29V14m5 15V11m5 18V14M7 19h18" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></svg>';

const STYLE = `
:root{color-scheme:light dark;--bg:#f3f5f9;--card:#fff;--ink:#16202e;--soft:#51606f;--line:#dbe1ea;--accent:#0b5cab;--on:#fff;--stop:#b3261e;--stop-bg:#fdeceb}
@media (prefers-color-scheme:dark){:root{--bg:#0e141c;--card:#18212d;--ink:#e9eef5;--soft:#a5b3c2;--line:#2c3949;--accent:#7db7ff;--on:#0b1726;--stop:#ffb4ab;--stop-bg:#3a1d1c}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;min-height:100dvh;display:grid;place-items:center;padding:24px 16px;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:34rem;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:32px;box-shadow:0 1px 2px rgb(15 30 50/.06),0 12px 32px rgb(15 30 50/.08)}
.brand{display:flex;align-items:center;gap:10px;color:var(--soft);font-weight:600;font-size:.9rem;letter-spacing:.01em;margin:0 0 24px}
.mark{width:24px;height:24px;color:var(--accent)}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 12px;text-wrap:balance}
.stop h1{color:var(--stop)}
p{margin:0 0 14px}
.soft{color:var(--soft)}
.message{border-left:4px solid var(--stop);background:var(--stop-bg);padding:12px 16px;border-radius:0 8px 8px 0;white-space:pre-line;overflow-wrap:anywhere}
.wait .message,.note .message{border-color:var(--accent);background:transparent}
dl{display:grid;grid-template-columns:max-content 1fr;gap:6px 16px;margin:18px 0;overflow-wrap:anywhere}
dt{color:var(--soft)}dd{margin:0}
.actions{display:flex;flex-wrap:wrap;gap:12px;margin:24px 0 0}
.button{display:inline-block;font:inherit;font-weight:600;padding:10px 20px;border-radius:8px;border:1px solid var(--accent);background:var(--accent);color:var(--on);text-decoration:none;cursor:pointer}
.button.quiet{background:transparent;color:var(--accent)}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
footer{margin-top:28px;padding-top:16px;border-top:1px solid var(--line);font-size:.85rem;color:var(--soft)}
code{font:.92em ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere}
.spinner{width:22px;height:22px;border:3px solid var(--line);border-top-color:var(--accent);border-radius:50%;animation:turn .9s linear infinite;margin-bottom:16px}
@keyframes turn{to{transform:rotate(1turn)}}
@media (prefers-reduced-motion:reduce){.spinner{animation-duration:4s}}
@media (max-width:30rem){main{padding:24px 20px}dl{grid-template-columns:1fr;gap:2px}dd{margin-bottom:8px}.button{width:100%;text-align:center}}
`;

/** A whole page: one card, no resource from elsewhere, readable without script. */
export function layout({ title, nonce, body, tone, exchangeId, script }: Layout): string {
  const reference =
    exchangeId === undefined
      ? ''
      : `<footer>If you ask for help, give this reference: <code>${escapeHtml(exchangeId)}</code></footer>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)} · Sallyport</title>
<style nonce="${escapeHtml(nonce)}">${STYLE}</style>
</head>
<body>
<main class="${tone}">
<p class="brand">${MARK}Sallyport</p>
<h1>${escapeHtml(title)}</h1>
${body}
${reference}
</main>${script === undefined ? '' : `\n<script nonce="${escapeHtml(nonce)}">${script}</script>`}
</body>
</html>
`;
}
