import { COOKIES_FIELD } from '../../model/cookies-field.ts';
import { LEFT_OUT_FIELD } from '../../model/left-out-field.ts';
import { renewCopies } from '../cookie-journal.ts';
import {
  apply,
  holderOf,
  type Method,
  patchArguments,
  patchConstructor,
  patchMethod,
  promiseThen,
  prototypeOf,
} from '../natives.ts';
import { listen } from '../own-listeners.ts';
import { replyBody, sendsReplies } from '../reply-body.ts';
import { requestArgument, urlOfRequest } from '../request-argument.ts';
import { retold } from '../retold.ts';
import { toSuffix } from '../setup.ts';
import { dictionaryArgument, urlMember, withUrl } from '../url-argument.ts';
import { bridgeReadBack } from './read-back.ts';

/** What of an answer is looked at when the gateway may have refused a request. */
export interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  clone?(): { text(): Promise<string> };
}

/** The arguments of fetch and Request: input and options, each read once. */
function requestArguments(args: unknown[]): unknown[] {
  if (args.length === 0) return args;
  const [input, init, ...rest] = args;
  const target = requestArgument(input);
  const options = dictionaryArgument(init, {
    referrer: urlMember,
    ...(sendsReplies ? { body: (body: unknown) => replyBody(addressOf(input), body) } : {}),
  });
  return options === undefined ? [target, ...rest] : [target, options, ...rest];
}

/** The URL of fetch's first argument, where reading it cannot be noticed. */
function addressOf(input: unknown): string {
  return typeof input === 'string' || input instanceof URL ? String(input) : (urlOfRequest(input) ?? '');
}

/** Everything by which a page or a worker sends or fetches. `refused` is shown each answer that may be a refusal. */
export function bridgeNetwork(refused?: (answer: Answer) => void): void {
  const shown = (answer: Response): Response => {
    renewCopies(answer.headers.get(COOKIES_FIELD));
    refused?.(answer);
    return answer;
  };
  for (const name of ['fetch', 'fetchLater']) {
    patchMethod(
      holderOf(globalThis, name),
      name,
      (native) =>
        function (this: unknown, ...args) {
          const answer = apply(native, this, requestArguments(args));
          // What the page gets is what was looked at: a promise beside it would count as one that somebody handles.
          return name === 'fetch' ? apply(promiseThen, answer, [shown, retold]) : answer;
        },
    );
  }
  patchConstructor('Request', requestArguments, undefined, retold);
  for (const name of ['WebSocket', 'WebSocketStream', 'EventSource', 'WebTransport'])
    patchConstructor(name, (args) => withUrl(args));
  patchArguments(prototypeOf('Navigator'), 'sendBeacon', (args) => withUrl(args));
  patchArguments(Response, 'redirect', (args) => withUrl(args));
  bridgeXhr(refused ?? (() => {}));
  bridgeReadBack({
    Request: ['url', 'referrer'],
    Response: ['url'],
    XMLHttpRequest: ['responseURL'],
    WebSocket: ['url'],
    WebSocketStream: ['url'],
    EventSource: ['url'],
  });
}

function bridgeXhr(refused: (answer: Answer) => void): void {
  const prototype = prototypeOf('XMLHttpRequest');
  if (!prototype) return;
  const native = XMLHttpRequest.prototype;
  const [header, all] = [native.getResponseHeader, native.getAllResponseHeaders] as unknown as Method[];
  /** Where each goes that was looked at. */
  const watched = new WeakMap<object, unknown>();
  if (sendsReplies)
    patchMethod(
      prototype,
      'send',
      (send) =>
        function (this: unknown, ...args) {
          return apply(
            send,
            this,
            args.length === 0 ? args : [replyBody(String(watched.get(this as object)), args[0])],
          );
        },
    );
  /** Once there are fields, so before anything that the page listens to. */
  const renew = (event: Event): void => {
    const request = event.currentTarget as XMLHttpRequest;
    if (request.readyState === 2 && (apply(all!, request, []) as string).includes(COOKIES_FIELD))
      renewCopies(apply(header!, request, [COOKIES_FIELD]) as string);
  };
  const look = (event: Event): void => {
    const request = event.currentTarget as XMLHttpRequest;
    // A field that may not be read is not asked for: browsers say so on the console.
    const isRefused = request.status === 403 || request.status === 401;
    if (!isRefused && !(apply(all!, request, []) as string).includes(LEFT_OUT_FIELD)) return;
    const { responseType } = request;
    refused({
      status: request.status,
      headers: { get: (name: string) => apply(header!, request, [name]) as string | null },
      text: async () => (responseType === '' || responseType === 'text' ? request.responseText : ''),
    });
  };
  patchMethod(
    prototype,
    'open',
    (open) =>
      function (this: unknown, ...args) {
        // The conversion to text is done here, once, as it decides on the credentials.
        const url = typeof args[1] === 'object' && args[1] !== null ? `${args[1] as unknown as string}` : args[1];
        const mapped = typeof url === 'string' ? toSuffix(url) : url;
        const result = apply(open, this, args.length < 2 ? args : [args[0], mapped, ...args.slice(2)]);
        const request = this as XMLHttpRequest;
        if (!watched.has(request)) {
          apply(listen, request, ['load', look]);
          apply(listen, request, ['readystatechange', renew]);
        }
        watched.set(request, mapped);
        return result;
      },
  );
}
