import { noticeOfRefusal } from '../guards/refusal.ts';
import { apply, construct, defineProperty, disguise, patchAccessor, patchMethod } from '../natives.ts';
import { hosts, mapUrlArgument, toOrigin, toSuffix } from '../setup.ts';

const mapped = (native: () => unknown) =>
  function get(this: unknown) {
    return toOrigin(String(apply(native, this, [])));
  };

/** Whether a suffix URL is of another protected host: it needs the gateway's cookie there, whatever the page asked for. */
function isSibling(url: string): boolean {
  try {
    const { origin, host } = new URL(url, document.baseURI);
    return origin !== window.location.origin && hosts.originOf(host) !== undefined;
  } catch {
    return false;
  }
}

/** Replaces a constructor whose first argument is a URL; prototype and statics stay the native's. */
function patchConstructor(
  name: 'Request' | 'WebSocket' | 'EventSource' | 'Worker' | 'SharedWorker',
  prepare: (args: unknown[]) => void,
): void {
  const native = (window as unknown as Record<string, unknown>)[name] as (new (...args: never[]) => object) | undefined;
  if (!native) return;
  const patched: typeof native = new Proxy(native, {
    construct(target, args: unknown[], newTarget): object {
      prepare(args);
      return construct(target, args, newTarget === patched ? target : newTarget) as object;
    },
  });
  defineProperty(native.prototype, 'constructor', { value: patched, writable: true, configurable: true });
  defineProperty(window, name, { value: disguise(patched, native), writable: true, configurable: true });
}

/** Everything by which a page sends or fetches. */
export function bridgeNetwork(): void {
  patchMethod(
    window,
    'fetch',
    (native) =>
      function fetch(this: unknown, input, init) {
        const target = mapUrlArgument(input);
        const options =
          typeof target === 'string' &&
          isSibling(target) &&
          (init as RequestInit | undefined)?.credentials !== 'include'
            ? { ...(init as RequestInit), credentials: 'include' }
            : init;
        const answer = apply(
          native,
          this ?? window,
          options === undefined ? [target] : [target, options],
        ) as Promise<Response>;
        void answer.then(noticeOfRefusal, () => {});
        return answer;
      },
  );
  patchConstructor('Request', (args) => {
    args[0] = mapUrlArgument(args[0]);
    if (typeof args[0] === 'string' && isSibling(args[0]))
      args[1] = { ...(args[1] as RequestInit), credentials: 'include' };
  });
  patchAccessor(Request.prototype, 'url', mapped);
  patchAccessor(Response.prototype, 'url', mapped);
  patchMethod(
    XMLHttpRequest.prototype,
    'open',
    (native) =>
      function open(this: unknown, ...args) {
        if (args.length > 1) args[1] = toSuffix(args[1]);
        const result = apply(native, this, args);
        const request = this as XMLHttpRequest;
        if (isSibling(String(args[1]))) request.withCredentials = true;
        request.addEventListener('load', () => {
          if (request.status === 403)
            noticeOfRefusal({
              status: 403,
              headers: { get: (name: string) => request.getResponseHeader(name) },
              text: () =>
                Promise.resolve(
                  request.responseType === '' || request.responseType === 'text' ? request.responseText : '',
                ),
            });
        });
        return result;
      },
  );
  patchAccessor(XMLHttpRequest.prototype, 'responseURL', mapped);
  for (const name of ['WebSocket', 'EventSource', 'Worker', 'SharedWorker'] as const) {
    patchConstructor(name, (args) => {
      const url = mapUrlArgument(args[0]);
      // A relative URL of a socket resolves against the page, which is https: the native does the rest.
      args[0] = url;
    });
  }
  for (const name of ['WebSocket', 'EventSource'] as const) patchAccessor(window[name].prototype, 'url', mapped);
  patchMethod(
    Navigator.prototype,
    'sendBeacon',
    (native) =>
      function sendBeacon(this: unknown, ...args) {
        args[0] = mapUrlArgument(args[0]);
        return apply(native, this, args);
      },
  );
  if ('ServiceWorkerContainer' in window) {
    patchMethod(
      ServiceWorkerContainer.prototype,
      'register',
      (native) =>
        function register(this: unknown, ...args) {
          args[0] = mapUrlArgument(args[0]);
          const options = args[1] as RegistrationOptions | undefined;
          if (options?.scope !== undefined) args[1] = { ...options, scope: toSuffix(options.scope) };
          return apply(native, this, args);
        },
    );
  }
  patchMethod(
    URL,
    'createObjectURL',
    (native) =>
      function createObjectURL(this: unknown, ...args) {
        return toOrigin(String(apply(native, this, args)));
      },
  );
  patchMethod(
    URL,
    'revokeObjectURL',
    (native) =>
      function revokeObjectURL(this: unknown, ...args) {
        return apply(native, this, [toSuffix(args[0])]);
      },
  );
}
