import { isFramed } from '../rewrite/html/sandbox.ts';
import { IS_DOCUMENT } from './bridges/object-urls.ts';
import { sandbox } from './setup.ts';
import { type BlobKind, type MapText, shownBlob } from './shown-blob.ts';

/** In a sandbox it is another one. */
const [DOCUMENT, BOXED] = [0, 1].map((): BlobKind => ({ types: IS_DOCUMENT, made: new Map() })) as [BlobKind, BlobKind];

/** Where a document is found that script has put together as a Blob, as it must be here. */
export function shownDocument(value: string, documentOf: MapText): string | undefined {
  return shownBlob(value, sandbox.on ? BOXED : DOCUMENT, documentOf);
}

/** The same for the attributes that load a document into a frame. */
export function framedDocument(element: string, name: string, value: string, documentOf: MapText): string | undefined {
  return isFramed(element, name) ? shownDocument(value, documentOf) : undefined;
}
