import { createHash } from 'node:crypto';
import { createPieceFile, type PieceFile } from './piece-file.ts';

/** A part, and whose of which upload it is. */
export interface PartOfUpload {
  readonly upload: string;
  readonly part: string;
  /** The request that brings it. */
  readonly request: string;
  readonly sessionId: string;
  /** Whether it needs no upload made before. */
  readonly unmade: boolean;
  /** How many there are, where that is known: parts are numbers below it then, and the last that comes makes the file. */
  readonly count?: number;
}

/** One part on its way into the whole. */
export interface PartJoin {
  readonly isPart?: false;
  /** Takes the next bytes. */
  see(chunk: Uint8Array): Promise<void>;
  /** The part is over. `broken`: nobody knows what the whole will be. */
  end(): 'unfinished' | 'broken' | (() => AsyncIterable<Buffer>);
  /** Whatever became of it. */
  release(): void;
}

/** Parts that come in any order and beside each other, until a request says which of them are the file. */
export interface JoinedParts {
  /** Undefined where its upload is not known, or being finished. */
  begin(part: PartOfUpload): PartJoin | undefined;
  /** What the parts make in that order, and no further part comes; undefined where nobody knows. */
  finish(
    upload: string,
    sessionId: string,
    order: (known: readonly string[]) => readonly string[] | undefined,
  ): (() => AsyncIterable<Buffer>) | undefined;
  /** The app made an upload. */
  made(upload: string, sessionId: string): void;
  /** A request goes on to the app that brings a part; what brings one unseen makes the whole unknown. */
  goesOn(upload: string, request: string, isNumbered?: boolean): void;
  /** A part of some numbered upload went on, and nobody knows of which: none of those of its session is known from now on. */
  strays(sessionId: string): void;
  /** Whether the app has taken a part: one that it does not have, it leaves out of the whole. */
  taken(upload: string, part: string, isTaken: boolean): void;
  /** Something was done to it that nobody understands; of no name, to all of a session whose names begin so. */
  spoil(upload: string | undefined, prefix: string, sessionId: string): void;
  /** The app has made a file of it, or dropped it. */
  over(upload: string): void;
  close(): Promise<void>;
}

interface Part {
  readonly digest: string;
  /** Whether the app has said that it has it. */
  isTaken: boolean;
  readonly extents: readonly (readonly [from: number, to: number])[];
}

interface Upload {
  readonly sessionId: string;
  readonly file: PieceFile;
  readonly parts: Map<string, Part>;
  /** Requests whose part was seen. */
  readonly seen: Set<string>;
  /** Parts are written one chunk after the other. */
  writing: Promise<unknown>;
  busy: number;
  at: number;
  isClosed: boolean;
  isBroken: boolean;
  /** Of numbered parts. */
  count: number | undefined;
  /** Those that are just coming. */
  readonly coming: Set<string>;
}

/** Bytes of one upload that are kept, and of all. */
const LARGEST = 256 * 1024 * 1024;
const ROOM = 2 * 1024 ** 3;
/** Uploads that are kept at once, and parts of one. */
const MOST = 256;
const MOST_PARTS = 10_000;
/** Runs of bytes that one part is kept in: more come of many that are sent a few bytes at a time. */
const MOST_EXTENTS = 4096;
/** Milliseconds without a part. */
const PATIENCE = 15 * 60_000;
/** Uploads that name themselves and are kept no more: for so long what comes by that name is unknown, and so many are told apart. */
const MEMORY = 24 * 60 * 60_000;
const MOST_REMEMBERED = 100_000;

