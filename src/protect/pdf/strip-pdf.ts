import { PDFArray, PDFDict, type PDFDocument, PDFName, type PDFObject, PDFStream } from '@cantoo/pdf-lib';

/** ISO 32000-2, 12.6.4: actions that run something. */
const RUNNING: ReadonlySet<string> = new Set(['JavaScript', 'Launch', 'Rendition', 'ImportData']);

/** Takes scripts and starting of programs out of a PDF, wherever an action of it says so. */
export function stripScripts({ context, catalog }: PDFDocument): void {
  for (const [, object] of context.enumerateIndirectObjects()) eachDict(object, disarm);
  eachDict(catalog, disarm);
  const names = catalog.lookupMaybe(PDFName.of('Names'), PDFDict);
  names?.delete(PDFName.of('JavaScript'));
  // Forms in XFA run scripts of their own; readers fall back on the fields beside them (ISO 32000-1, annex K).
  catalog.lookupMaybe(PDFName.of('AcroForm'), PDFDict)?.delete(PDFName.of('XFA'));
}

function disarm(dict: PDFDict): void {
  const kind = dict.get(PDFName.of('S'));
  if (!(kind instanceof PDFName) || !RUNNING.has(kind.decodeText())) return;
  // An action without a kind is none; what held it stays whole.
  for (const key of dict.keys()) dict.delete(key);
}

/** Takes out who made a PDF, with what and when, and what programs keep in it for themselves. Labels in the dictionary stay. */
export function stripPdfMetadata({ context, catalog }: PDFDocument): void {
  const held = context.trailerInfo.Info;
  const information = held && context.lookupMaybe(held, PDFDict);
  for (const key of information?.keys() ?? [])
    if (!key.decodeText().startsWith('MSIP_Label_')) information?.delete(key);
  const drop = (dict: PDFDict): void => {
    for (const key of ['Metadata', 'PieceInfo', 'LastModified']) dict.delete(PDFName.of(key));
  };
  for (const [, object] of context.enumerateIndirectObjects()) eachDict(object, drop);
  drop(catalog);
}

/** A dictionary and all that stand directly in it. */
function eachDict(object: PDFObject, visit: (dict: PDFDict) => void): void {
  const open: PDFObject[] = [object];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next instanceof PDFArray) open.push(...next.asArray());
    const dict = next instanceof PDFStream ? next.dict : next;
    if (!(dict instanceof PDFDict)) continue;
    open.push(...dict.values());
    visit(dict);
  }
}
