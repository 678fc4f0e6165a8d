import { parentPort } from 'node:worker_threads';
import { libarchiveWasm } from 'libarchive-wasm';
import type { ArchiveAnswer, ArchivePiece, ArchiveTask } from './messages.ts';
import { STREAM_END, STREAM_STEP } from './stream-frame.ts';

type Library = Awaited<ReturnType<typeof libarchiveWasm>>;
type Refusal = Extract<ArchivePiece, { kind: 'unscanned' }>;

/** Bytes of memory for one archive, its own included: dictionaries may be said to be of gigabytes. */
const MOST_MEMORY = 256 * 1024 * 1024;
const PAGE = 64 * 1024;
const STEP = 256 * 1024;
/** The types of entries (POSIX `sys/stat.h`) that have content. */
const REGULAR = 0o100000;

/** What the library says, and what that means. */
const FAULTS: readonly (readonly [says: RegExp, status: Refusal['status']])[] = [
  [/encrypt|passphrase|password/i, 'encrypted'],
  [/memory|memlimit|too large|RangeError/i, 'too-large'],
  [/unsupported|not (?:currently )?supported|isn.t supported|unknown codec|unknown compression/i, 'unsupported'],
];
/** How the library says that a document has come to the end of its stream, where its own header says that there is more. */
const END_OF_STREAM = /^Truncated tar archive/;

/** Memory of WebAssembly, which the types of Node leave out. */
interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
const { Memory } = (
  globalThis as unknown as { readonly WebAssembly: { readonly Memory: { readonly prototype: Memory } } }
).WebAssembly;
const { grow } = Memory.prototype;
Memory.prototype.grow = function (this: Memory, pages) {
  if (this.buffer.byteLength + pages * PAGE > MOST_MEMORY) throw new RangeError('more memory than an archive may have');
  return grow.call(this, pages);
};

function refusal(says: string): Refusal {
  const status = FAULTS.find(([fault]) => fault.test(says))?.[1] ?? 'corrupted';
  return { kind: 'unscanned', status, why: `an archive: ${says.slice(0, 200) || 'it cannot be read'}` };
}

/** The entries of an archive and what is in them, in its own order. Each archive has a library of its own, and leaves nothing behind. */
async function* piecesOf({ bytes, holds }: ArchiveTask): AsyncGenerator<ArchivePiece> {
  const library = await libarchiveWasm();
  const { module } = library;
  const [at, step] = [module._malloc(bytes.length), module._malloc(STEP)];
  if (at === 0 || step === 0) {
    yield refusal('more memory than there is');
    return;
  }
  module.HEAPU8.set(bytes, at);
  const archive = library.read_new();
  library.read_support_filter_all(archive);
  library.read_support_format_all(archive);
  library.read_open_memory(archive, at, bytes.length);
  for (;;) {
    const entry = library.read_next_entry(archive);
    if (entry === 0) break;
    const isFile = (library.entry_filetype(entry) & 0o170000) === REGULAR;
    const name = library.entry_pathname(entry) || '';
    const target = library.entry_symlink(entry) || library.entry_hardlink(entry) || '';
    yield { kind: 'entry', name: target === '' ? name : `${name} ${target}`, isFile };
    if (library.entry_is_encrypted(entry)) yield refusal('an encrypted entry');
    if (holds === 'a stream') {
      yield* untilItsEnd(contentOf(library, archive, step, STREAM_STEP));
      return;
    }
    try {
      for (const bytes of contentOf(library, archive, step, STEP)) yield { kind: 'data', bytes };
    } catch (error) {
      yield refusal(saysOf(error));
      return;
    }
  }
  const says = library.error_string(archive) || '';
  if (says !== '') yield refusal(says);
}

/** Throws what the library says where it goes no further. */
function* contentOf(library: Library, archive: number, at: number, step: number): Generator<Buffer> {
  for (;;) {
    const size = library.read_data(archive, at, step);
    if (size <= 0) return;
    yield Buffer.from(library.module.HEAPU8.slice(at, at + size));
  }
}

/** Content up to what stands behind it. Whatever it holds itself, what stands behind it comes last. */
function* untilItsEnd(content: Generator<Buffer>): Generator<ArchivePiece> {
  let held: Buffer[] = [];
  let size = 0;
  const room = 2 * STREAM_STEP + STREAM_END.length;
  try {
    for (const piece of content) {
      held.push(piece);
      size += piece.length;
      if (size < STEP + room) continue;
      const bytes = Buffer.concat(held);
      yield { kind: 'data', bytes: bytes.subarray(0, -room) };
      held = [bytes.subarray(-room)];
      size = room;
    }
  } catch (error) {
    const says = saysOf(error);
    if (!END_OF_STREAM.test(says)) {
      yield refusal(says);
      return;
    }
  }
  const rest = Buffer.concat(held);
  const end = rest.lastIndexOf(STREAM_END);
  yield { kind: 'data', bytes: end < 0 ? rest : rest.subarray(0, end) };
  if (end < 0) yield refusal('a stream without its end, or with other bytes behind it');
}

const saysOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const port = parentPort!;
let present: AsyncGenerator<ArchivePiece> | undefined;
/** An archive begins, or (`undefined`) the next piece is asked for. */
port.on('message', async (task: ArchiveTask | undefined) => {
  if (task !== undefined) present = piecesOf(task);
  let answer: ArchiveAnswer;
  try {
    const { value, done } = await present!.next();
    answer = done === true ? { kind: 'end' } : value;
  } catch (error) {
    present = (async function* () {})();
    answer = refusal(saysOf(error));
  }
  port.postMessage(answer);
});
