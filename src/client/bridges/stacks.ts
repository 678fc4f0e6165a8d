import { selfContained } from '../../rewrite/js/self-contained.ts';
import {
  apply,
  construct,
  defineProperty,
  disguise,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hidden,
  hide,
  type Method,
  patchAccessor,
  patchMethod,
  setPrototypeOf,
} from '../natives.ts';
import { hear } from '../own-listeners.ts';
import { quietly } from '../quietly.ts';
import { SUFFIX_ORIGIN, toOrigin } from '../setup.ts';

/** A frame as V8 hands it to `Error.prepareStackTrace`; its prototype is frozen. */
interface CallSite {
  getScriptNameOrSourceURL(): unknown;
}
type Prepare = (error: unknown, sites: CallSite[]) => unknown;

const URL_IN_TEXT = selfContained(/(?:blob:)?https?:\/\/[^\s()]+|data:[^,\s]*;sallyport=[\w.%-]*,[\w.%-]*/g);
/** Where V8 says that code of text was made, when the runtime made it for the page. */
const MADE_HERE = selfContained(/eval at [^()]* \(https?:\/\/[^\s()]*\/\.well-known\/sallyport\/[^\s()]*\)/g);
/** The same in Firefox, which goes on with the line and what the text was given to. */
const MAKER = selfContained(/https?:\/\/[^\s()]*\/\.well-known\/sallyport\/[^\s()]*/g);
/** Where the first frame is. */
const PLACE = selfContained(/(?:^|@)(\w+:.*):(\d+):(\d+)$/m);
const NATIVE_FRAMES = selfContained(/^(?:\w*@\[native code\]\n)*/);
const ERRORS = ',Aggregate,Eval,Range,Reference,Syntax,Type,URI'.split(',').map((name) => `${name}Error`);
const NativeError = Error;
/** Members of a CallSite that tell a URL. */
const TELLING: ReadonlySet<PropertyKey> = new Set([
  'getFileName',
  'getScriptNameOrSourceURL',
  'getEvalOrigin',
  'toString',
]);
const OWN_FILES = '/.well-known/sallyport/';
const errorToString = Error.prototype.toString;

/** Texts by which a page learns the URLs of its scripts. */
export function bridgeStacks(): void {
  // SpiderMonkey has accessors; V8 asks Error.prepareStackTrace.
  for (const { prototype } of [Error, DOMException])
    patchAccessor(
      prototype,
      'stack',
      (native) =>
        function stack(this: unknown) {
          const text = apply(native, this, []);
          return typeof text === 'string' ? mapText(withoutOwnFrames(text)) : text;
        },
    );
  if (asksForStacks()) {
    prepareStacks();
    return;
  }
  patchMethod(Error, 'captureStackTrace', captured);
  if (getOwnPropertyDescriptor(new Error(), 'stack')) bridgeErrors();
}

/** JavaScriptCore sets the stack as the error is made. Errors that it throws itself are seen where nobody catches them. */
function bridgeErrors(): void {
  for (const type of ERRORS) {
    const native = (globalThis as unknown as Record<string, ErrorConstructor | undefined>)[type];
    if (!native) continue;
    const patched: ErrorConstructor = disguise(
      new Proxy(native, {
        apply: (target, self, args) => tidied(apply(target, self, args), true),
        construct: (target, args, newTarget): object =>
          tidied(construct(target, args, newTarget === patched ? target : newTarget), true) as object,
      }),
      native,
    );
    defineProperty(native.prototype, 'constructor', { value: patched, writable: true, configurable: true });
    defineProperty(globalThis, type, { value: patched, writable: true, configurable: true });
    if (native !== NativeError) setPrototypeOf(native, Error);
  }
  for (const type of ['error', 'unhandledrejection'])
    hear(type, ({ error, reason }: ErrorEvent & PromiseRejectionEvent) => tidied(error ?? reason));
}

/** The error as it came, with what it says of its place in the app's terms; one that was `made` here has native frames on top. */
const tidied = quietly((error: unknown, made = false): unknown => {
  if (typeof error !== 'object' || error === null) return error;
  const descriptor = getOwnPropertyDescriptor(error, 'stack');
  if (typeof descriptor?.value !== 'string' || !descriptor.configurable) return error;
  const own = withoutOwnFrames(descriptor.value);
  const stack = mapText(own.slice(made ? (NATIVE_FRAMES.exec(own)?.[0].length ?? 0) : 0));
  if (stack === descriptor.value) return error;
  defineProperty(error, 'stack', { ...descriptor, value: stack });
  const [, url, line, column] = PLACE.exec(stack) ?? [];
  for (const [name, value] of [
    ['sourceURL', url],
    ['line', Number(line)],
    ['column', Number(column)],
  ] as const)
    if (url !== undefined && getOwnPropertyDescriptor(error, name))
      defineProperty(error, name, { value, writable: true, enumerable: false, configurable: true });
  return error;
});

