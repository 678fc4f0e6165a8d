import { escapeHtml } from '../../../proxy/pages/escape.ts';
import { FILES_ORIGIN } from '../site.ts';
import type { StoredUpload } from '../uploads.ts';
import type { Visitor } from '../visitor.ts';
import { renderPage } from './page.ts';
import { sizeText } from './size-text.ts';

/** Three ways to bring a file in: a form, a script that shows progress, and drag and drop. */
export function uploadPage(
  uploads: readonly StoredUpload[],
  stored: string | undefined,
  visitor: Visitor,
  nonce: string,
): string {
  const rows = uploads.map(
    ({ name, size, at }) =>
      `<li><a href="/uploads/${encodeURIComponent(name)}">${escapeHtml(name)}</a> <small>${sizeText(size)}, ${escapeHtml(at.slice(0, 16).replace('T', ' '))}</small></li>`,
  );
  const thanks = stored === undefined ? '' : `<p class="good" role="status">Stored: ${escapeHtml(stored)}</p>`;
  const body = `${thanks}<p class="lead">Three ways to bring a file in.</p>
<div class="columns">
<section class="card"><h2>With a form</h2>
<form method="post" action="${FILES_ORIGIN}/upload" enctype="multipart/form-data">
<label for="form-file">File</label><input type="file" id="form-file" name="file" required>
<label for="form-note">Note</label><input type="text" id="form-note" name="note" placeholder="What is it?">
<p><button class="button">Upload</button></p></form></section>
<section class="card"><h2>With a script</h2>
<label for="script-file">File</label><input type="file" id="script-file">
<p><button type="button" class="button" id="script-upload">Upload with progress</button></p>
<progress id="progress" max="1" value="0" aria-label="Upload"></progress></section>
</div>
<section class="card drop" id="drop"><h2>Drop files here</h2><p>or <label class="link" for="drop-files">choose some</label><input class="hidden" type="file" id="drop-files" multiple>.</p></section>
<p role="status" id="upload-status"></p>
<section class="card"><h2>Uploaded so far</h2><ul id="uploads" class="plain">${rows.join('') || '<li class="empty">Nothing yet.</li>'}</ul></section>`;
  return renderPage({ title: 'Upload', visitor, nonce, body, scripts: ['upload'], section: 'upload' });
}
