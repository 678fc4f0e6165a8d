import { escapeHtml } from '../../../proxy/pages/escape.ts';
import { BIG_SIZE } from '../big-file.ts';
import type { LibraryDocument } from '../documents/library.ts';
import { CDN_ORIGIN, FILES_ORIGIN } from '../site.ts';
import type { Visitor } from '../visitor.ts';
import { renderPage } from './page.ts';
import { sizeText } from './size-text.ts';

/** The list of documents. */
export function documentsPage(documents: readonly LibraryDocument[], visitor: Visitor, nonce: string): string {
  const rows = documents.map(
    ({ id, name, kind, note, owner, changed, content }) => `<tr>
<th scope="row"><div class="named"><img class="kind" src="${CDN_ORIGIN}/assets/kinds/${kind}.svg" alt="" width="32" height="32"><span><a href="/docs/${id}">${escapeHtml(name)}</a>${note === undefined ? '' : `<small>${escapeHtml(note)}</small>`}</span></div></th>
<td class="wide">${escapeHtml(owner)}</td><td class="wide"><time datetime="${changed}">${dateText(changed)}</time></td><td class="number">${sizeText(content.length)}</td>
<td class="acts"><a class="button quiet" href="${FILES_ORIGIN}/docs/${id}/download" aria-label="Download ${escapeHtml(name)}">Download</a></td>
</tr>`,
  );
  const body = `<p class="lead">What everybody at Corp may read. Open a document to read it here, or take it with you.</p>
<div class="card flush"><table>
<thead><tr><th scope="col">Name</th><th scope="col" class="wide">Owner</th><th scope="col" class="wide">Changed</th><th scope="col" class="number">Size</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div>
<section class="card"><h2>Other ways to save something</h2>
<p>Apps do not always use a plain link. These three end in a file, too.</p>
<p class="row"><button type="button" class="button" id="export">Export the list as CSV</button>
<a class="button quiet" href="/api/files" download="files.json">Save the list as JSON</a>
<a class="button quiet" href="/downloads/backup.bin">Backup, ${sizeText(BIG_SIZE)}</a></p>
<p role="status" id="export-status"></p></section>`;
  return renderPage({ title: 'Documents', visitor, nonce, body, scripts: ['documents'], section: 'documents' });
}

function dateText(date: string): string {
  return new Date(`${date}T12:00:00Z`).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
}
