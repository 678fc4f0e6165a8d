import { mark } from '../../rewrite/mark.ts';
import { apply, patchAccessor, patchArguments, patchConstructor, patchMethod, prototypeOf } from '../natives.ts';
import { retelling } from '../retold.ts';
import { setup, toOrigin, toSuffix } from '../setup.ts';
import { dictionaryArgument, listArgument, urlMember, withUrl } from '../url-argument.ts';
import { bridgeHiddenCache } from './hidden-cache.ts';
import { bridgeKeptRequests } from './kept-requests.ts';
import { bridgeReadBack } from './read-back.ts';

const options =
  (members: Parameters<typeof dictionaryArgument>[1]) =>
  (args: unknown[]): unknown[] =>
    args.length < 2 ? args : [args[0], dictionaryArgument(args[1], members), ...args.slice(2)];

const notification = options({
  icon: urlMember,
  image: urlMember,
  badge: urlMember,
  actions: (list) => listArgument(list, { icon: urlMember }),
});

interface Action {
  readonly icon?: string;
}

/** What a page is told of the buttons of a notification: each time the same. */
const told = new WeakMap<object, unknown>();
const { freeze } = Object;
const actionsOut = (actions: readonly Action[]): unknown =>
  freeze(actions.map((each) => freeze(each.icon ? { ...each, icon: toOrigin(each.icon) } : each)));

/**
 * A worker that is a module is asked for without credentials (Service Workers, Update), and so are the modules it imports: its
 * URL has a grant. In the query, where what the worker names by a relative URL does not keep it, nor its scope.
 */
function registration(args: unknown[]): unknown[] {
  const type = (args[1] as RegistrationOptions | undefined)?.type;
  const map = type === 'module' ? (url: string) => mark(toSuffix(url), setup.grants.module) : undefined;
  return options({ scope: urlMember, type: () => type })(withUrl(args, 0, map));
}

/** Service workers and what goes with them: their registrations, caches and notifications. */
export function bridgeRegisteredWorkers(): void {
  patchArguments(prototypeOf('ServiceWorkerContainer'), 'getRegistration', withUrl);
  patchArguments(prototypeOf('ServiceWorkerRegistration'), 'showNotification', notification);
  patchMethod(
    prototypeOf('ServiceWorkerContainer'),
    'register',
    (native) =>
      function (this: unknown, ...args) {
        return retelling(apply(native, this, registration(args)));
      },
  );
  bridgeKeptRequests();
  bridgeHiddenCache();
  patchConstructor('Notification', notification);
  patchAccessor(
    prototypeOf('Notification'),
    'actions',
    (native) =>
      function (this: unknown) {
        const actions = apply(native, this, []) as readonly Action[];
        if (!told.has(actions)) told.set(actions, actionsOut(actions));
        return told.get(actions);
      } as () => unknown,
  );
  bridgeReadBack({
    ServiceWorker: ['scriptURL'],
    ServiceWorkerRegistration: ['scope'],
    Notification: ['icon', 'image', 'badge'],
  });
}
