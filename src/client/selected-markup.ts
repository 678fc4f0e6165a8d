/** Attributes that the browser resolves when it writes a selection as markup. */
const RESOLVED = ['href', 'src'] as const;

/** The selection as markup with absolute URLs, as the browser would put it on the clipboard. `innerHtml`: the native getter. */
export function selectedMarkup(selection: Selection, innerHtml: (this: unknown) => unknown): string {
  const inert = document.implementation.createHTMLDocument('');
  const holder = inert.createElement('div');
  for (let at = 0; at < selection.rangeCount; at++)
    holder.append(inert.importNode(selection.getRangeAt(at).cloneContents(), true));
  for (const name of RESOLVED)
    for (const element of holder.querySelectorAll(`[${name}]`)) {
      const value = element.getAttribute(name) ?? '';
      if (URL.canParse(value, document.baseURI)) element.setAttribute(name, new URL(value, document.baseURI).href);
    }
  return String(Reflect.apply(innerHtml, holder, []));
}
