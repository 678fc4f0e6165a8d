const XHTML = 'http://www.w3.org/1999/xhtml';
/** What stands before the root element (XML section 2.8): nodes do not keep all of it. */
const PROLOG = /^(?:[\ufeff\t\n\r ]|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^[>"']|"[^"]*"|'[^']*'|\[.*?\]\s*(?=>))*>)*/s;
const START_TAG = /^(?:<[^>]*[^/>]>(?:\s*<(?:\w+:)?head(?:\s[^>]*[^/>])?>)?)/;

/**
 * A document of XML that script has put together, as it must be here. The page runtime maps the nodes that a parser gives, but for
 * the text of scripts: `code` does. `trusted`: the markup as sinks take it; `innerHtml`: the native getter; `carrier`: markup that
 * brings the runtime. What is not well-formed stays.
 */
export function shownXml(
  markup: string,
  trusted: string,
  carrier: string,
  innerHtml: (this: unknown) => unknown,
  code: (source: string, type: string | undefined, language: string | undefined) => string,
): string {
  const parsed = new DOMParser().parseFromString(trusted, 'application/xml');
  const root = parsed.documentElement;
  if (parsed.getElementsByTagName('parsererror').length > 0) return markup;
  for (const script of parsed.querySelectorAll<Element>('script'))
    if (script instanceof HTMLScriptElement || script instanceof SVGScriptElement)
      // A text is no sink of Trusted Types, as `textContent` is.
      script.replaceChildren(code(script.textContent, script.getAttribute('type') ?? undefined, undefined));
  const holder = parsed.createElementNS(XHTML, 'div');
  holder.append(root);
  const text = String(Reflect.apply(innerHtml, holder, []));
  const own = carrier.replace('<script', `<script xmlns="${XHTML}"`);
  return PROLOG.exec(markup)![0] + text.replace(START_TAG, (start) => start + own);
}
