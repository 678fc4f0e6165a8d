import { HTML_TYPE, makeDataUrl, readDataUrl, XML_TYPE } from '../data-text.ts';

/** Encodings in which markup is no ASCII. */
const WIDE = /;\s*charset\s*=[^;]*(?:16|ucs|unicode)/i;

/** An encoding that a document names itself, where browsers look for it (HTML 13.2.3.2, "prescan a byte stream"). */
const META = /<meta\s[^>]*?charset\s*=\s*["']?\s*([\w:.-]+)/i;
const PRESCANNED = 1024;

/** What the URL parser leaves out at both ends (URL section 4.4); a run is read once, however long it is. */
const LEADING = /^[\0-\x20]*/;
const TRAILING = /(?<![\0-\x20])[\0-\x20]+$/;

/** A document in a `data:` URL as it must be here, by a binary string of its bytes. */
export type MapDocument = (bytes: string, isXml: boolean) => string;

/**
 * The `data:` URL of a document as it must be here; undefined for what is none and where nothing changes. Its fragment stays
 * behind, where script may change it.
 */
export function dataDocument(url: string, map: MapDocument): string | undefined {
  const start = LEADING.exec(url)![0].length;
  const own = url.slice(start).split('#', 1)[0]!.replace(TRAILING, '');
  const data = readDataUrl(own);
  if (data === undefined || WIDE.test(data.type)) return undefined;
  const isXml = XML_TYPE.test(data.type);
  if (!isXml && !HTML_TYPE.test(data.type)) return undefined;
  const mapped = map(data.bytes, isXml);
  return mapped === data.bytes
    ? undefined
    : url.slice(0, start) + makeDataUrl(isXml ? data.type : typeOf(data), own, mapped) + url.slice(start + own.length);
}

/** The type, with the encoding that the document names: what brings the runtime pushes that name back, out of where it is looked for. */
function typeOf({ type, bytes }: { readonly type: string; readonly bytes: string }): string {
  const named = /;\s*charset\s*=/i.test(type) ? undefined : META.exec(bytes.slice(0, PRESCANNED))?.[1];
  // Whoever could read the name reads no UTF-16.
  return named === undefined ? type : `${type};charset=${/^utf-?16/i.test(named) ? 'utf-8' : named}`;
}
