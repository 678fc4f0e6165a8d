import { HANDED, HANDED_FIELD, MAX_HANDED, REWRITTEN_AS } from '../../model/handed-answer.ts';
import {
  apply,
  construct,
  defineProperty,
  getOwnPropertyDescriptor,
  holderOf,
  type Method,
  patchAccessor,
  patchMethod,
  prototypeOf,
} from '../natives.ts';
import { asWritten } from '../page-text.ts';
import { SUFFIX_ORIGIN, setup } from '../setup.ts';
import { written } from './header-values.ts';
import { HIDDEN_CACHE } from './hidden-cache.ts';

/** Names the rewriter, put in by the build. */
declare const REWRITER_URL: string;

/** Answers kept in rewritten form; the oldest go. */
const MAX_KEPT = 600;
const KEPT_BELOW = `${SUFFIX_ORIGIN}/.well-known/sallyport/answer/`;
/** Fetch section 2.2.3. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const WITHOUT_BODY: ReadonlySet<number> = new Set([101, 103, 204, 205, 304]);
/** Types of answers that cannot be read, here as in a page (Fetch section 2.2.6). */
const UNREADABLE: ReadonlySet<unknown> = new Set(['error', 'opaque', 'opaqueredirect']);
const KINDS: ReadonlyMap<string, string> = new Map(Object.entries(REWRITTEN_AS));

/** Elsewhere `caches` may not even be read. */
const isHere = 'ServiceWorkerGlobalScope' in globalThis;
const {
  fetch,
  Promise: NativePromise,
  Blob: NativeBlob,
  Request: NativeRequest,
  Response: NativeResponse,
} = globalThis;
const caches = isHere ? globalThis.caches : undefined;
const subtle = isHere ? globalThis.crypto.subtle : undefined;
const digest = subtle?.digest as unknown as Method;
const open = prototypeMethod('CacheStorage', 'open');
const [match, put, remove, keys] = ['match', 'put', 'delete', 'keys'].map((name) => prototypeMethod('Cache', name)) as [
  Method,
  Method,
  Method,
  Method,
];
const [then, arrayBuffer, clone, forEach, get] = [
  Promise.prototype.then as Method,
  prototypeMethod('Response', 'arrayBuffer'),
  prototypeMethod('Response', 'clone'),
  prototypeMethod('Headers', 'forEach'),
  prototypeMethod('Headers', 'get'),
];
const answerOf = readers('Response', ['type', 'status', 'url', 'redirected', 'bodyUsed', 'headers', 'body']);
const requestOf = readers('Request', ['url', 'destination', 'mode', 'redirect']);
const eventOf = readers('FetchEvent', ['request']);

function prototypeMethod(type: string, name: string): Method {
  return getOwnPropertyDescriptor(prototypeOf(type) ?? {}, name)?.value as Method;
}

/** Native getters, since the app's worker may have put others in their place. */
function readers<Name extends string>(type: string, names: readonly Name[]): (object: object, name: Name) => unknown {
  const prototype = prototypeOf(type) ?? {};
  const getters = new Map(names.map((name) => [name, getOwnPropertyDescriptor(prototype, name)?.get]));
  return (object, name) => apply(getters.get(name)!, object, []);
}

