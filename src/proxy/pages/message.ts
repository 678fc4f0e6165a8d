import type { Inline, Message, MessageBlock } from '../../model/message.ts';
import { escapeHtml } from './escape.ts';

/** An administrator's message as markup: every text escaped, no element and no attribute but those written here. */
export function renderMessage({ blocks, logo }: Message): string {
  const picture = logo === undefined ? '' : `<p><img class="logo" src="${escapeHtml(logo)}" alt=""></p>\n`;
  return `${picture}<div class="message">${blocks.map(blockMarkup).join('')}</div>`;
}

function blockMarkup({ kind, lines }: MessageBlock): string {
  const marked = lines.map((line) => line.map(inlineMarkup).join(''));
  return kind === 'list'
    ? `<ul>${marked.map((line) => `<li>${line}</li>`).join('')}</ul>`
    : `<p>${marked.join('<br>')}</p>`;
}

function inlineMarkup(piece: Inline): string {
  const text = escapeHtml(piece.text);
  switch (piece.kind) {
    case 'text':
      return text;
    case 'bold':
      return `<strong>${text}</strong>`;
    case 'italic':
      return `<em>${text}</em>`;
    case 'link':
      return `<a href="${escapeHtml(piece.url)}" rel="noopener noreferrer" target="_blank">${text}</a>`;
  }
}
