import { baselessDocumentIn } from '../attribute-value.ts';
import { shownDocument } from '../blob-document.ts';
import { apply, type Method, patchMethod } from '../natives.ts';
import { nativeLocation, nativeSetTimeout, readers, removeAttribute } from '../node-natives.ts';
import { hear } from '../own-listeners.ts';
import { sandbox } from '../setup.ts';
import { opaqueFormUrl, opaqueUrl } from '../window-url.ts';
import { objectUrls } from './object-urls.ts';

const isLink = (target: unknown): target is Element =>
  target instanceof HTMLAnchorElement || target instanceof HTMLAreaElement;
const isForm = (target: unknown): target is Element => target instanceof HTMLFormElement;
const read = (element: Element, name: string) => apply(readers.getAttribute, element, [name]) as string | null;

/**
 * Lets a link to a document made as a Blob lead to the one that is mapped, and a link or a form of a document in a sandbox to where that
 * may go; gives what takes that back. A link has the page's own at any other time, since it may just as well be saved: with `download` it is.
 */
function lend(element: Element, button?: Element | null): (() => void) | undefined {
  const isOfForm = isForm(element);
  const holder = button && read(button, 'formaction') !== null ? button : element;
  const name = holder === button ? 'formaction' : isOfForm ? 'action' : 'href';
  const written = read(holder, name);
  // Without a URL a form goes to that of its document (HTML 4.10.22.3).
  const shown = isOfForm
    ? sandbox.on && opaqueFormUrl(written || nativeLocation.href)
    : written !== null && read(element, 'download') === null
      ? (shownDocument(written, baselessDocumentIn) ?? opaqueUrl(written))
      : undefined;
  if (!shown) return undefined;
  apply(readers.setAttribute, holder, [name, shown]);
  return () => {
    if (read(holder, name) === shown)
      apply(written === null ? removeAttribute : readers.setAttribute, holder, [name, written]);
  };
}

/** Whether anything is ever lent: a listener slows down every click. */
let mayLend = false;

/** The browser reads the URL when everybody has had the event, in the same turn. */
function startLending(): void {
  if (mayLend) return;
  mayLend = true;
  for (const type of ['click', 'auxclick', 'submit'])
    hear(type, (event) => {
      const lender = event.composedPath().find(type === 'submit' ? isForm : isLink);
      const takeBack = lender && lend(lender, (event as SubmitEvent).submitter);
      if (takeBack) apply(nativeSetTimeout, window, [takeBack, 0]);
    });
}

/** Links to documents that script has put together, and whatever leads on from a document in a sandbox. */
export function bridgeBlobLinks(): void {
  if (sandbox.on) startLending();
  else objectUrls.leadToDocuments = startLending;
  const lending = (native: Method): Method =>
    function (this: unknown, ...args) {
      // Nobody above a link that is in no document hears of it, and nobody at all of a form that script sends.
      const takeBack = mayLend && (isForm(this) || (isLink(this) && !this.isConnected)) ? lend(this) : undefined;
      try {
        return apply(native, this, args);
      } finally {
        takeBack?.();
      }
    };
  patchMethod(HTMLElement.prototype, 'click', lending);
  patchMethod(HTMLFormElement.prototype, 'submit', lending);
}
