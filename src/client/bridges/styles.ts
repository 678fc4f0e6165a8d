import {
  apply,
  defineProperty,
  disguise,
  getOwnPropertyDescriptor,
  hide,
  holderOf,
  type Method,
  patchAccessor,
  patchArguments,
  patchConstructor,
  patchMethod,
} from '../natives.ts';
import { asWritten } from '../page-text.ts';
import { cssToSuffix, cssValueToSuffix, mayNameHosts } from '../setup.ts';
import { dictionaryArgument, first, urlMember } from '../url-argument.ts';

/**
 * Properties whose value can hold a URL (CSS Values 4, `<url>`), shorthands included. The browser has no accessors for
 * them, so these are put on the prototype, where CSSOM 6.6.1 wants them.
 */
const PROPERTIES =
  `background background-image border-image border-image-source content cursor filter backdrop-filter list-style
 list-style-image mask mask-image mask-border mask-border-source -webkit-mask -webkit-mask-image -webkit-mask-box-image
 -webkit-mask-box-image-source -webkit-border-image -webkit-box-reflect -moz-border-image -webkit-filter clip-path -webkit-clip-path
 shape-outside -webkit-shape-outside offset offset-path
 fill stroke marker marker-start marker-mid marker-end src`.split(/\s+/);

function isWorthReading(value: unknown): value is string {
  return typeof value === 'string' && value.length > 4 && mayNameHosts(value);
}

export function cssIn(value: unknown): unknown {
  return isWorthReading(value) ? cssToSuffix(value) : value;
}

/** The value of one property, in which a URL may need a grant. */
function valueIn(property: unknown, value: unknown): unknown {
  return isWorthReading(value) ? cssValueToSuffix(String(property), value) : value;
}

type Prototypes = Readonly<Record<string, { prototype: object } | undefined>>;
const prototypes = window as unknown as Prototypes;

const read = (native: Method): Method =>
  ({
    read(this: unknown, ...args: unknown[]): unknown {
      const value = apply(native, this, args);
      return typeof value === 'string' ? asWritten(value) : value;
    },
  }).read;
const writeAt =
  (...places: readonly number[]) =>
  (native: Method) =>
    ({
      write(this: unknown, ...args: unknown[]): unknown {
        for (const at of places) if (at < args.length) args[at] = cssIn(args[at]);
        return apply(native, this, args);
      },
    }).write;
const write = (native: (value: unknown) => void) =>
  ({
    write(this: unknown, value: unknown): void {
      apply(native, this, [cssIn(value)]);
    },
  }).write;

const METHODS: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  CSSStyleSheet: { insertRule: [0], addRule: [1], replace: [0], replaceSync: [0] },
  CSSGroupingRule: { insertRule: [0] },
  CSSStyleRule: { insertRule: [0] },
  CSSKeyframesRule: { appendRule: [0] },
  StylePropertyMap: { set: [1, 2, 3], append: [1, 2, 3] },
};
const READERS: Readonly<Record<string, readonly string[]>> = {
  CSSStyleDeclaration: ['getPropertyValue'],
  CSSStyleValue: ['toString'],
};
const ACCESSORS: Readonly<Record<string, readonly string[]>> = {
  CSSStyleDeclaration: ['cssText'],
  CSSRule: ['cssText'],
  CSSStyleRule: ['selectorText'],
  CSSConditionRule: ['conditionText'],
  CSSImportRule: ['href'],
  StyleSheet: ['href'],
  CSSPropertyRule: ['initialValue'],
  CSSScopeRule: ['start', 'end'],
};

