import { createPieceFile, type PieceFile } from './piece-file.ts';

/** A piece, and whose of which upload it is. */
export interface PieceOfUpload {
  /** Undefined where it brings nothing, and only says how long the whole is. */
  readonly start: number | undefined;
  /** Undefined where the app was told when the upload was made, or is told later. */
  readonly total: number | undefined;
  /** Whether the whole ends with it, however long that is. */
  readonly ends: boolean;
  /** Address of the upload; of one that this very request makes, a name of the request. */
  readonly upload: string;
  readonly isFirst: boolean;
  /** Whether the app is known to wait for the whole from the beginning. */
  readonly waits: boolean;
  /** Whether the upload that it makes becomes a part of another one, which is what is judged. */
  readonly isPart: boolean;
  readonly sessionId: string;
}

/** One piece on its way into the whole. */
export interface Join {
  /** Whether its whole is a part of another one. */
  readonly isPart: boolean;
  /** Takes the next bytes. */
  see(chunk: Uint8Array): Promise<void>;
  /** The piece is over. `broken`: nobody knows what the whole will be. */
  end(): 'unfinished' | 'broken' | (() => AsyncIterable<Buffer>);
  /** Whatever became of it, the next may come. */
  release(): void;
}

/** What the pieces of uploads make together, as far as they have come. */
export interface JoinedUploads {
  /** Undefined where what was before is not known, or another piece of it is just coming. */
  begin(piece: PieceOfUpload): Join | undefined;
  /** The app made an upload: out of nothing, or of what a request brought along. `total`: where it was told. */
  made(
    upload: string,
    of: Pick<PieceOfUpload, 'sessionId' | 'total' | 'waits' | 'isPart'> & { readonly request: string },
  ): void;
  /** The app took a piece: it waits for more, or has a file now, or says nothing of it, so that the upload is over with its whole. */
  taken(upload: string, of: 'more' | 'some' | 'over'): void;
  /** What uploads make one behind the other that were made to be parts; undefined where one of them is not known, or not whole. */
  concat(uploads: readonly string[], sessionId: string): (() => AsyncIterable<Buffer>) | undefined;
  close(): Promise<void>;
}

interface Upload {
  readonly sessionId: string;
  readonly file: PieceFile;
  total: number | undefined;
  at: number;
  busy: boolean;
  /** Whether the app is known to wait for the whole: from the beginning, or from its answer to the first piece. */
  waits: boolean;
  readonly isPart: boolean;
}

/** Bytes of one upload that are kept, and of all. */
const LARGEST = 256 * 1024 * 1024;
const ROOM = 2 * 1024 ** 3;
/** Uploads that are kept at once. */
const MOST = 256;
/** Milliseconds without a piece. */
const PATIENCE = 15 * 60_000;

/**
 * Keeps what has gone before, so that the last piece can be judged with it. An upload is known from the answer that made its address, and
 * never begins anew: an app may keep the first of two pieces for one place, so that what comes again must be the very same bytes.
 */
export function createJoinedUploads(
  directory: string,
  now: () => number,
  failed: (error: unknown) => void,
): JoinedUploads {
  const uploads = new Map<string, Upload>();

  function drop(key: string): void {
    uploads.get(key)?.file.discard().catch(failed);
    uploads.delete(key);
  }

  function open(
    key: string,
    { sessionId, total, waits, isPart }: Pick<PieceOfUpload, 'sessionId' | 'total' | 'waits' | 'isPart'>,
  ): void {
    const idle = [...uploads].filter(([, { busy }]) => !busy);
    for (const [each, { at }] of idle) if (at + PATIENCE < now()) drop(each);
    const oldest = idle.toSorted(([, a], [, b]) => a.at - b.at)[0];
    if (uploads.size >= MOST && oldest) drop(oldest[0]);
    if (uploads.size >= MOST) return;
    uploads.set(key, {
      sessionId,
      total,
      file: createPieceFile(directory),
      at: now(),
      busy: false,
      waits,
      isPart,
    });
  }

  /** The upload that a piece goes on with. One that contradicts what is known ends it. */
  function found(piece: PieceOfUpload): Upload | undefined {
    const { upload: key, isFirst, sessionId, start, total } = piece;
    if (isFirst) open(key, piece);
    const known = uploads.get(key);
    if (!known || known.busy) return undefined;
    known.total ??= total;
    const fits =
      known.sessionId === sessionId &&
      (total === undefined || total === known.total) &&
      (start ?? 0) <= (known.waits ? known.file.size() : 0);
    const whole = known.total ?? LARGEST;
    const kept = [...uploads.values()].reduce((sum, { file }) => sum + file.size(), 0);
    if (fits && whole <= LARGEST && kept + whole - known.file.size() <= ROOM) return known;
    drop(key);
    return undefined;
  }

  return {
    begin(piece) {
      const upload = found(piece);
      if (!upload) return undefined;
      upload.busy = true;
      upload.at = now();
      const { file, total = LARGEST } = upload;
      let at = piece.start ?? file.size();
      let broken = false;
      return {
        isPart: upload.isPart,
        async see(chunk) {
          if (broken) return;
          broken = at + chunk.length > total || piece.start === undefined;
          const again = Math.max(0, Math.min(chunk.length, file.size() - at));
          if (!broken && again > 0) broken = !(await isThere(file, at, chunk.subarray(0, again)));
          if (broken) return;
          if (again < chunk.length) await file.append(chunk.subarray(again));
          at += chunk.length;
        },
        end() {
          const length = piece.ends ? at : upload.total;
          if (broken || file.size() > (length ?? LARGEST)) {
            drop(piece.upload);
            return 'broken';
          }
          const isOver = length !== undefined && file.size() >= length;
          return isOver ? () => file.read(0, length) : 'unfinished';
        },
        release() {
          upload.busy = false;
        },
      };
    },
    made(key, of) {
      const brought = uploads.get(of.request);
      uploads.delete(of.request);
      if (uploads.has(key)) brought?.file.discard().catch(failed);
      else if (brought) uploads.set(key, brought);
      else open(key, of);
    },
    taken(key, of) {
      const upload = uploads.get(key);
      if (upload && of === 'more') upload.waits = true;
      else if (upload && (of === 'over' || (!upload.isPart && !upload.busy && upload.total === upload.file.size())))
        drop(key);
    },
    concat(keys, sessionId) {
      const parts = keys.map((key) => uploads.get(key));
      const isKnown = parts.every(
        (part) => part?.isPart && !part.busy && part.sessionId === sessionId && part.total === part.file.size(),
      );
      if (!isKnown) return undefined;
      return async function* () {
        for (const part of parts) yield* part!.file.read(0, part!.file.size());
      };
    },
    async close() {
      await Promise.all([...uploads.values()].map(({ file }) => file.discard()));
    },
  };
}

async function isThere(file: PieceFile, at: number, bytes: Uint8Array): Promise<boolean> {
  let from = 0;
  for await (const kept of file.read(at, at + bytes.length)) {
    if (!kept.equals(bytes.subarray(from, from + kept.length))) return false;
    from += kept.length;
  }
  return true;
}
