import { blobDocumentIn } from '../attribute-value.ts';
import { shownDocument } from '../blob-document.ts';
import { apply, patchMethod } from '../natives.ts';
import { nativeSetTimeout, readers } from '../node-natives.ts';
import { sandbox } from '../setup.ts';
import { hereUrl } from '../window-url.ts';
import { objectUrls } from './object-urls.ts';

const isLink = (target: unknown): target is Element =>
  target instanceof HTMLAnchorElement || target instanceof HTMLAreaElement;

/**
 * Lets a link to a document made as a Blob lead to the one that is mapped, and one to a fragment of a document in a sandbox stay
 * there; gives what takes that back. A link has the page's
 * own at any other time, since it may just as well be saved: with `download` it is.
 */
function lend(link: Element): (() => void) | undefined {
  const written = apply(readers.getAttribute, link, ['href']) as string | null;
  if (written === null || apply(readers.getAttribute, link, ['download']) !== null) return undefined;
  const shown = shownDocument(written, blobDocumentIn) ?? hereUrl(written);
  if (shown === undefined) return undefined;
  apply(readers.setAttribute, link, ['href', shown]);
  return () => {
    if (apply(readers.getAttribute, link, ['href']) === shown) apply(readers.setAttribute, link, ['href', written]);
  };
}

const mayLend = (): boolean => objectUrls.leadToDocuments || sandbox.on;

/** On the window, from when there is something to lead to. The browser reads the link when everybody has had the event, in the same turn. */
export function listenToBlobLinks(): void {
  if (!mayLend()) return;
  for (const type of ['click', 'auxclick'])
    window.addEventListener(
      type,
      (event) => {
        const link = event.composedPath().find(isLink);
        const takeBack = link && lend(link);
        if (takeBack) apply(nativeSetTimeout, window, [takeBack, 0]);
      },
      true,
    );
}

/** Links to documents that script has put together. */
export function bridgeBlobLinks(): void {
  if (sandbox.on) listenToBlobLinks();
  else objectUrls.first = listenToBlobLinks;
  // Nobody above a link that is in no document hears of it.
  patchMethod(
    HTMLElement.prototype,
    'click',
    (native) =>
      function (this: unknown, ...args) {
        const takeBack = mayLend() && isLink(this) && !this.isConnected ? lend(this) : undefined;
        try {
          return apply(native, this, args);
        } finally {
          takeBack?.();
        }
      },
  );
}