/** Style sheets and declarations: what a page writes is mapped, what it reads is as written. */
export function bridgeStyles(): void {
  for (const [type, methods] of Object.entries(METHODS))
    for (const [name, places] of Object.entries(methods))
      patchMethod(prototypes[type]?.prototype, name, writeAt(...places));
  for (const [type, names] of Object.entries(READERS))
    for (const name of names) patchMethod(prototypes[type]?.prototype, name, read);
  for (const [type, names] of Object.entries(ACCESSORS))
    for (const name of names)
      patchAccessor(prototypes[type]?.prototype, name, (native) => read(native) as () => unknown, write);
  patchMethod(
    prototypes['CSSStyleDeclaration']?.prototype,
    'setProperty',
    (native) =>
      ({
        setProperty(this: unknown, ...args: unknown[]): unknown {
          if (isWorthReading(args[1])) args[1] = cssValueToSuffix(String(args[0]), args[1]);
          return apply(native, this, args);
        },
      }).setProperty,
  );
  // Where the descriptors of a font have an interface of their own (CSS Fonts 4 section 13.1), they have accessors too.
  patchAccessor(
    prototypes['CSSFontFaceDescriptors']?.prototype,
    'src',
    (native) => read(native) as () => unknown,
    (native) =>
      ({
        write(this: unknown, value: unknown): void {
          apply(native, this, [valueIn('src', value)]);
        },
      }).write,
  );
  for (const name of ['parse', 'parseAll']) patchMethod(prototypes['CSSStyleValue'], name, writeAt(1));
  bridgeProperties();
  second('FontFace', (source) => valueIn('src', source));
  patchConstructor(
    'CSSStyleSheet',
    first((options) => dictionaryArgument(options, { baseURL: urlMember })),
  );
  patchArguments(
    window.CSS,
    'registerProperty',
    first((definition) => dictionaryArgument(definition, { initialValue: cssIn })),
  );
  bridgeAnimations();
}

function bridgeProperties(): void {
  const { getPropertyValue, setProperty, removeProperty } = CSSStyleDeclaration.prototype;
  const declared = document.createElementNS('http://www.w3.org/1999/xhtml', 'i').style as unknown as object;
  for (const property of PROPERTIES) {
    // CSSOM 6.6.1: those with a prefix have two, `WebkitMask` and `webkitMask`.
    const camel = property.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase());
    for (const name of new Set([property, camel, camel.replace('W', 'w')])) {
      if (!(name in declared)) continue;
      // Firefox has them on an interface below CSSStyleDeclaration.
      const holder = holderOf(declared, name);
      const native = holder && getOwnPropertyDescriptor(holder, name)!;
      const get = function (this: CSSStyleDeclaration): string {
        return apply(getPropertyValue, this, [property]) as string;
      };
      const set = function (this: CSSStyleDeclaration, value: unknown): void {
        // CSSOM 6.6.1: null is '', and '' takes the property away; a value with a priority is no value.
        const text = value === null ? '' : `${value as string}`;
        if (text === '') apply(removeProperty, this, [property]);
        else apply(setProperty, this, [property, text, '']);
      };
      if (native?.get && native.set)
        defineProperty(holder!, name, { ...native, get: disguise(get, native.get), set: disguise(set, native.set) });
      else {
        defineProperty(CSSStyleDeclaration.prototype, name, { get, set, configurable: true });
        hide(CSSStyleDeclaration.prototype, name);
      }
    }
  }
}

/** The second argument of a constructor. */
const second = (type: string, map: (value: unknown) => unknown): void =>
  patchConstructor(type, (args) => (args.length < 2 ? args : [args[0], map(args[1]), ...args.slice(2)]));

function bridgeAnimations(): void {
  const keyframes = first(keyframesIn);
  const effect = window.KeyframeEffect?.prototype as object | undefined;
  second('KeyframeEffect', keyframesIn);
  for (const [target, name] of [
    [Element.prototype, 'animate'],
    [effect, 'setKeyframes'],
  ] as const)
    patchArguments(target, name, keyframes);
  patchMethod(
    effect,
    'getKeyframes',
    (native) =>
      function (this: unknown) {
        const frames = apply(native, this, []) as Record<string, unknown>[];
        for (const frame of frames)
          for (const [name, value] of Object.entries(frame))
            if (typeof value === 'string') frame[name] = asWritten(value);
        return frames;
      },
  );
}

/** Keyframes as a list or as an object of lists (Web Animations 5.3.1). */
function keyframesIn(keyframes: unknown): unknown {
  if (typeof keyframes !== 'object' || keyframes === null) return keyframes;
  if (Array.isArray(keyframes)) return keyframes.map(keyframesIn);
  const entries = Object.entries(keyframes);
  if (!entries.some(([, value]) => String(value).includes('//'))) return keyframes;
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.map(cssIn) : cssIn(value)]),
  );
}
