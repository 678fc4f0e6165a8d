import { RUNTIME } from '../rewrite/js/contract.ts';
import { apply, getOwnPropertyDescriptor, type Method, sourceOf } from './natives.ts';
import { readers } from './node-natives.ts';
import { quietly } from './quietly.ts';
import { runInline } from './run-inline.ts';
import { carrier } from './setup.ts';

/** The whole bundle, a function that the build puts around it. */
declare const sallyport: () => void;

const getSvgDocument = HTMLEmbedElement.prototype.getSVGDocument as Method;
const windowOf: Readonly<Record<string, Method | undefined>> = {
  iframe: getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'contentWindow')!.get,
  frame: getOwnPropertyDescriptor(HTMLFrameElement.prototype, 'contentWindow')!.get,
  object: getOwnPropertyDescriptor(HTMLObjectElement.prototype, 'contentWindow')!.get,
  embed(this: unknown) {
    return (apply(getSvgDocument, this, []) as Document | null)?.defaultView ?? null;
  },
};

/**
 * Brings the runtime into a window of this origin that has no document from the gateway: `about:blank`, `blob:`, what
 * `document.open` made. Windows of other origins are the gateway's to care for.
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
  runInline(inner, `(${sourceOf(sallyport)})()`, { 'data-sallyport': carrier.data, 'data-source': carrier.source });
}

/** The same for the window in an element, unless no script may run in there. */
export const coverFrame = quietly((element: Element): void => {
  const get = windowOf[String(apply(readers.localName, element, []))];
  const sandbox = apply(readers.getAttribute, element, ['sandbox']) as string | null;
  if (get && (sandbox === null || /\ballow-scripts\b/i.test(sandbox)))
    coverWindow(apply(get, element, []) as Window | null);
});
