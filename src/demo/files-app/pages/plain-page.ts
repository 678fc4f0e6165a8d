import { escapeHtml } from '../../../proxy/pages/escape.ts';
import { FILES_ORIGIN } from '../site.ts';
import type { Visitor } from '../visitor.ts';
import { renderPage } from './page.ts';

/** The one page of the CDN host: proof that one got there, and a way back. */
export function cdnPage(visitor: Visitor, nonce: string): string {
  const body = `<p class="lead">You are at the host that serves styles, scripts and pictures.</p><p><a class="button" href="${FILES_ORIGIN}/lab">Back to the lab</a></p>`;
  return renderPage({ title: 'The other host', visitor, nonce, body, section: undefined });
}

export function missingPage(path: string, visitor: Visitor, nonce: string): string {
  const body = `<p class="lead">There is nothing at <code>${escapeHtml(path)}</code>.</p><p><a class="button" href="${FILES_ORIGIN}/">All documents</a></p>`;
  return renderPage({ title: 'Not found', visitor, nonce, body, section: undefined });
}