/** Keeps parts, so that what makes a file of them can be judged by the whole. A part that comes again must be the very same bytes. */
export function createJoinedParts(directory: string, now: () => number, failed: (error: unknown) => void): JoinedParts {
  const uploads = new Map<string, Upload>();
  /** Names that numbered parts had, or sessions of which some strayed, since when. */
  const past = new Map<string, number>();

  /** An app may still have what came by a name before. */
  function remember(key: string): void {
    past.delete(key);
    past.set(key, now());
  }

  function isPast(key: string): boolean {
    for (const [each, since] of past) {
      if (since + MEMORY > now()) break;
      past.delete(each);
    }
    return past.has(key) || past.size >= MOST_REMEMBERED;
  }

  function drop(key: string): void {
    const upload = uploads.get(key);
    upload?.file.discard().catch(failed);
    if (upload?.count !== undefined) remember(key);
    uploads.delete(key);
  }

  function spoil(upload: Upload): void {
    upload.isBroken = true;
    upload.file.discard().catch(failed);
  }

  function open(key: string, sessionId: string): Upload | undefined {
    const idle = [...uploads].filter(([, { busy }]) => busy === 0);
    for (const [each, { at }] of idle) if (at + PATIENCE < now()) drop(each);
    const oldest = idle.toSorted(([, a], [, b]) => a.at - b.at)[0];
    if (uploads.size >= MOST && oldest) drop(oldest[0]);
    if (uploads.size >= MOST) return undefined;
    const upload: Upload = {
      sessionId,
      file: createPieceFile(directory),
      parts: new Map(),
      seen: new Set(),
      writing: Promise.resolve(),
      busy: 0,
      at: now(),
      isClosed: false,
      isBroken: false,
      count: undefined,
      coming: new Set(),
    };
    uploads.set(key, upload);
    return upload;
  }

  function found(key: string, sessionId: string): Upload | undefined {
    const known = uploads.get(key);
    if (known === undefined || known.isBroken || known.isClosed) return undefined;
    if (known.sessionId === sessionId || known.count !== undefined) return known;
    spoil(known);
    return undefined;
  }

  /** Whether a numbered part fits what is known: one before it that nobody saw may never come. */
  function fitsNumbers(upload: Upload, part: string, count: number): boolean {
    upload.count ??= count;
    if (upload.count !== count) spoil(upload);
    const before = Array.from({ length: Number(part) }, (_, number) => `${number}`);
    return !upload.isBroken && before.every((each) => upload.parts.has(each) || upload.coming.has(each));
  }

  function whole({ file, parts, count = 0 }: Upload): () => AsyncIterable<Buffer> {
    return async function* () {
      for (let number = 0; number < count; number++)
        for (const [from, to] of parts.get(`${number}`)!.extents) yield* file.read(from, to);
    };
  }

  return {
    begin({ upload: key, part, request, sessionId, unmade, count }) {
      const isUnknown = count !== undefined && !uploads.has(key) && (isPast(key) || isPast(straysOf(sessionId)));
      if (isUnknown) return undefined;
      if (unmade && !uploads.has(key)) open(key, sessionId);
      const upload = found(key, sessionId);
      if (!upload || (count !== undefined && !fitsNumbers(upload, part, count))) return undefined;
      upload.coming.add(part);
      upload.busy++;
      upload.at = now();
      const hash = createHash('sha256');
      const extents: [from: number, to: number][] = [];

      async function write(chunk: Uint8Array): Promise<void> {
        if (upload!.isBroken) return;
        const from = upload!.file.size();
        const kept = [...uploads.values()].reduce((sum, { file, isBroken }) => sum + (isBroken ? 0 : file.size()), 0);
        const last = extents.at(-1);
        const isNew = last?.[1] !== from;
        if (from + chunk.length > LARGEST || kept + chunk.length > ROOM || (isNew && extents.length >= MOST_EXTENTS)) {
          spoil(upload!);
          return;
        }
        try {
          await upload!.file.append(chunk);
        } catch (error) {
          spoil(upload!);
          throw error;
        }
        if (isNew) extents.push([from, from + chunk.length]);
        else last![1] = from + chunk.length;
      }

      return {
        async see(chunk) {
          hash.update(chunk);
          upload.writing = upload.writing.then(() => write(chunk));
          await upload.writing;
        },
        end() {
          const known = upload.parts.get(part);
          const digest = hash.digest('hex');
          const fits = known ? known.digest === digest : upload.parts.size < MOST_PARTS;
          if (!upload.isBroken && !fits) spoil(upload);
          if (upload.isBroken) return 'broken';
          upload.seen.add(request);
          if (!known) upload.parts.set(part, { digest, extents, isTaken: false });
          return count === upload.parts.size ? whole(upload) : 'unfinished';
        },
        release() {
          upload.coming.delete(part);
          upload.busy--;
        },
      };
    },
    finish(key, sessionId, order) {
      const known = uploads.get(key);
      const isAgain = known?.isClosed === true;
      if (isAgain) known.isClosed = false;
      const upload = found(key, sessionId);
      if (!upload) return undefined;
      // What comes beside it, the app may take before it or behind it.
      if (upload.busy > 0) spoil(upload);
      upload.isClosed = true;
      const parts = upload.isBroken
        ? undefined
        : order([...upload.parts.keys()])?.map((name) => upload.parts.get(name));
      if (!parts?.every((part) => part?.isTaken)) return undefined;
      return async function* () {
        for (const part of parts) for (const [from, to] of part!.extents) yield* upload.file.read(from, to);
      };
    },
    made(key, sessionId) {
      const known = uploads.get(key);
      if (known) spoil(known);
      else open(key, sessionId);
    },
    goesOn(key, request, isNumbered = false) {
      const upload = uploads.get(key);
      if (!upload && isNumbered) remember(key);
      if (upload && !upload.isBroken && !upload.seen.delete(request)) spoil(upload);
    },
    taken(key, name, isTaken) {
      const part = uploads.get(key)?.parts.get(name);
      if (part) part.isTaken = isTaken;
    },
    spoil(key, prefix, sessionId) {
      for (const [each, upload] of uploads) {
        const isMeant = key === undefined ? upload.sessionId === sessionId && each.startsWith(prefix) : each === key;
        if (isMeant) spoil(upload);
      }
    },
    strays(sessionId) {
      remember(straysOf(sessionId));
      for (const upload of uploads.values())
        if (upload.count !== undefined && upload.sessionId === sessionId) spoil(upload);
    },
    over: drop,
    async close() {
      await Promise.all([...uploads.values()].map(({ file }) => file.discard()));
    },
  };
}

const straysOf = (sessionId: string): string => `strays ${sessionId}`;
