import { parentPort } from 'node:worker_threads';
import { getDocumentProxy } from 'unpdf';
import type { PdfAnswer, PdfPiece } from './messages.ts';

type Document = Awaited<ReturnType<typeof getDocumentProxy>>;
type Page = Awaited<ReturnType<Document['getPage']>>;

/** Share of characters without a meaning from which a page's fonts do not say what they show. */
const MOST_MEANINGLESS = 0.2;
const MEANINGLESS = /[\0-\x08\x0e-\x1f\ufffd\ue000-\uf8ff]/g;

/** Pages, what is written on and beside them, and what is attached, of a PDF (ISO 32000-2). */
async function* piecesOf(bytes: Uint8Array): AsyncGenerator<PdfPiece> {
  let document: Document;
  try {
    document = await getDocumentProxy(bytes, { verbosity: 0 });
  } catch (error) {
    const { name, message } = error as Error;
    const encrypted = name === 'PasswordException';
    yield {
      kind: 'unscanned',
      status: encrypted ? 'encrypted' : 'corrupted',
      why: encrypted ? 'an encrypted PDF' : `PDF: ${message}`,
    };
    return;
  }
  if (document.isPureXfa) yield { kind: 'unscanned', status: 'unsupported', why: 'a PDF that is an XFA form' };
  const { info: dictionary, metadata } = await document.getMetadata();
  yield { kind: 'aside', text: valuesOf(dictionary) };
  const raw = metadata === null ? '' : metadata.getRaw();
  yield { kind: 'metadata', text: `${raw}\n${customOf(dictionary)}` };
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const text = await textOf(page);
    yield { kind: 'text', text };
    const meaningless = text.match(MEANINGLESS)?.length ?? 0;
    if (meaningless > 20 && meaningless > text.length * MOST_MEANINGLESS)
      yield {
        kind: 'unscanned',
        status: 'unsupported',
        why: `text of page ${number} in a font that does not say what it shows`,
      };
    yield* annotationsOf(page);
    page.cleanup();
  }
  yield { kind: 'aside', text: valuesOf([await document.getOutline(), await document.getJSActions()]) };
  for (const [key, { filename }] of (await document.getAttachments()) ?? []) {
    const content = await document.getAttachmentContent(key);
    if (content === null) yield { kind: 'unscanned', status: 'corrupted', why: 'an attachment of a PDF' };
    else yield { kind: 'attachment', name: String(filename), bytes: content };
  }
}

async function textOf(page: Page): Promise<string> {
  const { items } = await page.getTextContent();
  return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
}

/** Notes, links, fields of forms, and files pinned to a page. */
async function* annotationsOf(page: Page): AsyncGenerator<PdfPiece> {
  for (const annotation of (await page.getAnnotations()) as Record<string, unknown>[]) {
    const { contentsObj, titleObj, fieldValue, url, alternativeText, richText, textContent, options, file } =
      annotation;
    yield {
      kind: 'aside',
      text: valuesOf([contentsObj, titleObj, fieldValue, url, alternativeText, richText, textContent, options]),
    };
    const { content, filename } = (file ?? {}) as { content?: Uint8Array; filename?: string };
    if (content !== undefined) yield { kind: 'attachment', name: filename ?? 'attachment', bytes: content };
  }
}

/** Every text in a value, a line each. */
function valuesOf(value: unknown, depth = 0): string {
  if (typeof value === 'string') return `${value}\n`;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || depth > 20) return '';
  const inner = value instanceof Map ? [...value.values()] : Object.values(value);
  return inner.map((each) => valuesOf(each, depth + 1)).join('');
}

/** Entries of the information dictionary that are nobody's standard, as `name: value`. */
function customOf(values: object): string {
  const custom = (values as { Custom?: Record<string, unknown> }).Custom ?? {};
  return Object.entries(custom)
    .map(([name, value]) => `${name}="${String(value)}"`)
    .join('\n');
}

const port = parentPort!;
let present: AsyncGenerator<PdfPiece> | undefined;
/** A document begins, or (`undefined`) the next piece is asked for. */
port.on('message', async (bytes: Uint8Array | undefined) => {
  if (bytes !== undefined) present = piecesOf(bytes);
  let answer: PdfAnswer;
  try {
    const { value, done } = await present!.next();
    answer = done === true ? { kind: 'end' } : value;
  } catch (error) {
    present = (async function* () {})();
    answer = { kind: 'unscanned', status: 'corrupted', why: `PDF: ${String(error)}` };
  }
  port.postMessage(answer);
});