/** Others have all the names that V8 has by now, but ask nobody how to write a stack. */
function asksForStacks(): boolean {
  let asks = false;
  const value = (): void => {
    asks = true;
  };
  defineProperty(Error, 'prepareStackTrace', { value, configurable: true });
  void new Error().stack;
  delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace;
  return asks;
}

/** A captured stack is a property of the object itself, where nothing can come between. */
function captured(native: Method): Method {
  return function captureStackTrace(this: unknown, ...args) {
    const result = apply(native, this, args);
    const [target] = args as [object];
    const descriptor = getOwnPropertyDescriptor(target, 'stack');
    if (typeof descriptor?.value === 'string')
      defineProperty(target, 'stack', { ...descriptor, value: mapText(withoutOwnFrames(descriptor.value)) });
    return result;
  };
}

/**
 * Frames of the runtime are none of the page's business, code of text that it has made for the page is. Stacks here have one frame a
 * line, and no heading.
 */
function withoutOwnFrames(text: string): string {
  let out = '';
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf('\n', from);
    const next = end < 0 ? text.length : end + 1;
    const line = text.slice(from, next);
    if (!line.includes(OWN_FILES)) out += line;
    else if (line.includes(' > ')) out += replaceEach(MAKER, line, () => globalThis.location.href);
    from = next;
  }
  return out;
}

/** The URLs of a text in the app's terms. */
const mapText = quietly((text: string): string =>
  replaceEach(
    URL_IN_TEXT,
    replaceEach(MADE_HERE, text, () => 'eval at <anonymous> (<anonymous>)'),
    toOrigin,
  ),
);

/** What `replace` does, out of reach of a page that changes what it does. */
function replaceEach(pattern: RegExp, text: string, change: (found: string) => string): string {
  let out = '';
  let from = 0;
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    out += text.slice(from, found.index) + change(found[0]);
    from = found.index + found[0].length;
  }
  return out + text.slice(from);
}

/**
 * V8 formats a stack when it is first read, by `Error.prepareStackTrace` if there is one. There always is one here: it
 * writes what V8 would write (but for a message that was changed before the stack was read: here the new one counts), and
 * a page's own is given frames that tell the app's URLs. A page that looks whether it is undefined can tell.
 */
function prepareStacks(): void {
  const given = new WeakMap<Prepare, Prepare>();
  const standard: Prepare = disguise((error, sites) => {
    let text = headOf(error);
    for (let at = 0; at < sites.length; at++) if (!isOwn(sites[at]!)) text += `\n    at ${sites[at] as never}`;
    return mapText(text);
  }, Error.prototype.toString);
  given.set(standard, standard);
  let current = standard;
  defineProperty(Error, 'prepareStackTrace', {
    get: () => current,
    set(value: unknown) {
      hidden.delete('prepareStackTrace');
      if (typeof value !== 'function') {
        current = standard;
        return;
      }
      const known = given.get(value as Prepare);
      if (known) {
        current = known;
        return;
      }
      const prepare = value as Prepare;
      current = disguise((error, sites) => apply(prepare, Error, [error, viewed(sites)]), prepare);
      given.set(current, current);
      given.set(prepare, current);
    },
    enumerable: false,
    configurable: true,
  });
  hide(Error, 'prepareStackTrace');
}

/** ECMA-262 section 20.5.3.4, and what V8 says of an error whose own words throw. */
function headOf(error: unknown): string {
  try {
    return apply(errorToString as Method, error, []) as string;
  } catch (thrown) {
    return `<error: ${thrown instanceof Error ? headOf(thrown) : String(thrown)}>`;
  }
}

/** Frames of the runtime are none of the page's business. */
function isOwn(site: CallSite): boolean {
  const url = site.getScriptNameOrSourceURL();
  return typeof url === 'string' && url.startsWith(SUFFIX_ORIGIN + OWN_FILES);
}

function viewed(sites: CallSite[]): CallSite[] {
  const list: CallSite[] = [];
  for (let at = 0; at < sites.length; at++) {
    const site = sites[at]!;
    if (isOwn(site)) continue;
    const view = new Proxy(site, {
      get(_target, key) {
        const value = site[key as keyof CallSite] as unknown;
        if (typeof value !== 'function') return value;
        return disguise((...args: unknown[]) => {
          const told = apply(value as Method, site, args);
          return typeof told === 'string' && TELLING.has(key) ? mapText(told) : told;
        }, value);
      },
      getPrototypeOf: () => getPrototypeOf(site),
    });
    defineProperty(list, list.length, { value: view, writable: true, enumerable: true, configurable: true });
  }
  return list;
}
