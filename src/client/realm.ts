import { RUNTIME } from '../rewrite/js/contract.ts';
import { isEvalWatched } from './eval-watched.ts';
import { apply, defineProperty, getOwnPropertyDescriptor, type Method, sourceOf } from './natives.ts';
import { query, readers } from './node-natives.ts';
import { quietly } from './quietly.ts';
import { inlineScript, runInline } from './run-inline.ts';
import { carrier, readSetup } from './setup.ts';
import { trustedCode } from './trusted.ts';

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
export function coverWindow(other: Window | null, still = false): void {
  if (other === null) return;
  let inner: Document;
  try {
    inner = other.document;
    if (RUNTIME in other) return;
  } catch {
    return;
  }
  const code = `(${sourceOf(sallyport)})()`;
  if (still) runByEval(other, inner, code);
  else runInline(inner, code, attributes());
}

const attributes = () => ({ 'data-sallyport': carrier.data, 'data-source': carrier.source });

/**
 * Where a sandbox lets no script run (HTML 7.1.5), its document is what a window around it makes of it, by functions of the sandbox
 * that go where they are told. They run, and so does what is given to the `eval` in there.
 */
function runByEval(other: Window, inner: Document, code: string): void {
  // A document of the gateway has brought what holds for it, which nobody has read.
  const brought = apply(query, inner, ['script[data-sallyport]']) as HTMLScriptElement | null;
  if (isEvalWatched() || (brought && readSetup(brought.dataset['sallyport']!).watchesEval)) return;
  const nothing = (): void => {};
  const shadows: readonly (readonly [object: object, name: string, value: unknown])[] = [
    [inner, 'currentScript', brought ?? inlineScript(inner, '', attributes())],
    // No listener of that realm is called, and no rule of a policy; the console says so of each that would have been.
    [other, 'trustedTypes', undefined],
    [other, 'addEventListener', nothing],
  ];
  for (const [object, name, value] of shadows) defineProperty(object, name, { value, configurable: true });
  try {
    apply((other as typeof globalThis & Window).eval as Method, other, [trustedCode(code)]);
  } finally {
    for (const [object, name] of shadows) delete (object as Record<string, unknown>)[name];
  }
}

/** Whether this document is such a one: what `runByEval` puts before its own is there. */
const isStillHere = getOwnPropertyDescriptor(document, 'currentScript') !== undefined;

/**
 * Whether a sandbox around what a frame shows lets no script run: those of the frames around it hold as well. The element of the frame that
 * shows this document is not asked for: WebKit would make its object in this realm, and the page around gets that.
 */
function isStill(element: Element | null | undefined): boolean {
  if (!element) return false;
  const sandbox = apply(readers.getAttribute, element, ['sandbox']) as string | null;
  if (sandbox !== null && !/\ballow-scripts\b/i.test(sandbox)) return true;
  const around = element.ownerDocument.defaultView;
  return around === window ? isStillHere : isStill(around?.frameElement);
}

/** The same for the window in an element. */
export const coverFrame = quietly((element: Element): void => {
  const get = windowOf[String(apply(readers.localName, element, []))];
  if (get) coverWindow(apply(get, element, []) as Window | null, isStill(element));
});
