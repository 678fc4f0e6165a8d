import { createWorkerReader } from '../bytes/worker-reader.ts';
import type { ArchivePiece, ArchiveTask } from './messages.ts';

export const { read: readArchive } = createWorkerReader<ArchiveTask, ArchivePiece>(
  new URL('./archive-worker.ts', import.meta.url),
  'an archive',
);
