import { parentPort } from 'node:worker_threads';
import { stripJpeg } from './image/strip-jpeg.ts';
import { stripPng } from './image/strip-png.ts';
import { encryptOffice } from './office/encrypt-office.ts';
import { labelOffice } from './office/label-office.ts';
import { openPackage } from './office/office-package.ts';
import { stripMacros, stripOfficeMetadata } from './office/strip-office.ts';
import { encryptPdf, openPdf } from './pdf/encrypt-pdf.ts';
import { labelPdf } from './pdf/label-pdf.ts';
import { stampPdf } from './pdf/stamp-pdf.ts';
import { stripPdfMetadata, stripScripts } from './pdf/strip-pdf.ts';
import type { DocumentKind, FileAnswer, FileChange } from './protect-file.ts';
import { Unprotectable } from './unprotectable.ts';

const CHANGES: Readonly<Record<DocumentKind, (change: FileChange) => Uint8Array | Promise<Uint8Array>>> = {
  office({ bytes, password, label, stamp, strip = [], at }) {
    if (stamp !== undefined) throw new Unprotectable('no PDF, and nothing else has pages to mark');
    let document = bytes;
    if (label || strip.length > 0) {
      const parts = openPackage(Buffer.from(bytes));
      if (strip.includes('macros')) stripMacros(parts);
      if (strip.includes('metadata')) stripOfficeMetadata(parts);
      if (label) labelOffice(parts, label, at);
      document = parts.toBuffer();
    }
    return password === undefined ? document : encryptOffice(document, password);
  },
  async pdf({ bytes, password, label, stamp, strip = [], at }) {
    const document = await openPdf(bytes);
    if (strip.includes('macros')) stripScripts(document);
    if (strip.includes('metadata')) stripPdfMetadata(document);
    if (stamp !== undefined) await stampPdf(document, stamp);
    if (label) labelPdf(document, label, at);
    if (password !== undefined) encryptPdf(document, password);
    return document.save({ updateFieldAppearances: false });
  },
  jpeg: ({ bytes, strip }) => (strip?.includes('metadata') ? stripJpeg(Buffer.from(bytes)) : bytes),
  png: ({ bytes, strip }) => (strip?.includes('metadata') ? stripPng(Buffer.from(bytes)) : bytes),
};

parentPort?.once('message', async (change: FileChange) => {
  let answer: FileAnswer;
  try {
    answer = { bytes: await CHANGES[change.kind](change) };
  } catch (error) {
    const why = error instanceof Unprotectable ? error.message : `a document that cannot be changed: ${String(error)}`;
    answer = { unprotectable: why };
  }
  parentPort?.postMessage(answer);
});
