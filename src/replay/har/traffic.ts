import { type FileHandle, open } from 'node:fs/promises';
import { readEntry } from './read-entry.ts';
import type { RecordedExchange, Skipped } from './recorded-exchange.ts';
import { scanElements } from './scan-elements.ts';

/** An entry that was read, or why it was passed over; `read` is how many bytes of all files are behind it. */
export type TrafficEntry = { readonly read: number } & (
  | { readonly exchange: RecordedExchange }
  | { readonly skipped: Skipped; readonly url: string; readonly index: number; readonly file: string }
);

/** Recordings on disk. */
export interface Traffic {
  /** Bytes of all files. */
  readonly size: number;
  entries(): AsyncGenerator<TrafficEntry>;
  /** The first answer to a GET of this URL, wherever it stands. */
  answerTo(url: string): Promise<RecordedExchange['answer'] | undefined>;
  close(): Promise<void>;
}

interface Span {
  readonly file: number;
  readonly index: number;
  readonly offset: number;
  readonly length: number;
}

/** Reads every file through once: what is broken is said before anything is replayed. Throws HarFault. */
export async function openTraffic(files: readonly string[]): Promise<Traffic> {
  const spans = new Map<string, Span>();
  const handles: FileHandle[] = [];
  const sizes: number[] = [];
  try {
    for (const [at, file] of files.entries()) {
      handles.push(await open(file));
      sizes.push((await handles[at]!.stat()).size);
      for await (const { index, offset, bytes } of scanElements(file, ENTRIES)) {
        const entry = readEntry(bytes, { file, index });
        if ('skipped' in entry || entry.method !== 'GET') continue;
        const url = entry.origin + entry.target;
        if (!spans.has(url)) spans.set(url, { file: at, index, offset, length: bytes.length });
      }
    }
  } catch (error) {
    for (const handle of handles) await handle.close();
    throw error;
  }
  return {
    size: sizes.reduce((sum, each) => sum + each, 0),
    async *entries() {
      let before = 0;
      for (const [at, file] of files.entries()) {
        for await (const { index, offset, bytes } of scanElements(file, ENTRIES)) {
          const read = before + offset + bytes.length;
          const entry = readEntry(bytes, { file, index });
          yield 'skipped' in entry ? { read, ...entry, index, file } : { read, exchange: entry };
        }
        before += sizes[at]!;
      }
    },
    async answerTo(url) {
      const span = spans.get(url);
      if (!span) return undefined;
      const { buffer } = await handles[span.file]!.read(Buffer.alloc(span.length), 0, span.length, span.offset);
      const entry = readEntry(buffer, { file: files[span.file]!, index: span.index });
      return 'skipped' in entry ? undefined : entry.answer;
    },
    async close() {
      for (const handle of handles) await handle.close();
    },
  };
}

const ENTRIES = ['log', 'entries'];
