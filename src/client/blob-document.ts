import { blobOf, textOfBlob } from './bridges/object-urls.ts';
import { apply, type Method } from './natives.ts';
import { aliases } from './setup.ts';

const NativeBlob = globalThis.Blob;
const createObjectUrl = URL.createObjectURL as Method;
const HTML = /^\s*text\/html\s*(?:;|$)/i;
/** Elements whose attribute of this name loads a document into a frame. */
const FRAMES: Readonly<Record<string, string>> = { iframe: 'src', frame: 'src', embed: 'src', object: 'data' };
/** The page's `blob:` URL -> that of the document as it must be here. */
const documents = new Map<string, string>();

/**
 * Where a frame finds a document that script has put together as a Blob. The Blob itself stays as it is, since it may just as
 * well be saved or sent; a frame gets another one, with its URLs mapped. Undefined for everything else.
 */
export function framedDocument(
  element: string,
  name: string,
  url: string,
  documentOf: (markup: string, address: string) => string,
): string | undefined {
  if (FRAMES[element] !== name || !url.startsWith('blob:')) return undefined;
  const known = documents.get(url);
  if (known !== undefined) return known;
  const blob = blobOf(url);
  const text = blob && HTML.test(blob.type) ? textOfBlob(blob) : undefined;
  if (!blob || text === undefined) return undefined;
  const made = apply(createObjectUrl, URL, [new NativeBlob([documentOf(text, url)], { type: blob.type })]) as string;
  documents.set(url, made);
  aliases.set(made, url);
  return made;
}