/** An answer on its way to the gateway. */
interface Handed {
  readonly url: string;
  readonly destination: string;
  readonly as: string;
  readonly head: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Answer -> what the gateway has rewritten it as, for answers that the browser itself has just got from there. */
const shown = new WeakMap<object, string>();

/**
 * What the app's service worker fetches, makes and stores is the app's data, as at home. What it gives out to be loaded by a
 * page goes through the gateway first, which makes of it what it would have made of the same bytes from the app's server.
 * That an answer has been there is known by the object alone; nothing that can be written into one counts.
 */
export function bridgeHandedAnswers(): void {
  if (!isHere) return;
  patchMethod(
    prototypeOf('FetchEvent'),
    'respondWith',
    (native) =>
      function (this: unknown, ...args) {
        const request = eventOf(this as object, 'request') as Request;
        const destination = destinationOf(request);
        if (args.length === 0 || destination === undefined) return apply(native, this, args);
        const handed = handOut(args[0], request, destination);
        // The native reads these when it waits for the promise, and an app's worker may have put others on the prototype.
        defineProperty(handed, 'then', { value: then });
        defineProperty(handed, 'constructor', { value: NativePromise });
        return apply(native, this, [handed]);
      },
  );
  const watched = (native: Method): Method =>
    function (this: unknown, ...args) {
      const promise = apply(native, this, args);
      apply(then, promise, [remember, () => {}]);
      return promise;
    };
  patchMethod(holderOf(globalThis, 'fetch'), 'fetch', watched);
  patchAccessor(prototypeOf('FetchEvent'), 'preloadResponse', (native) => watched(native) as () => unknown);
  patchMethod(
    prototypeOf('Response'),
    'clone',
    (native) =>
      function (this: unknown, ...args) {
        const copy = apply(native, this, args) as object;
        const as = shown.get(this as object);
        if (as !== undefined) shown.set(copy, as);
        return copy;
      },
  );
  bridgeRoutes();
}

/** Service Workers, "addRoutes": what a rule takes out of a cache would pass by everything here, and rules only save time. */
function bridgeRoutes(): void {
  const isKept = (rule: unknown): boolean => typeof (rule as { source?: unknown } | null)?.source === 'string';
  const passes = (rule: unknown): boolean => !isKept(rule) || (rule as { source: string }).source !== 'cache';
  patchMethod(
    prototypeOf('InstallEvent'),
    'addRoutes',
    (native) =>
      function (this: unknown, ...args) {
        const rules = Array.isArray(args[0]) ? (args[0] as unknown[]) : [args[0]];
        const left = rules.filter((rule) => isKept(rule) && passes(rule));
        return left.length === 0 ? Promise.resolve() : apply(native, this, [left]);
      },
  );
}

function destinationOf(request: Request): string | undefined {
  const named = requestOf(request, 'destination') as string;
  const destination = named === '' && requestOf(request, 'mode') === 'navigate' ? 'document' : named;
  return KINDS.has(destination) ? destination : undefined;
}

function remember(answer: unknown): void {
  if (!isAnswer(answer) || answerOf(answer, 'type') !== 'basic') return;
  const as = field(answer, HANDED_FIELD);
  if (as !== null) shown.set(answer, as);
}

function isAnswer(value: unknown): value is Response {
  try {
    answerOf(value as object, 'type');
    return true;
  } catch {
    // The getter refuses what is no Response.
    return false;
  }
}

function field(answer: Response, name: string): string | null {
  return apply(get, answerOf(answer, 'headers'), [name]) as string | null;
}

/** Answers that no page can load anything of: the browser refuses them, or there is nothing in them. */
function isEmpty(answer: Response, request: Request): boolean {
  return (
    UNREADABLE.has(answerOf(answer, 'type')) ||
    WITHOUT_BODY.has(answerOf(answer, 'status') as number) ||
    answerOf(answer, 'bodyUsed') === true ||
    (answerOf(answer, 'redirected') === true && requestOf(request, 'redirect') !== 'follow')
  );
}

/** An answer that stays what it is until the browser has it: a `then` of the app's on a prototype could give another. */
function sealed(answer: Response): Response {
  return defineProperty(answer, 'then', { value: undefined }) ? answer : NativeResponse.error();
}

async function handOut(given: unknown, request: Request, destination: string): Promise<Response> {
  const answer = await given;
  if (!isAnswer(answer)) return sealed(NativeResponse.error());
  const as = KINDS.get(destination)!;
  if (shown.get(answer) === as || isEmpty(answer, request)) return sealed(answer);
  const location = field(answer, 'location');
  const status = answerOf(answer, 'status') as number;
  if (REDIRECTS.has(status) && location !== null)
    return sealed(construct(NativeResponse, [null, { status, headers: { location } }]) as Response);
  const fields: [string, unknown][] = [];
  const add: Method = (value, name) => {
    const own = written(value, name, undefined);
    if (typeof own === 'string') fields.push([name as string, own]);
  };
  apply(forEach, answerOf(answer, 'headers'), [add]);
  const read = new Uint8Array((await apply(arrayBuffer, answer, [])) as ArrayBuffer);
  const bytes = field(answer, HANDED_FIELD) === null ? read : plain(read);
  if (bytes.length > MAX_HANDED) return sealed(NativeResponse.error());
  const asked = requestOf(request, 'url') as string;
  const handed: Handed = {
    // A document has the address that was asked for, whatever the answer's; other files are where the answer is from.
    url: ((as === 'document' ? '' : (answerOf(answer, 'url') as string)) || asked).replace(/#.*/s, ''),
    destination,
    as,
    head: JSON.stringify({ status, headers: fields }),
    bytes,
  };
  return sealed(as === 'document' ? await sendDocument(handed, request) : await keep(handed));
}

/** A rewritten text that the app's worker had stored, as the app wrote it. All that was put in is ASCII. */
function plain(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return Uint8Array.from(asWritten(pieces.join('')), (char) => char.charCodeAt(0));
}

/** Scripts, style sheets and their like depend on their bytes alone, so they are rewritten once, and are there without a network. */
async function keep(handed: Handed): Promise<Response> {
  const about = JSON.stringify([REWRITER_URL, setup.grants, handed.as, handed.url, handed.head]);
  const text = new NativeBlob([about, '\n', handed.bytes]);
  const hash = (await apply(digest, subtle, ['SHA-256', await text.arrayBuffer()])) as ArrayBuffer;
  const name = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const cache = await apply(open, caches, [HIDDEN_CACHE]);
  const key = KEPT_BELOW + name;
  const known = await apply(match, cache, [key]);
  if (isAnswer(known)) return known;
  const reply = await send(handed);
  if (reply) store(cache, key, apply(clone, reply, []) as Response);
  return reply ?? NativeResponse.error();
}

function store(cache: unknown, key: string, reply: Response): void {
  const trim = (kept: unknown): unknown => {
    const [oldest] = kept as Request[];
    return (kept as Request[]).length > MAX_KEPT ? apply(remove, cache, [oldest]) : undefined;
  };
  const look = (): unknown => apply(then, apply(keys, cache, []), [trim]);
  // A full disk is no reason not to show the page.
  apply(then, apply(then, apply(put, cache, [key, reply]), [look]), [undefined, () => {}]);
}

/** A document has the rules of now, so it is asked for each time. Without a session the gateway leads a navigation to sign-in. */
async function sendDocument(handed: Handed, request: Request): Promise<Response> {
  const reply = await send(handed);
  if (reply) return reply;
  const answer = await fetch(request);
  return isAnswer(answer) && answerOf(answer, 'type') === 'opaqueredirect' ? answer : NativeResponse.error();
}

/** What the gateway makes of it; undefined where it would not take it. */
async function send({ url, destination, as, head, bytes }: Handed): Promise<Response | undefined> {
  const isOwn = url.startsWith(`${SUFFIX_ORIGIN}/`);
  const post = new NativeRequest(isOwn ? url : `${SUFFIX_ORIGIN}/`, {
    method: 'POST',
    headers: { [HANDED_FIELD]: destination },
    body: new NativeBlob([head, '\n', bytes]),
    redirect: 'manual',
    cache: 'no-store',
  });
  const reply = await fetch(post);
  if (!isAnswer(reply)) return undefined;
  if (answerOf(reply, 'type') === 'opaqueredirect') return reply;
  // A basic answer is from the network as it came (Fetch section 2.2.6), and this field is never an app's.
  if (answerOf(reply, 'type') !== 'basic' || field(reply, HANDED_FIELD) !== `${HANDED}${as}`) return undefined;
  if (isOwn) return reply;
  // Of a sibling host: what it names by relative URLs is found from the request's.
  const init = { status: answerOf(reply, 'status'), headers: answerOf(reply, 'headers') };
  return construct(NativeResponse, [answerOf(reply, 'body'), init]) as Response;
}
