import { apply } from './natives.ts';
import { appendChild, createElementNS, nativeScriptText, readers, removeElement } from './node-natives.ts';
import { carrier } from './setup.ts';
import { trustedCode } from './trusted.ts';

/** Documents that are no HTML would make an element without a namespace, which runs nothing. */
const XHTML = 'http://www.w3.org/1999/xhtml';

/**
 * Runs code in a document at once, by an inline script: it carries the nonce, so that it runs under every policy the page
 * itself can run under. Nothing of it stays.
 */
export function runInline(inner: Document, code: string, attributes: Readonly<Record<string, string>> = {}): void {
  const script = inlineScript(inner, code, attributes);
  apply(appendChild, inner.head ?? inner.documentElement ?? inner, [script]);
  // Where scripts may not run at all it has not removed itself.
  apply(removeElement, script, []);
}

/** The element of one, outside of the document. */
export function inlineScript(
  inner: Document,
  code: string,
  attributes: Readonly<Record<string, string>>,
): HTMLScriptElement {
  const script = apply(createElementNS, inner, [XHTML, 'script']) as HTMLScriptElement;
  script.nonce = carrier.nonce;
  for (const [name, value] of Object.entries(attributes)) apply(readers.setAttribute, script, [name, value]);
  apply(nativeScriptText.set!, script, [trustedCode(code)]);
  return script;
}
