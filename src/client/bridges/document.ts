import { targetOrigin } from '../location-facade.ts';
import { apply, patchAccessor, patchMethod } from '../natives.ts';
import { mapUrlArgument, setup, toOrigin, toSuffix } from '../setup.ts';

const mapped = (native: () => unknown) =>
  function get(this: unknown) {
    const value = apply(native, this, []);
    return typeof value === 'string' ? toOrigin(value) : value;
  };

/** Read-only places where the platform tells a page where it is. */
export function bridgeDocument(): void {
  for (const name of ['URL', 'documentURI', 'referrer']) patchAccessor(Document.prototype, name, mapped);
  patchAccessor(Node.prototype, 'baseURI', mapped);
  const hostname = new URL(setup.origin).hostname;
  patchAccessor(
    Document.prototype,
    'domain',
    () => () => hostname,
    () => () => {},
  );
  patchAccessor(window, 'origin', (native) => () => (apply(native, window, []) === 'null' ? 'null' : setup.origin));
  patchAccessor(MessageEvent.prototype, 'origin', mapped);
  patchAccessor(StorageEvent.prototype, 'url', mapped);
  for (const name of ['oldURL', 'newURL']) patchAccessor(HashChangeEvent.prototype, name, mapped);
  patchAccessor(PerformanceEntry.prototype, 'name', mapped);
  patchMethod(
    window,
    'postMessage',
    (native) =>
      function postMessage(this: unknown, ...args) {
        const [message, target, ...rest] = args;
        const mappedTarget =
          typeof target === 'string'
            ? targetOrigin(target)
            : typeof target === 'object' && target !== null && 'targetOrigin' in target
              ? { ...target, targetOrigin: targetOrigin(String(target.targetOrigin)) }
              : target;
        return apply(native, this ?? window, args.length < 2 ? [message] : [message, mappedTarget, ...rest]);
      },
  );
  for (const name of ['pushState', 'replaceState']) {
    patchMethod(
      History.prototype,
      name,
      (native) =>
        function (this: unknown, ...args) {
          if (args.length > 2 && args[2] !== null && args[2] !== undefined) args[2] = toSuffix(args[2]);
          return apply(native, this, args);
        },
    );
  }
  patchMethod(
    window,
    'open',
    (native) =>
      function open(this: unknown, ...args) {
        args[0] = mapUrlArgument(args[0]);
        return apply(native, this ?? window, args);
      },
  );
  if ('NavigationHistoryEntry' in window) patchAccessor(NavigationHistoryEntry.prototype, 'url', mapped);
}
