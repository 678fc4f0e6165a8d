import { apply, patchConstructor, patchMethod } from '../natives.ts';
import { toOrigin } from '../setup.ts';
import { withUrl } from '../url-argument.ts';

/** Code in a blob is small; a longer text is not kept. */
const MAX_TEXT = 16 * 1024 * 1024;
const texts = new WeakMap<object, readonly unknown[]>();
const blobs = new Map<string, Blob>();

/** The text of one part, as far as it is known without waiting. */
function textOf(part: unknown): string | undefined {
  if (typeof part === 'string') return part;
  if (part instanceof Blob) return textOfBlob(part);
  return part instanceof ArrayBuffer || ArrayBuffer.isView(part) ? new TextDecoder().decode(part) : undefined;
}

/** The text of a blob that script has put together, where its parts are texts or bytes. */
export function textOfBlob(blob: Blob): string | undefined {
  if (blob.size > MAX_TEXT) return undefined;
  const parts = texts.get(blob)?.map(textOf);
  return parts?.every((part) => part !== undefined) ? parts.join('') : undefined;
}

/** What stands behind a `blob:` URL of this realm, as the page writes it. */
export function blobOf(url: string): Blob | undefined {
  return blobs.get(url);
}

/**
 * `blob:` URLs name the origin that made them. What they stand for is remembered, as a worker made of text gets the runtime
 * before it, and neither reading synchronously nor what a policy may forbid should be needed for that.
 */
export function bridgeObjectUrls(): void {
  patchConstructor(
    'Blob',
    (args) =>
      args[0] && typeof args[0] === 'object' ? [Array.from(args[0] as Iterable<unknown>), ...args.slice(1)] : args,
    (blob, [parts]) => {
      if (Array.isArray(parts)) texts.set(blob, parts);
    },
  );
  patchMethod(
    URL,
    'createObjectURL',
    (native) =>
      function (this: unknown, ...args) {
        const url = toOrigin(apply(native, this, args) as string);
        if (args[0] instanceof Blob) blobs.set(url, args[0]);
        return url;
      },
  );
  patchMethod(
    URL,
    'revokeObjectURL',
    (native) =>
      function (this: unknown, ...args) {
        blobs.delete(`${args[0] as string}`);
        return apply(native, this, withUrl(args));
      },
  );
}
