import { rewriteAllow, rewriteSrcset, rewriteUrlList } from '../../rewrite/url.ts';
import { attributeIn, attributeOut, outward } from '../attribute-value.ts';
import {
  apply,
  defineProperty,
  disguise,
  getOwnPropertyDescriptor,
  patchAccessor,
  patchMethod,
  prototypeOf,
} from '../natives.ts';
import { readers } from '../node-natives.ts';
import { asWritten, pageNonce } from '../page-text.ts';
import { quietly } from '../quietly.ts';
import { hasParts, partUrl, toOrigin, toSuffix } from '../setup.ts';
import { inPlaceOf, textOf } from '../trusted.ts';
import { urlArgument } from '../url-argument.ts';

/** URL-valued properties of elements: `HTML…Element` -> names (HTML, reflecting content attributes in IDL attributes). */
const PROPERTIES: Readonly<Record<string, string>> = {
  Anchor: 'href ping',
  Area: 'href ping',
  Link: 'href imageSrcset',
  Base: 'href',
  Body: 'background',
  Image: 'src srcset currentSrc lowsrc longDesc',
  Source: 'srcset',
  Media: 'src currentSrc',
  Video: 'poster',
  Script: 'src',
  IFrame: 'src longDesc allow',
  Frame: 'src longDesc',
  Embed: 'src',
  Object: 'data codeBase archive',
  Input: 'src formAction',
  Button: 'formAction',
  Form: 'action',
  Quote: 'cite',
  Mod: 'cite',
};
/** Properties that reflect an attribute as it is written, whatever that is. */
const REFLECTED: Readonly<Record<string, string>> = {
  IFrame: 'srcdoc',
  Meta: 'content httpEquiv',
  Script: 'integrity',
  Link: 'integrity',
  Source: 'src',
  Track: 'src',
};
/** Parts of a link's URL are worked out from the URL the page believes in. */
const URL_PARTS = ['origin', 'host', 'hostname', 'port', 'protocol', 'pathname'] as const;

type MapText = (value: string, map: (url: string) => string) => string;
const mapped = quietly((by: MapText, value: string, map: (url: string) => string): string => by(value, map));
const MAPS: Readonly<Record<string, MapText>> = {
  srcset: rewriteSrcset,
  imageSrcset: rewriteSrcset,
  ping: rewriteUrlList,
  archive: rewriteUrlList,
  allow: rewriteAllow,
};

const elementOf = (type: string): object | undefined => prototypeOf(`HTML${type}Element`);

export function bridgeElements(): void {
  for (const [type, names] of Object.entries(PROPERTIES))
    for (const name of names.split(' ')) bridgeProperty(elementOf(type), name);
  for (const [type, names] of Object.entries(REFLECTED))
    for (const name of names.split(' ')) bridgeReflected(elementOf(type), name);
  for (const type of ['HTMLElement', 'SVGElement', 'MathMLElement']) bridgeNonce(prototypeOf(type));
  for (const type of ['Anchor', 'Area']) bridgeLink(elementOf(type) as HTMLAnchorElement);
  bridgeAudio();
  patchAccessor(
    XPathResult.prototype,
    'stringValue',
    (native) =>
      function (this: unknown) {
        return asWritten(String(apply(native, this, [])));
      } as () => unknown,
  );
  // SVG 2, SVGURIReference: `href.baseVal`.
  for (const name of ['baseVal', 'animVal'])
    patchAccessor(
      SVGAnimatedString.prototype,
      name,
      (native) =>
        function (this: unknown) {
          return toOrigin(String(apply(native, this, [])));
        } as () => unknown,
      (native) =>
        function (this: unknown, value: unknown) {
          apply(native, this, [inPlaceOf(value, toSuffix(textOf(value)))]);
        } as (value: unknown) => void,
    );
}

/** HTML 4.8.9: the one element that is made with its URL. */
function bridgeAudio(): void {
  const native = window.Audio;
  const patched: typeof Audio = new Proxy(native, {
    construct: (target, [source, ...rest]: unknown[], newTarget): object =>
      Reflect.construct(
        target,
        source === undefined ? [] : [urlArgument(source), ...rest],
        newTarget === patched ? target : newTarget,
      ) as object,
  });
  defineProperty(window, 'Audio', { value: disguise(patched, native), writable: true, configurable: true });
}

/** A link to `http` that was secured may have no path as it is written; as a URL it has. */
const resolved = (url: string): string => (url.startsWith('http:') ? (URL.parse(url)?.href ?? url) : url);

function bridgeProperty(prototype: object | undefined, name: string): void {
  const map = MAPS[name];
  const attribute = name.toLowerCase();
  patchAccessor(
    prototype,
    name,
    (native) =>
      ({
        get(this: unknown): unknown {
          const value = String(apply(native, this, []));
          return map ? mapped(map, value, toOrigin) : resolved(outward(value));
        },
      }).get,
    (native) =>
      ({
        set(this: Element, value: unknown): void {
          const text = textOf(value);
          const next = map
            ? mapped(map, text, partOf(this, attribute))
            : text.startsWith('https') && prototype !== HTMLIFrameElement.prototype
              ? partOf(this, attribute)(text)
              : attributeIn(this, attribute, text);
          apply(native, this, [inPlaceOf(value, next)]);
        },
      }).set,
  );
}

/** How an element's own URLs go to the browser. */
function partOf(element: Element, attribute: string): (url: string) => string {
  if (!hasParts()) return toSuffix;
  const name = String(apply(readers.localName, element, []));
  return (url) => partUrl(name, attribute, toSuffix(url));
}

function bridgeReflected(prototype: object | undefined, attribute: string): void {
  patchAccessor(
    prototype,
    attribute,
    (native) =>
      function (this: Element) {
        return attributeOut(this, attribute, String(apply(native, this, [])));
      } as () => unknown,
    (native) =>
      function (this: Element, value: unknown) {
        apply(native, this, [inPlaceOf(value, attributeIn(this, attribute, textOf(value)))]);
      } as (value: unknown) => void,
  );
}

/** The gateway's nonce stands on elements that the app lets in by a digest. With it, script could let in anything. */
function bridgeNonce(prototype: object | undefined): void {
  patchAccessor(
    prototype,
    'nonce',
    (native) =>
      function (this: unknown) {
        return pageNonce(String(apply(native, this, [])));
      } as () => unknown,
  );
}

/** HTML 4.6.3, HTMLHyperlinkElementUtils: the parts and the string of a link. */
function bridgeLink(prototype: HTMLAnchorElement): void {
  const { get, set } = getOwnPropertyDescriptor(prototype, 'href')!;
  for (const part of URL_PARTS)
    patchAccessor(
      prototype,
      part,
      (native) =>
        function (this: unknown) {
          const value = apply(native, this, []);
          // A link without a URL says ':' or ''; everything else has one that can be parsed.
          if (value === '' || value === ':') return value;
          const href = String(apply(get!, this, []));
          return new URL(href)[part];
        } as () => unknown,
      (native) =>
        function (this: unknown, value: unknown) {
          const href = String(apply(get!, this, []));
          const url = URL.parse(href);
          if (!url) return void apply(native, this, [value]);
          url[part as 'host'] = `${value as string}`;
          if (url.href !== href) apply(set!, this, [url.href]);
        } as (value: unknown) => void,
    );
  patchMethod(
    prototype,
    'toString',
    () =>
      function text(this: unknown) {
        return apply(get!, this, []);
      },
  );
}
