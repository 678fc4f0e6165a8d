import { type AskedMode, mark, markOf, unmark } from '../../rewrite/mark.ts';
import { apply, type Method, patchArguments, patchMethod, prototypeOf } from '../natives.ts';
import { requestArgument, urlOfRequest } from '../request-argument.ts';
import { siblingUrl } from '../sibling.ts';
import { first, withMember } from '../url-argument.ts';
import { requestArguments } from './credentials.ts';

/**
 * Caches know what they keep by the URL of its request, and some requests have a mark there (src/client/bridges/credentials.ts).
 * A cache is shown requests without it, in the mode the page asked for, so that a page finds by an address what it has put
 * there by a Request.
 */
const NativeRequest = globalThis.Request;
const nativeFetch = globalThis.fetch as unknown as Method;
const put = (prototypeOf('Cache') as Cache | undefined)?.put as unknown as Method;

function isMarked(value: unknown): value is Request {
  const held = urlOfRequest(value);
  return held !== undefined && unmark(held) !== held;
}

/** What a page adds by its URL alone is asked for as by `new Request(url)`. */
function requestOf(value: unknown): unknown {
  if (urlOfRequest(value) !== undefined) {
    const [input, init] = requestArguments([value]);
    return init === undefined ? input : new NativeRequest(input as Request, init as RequestInit);
  }
  if (typeof value === 'symbol') return value;
  const text = `${value as string}`;
  const sibling = siblingUrl(text);
  return sibling === undefined
    ? requestArgument(text)
    : new NativeRequest(mark(sibling, 'same-origin'), { credentials: 'include' });
}

function keyOf(value: unknown): unknown {
  if (!isMarked(value)) return requestArgument(value);
  const held = urlOfRequest(value)!;
  return new NativeRequest(unmark(held), withMember(value, 'credentials', markOf(held) as AskedMode) as RequestInit);
}

/** Service Workers section 5.4.4: what cannot be kept is not, and then nothing of the list is. */
async function addAll(cache: unknown, name: string, list: readonly unknown[]): Promise<void> {
  const answers = await Promise.all(list.map((each) => apply(nativeFetch, globalThis, [each]) as Promise<Response>));
  if (answers.some(({ ok, status }) => !ok || status === 206))
    throw new TypeError(`Failed to execute '${name}' on 'Cache': Request failed`);
  // In the order of the list, which is that of `keys()`.
  for (let at = 0; at < list.length; at++) await apply(put, cache, [keyOf(list[at]), answers[at]]);
}

export function bridgeKeptRequests(): void {
  const prepare = first(keyOf);
  for (const [type, names] of [
    ['CacheStorage', ['match']],
    ['Cache', ['match', 'matchAll', 'put', 'delete', 'keys']],
  ] as const)
    for (const name of names) patchArguments(prototypeOf(type), name, prepare);
  for (const name of ['add', 'addAll'])
    patchMethod(
      prototypeOf('Cache'),
      name,
      (native) =>
        function (this: unknown, ...args) {
          if (args.length === 0) return apply(native, this, args);
          const list = [...(name === 'add' ? [args[0]] : (args[0] as Iterable<unknown>))].map((each) =>
            requestOf(each),
          );
          return list.some(isMarked)
            ? addAll(this, name, list)
            : apply(native, this, [name === 'add' ? list[0] : list, ...args.slice(1)]);
        },
    );
}
