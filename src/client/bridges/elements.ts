import { attributeKind } from '../../rewrite/html/attributes.ts';
import { rewriteSrcset, rewriteUrlList } from '../../rewrite/url.ts';
import { rewriteCode } from '../code.ts';
import { apply, patchAccessor, patchMethod } from '../natives.ts';
import { toOrigin, toSuffix } from '../setup.ts';

/** URL-valued properties of elements: interface -> names (HTML, reflecting content attributes in IDL attributes). */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  HTMLAnchorElement: ['href', 'ping', 'origin', 'host', 'hostname', 'port', 'protocol'],
  HTMLAreaElement: ['href', 'ping', 'origin', 'host', 'hostname', 'port', 'protocol'],
  HTMLLinkElement: ['href', 'imageSrcset'],
  HTMLBaseElement: ['href'],
  HTMLImageElement: ['src', 'srcset', 'currentSrc', 'lowsrc', 'longDesc'],
  HTMLSourceElement: ['src', 'srcset'],
  HTMLMediaElement: ['src', 'currentSrc'],
  HTMLVideoElement: ['poster'],
  HTMLTrackElement: ['src'],
  HTMLScriptElement: ['src'],
  HTMLIFrameElement: ['src', 'longDesc'],
  HTMLFrameElement: ['src', 'longDesc'],
  HTMLEmbedElement: ['src'],
  HTMLObjectElement: ['data', 'codeBase'],
  HTMLInputElement: ['src', 'formAction'],
  HTMLButtonElement: ['formAction'],
  HTMLFormElement: ['action'],
  HTMLQuoteElement: ['cite'],
  HTMLModElement: ['cite'],
};
/** Parts of a link's URL are worked out from the URL the page believes in. */
const URL_PARTS: ReadonlySet<string> = new Set(['origin', 'host', 'hostname', 'port', 'protocol']);

const nativeHref = Object.getOwnPropertyDescriptor(HTMLAnchorElement.prototype, 'href')!.get!;

/** A value written to an attribute, origin -> suffix (or code, for a handler). */
export function attributeIn(element: Element, name: string, value: string): string {
  const local = name.toLowerCase();
  if (local.startsWith('on')) return rewriteCode(value, 'handler');
  switch (attributeKind(element.localName, local)) {
    case 'url':
    case 'base':
      return toSuffix(value);
    case 'srcset':
      return rewriteSrcset(value, toSuffix);
    case 'url-list':
      return rewriteUrlList(value, toSuffix);
    default:
      return value;
  }
}

/** The way back, for what a page reads. */
export function attributeOut(element: Element, name: string, value: string): string {
  switch (attributeKind(element.localName, name.toLowerCase())) {
    case 'url':
    case 'base':
      return toOrigin(value);
    case 'srcset':
      return rewriteSrcset(value, toOrigin);
    case 'url-list':
      return rewriteUrlList(value, toOrigin);
    default:
      return value;
  }
}

export function bridgeElements(): void {
  for (const [type, names] of Object.entries(PROPERTIES)) {
    const prototype = (window as unknown as Record<string, { prototype: object } | undefined>)[type]?.prototype;
    for (const name of names) bridgeProperty(prototype, name);
  }
  patchMethod(
    Element.prototype,
    'setAttribute',
    (native) =>
      function setAttribute(this: unknown, ...args) {
        if (args.length > 1) args[1] = attributeIn(this as Element, String(args[0]), String(args[1]));
        return apply(native, this, args);
      },
  );
  patchMethod(
    Element.prototype,
    'setAttributeNS',
    (native) =>
      function setAttributeNS(this: unknown, ...args) {
        if (args.length > 2) args[2] = attributeIn(this as Element, String(args[1]), String(args[2]));
        return apply(native, this, args);
      },
  );
  patchMethod(
    Element.prototype,
    'getAttribute',
    (native) =>
      function getAttribute(this: unknown, ...args) {
        const value = apply(native, this, args);
        return typeof value === 'string' ? attributeOut(this as Element, String(args[0]), value) : value;
      },
  );
  patchMethod(
    Element.prototype,
    'getAttributeNS',
    (native) =>
      function getAttributeNS(this: unknown, ...args) {
        const value = apply(native, this, args);
        return typeof value === 'string' ? attributeOut(this as Element, String(args[1]), value) : value;
      },
  );
  patchMethod(
    HTMLAnchorElement.prototype,
    'toString',
    (native) =>
      function text(this: unknown) {
        return toOrigin(String(apply(native, this, [])));
      },
  );
}

function bridgeProperty(prototype: object | undefined, name: string): void {
  const list = name === 'srcset' || name === 'imageSrcset';
  patchAccessor(
    prototype,
    name,
    (native) =>
      function (this: HTMLAnchorElement) {
        if (URL_PARTS.has(name)) {
          const href = String(apply(nativeHref, this, []));
          const mapped = toOrigin(href);
          return mapped === href ? apply(native, this, []) : new URL(mapped)[name as 'host'];
        }
        const value = String(apply(native, this, []));
        return list
          ? rewriteSrcset(value, toOrigin)
          : name === 'ping'
            ? rewriteUrlList(value, toOrigin)
            : toOrigin(value);
      } as () => unknown,
    (native) =>
      function (this: HTMLAnchorElement, value: unknown) {
        if (URL_PARTS.has(name)) {
          const url = new URL(toOrigin(String(apply(nativeHref, this, []))));
          url[name as 'host'] = String(value);
          this.href = url.href;
          return;
        }
        const text = String(value);
        apply(native, this, [
          list ? rewriteSrcset(text, toSuffix) : name === 'ping' ? rewriteUrlList(text, toSuffix) : toSuffix(text),
        ]);
      } as (value: unknown) => void,
  );
}
