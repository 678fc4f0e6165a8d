import { blobOf, bytesOfBlob, revokeWith } from './bridges/object-urls.ts';
import { seldom } from './code.ts';
import { apply, type Method } from './natives.ts';
import { requestBytes } from './request-text.ts';
import { aliases, toOrigin, toSuffix } from './setup.ts';

const NativeBlob = globalThis.Blob;
const createObjectUrl = URL.createObjectURL as Method;
/** What the URL parser leaves out in front (URL section 4.4, steps 1 to 3), the URL, its fragment and what follows. */
const BLOB_URL = /^([\0-\x20]*)(b[\t\n\r]*l[\t\n\r]*o[\t\n\r]*b[\t\n\r]*:[^#]*?)((?:#.*?)?[\0-\x20]*)$/is;
/** A type that names UTF-16, or may. */
const MAY_BE_WIDE = /16|ucs|unicode/i;
/** URLs of Blobs that the page has let go, of which it may still read that they were its own. */
const MAX_GONE = 256;
const gone: string[] = [];

/** What a Blob is to whoever loads it, by its type, and what has been made of each: the page's `blob:` URL -> ours. */
export interface BlobKind {
  readonly types: RegExp;
  readonly made: Map<string, string>;
}

/** A text of that kind -> that which is loaded from `address`, if that can be said, as it must be here. `type` says whether it is XML. */
export type MapText = (text: string, address?: string, type?: string) => string;

/**
 * Where that is found which script has put together as a Blob, as it must be here. The Blob itself stays as it is, since it
 * may just as well be saved or sent; who loads it gets another one. Undefined for everything else, and where nothing changes.
 */
export function shownBlob(value: string, kind: BlobKind, map: MapText): string | undefined {
  const [, before = '', written, behind = ''] = BLOB_URL.exec(value) ?? [];
  if (written === undefined) return undefined;
  const url = toOrigin(`blob:${written.replace(/[\t\n\r]/g, '').slice(5)}`);
  const shown = kind.made.get(url) ?? makeBlob(url, kind, map);
  return shown === undefined ? undefined : before + shown + behind;
}

function makeBlob(url: string, { types, made }: BlobKind, map: MapText): string | undefined {
  const blob = blobOf(url);
  const bytes = blob && types.test(blob.type) ? readBlob(url, blob) : undefined;
  if (!blob || !bytes) return undefined;
  let isChanged = false;
  const mapped = mapBytes(bytes, blob.type, (text) => {
    const next = map(text, url, blob.type);
    isChanged = next !== text;
    return next;
  });
  if (!isChanged) return undefined;
  const shown = apply(createObjectUrl, URL, [mapped]) as string;
  made.set(url, shown);
  aliases.set(shown, url);
  revokeWith(url, shown, () => {
    made.delete(url);
    const oldest = gone.push(shown) > MAX_GONE ? gone.shift() : undefined;
    if (oldest !== undefined) aliases.delete(oldest);
  });
  return shown;
}

function readBlob(url: string, blob: Blob): Uint8Array | undefined {
  try {
    // One that script has not put together (a part of another, an answer): only the browser knows what is in it.
    return bytesOfBlob(blob) ?? requestBytes(toSuffix(url));
  } catch {
    // The page's own policy forbids to read it, so the browser loads it as it is.
    return undefined;
  }
}

/** UTF-8 is read as such, for the names in its scripts; other encodings are seldom met. */
function mapBytes(bytes: Uint8Array, type: string, map: (markup: string) => string): Blob | undefined {
  if (!MAY_BE_WIDE.test(type))
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      return new NativeBlob([map(text)], { type });
    } catch {}
  return seldom()?.blob(bytes, type, map, NativeBlob);
}
