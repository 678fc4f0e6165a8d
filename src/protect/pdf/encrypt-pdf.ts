import { PDFDocument } from '@cantoo/pdf-lib';
import { Unprotectable } from '../unprotectable.ts';

/** Reads a PDF to change it. Throws an Unprotectable for one that is encrypted already or is none. */
export async function openPdf(bytes: Uint8Array): Promise<PDFDocument> {
  try {
    const document = await PDFDocument.load(bytes, { updateMetadata: false, throwOnInvalidObject: true });
    document.getPages();
    return document;
  } catch (error) {
    throw new Unprotectable(`a PDF that cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A PDF that opens with the password only: AES-256 (ISO 32000-2 7.6.4, /V 5 /R 6). */
export function encryptPdf(document: PDFDocument, password: string): void {
  try {
    document.encrypt({ algorithm: 'AES-256', userPassword: password, ownerPassword: password });
  } catch (error) {
    throw new Unprotectable(
      `a PDF that cannot be encrypted: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
