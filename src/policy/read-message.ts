import type { Inline, Message, MessageBlock } from '../model/message.ts';

/** `**bold**`, `*italic*`, `[text](url)`. Nothing nests, and what does not fit is text. */
const MARKS = /\*\*([^*\n]+)\*\*|\*([^*\n]+)\*|\[([^\]\n]+)\]\(([^()\s]+)\)/g;
const LINK = /^(https:\/\/[^\s"'<>\\]+|mailto:[^\s"'<>\\]+)$/i;

/** A message as an administrator writes it: paragraphs parted by empty lines, lists of lines that begin with `- `. */
export function readMessage(source: string, logo?: string): Message {
  const blocks = source
    .split(/\n[ \t]*\n/)
    .map((part) => part.split('\n').map((line) => line.trim()))
    .map((lines) => lines.filter((line) => line !== ''))
    .filter((lines) => lines.length > 0)
    .map(blockOf);
  const plain = blocks
    .map(({ kind, lines }) =>
      lines.map((line) => (kind === 'list' ? '• ' : '') + line.map(plainOf).join('')).join('\n'),
    )
    .join('\n\n');
  return { plain, blocks, ...(logo === undefined ? {} : { logo }) };
}

function blockOf(lines: readonly string[]): MessageBlock {
  const list = lines.every((line) => line.startsWith('- '));
  return {
    kind: list ? 'list' : 'paragraph',
    lines: lines.map((line) => inlines(list ? line.slice(2) : line)),
  };
}

function inlines(line: string): Inline[] {
  const found: Inline[] = [];
  let end = 0;
  for (const match of line.matchAll(MARKS)) {
    const [whole, bold, italic, text = '', url = ''] = match;
    if (url !== '' && !LINK.test(url)) continue;
    if (match.index > end) found.push({ kind: 'text', text: line.slice(end, match.index) });
    if (bold !== undefined) found.push({ kind: 'bold', text: bold });
    else if (italic !== undefined) found.push({ kind: 'italic', text: italic });
    else found.push({ kind: 'link', text, url });
    end = match.index + whole.length;
  }
  if (end < line.length) found.push({ kind: 'text', text: line.slice(end) });
  return found;
}

function plainOf(piece: Inline): string {
  return piece.kind === 'link' && piece.text !== piece.url ? `${piece.text} (${piece.url})` : piece.text;
}
