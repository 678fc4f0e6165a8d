import { createJoinedParts, type JoinedParts } from './joined-parts.ts';
import { createJoinedUploads, type JoinedUploads } from './joined-uploads.ts';

/** What is kept of uploads in pieces: of those in their order, and of those in any. */
export interface UploadsInPieces {
  readonly pieces: JoinedUploads;
  readonly parts: JoinedParts;
  close(): Promise<void>;
}

export function createUploadsInPieces(
  directory: string,
  now: () => number,
  failed: (error: unknown) => void,
): UploadsInPieces {
  const pieces = createJoinedUploads(directory, now, failed);
  const parts = createJoinedParts(directory, now, failed);
  return { pieces, parts, close: async () => void (await Promise.all([pieces.close(), parts.close()])) };
}
