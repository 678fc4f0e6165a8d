import { blobDocumentIn, urlIn } from './attribute-value.ts';
import { shownDocument } from './blob-document.ts';
import { quietly } from './quietly.ts';

/** A URL that a window is sent to: a Blob's document as it must be here, the code of a `javascript:` one, any other mapped. */
export function windowUrl(value: unknown): string {
  return urlOfWindow(String(value));
}

const urlOfWindow = quietly((url: string): string => shownDocument(url, blobDocumentIn) ?? urlIn(url));
