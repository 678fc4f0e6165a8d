import { escapeHtml } from '../../../proxy/pages/escape.ts';
import type { DocumentKind, LibraryDocument } from '../documents/library.ts';
import { FILES_ORIGIN } from '../site.ts';
import type { Visitor } from '../visitor.ts';
import { renderPage } from './page.ts';
import { sizeText } from './size-text.ts';

const nothing = (): string => '<p class="empty">There is no preview for this kind of file.</p>';

/** How each kind is shown in the page. */
const PREVIEWS: Readonly<Record<DocumentKind, (document: LibraryDocument) => string>> = {
  text: ({ content, note }) =>
    note === undefined ? `<pre class="paper" tabindex="0">${escapeHtml(content.toString())}</pre>` : nothing(),
  table: ({ content }) => `<div class="scroll" tabindex="0">${tableOf(content.toString())}</div>`,
  pdf: ({ id, name }) => `<iframe class="paper" src="/docs/${id}/content" title="${escapeHtml(name)}"></iframe>`,
  image: ({ id, name, note }) =>
    note === undefined ? `<img class="paper" src="/docs/${id}/content" alt="${escapeHtml(name)}">` : nothing(),
  word: nothing,
  sheet: nothing,
  archive: nothing,
};

/** One document: what it holds, and what can be done with it. */
export function documentPage(document: LibraryDocument, visitor: Visitor, nonce: string): string {
  const { id, name, owner, content, type, note } = document;
  const body = `<p class="lead">${escapeHtml(owner)} · ${sizeText(content.length)} · ${escapeHtml(type.split(';')[0] ?? '')}${note === undefined ? '' : ` · ${escapeHtml(note)}`}</p>
<p class="row"><a class="button" href="${FILES_ORIGIN}/docs/${id}/download">Download</a>
<button type="button" class="button quiet" data-script-download="/docs/${id}/content" data-name="${escapeHtml(name)}">Download by script</button>
<a class="button quiet" href="/docs/${id}/content" target="_blank">Open in a tab</a>
<button type="button" class="button quiet" id="print">Print</button></p>
<p role="status" id="export-status"></p>
<div class="card preview">${PREVIEWS[document.kind](document)}</div>
<p><a href="/">All documents</a></p>`;
  return renderPage({ title: name, visitor, nonce, body, scripts: ['documents'], section: 'documents' });
}

function tableOf(csv: string): string {
  const [head = [], ...rows] = csv
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const cells = (row: readonly string[], tag: string): string =>
    row.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join('');
  return `<table><thead><tr>${cells(head, 'th')}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('')}</tbody></table>`;
}
