import { DOCUMENT_TYPE } from '../../rewrite/data-text.ts';
import { apply, type Method, patchConstructor, patchMethod, prototypeOf, setPrototypeOf } from '../natives.ts';
import { matches } from '../quietly.ts';
import { toOrigin } from '../setup.ts';
import { withUrl } from '../url-argument.ts';

/** Code in a blob is small; a longer text is not kept. */
const MAX_TEXT = 16 * 1024 * 1024;
/** Types whose bytes somebody may ask for; those of others are not held. A blob without a type may be a worker's. */
const TEXTUAL = /^\s*(?:$|[^;]*(?:html|xml|script|css))/i;
/** Called when script makes a URL for a document: before the first, no link leads to one. */
export const objectUrls = { leadToDocuments: (): void => {} };
const parts = new WeakMap<object, readonly unknown[]>();
const blobs = new Map<string, Blob>();
/** What is to be done when script revokes a URL. */
const followers = new Map<string, (() => void)[]>();
const readBytes = Blob.prototype.arrayBuffer as Method;
const revoke = URL.revokeObjectURL as Method | undefined;

/** One part as it is at this moment, since script may write to its buffer later and the blob does not change with it. */
function asItIs(part: unknown): unknown {
  if (part instanceof ArrayBuffer) return new Uint8Array(part.slice(0));
  if (!ArrayBuffer.isView(part)) return part;
  return new Uint8Array(part.buffer, part.byteOffset, part.byteLength).slice();
}

function bytesOf(part: unknown): Uint8Array | undefined {
  if (part instanceof Uint8Array) return part;
  if (part instanceof Blob) return bytesOfBlob(part);
  return typeof part === 'object' && part !== null ? undefined : new TextEncoder().encode(`${part as string}`);
}

/** The bytes of a blob that script has put together, where its parts are texts or bytes. */
export function bytesOfBlob(blob: Blob): Uint8Array | undefined {
  const pieces = blob.size > MAX_TEXT ? undefined : parts.get(blob)?.map(bytesOf);
  if (!pieces?.every((piece) => piece !== undefined)) return undefined;
  const bytes = new Uint8Array(blob.size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Whether the bytes of a blob are wanted, and small enough. */
const isText = ({ size, type }: Blob): boolean => size <= MAX_TEXT && matches(TEXTUAL, type);

/** Reads a blob that the browser has put together, since a policy of the page may forbid it to whoever loads it. */
async function keep(blob: Blob): Promise<void> {
  if (parts.has(blob) || !isText(blob)) return;
  try {
    parts.set(blob, [new Uint8Array((await apply(readBytes, blob, [])) as ArrayBuffer)]);
  } catch {
    // The file behind it is gone: whoever loads it hears of that.
  }
}

async function kept(answer: unknown): Promise<Blob> {
  const blob = (await answer) as Blob;
  await keep(blob);
  return blob;
}

/** A part of a blob whose bytes are known. File API section 3.3.2: `start` is counted from the end where it is negative. */
function keepPart(whole: Blob, part: Blob, start: unknown = 0): void {
  const bytes = isText(part) && Number.isInteger(start) ? bytesOfBlob(whole) : undefined;
  if (bytes === undefined) return;
  const from = (start as number) < 0 ? Math.max(bytes.length + (start as number), 0) : (start as number);
  parts.set(part, [bytes.slice(from, from + part.size)]);
}

/** The same as the text that it is to a worker, which knows no other encoding than UTF-8. */
export function textOfBlob(blob: Blob): string | undefined {
  const bytes = bytesOfBlob(blob);
  return bytes && new TextDecoder().decode(bytes);
}

/** What stands behind a `blob:` URL of this realm, as the page writes it. */
export function blobOf(url: string): Blob | undefined {
  return blobs.get(url);
}

/** Lets a URL that the runtime has made in place of the page's own `url` go with that one; `gone` is told of it. */
export function revokeWith(url: string, made: string, gone = (): void => {}): void {
  const follow = (): void => {
    apply(revoke!, URL, [made]);
    gone();
  };
  followers.set(url, [...(followers.get(url) ?? []), follow]);
}

/**
 * `blob:` URLs name the origin that made them. What they stand for is remembered, as a worker made of text gets the runtime
 * before it, and neither reading synchronously nor what a policy may forbid should be needed for that.
 */
export function bridgeObjectUrls(): void {
  for (const name of ['Blob', 'File'])
    patchConstructor(
      name,
      (args) =>
        args[0] && typeof args[0] === 'object' ? [[...(args[0] as Iterable<unknown>)], ...args.slice(1)] : args,
      (blob, [given]) => {
        if (Array.isArray(given) && isText(blob as Blob)) parts.set(blob, given.map(asItIs));
      },
    );
  // An interface inherits from that of its parent (Web IDL section 3.7.1).
  setPrototypeOf(globalThis.File, globalThis.Blob);
  for (const name of ['Request', 'Response'])
    patchMethod(
      prototypeOf(name),
      'blob',
      (native) =>
        function (this: unknown, ...args) {
          return kept(apply(native, this, args));
        },
    );
  patchMethod(
    Blob.prototype,
    'slice',
    (native) =>
      function (this: unknown, ...args) {
        const part = apply(native, this, args) as Blob;
        keepPart(this as Blob, part, args[0]);
        return part;
      },
  );
  patchMethod(
    URL,
    'createObjectURL',
    (native) =>
      function (this: unknown, ...args) {
        const url = toOrigin(apply(native, this, args) as string);
        if (args[0] instanceof Blob) {
          blobs.set(url, args[0]);
          void keep(args[0]);
          if (matches(DOCUMENT_TYPE, args[0].type)) objectUrls.leadToDocuments();
        }
        return url;
      },
  );
  patchMethod(
    URL,
    'revokeObjectURL',
    (native) =>
      function (this: unknown, ...args) {
        const url = `${args[0] as string}`;
        blobs.delete(url);
        for (const follow of followers.get(url) ?? []) follow();
        followers.delete(url);
        return apply(native, this, args.length === 0 ? args : withUrl([url, ...args.slice(1)]));
      },
  );
}
