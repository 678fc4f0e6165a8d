import { aliases } from './setup.ts';

/** The text of a `data:` URL (RFC 2397), in UTF-8 as workers and modules read it. */
export function readData(url: string): string | undefined {
  const [, head, body] = /^data:([^,]*),([^#]*)/i.exec(url) ?? [];
  if (head === undefined || body === undefined) return undefined;
  try {
    const plain = decodeURIComponent(body);
    if (!/;\s*base64\s*$/i.test(head)) return plain;
    return new TextDecoder().decode(Uint8Array.from(atob(plain), (char) => char.charCodeAt(0)));
  } catch {
    // Malformed, so nothing a browser would run as it is meant.
    return undefined;
  }
}

let count = 0;

/** A `data:` URL of a text in place of the page's own `url`. Hosts stay legible in it, for whoever finds it within a text. */
export function dataOf(type: string, text: string, url: string): string {
  // Another one for each of the page's, as those may be of one text.
  const made = `data:${type};charset=utf-8;n=${++count},${encodeURI(text).replaceAll('#', '%23')}`;
  aliases.set(made, url);
  return made;
}
