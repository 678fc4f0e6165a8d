import { escapeHtml } from '../../../proxy/pages/escape.ts';
import { CDN_ORIGIN, FILES_ORIGIN } from '../site.ts';
import type { Visitor } from '../visitor.ts';
import { renderPage } from './page.ts';

/** What pages do that a gateway could break: each of these should work as it does without one. */
export function labPage(visitor: Visitor, thanks: string | undefined, nonce: string): string {
  const note = thanks === undefined ? '' : `<p class="good" role="status">Thank you for “${escapeHtml(thanks)}”.</p>`;
  const body = `${note}<p class="lead">Things that pages do. All of them should work the same with and without a gateway.</p>
<div class="columns">
<section class="card"><h2>Where am I?</h2><p>What this page's script is told.</p><dl id="facts"></dl></section>
<section class="card"><h2>Cookies and the other host</h2><p>A call with credentials to <code>${CDN_ORIGIN.slice(8)}</code>. It sees the theme and the HttpOnly counter.</p>
<p><button type="button" class="button" id="ask-cdn">Ask it</button></p><pre id="cdn-answer">not asked yet</pre></section>
<section class="card"><h2>Going places</h2><p class="row">
<a class="button quiet" href="${FILES_ORIGIN}/docs/handbook#salaries">Absolute link</a>
<button type="button" class="button quiet" id="go-cdn">location.href to the other host</button>
<button type="button" class="button quiet" id="go-assign">location.assign</button>
<button type="button" class="button quiet" id="go-window">window.open</button>
<a class="button quiet" href="/go?to=${encodeURIComponent(`${FILES_ORIGIN}/live`)}">Redirect</a></p></section>
<section class="card"><h2>Copy, paste, print</h2>
<p id="secret" tabindex="0">The code of the vault is <strong>4711-0815</strong>. Select this sentence and copy it.</p>
<label for="pad">Paste here</label><textarea id="pad" rows="2"></textarea>
<p class="row"><button type="button" class="button quiet" id="copy">Copy by script</button><button type="button" class="button quiet" id="print">Print</button></p><p role="status" id="copy-status"></p></section>
<section class="card"><h2>A form</h2><p>Posted to an absolute address, answered with an absolute redirect.</p>
<form method="post" action="${FILES_ORIGIN}/feedback"><label for="words">Feedback</label><input id="words" name="words" required value="Nice files"><p><button class="button">Send</button></p></form></section>
<section class="card"><h2>Worker and module</h2><p>A worker of this host, and a module of the other one.</p><dl><dt>worker</dt><dd id="worker">waiting</dd><dt>module</dt><dd id="module">waiting</dd></dl></section>
</div>`;
  return renderPage({ title: 'Lab', visitor, nonce, body, scripts: ['documents', 'lab'], section: 'lab' });
}
