import { decodePDFRawStream, PDFDict, type PDFDocument, PDFHexString, PDFName, PDFRawStream } from '@cantoo/pdf-lib';
import { escapeXml, type LabelToWrite, labelProperties } from '../label.ts';

const OTHER_LABEL =
  /<pdfx:(MSIP_Label_[\w-]+)>[\s\S]*?<\/pdfx:\1>|\s(?:pdfx:)?MSIP_Label_[\w-]+\s*=\s*(?:"[^"]*"|'[^']*')/g;
const EMPTY =
  '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF></x:xmpmeta><?xpacket end="w"?>';

/** Writes a sensitivity label into a PDF, in the place of any other: into its metadata (XMP, ISO 16684-1) and the information dictionary. */
export function labelPdf(document: PDFDocument, label: LabelToWrite, at: number): void {
  const properties = labelProperties(label, at);
  const { context, catalog } = document;
  const described = properties.map(([name, value]) => `<pdfx:${name}>${escapeXml(value)}</pdfx:${name}>`).join('');
  const description = `<rdf:Description rdf:about="" xmlns:pdfx="http://ns.adobe.com/pdfx/1.3/">${described}</rdf:Description></rdf:RDF>`;
  const before = metadataOf(document);
  const packet = (before?.includes('</rdf:RDF>') ? before : EMPTY)
    .replace(OTHER_LABEL, '')
    .replace('</rdf:RDF>', description);
  const stream = context.stream(Buffer.from(packet), { Type: 'Metadata', Subtype: 'XML' });
  catalog.set(PDFName.of('Metadata'), context.register(stream));

  const held = context.trailerInfo.Info;
  const information = (held && context.lookupMaybe(held, PDFDict)) ?? context.obj({});
  for (const [name] of information.entries()) if (name.decodeText().startsWith('MSIP_Label_')) information.delete(name);
  for (const [name, value] of properties) information.set(PDFName.of(name), PDFHexString.fromText(value));
  if (!held) context.trailerInfo.Info = context.register(information);
}

function metadataOf({ catalog, context }: PDFDocument): string | undefined {
  const stream = context.lookup(catalog.get(PDFName.of('Metadata')));
  return stream instanceof PDFRawStream ? Buffer.from(decodePDFRawStream(stream).decode()).toString('utf8') : undefined;
}
