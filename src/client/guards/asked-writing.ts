import {
  apply,
  construct,
  getOwnPropertyDescriptor,
  type Method,
  patchMethod,
  prototypeOf,
  setPrototypeOf,
} from '../natives.ts';
import type { AskedSaving } from './asked-saving.ts';
import { guardWrittenFiles, nameOfHandle, refusal } from './written-files.ts';

const NativeBlob = Blob;
const NativePromise = Promise;
const NativeStream = WritableStream;
const { isView } = ArrayBuffer;
const { slice } = NativeBlob.prototype as unknown as Record<'slice', Method>;
const { then } = Promise.prototype as unknown as Record<'then', Method>;
const { getWriter, close, abort } = NativeStream.prototype as unknown as Record<
  'getWriter' | 'close' | 'abort',
  Method
>;
const { write: writeChunk, releaseLock } = WritableStreamDefaultWriter.prototype as unknown as Record<
  'write' | 'releaseLock',
  Method
>;
const sizeOf = getOwnPropertyDescriptor(NativeBlob.prototype, 'size')!.get as Method;
const lengthOf = getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')!.get as Method;
const fileStream = prototypeOf('FileSystemWritableFileStream');
const writeNatively = (fileStream as Record<'write', Method> | undefined)?.write;
const getFile = (prototypeOf('FileSystemFileHandle') as Record<'getFile', Method> | undefined)?.getFile;

/** A place that the file does not reach is filled with zeros; more of them at once are none of an honest app. */
const MOST_ZEROS = 256 * 1024 * 1024;

const blob = (parts: readonly unknown[]): Blob => construct(NativeBlob, [parts]) as Blob;
const sizeOfBlob = (of: unknown): number => apply(sizeOf, of, []) as number;

/** Whether a getter of an interface takes it for one of its own. */
function isOne(getter: Method, value: unknown): boolean {
  try {
    apply(getter, value, []);
    return true;
  } catch {
    // A TypeError, the only way in which it says so.
    return false;
  }
}

/** Bytes as a file is written to, in any order (File System, "write a chunk"). */
function createContent(first: Blob | undefined) {
  let parts: unknown[] = first ? [first] : [];
  let size = first ? sizeOfBlob(first) : 0;
  let at = 0;

  const whole = (): Blob => {
    const made = blob(parts);
    parts = [made];
    return made;
  };
  const truncate = (to: number): void => {
    if (to > size) {
      if (to - size > MOST_ZEROS) throw new DOMException('Too far behind the end', 'QuotaExceededError');
      parts[parts.length] = new Uint8Array(to - size);
    } else parts = [apply(slice, whole(), [0, to])];
    size = to;
    at = at > to ? to : at;
  };
  const put = (data: Blob, position: number): void => {
    const length = sizeOfBlob(data);
    if (position > size) truncate(position);
    if (position === size) parts[parts.length] = data;
    else {
      const all = whole();
      parts = [apply(slice, all, [0, position]), data, apply(slice, all, [position + length])];
    }
    at = position + length;
    size = at > size ? at : size;
  };

  return {
    whole,
    write(chunk: unknown): void {
      const isBytes = isView(chunk) || isOne(sizeOf, chunk) || isOne(lengthOf, chunk);
      if (typeof chunk !== 'object' || chunk === null || isBytes) {
        put(blob([isBytes ? chunk : `${chunk as string}`]), at);
        return;
      }
      // Read once: a getter may give another thing the next time.
      const { data, position, size: to, type } = chunk as Record<'data' | 'position' | 'size' | 'type', unknown>;
      const kind = `${type as string}`;
      if (kind === 'write' && data !== undefined && data !== null)
        put(blob([data]), position === undefined || position === null ? at : Number(position));
      else if (kind === 'seek' && position !== undefined && position !== null) at = Number(position);
      else if (kind === 'truncate' && to !== undefined && to !== null) truncate(Number(to));
      else throw new TypeError('Invalid params passed.');
    },
  };
}

const ours = new WeakSet<object>();

/** The stream that the page writes to: what it has written goes into the file as it is closed, if that may be. */
function createStream(out: unknown, name: string, first: Blob | undefined, saving: AskedSaving): object {
  const content = createContent(first);
  const sink = {
    write: (chunk: unknown) => content.write(chunk),
    abort: (reason: unknown) => apply(abort, out, [reason]),
    close: () =>
      construct(NativePromise, [
        (resolve: (value?: unknown) => void, reject: (error: unknown) => void) => {
          const made = content.whole();
          const stopped = (): void => {
            apply(then, apply(abort, out, []), [() => reject(refusal()), reject]);
          };
          const passed = (): void => {
            const written = apply(writeNatively!, out, [made]);
            apply(then, written, [() => resolve(apply(close, out, [])), reject]);
          };
          if (saving.asks()) saving.ask({ content: made, name }, passed, stopped);
          else passed();
        },
      ]),
  };
  const stream = construct(NativeStream, [setPrototypeOf(sink, null) && sink]) as object;
  setPrototypeOf(stream, fileStream!);
  ours.add(stream);
  return stream;
}

/** Asked about before the page's first octet is in the file, since nobody could take it out of there again. */
async function begin(native: Method, handle: unknown, args: unknown[], saving: AskedSaving): Promise<object> {
  const { keepExistingData, mode } = Object(args[0] ?? {}) as Record<'keepExistingData' | 'mode', unknown>;
  const options = { keepExistingData: false, ...(mode === undefined ? {} : { mode }) };
  const out = await apply(native, handle, [options]);
  const first = keepExistingData ? ((await apply(getFile!, handle, [])) as Blob) : undefined;
  return createStream(out, nameOfHandle(handle), first, saving);
}

/** Files of the user's are written with what was asked about, and nothing else. */
export function guardAskedWriting(saving: AskedSaving, staysIn: (content: undefined) => boolean): void {
  if (!fileStream || !writeNatively) return;
  const uses: Readonly<Record<string, (value: unknown) => unknown>> = {
    write: (chunk) => chunk,
    seek: (position) => ({ type: 'seek', position }),
    truncate: (size) => ({ type: 'truncate', size }),
  };
  for (const name of ['write', 'seek', 'truncate'])
    patchMethod(
      fileStream,
      name,
      (native) =>
        function (this: unknown, ...args) {
          if (typeof this !== 'object' || this === null || !ours.has(this)) return apply(native, this, args);
          const writer = apply(getWriter, this, []);
          const written = apply(writeChunk, writer, [uses[name]!(args[0])]);
          apply(releaseLock, writer, []);
          return written;
        },
    );
  guardWrittenFiles(
    saving.asks,
    (native, handle, args) => begin(native, handle, args, saving),
    () => staysIn(undefined),
  );
}
