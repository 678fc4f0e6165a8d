import { RUNTIME } from '../rewrite/js/contract.ts';
import { apply, createElement, getOwnPropertyDescriptor, type Method, readers, sourceOf } from './natives.ts';
import { carrier } from './setup.ts';
import { trustedCode } from './trusted.ts';

/** The whole bundle, a function that the build puts around it. */
declare const sallyport: () => void;

const nativeText = getOwnPropertyDescriptor(HTMLScriptElement.prototype, 'text')!;
const appendChild = Node.prototype.appendChild as Method;
const remove = Element.prototype.remove as Method;
const windowOf: Readonly<Record<string, Method | undefined>> = {
  iframe: getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'contentWindow')!.get,
  frame: getOwnPropertyDescriptor(HTMLFrameElement.prototype, 'contentWindow')!.get,
  object: getOwnPropertyDescriptor(HTMLObjectElement.prototype, 'contentWindow')!.get,
};

/**
 * Brings the runtime into a window of this origin that has no document from the gateway: `about:blank`, `blob:`, what
 * `document.open` made. By an inline script, since that is what runs at once under every policy the page can run under:
 * it carries the nonce. Windows of other origins are the gateway's to care for.
 */
export function coverWindow(other: Window | null): void {
  if (other === null) return;
  let inner: Document;
  try {
    inner = other.document;
    if (RUNTIME in other) return;
  } catch {
    return;
  }
  const script = apply(createElement, inner, ['script']) as HTMLScriptElement;
  script.nonce = carrier.nonce;
  apply(readers.setAttribute, script, ['data-sallyport', carrier.data]);
  apply(readers.setAttribute, script, ['data-source', carrier.source]);
  apply(nativeText.set!, script, [trustedCode(`(${sourceOf(sallyport)})()`)]);
  const place = inner.head ?? inner.documentElement ?? inner;
  apply(appendChild, place, [script]);
  // Where scripts may not run at all it would stay.
  apply(remove, script, []);
}

/** The same for the window in an element. */
export function coverFrame(element: Element): void {
  const get = windowOf[String(apply(readers.localName, element, []))];
  if (get) coverWindow(apply(get, element, []) as Window | null);
}
