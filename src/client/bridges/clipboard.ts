import { apply } from '../natives.ts';
import { nativeInnerHtml } from '../node-natives.ts';
import { asWritten, isMarked } from '../page-text.ts';

const inert = document.implementation.createHTMLDocument('');
/** Attributes that the browser resolves when it writes a selection as markup. */
const RESOLVED = ['href', 'src'] as const;

/** The selection as markup with absolute URLs, as the browser would put it on the clipboard. */
function selectedMarkup(selection: Selection): string {
  const holder = inert.createElement('div');
  for (let at = 0; at < selection.rangeCount; at++)
    holder.append(inert.importNode(selection.getRangeAt(at).cloneContents(), true));
  for (const name of RESOLVED)
    for (const element of holder.querySelectorAll(`[${name}]`)) {
      const value = element.getAttribute(name) ?? '';
      if (URL.canParse(value, document.baseURI)) element.setAttribute(name, new URL(value, document.baseURI).href);
    }
  return asWritten(String(apply(nativeInnerHtml.get!, holder, [])));
}

/** What a user copies or drags goes into other programs: it must name the app's own hosts, as it would at home. */
export function bridgeClipboard(): void {
  for (const type of ['copy', 'cut'] as const)
    window.addEventListener(type, (event) => {
      const selection = document.getSelection();
      // Handled by the page, or from a field: what is there is what the page or the user wrote.
      if (event.defaultPrevented || !event.clipboardData || !selection || selection.isCollapsed) return;
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      const markup = selectedMarkup(selection);
      // Without a link or an image there is no host in it, and the browser writes styles better.
      if (!/<[^>]+\s(?:href|src)=/i.test(markup)) return;
      event.clipboardData.setData('text/html', markup);
      event.clipboardData.setData('text/plain', asWritten(String(selection)));
      event.preventDefault();
      if (type === 'cut') document.execCommand('delete');
    });
  window.addEventListener('dragstart', ({ dataTransfer }) => {
    for (const type of dataTransfer?.types ?? []) {
      const value = type === 'Files' ? '' : (dataTransfer?.getData(type) ?? '');
      if (isMarked(value)) dataTransfer?.setData(type, asWritten(value));
    }
  });
}
