import { isOwnCookie, noteCookie, takesDomain } from '../cookie-journal.ts';
import {
  apply,
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

/** What tells a realm of changes: in service workers it is not the store. */
export interface Changes {
  readonly event: string;
  readonly target: EventTarget;
  readonly type: string;
}

const inWindow = (): Changes => ({
  event: 'CookieChangeEvent',
  target: (globalThis as unknown as { cookieStore: EventTarget }).cookieStore,
  type: 'change',
});

/** The cookies of the Cookie Store API: those of the app, written as the app meant them. Also in service workers. */
export function bridgeCookieStore(changes = inWindow): void {
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
  bridgeChanges(changes());
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
function bridgeChanges({ event, target, type }: Changes): void {
  const prototype = prototypeOf(event);
  const natives: Method[] = [];
  for (const name of ['changed', 'deleted'])
    patchAccessor(prototype, name, (native) => {
      natives.push(native);
      return function (this: unknown) {
        const items = apply(native, this, []) as Item[];
        return items.every(isShown) ? items : Object.freeze(items.filter(isShown));
      };
    });
  target.addEventListener(type, (change) => {
    const items = natives.flatMap((native) => apply(native, change, []) as Item[]);
    if (items.length > 0 && !items.some(isShown)) change.stopImmediatePropagation();
  });
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
