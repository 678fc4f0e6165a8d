import { isOwnCookie, noteCookie, takesDomain } from '../cookie-journal.ts';
import {
  apply,
  getOwnPropertyDescriptor,
  type Method,
  patchAccessor,
  patchArguments,
  patchMethod,
  promiseThen,
  prototypeOf,
} from '../natives.ts';
import { toOrigin } from '../setup.ts';
import { dictionaryArgument, first, listArgument, urlMember } from '../url-argument.ts';

interface Item {
  readonly name: string;
}

/** CookieInit and CookieStoreDeleteOptions of the Cookie Store API. */
interface CookieOptions {
  readonly name: string;
  readonly value?: string;
  readonly domain?: string | null;
  readonly path?: string;
  readonly expires?: number | null;
  readonly sameSite?: string;
  readonly partitioned?: boolean;
}

const isShown = ({ name }: Item): boolean => !isOwnCookie(name);
const isText = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** The cookies of the Cookie Store API: those of the app, written as the app meant them. Also in service workers. */
export function bridgeCookieStore(): void {
  const prototype = prototypeOf('CookieStore');
  if (!prototype) return;
  for (const name of ['get', 'getAll'])
    patchMethod(
      prototype,
      name,
      (native) =>
        function (this: unknown, ...args) {
          const asked = args.length === 0 ? [] : [dictionaryArgument(args[0], { url: urlMember })];
          return apply(promiseThen, apply(native, this, asked), [
            (found: Item | Item[] | null) =>
              Array.isArray(found) ? found.filter(isShown) : found && (isShown(found) ? found : null),
          ]);
        },
    );
  patchMethod(prototype, 'set', (native) => writing(native, textOfSet));
  patchMethod(prototype, 'delete', (native) => writing(native, textOfDelete));
  bridgeChanges();
  bridgeSubscriptions();
}

/** Writes the browser's host-only copy, which judges the rest, then the note. */
function writing(native: Method, textOf: (options: CookieOptions) => string): Method {
  return function (this: unknown, ...args) {
    if (args.length === 0) return apply(native, this, args);
    const options = (
      isText(args[0]) ? { name: `${args[0] as string}`, value: `${args[1] as string}` } : { ...(args[0] as object) }
    ) as CookieOptions;
    const domain = options.domain ?? '';
    if (isOwnCookie(`${options.name}`)) return Promise.resolve();
    // What must be refused goes on as something that the browser refuses: it would take a domain above the suffix host.
    const isTaken = takesDomain(`${options.name}`, domain) && !domain.startsWith('.');
    const own = { ...options, domain: isTaken ? null : domain.replace(/^(?!\.)/, 'not.') };
    const written = isText(args[0]) ? apply(native, this, args) : apply(native, this, [own]);
    return apply(promiseThen, written, [
      () => apply(promiseThen, Promise.resolve(noteCookie(textOf(options))), [() => undefined]),
    ]);
  };
}

function textOfSet({
  name,
  value = '',
  domain,
  path = '/',
  expires,
  sameSite = 'strict',
  partitioned,
}: CookieOptions): string {
  const attributes = [`path=${path}`, 'secure', `samesite=${sameSite}`];
  if (domain) attributes.push(`domain=${domain}`);
  if (expires) attributes.push(`expires=${new Date(expires).toUTCString()}`);
  if (partitioned) attributes.push('partitioned');
  return [`${name}=${value}`, ...attributes].join('; ');
}

function textOfDelete(options: CookieOptions): string {
  return `${textOfSet({ ...options, value: '' })}; max-age=0`;
}

/** Events that tell of the gateway's own cookies alone are kept from the page; of others it sees its own part. */
function bridgeChanges(): void {
  const store = (globalThis as unknown as { cookieStore: EventTarget }).cookieStore;
  for (const type of ['CookieChangeEvent', 'ExtendableCookieChangeEvent']) {
    const prototype = prototypeOf(type);
    const lists = ['changed', 'deleted'] as const;
    const natives = lists.map((name) => prototype && getOwnPropertyDescriptor(prototype, name)?.get);
    if (!natives[0]) continue;
    for (const name of lists)
      patchAccessor(
        prototype,
        name,
        (native) =>
          function (this: unknown) {
            const items = apply(native, this, []) as Item[];
            return items.every(isShown) ? items : Object.freeze(items.filter(isShown));
          },
      );
    const target = type === 'CookieChangeEvent' ? store : globalThis;
    target.addEventListener(type === 'CookieChangeEvent' ? 'change' : 'cookiechange', (event) => {
      const items = natives.flatMap((native) => apply(native!, event, []) as Item[]);
      if (items.length > 0 && !items.some(isShown)) event.stopImmediatePropagation();
    });
  }
}

/** Which cookies a service worker is told of, each below a URL of its scope. */
function bridgeSubscriptions(): void {
  const prototype = prototypeOf('CookieStoreManager');
  const prepare = first((list) => listArgument(list, { url: urlMember }));
  for (const name of ['subscribe', 'unsubscribe']) patchArguments(prototype, name, prepare);
  patchMethod(
    prototype,
    'getSubscriptions',
    (native) =>
      function (this: unknown) {
        const told = (all: { url: string }[]): unknown => all.map((each) => ({ ...each, url: toOrigin(each.url) }));
        return apply(promiseThen, apply(native, this, []), [told]);
      },
  );
}
