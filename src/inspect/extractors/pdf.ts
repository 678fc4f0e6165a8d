import { labelsOf, readProperty } from '../markup/label-reader.ts';
import { readPdf } from '../pdf/read-pdf.ts';
import { Unscannable } from '../unscannable.ts';
import type { Extractor, OpenDocument } from './extractor.ts';
import { createHiddenArchiveSign } from './hidden-archive.ts';

const END = Buffer.from('%%EOF');
/** `name="value"` or `<x:name>value</x:name>` of a label in the metadata (XMP, ISO 16684-1) or the information dictionary. */
const PROPERTY = /(MSIP_Label_[0-9a-f-]{36}_\w+)(?:\s*=\s*["']([^"'<]{0,500})["']|>([^<]{0,500})<)/gi;

/** A PDF can only be read whole: its table of contents is at its end. */
export const pdf: Extractor = {
  name: 'pdf',
  fits: (type) => type === 'application/pdf',
  async extract(document) {
    const { reader, budget, text, aside } = document;
    const bytes = await reader.whole(budget.limits.wholeBytes);
    if (bytes === undefined) throw new Unscannable('too-large', `a PDF of more than ${budget.limits.wholeBytes} bytes`);
    if (createHiddenArchiveSign()(bytes.subarray(bytes.lastIndexOf(END) + 1)))
      document.unscanned('unsupported', 'an archive behind a PDF');
    const { length } = bytes;
    let out = 0;
    for await (const piece of readPdf(Uint8Array.from(bytes), budget)) {
      const size = 'text' in piece ? piece.text.length : 'bytes' in piece ? piece.bytes.length : 0;
      out += size;
      budget.expand(size, out, length);
      if (piece.kind === 'attachment') await document.nested({ name: piece.name, bytes: once(piece.bytes) });
      else if (piece.kind === 'unscanned') document.unscanned(piece.status, piece.why);
      else if (piece.kind === 'text') text.write(`${piece.text}\n`);
      else aside.write(`${piece.text}\n`);
      if (piece.kind === 'metadata') readLabels(document, piece.text);
    }
  },
};

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function readLabels(document: OpenDocument, metadata: string): void {
  const properties = new Map<string, Map<string, string>>();
  for (const [, name, quoted, inner] of metadata.matchAll(PROPERTY))
    readProperty(properties, name!, quoted ?? inner ?? '');
  for (const label of labelsOf(properties, 'pdf')) document.label(label);
}
