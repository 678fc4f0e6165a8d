/** Ends the provider's session without asking again, since the gateway has asked: `form` is the provider's own form. */
export function signOutPage(form: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Signing out</title><style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;display:grid;place-items:center;min-height:100dvh;margin:0}</style></head>
<body><main><p role="status">Signing out …</p>${form}<noscript><button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button></noscript></main>
<script>const form = document.getElementById('op.logoutForm'), field = document.createElement('input'); field.type = 'hidden'; field.name = 'logout'; field.value = 'yes'; form.append(field); form.submit()</script>
</body></html>
`;
}
