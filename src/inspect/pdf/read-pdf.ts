import { createWorkerReader } from '../bytes/worker-reader.ts';
import type { PdfPiece } from './messages.ts';

export const { read: readPdf } = createWorkerReader<Uint8Array, PdfPiece>(
  new URL('./pdf-worker.ts', import.meta.url),
  'a PDF',
);
