import { parentPort } from 'node:worker_threads';
import { encryptOffice } from './office/encrypt-office.ts';
import { labelOffice } from './office/label-office.ts';
import { openPackage } from './office/office-package.ts';
import { encryptPdf, openPdf } from './pdf/encrypt-pdf.ts';
import { labelPdf } from './pdf/label-pdf.ts';
import { stampPdf } from './pdf/stamp-pdf.ts';
import type { DocumentKind, FileAnswer, FileChange } from './protect-file.ts';
import { Unprotectable } from './unprotectable.ts';

const CHANGES: Readonly<Record<DocumentKind, (change: FileChange) => Uint8Array | Promise<Uint8Array>>> = {
  office({ bytes, password, label, stamp, at }) {
    if (stamp !== undefined) throw new Unprotectable('no PDF, and nothing else has pages to mark');
    const parts = openPackage(Buffer.from(bytes));
    if (label) labelOffice(parts, label, at);
    const document = label ? parts.toBuffer() : bytes;
    return password === undefined ? document : encryptOffice(document, password);
  },
  async pdf({ bytes, password, label, stamp, at }) {
    const document = await openPdf(bytes);
    if (stamp !== undefined) await stampPdf(document, stamp);
    if (label) labelPdf(document, label, at);
    if (password !== undefined) encryptPdf(document, password);
    return document.save({ updateFieldAppearances: false });
  },
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
