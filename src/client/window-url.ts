import { blobDocumentIn, urlIn } from './attribute-value.ts';
import { shownDocument } from './blob-document.ts';

/** A URL that a window is sent to: a Blob's document as it must be here, the code of a `javascript:` one, any other mapped. */
export function windowUrl(value: unknown): string {
  const url = String(value);
  return shownDocument(url, blobDocumentIn) ?? urlIn(url);
}
