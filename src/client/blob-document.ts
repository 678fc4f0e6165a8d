import { IS_DOCUMENT } from './bridges/object-urls.ts';
import { type BlobKind, type MapText, shownBlob } from './shown-blob.ts';

/** Elements whose attribute of this name loads a document into a frame. */
const FRAMES: Readonly<Record<string, string>> = { iframe: 'src', frame: 'src', embed: 'src', object: 'data' };
const DOCUMENT: BlobKind = { types: IS_DOCUMENT, made: new Map() };

/** Where a document is found that script has put together as a Blob, as it must be here. */
export function shownDocument(value: string, documentOf: MapText): string | undefined {
  return shownBlob(value, DOCUMENT, documentOf);
}

/** The same for the attributes that load a document into a frame. */
export function framedDocument(element: string, name: string, value: string, documentOf: MapText): string | undefined {
  return FRAMES[element] === name ? shownDocument(value, documentOf) : undefined;
}
