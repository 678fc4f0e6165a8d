import { documentCookie, isOwnCookie, noteCookie, takesDomain } from '../cookie-journal.ts';
import { apply, patchAccessor } from '../natives.ts';
import { quietly } from '../quietly.ts';

function visible(all: string): string {
  return all
    .split('; ')
    .filter((pair) => !isOwnCookie(pair))
    .join('; ');
}

/** Writes a cookie as the page meant it: the browser gets a host-only copy, the gateway a note of the original text. */
const write = quietly((document: Document, text: string): void => {
  const [pair = '', ...attributes] = text.split(';');
  // The browser refuses control characters wherever they are (RFC 6265bis section 5.6), and would not see those in a Domain.
  if (isOwnCookie(pair) || /[\0-\x08\n-\x1f\x7f]/.test(text)) return;
  const domains = attributes.filter((attribute) => /^\s*domain\s*(=|$)/i.test(attribute));
  // Of several, the last counts (RFC 6265bis section 5.7).
  if (!takesDomain(pair, domains.at(-1)?.split('=')[1] ?? '')) return;
  const kept = attributes.filter((attribute) => !domains.includes(attribute));
  apply(documentCookie!.set!, document, [[pair, ...kept].join(';')]);
  const path = attributes
    .findLast((attribute) => /^\s*path\s*(=|$)/i.test(attribute))
    ?.split('=')[1]
    ?.trim();
  noteCookie(path?.startsWith('/') ? text : `${text}; path=${defaultPath(document)}`);
});

/** RFC 6265 section 5.1.4, of the document: the note may travel with a request for anything. */
function defaultPath(document: Document): string {
  const { URL: url, baseURI } = document;
  const { pathname } = new URL(/^https?:/.test(url) ? url : baseURI);
  return pathname.slice(0, Math.max(1, pathname.lastIndexOf('/')));
}

export function bridgeCookie(): void {
  patchAccessor(
    Document.prototype,
    'cookie',
    (get) =>
      function (this: Document) {
        return visible(String(apply(get, this, [])));
      } as () => unknown,
    () =>
      function (this: Document, value: unknown) {
        write(this, `${value as string}`);
      } as (value: unknown) => void,
  );
}
