import type { ScanStatus } from '../../model/content.ts';

/** What the worker brings to light, one piece at a time; the next one comes when it is asked for. */
export type PdfPiece =
  | { readonly kind: 'text' | 'aside' | 'metadata'; readonly text: string }
  | { readonly kind: 'attachment'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'unscanned'; readonly status: Exclude<ScanStatus, 'scanned'>; readonly why: string };

export type PdfAnswer = PdfPiece | { readonly kind: 'end' };
