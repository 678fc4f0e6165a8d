import type { DevUser } from './dev-user.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

const STYLE = `
:root{color-scheme:light dark;--bg:#eef2f8;--card:#fff;--ink:#16202e;--soft:#51606f;--line:#c9d3df;--accent:#0b5cab;--on:#fff;--stop:#b3261e}
@media (prefers-color-scheme:dark){:root{--bg:#0e141c;--card:#18212d;--ink:#e9eef5;--soft:#a5b3c2;--line:#3a4858;--accent:#7db7ff;--on:#0b1726;--stop:#ffb4ab}}
*{box-sizing:border-box}
body{margin:0;min-height:100dvh;display:grid;place-items:center;padding:24px 16px;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:26rem;background:var(--card);border-radius:12px;padding:32px;border:1px solid var(--line);box-shadow:0 12px 32px rgb(15 30 50/.1)}
h1{font-size:1.5rem;margin:0 0 4px}p{margin:0 0 20px;color:var(--soft)}
label{display:block;font-weight:600;margin:0 0 6px}
input{width:100%;font:inherit;padding:10px 12px;margin:0 0 16px;border:1px solid var(--line);border-radius:8px;background:transparent;color:inherit}
button{width:100%;font:inherit;font-weight:600;padding:11px;border:0;border-radius:8px;background:var(--accent);color:var(--on);cursor:pointer}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.error{color:var(--stop);font-weight:600}
details{margin-top:24px;border-top:1px solid var(--line);padding-top:16px;color:var(--soft);font-size:.9rem}
summary{cursor:pointer;font-weight:600}
table{width:100%;border-collapse:collapse;margin-top:10px}td,th{text-align:left;padding:4px 8px 4px 0;vertical-align:top}
code{font:.95em ui-monospace,Menlo,monospace}
`;

/** The one page of the development provider: name, password, and who there is, since this is no secret here. */
export function signInPage({
  action,
  users,
  failed,
  username,
}: {
  readonly action: string;
  readonly users: readonly DevUser[];
  readonly failed: boolean;
  readonly username: string;
}): string {
  const rows = users
    .map(
      (user) =>
        `<tr><td><code>${escapeHtml(user.username)}</code></td><td><code>${escapeHtml(user.password)}</code></td><td>${escapeHtml(user.device)}</td></tr>`,
    )
    .join('');
  const error = failed ? '<p class="error" role="alert">That name and password do not match.</p>' : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Sign in · Corp identity</title><style>${STYLE}</style></head>
<body><main><h1>Corp identity</h1><p>Sign in with your work account.</p>${error}
<form method="post" action="${escapeHtml(action)}">
<label for="username">User name</label><input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required${username === '' ? ' autofocus' : ''} value="${escapeHtml(username)}">
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required${username === '' ? '' : ' autofocus'}>
<button type="submit">Sign in</button></form>
<details open><summary>Development accounts</summary><table><tr><th>Name</th><th>Password</th><th>Device</th></tr>${rows}</table></details>
</main></body></html>
`;
}
