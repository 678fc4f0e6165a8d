import type { ScanStatus } from '../../model/content.ts';

export interface ArchiveTask {
  readonly bytes: Uint8Array;
  /** What comes of it: entries, or the only document of a stream that holds one. */
  readonly holds: 'entries' | 'a stream';
}

/** What the worker brings to light, one piece at a time; the next one comes when it is asked for. */
export type ArchivePiece =
  | { readonly kind: 'entry'; readonly name: string; readonly isFile: boolean }
  /** Of the entry before it. */
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  /** Nothing comes after it. */
  | { readonly kind: 'unscanned'; readonly status: Exclude<ScanStatus, 'scanned'>; readonly why: string };

export type ArchiveAnswer = ArchivePiece | { readonly kind: 'end' };
