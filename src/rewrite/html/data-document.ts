import { HTML_TYPE, makeDataUrl, readDataUrl } from '../data-text.ts';

/** Encodings in which markup is no ASCII. */
const WIDE = /charset[^;]*(?:16|ucs|unicode)/i;

/** What the URL parser leaves out in front, the URL, and a fragment with what follows (URL section 4.4). */
const PARTS = /^([\0-\x20]*)([^#]*?)([\0-\x20]*(?:#.*)?)$/s;

/**
 * The `data:` URL of an HTML document as it must be here; undefined for what is none and where nothing changes. `map` takes and gives
 * binary strings. Its fragment stays behind, where script may change it.
 */
export function dataDocument(url: string, map: (bytes: string) => string): string | undefined {
  const [, before, own = '', behind] = PARTS.exec(url) ?? [];
  const data = readDataUrl(own);
  if (data === undefined || !HTML_TYPE.test(data.type) || WIDE.test(data.type)) return undefined;
  const mapped = map(data.bytes);
  return mapped === data.bytes ? undefined : before + makeDataUrl(data.type, own, mapped) + behind;
}
