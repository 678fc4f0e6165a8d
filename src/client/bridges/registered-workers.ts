import { apply, type Method, patchConstructor, patchMethod, prototypeOf } from '../natives.ts';
import { requestArgument } from '../request-argument.ts';
import { dictionaryArgument, urlMember, withUrl } from '../url-argument.ts';
import { bridgeHiddenCache } from './hidden-cache.ts';
import { bridgeReadBack } from './read-back.ts';

const first =
  (map: (value: unknown) => unknown) =>
  (args: unknown[]): unknown[] =>
    args.length === 0 ? args : [map(args[0]), ...args.slice(1)];
const options =
  (members: Parameters<typeof dictionaryArgument>[1]) =>
  (args: unknown[]): unknown[] =>
    args.length < 2 ? args : [args[0], dictionaryArgument(args[1], members), ...args.slice(2)];

const notification = options({ icon: urlMember, image: urlMember, badge: urlMember });
const request = first(requestArgument);
const url = (args: unknown[]): unknown[] => withUrl(args);
const registration = options({ scope: urlMember });

/** Interface -> method -> what becomes of its arguments. */
const METHODS: Readonly<Record<string, Readonly<Record<string, (args: unknown[]) => unknown[]>>>> = {
  ServiceWorkerContainer: { register: (args) => registration(url(args)), getRegistration: url },
  ServiceWorkerRegistration: { showNotification: notification },
  Clients: { openWindow: url },
  WindowClient: { navigate: url },
  CacheStorage: { match: request },
  Cache: {
    match: request,
    matchAll: request,
    add: request,
    addAll: first((list) => Array.from(list as Iterable<unknown>, requestArgument)),
    put: request,
    delete: request,
    keys: request,
  },
};

/** Service workers and what goes with them: their registrations, clients, caches and notifications. */
export function bridgeRegisteredWorkers(): void {
  for (const [type, methods] of Object.entries(METHODS))
    for (const [name, prepare] of Object.entries(methods))
      patchMethod(
        prototypeOf(type),
        name,
        (native: Method) =>
          function (this: unknown, ...args) {
            return apply(native, this, prepare(args));
          },
      );
  bridgeHiddenCache();
  patchConstructor('Notification', notification);
  bridgeReadBack({
    ServiceWorker: ['scriptURL'],
    ServiceWorkerRegistration: ['scope'],
    Client: ['url'],
    Notification: ['icon', 'image', 'badge'],
    ExtendableMessageEvent: ['origin'],
  });
}
