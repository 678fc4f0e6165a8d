import type { FileChange, FileUrls } from './file-change.ts';
import type { NamedMap, TextFileResult } from './rewrite-text-file.ts';

/** What a thread is given to do. */
export interface FileTask {
  readonly bytes: Uint8Array;
  readonly change: FileChange;
}

/** A URL that the thread cannot map, since what maps it is no data. */
export interface UrlQuestion {
  readonly where: keyof FileUrls;
  readonly url: string;
  readonly property: string;
}

/** What it becomes, for each question; null for what stays as it is. */
export type UrlReplies = readonly (string | null)[];

/** What a thread says: what it must know first, then the file. */
export type FilePiece =
  | { readonly kind: 'asks'; readonly questions: readonly UrlQuestion[] }
  | {
      readonly kind: 'file';
      /** Undefined where they are the bytes given. */
      readonly bytes: Uint8Array | undefined;
      readonly result: TextFileResult;
      readonly map: NamedMap | undefined;
    };
