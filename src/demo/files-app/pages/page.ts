import { escapeHtml } from '../../../proxy/pages/escape.ts';
import { CDN_ORIGIN, FILES_ORIGIN } from '../site.ts';
import type { Visitor } from '../visitor.ts';

export interface Page {
  readonly title: string;
  readonly visitor: Visitor;
  readonly nonce: string;
  /** Markup. */
  readonly body: string;
  /** Scripts of the CDN, by name. */
  readonly scripts?: readonly string[];
  /** Which entry of the navigation this is. */
  readonly section: 'documents' | 'upload' | 'live' | 'lab' | undefined;
}

const SECTIONS = [
  ['documents', '/', 'Documents'],
  ['upload', '/upload', 'Upload'],
  ['live', '/live', 'Live'],
  ['lab', '/lab', 'Lab'],
] as const;

/** The page's own security policy: real apps have one, and the gateway must keep it in force. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' ${CDN_ORIGIN}`,
    `style-src ${CDN_ORIGIN}`,
    `img-src 'self' ${CDN_ORIGIN} data: blob:`,
    `connect-src 'self' ${CDN_ORIGIN} wss://${FILES_ORIGIN.slice(8)}`,
    "worker-src 'self'",
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    `form-action 'self' ${FILES_ORIGIN}`,
    "frame-ancestors 'self'",
  ].join('; ');
}

export function renderPage({ title, visitor, nonce, body, scripts = [], section }: Page): string {
  const links = SECTIONS.map(
    ([id, path, label]) =>
      `<a href="${FILES_ORIGIN}${path}"${id === section ? ' aria-current="page"' : ''}>${label}</a>`,
  ).join('');
  const files = ['theme', ...scripts]
    .map((name) => `<script src="${CDN_ORIGIN}/assets/${name}.js" defer></script>`)
    .join('\n');
  const visits = visitor.visits + 1;
  return `<!doctype html>
<html lang="en" data-theme="${visitor.theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Corp Files</title>
<link rel="icon" href="${CDN_ORIGIN}/assets/logo.svg" type="image/svg+xml">
<link rel="stylesheet" href="${CDN_ORIGIN}/assets/files.css">
${files}
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="bar">
<a class="brand" href="${FILES_ORIGIN}/"><img src="${CDN_ORIGIN}/assets/logo.svg" alt="" width="28" height="28">Corp Files</a>
<nav aria-label="Sections">${links}</nav>
<button type="button" class="quiet" id="theme" aria-label="Change the colour theme">Theme: <span id="theme-name">${visitor.theme}</span></button>
</header>
<main id="main">
<h1>${escapeHtml(title)}</h1>
${body}
</main>
<footer class="foot"><p>${visits === 1 ? 'Welcome: this is your first page here.' : `You have opened ${visits} pages here.`} This page is at <b id="where"></b>.</p></footer>
<script nonce="${nonce}">document.getElementById('where').textContent = location.origin;</script>
</body>
</html>
`;
}
