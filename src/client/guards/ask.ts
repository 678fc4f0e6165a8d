import type { PageRule } from '../../model/decision.ts';
import { MAX_QUESTION, type PageQuestion, QUESTION_FIELD, QUESTION_ROUTE } from '../../model/page-setup.ts';
import { apply, getOwnPropertyDescriptor, type Method } from '../natives.ts';
import { SUFFIX_ORIGIN, setup } from '../setup.ts';
import { requestOfPage } from './about.ts';

const URL_OF_ANSWERS = `${SUFFIX_ORIGIN}/.well-known/sallyport/${QUESTION_ROUTE}`;
const NativeRequest = globalThis.XMLHttpRequest as typeof XMLHttpRequest | undefined;
const methods = NativeRequest && requestMethods(NativeRequest.prototype);
const { stringify } = JSON;
const encode = encodeURIComponent;
const slice = String.prototype.slice as Method;
const sizeOf = getOwnPropertyDescriptor(Blob.prototype, 'size')!.get as Method;
const typeOf = getOwnPropertyDescriptor(Blob.prototype, 'type')!.get as Method;

function requestMethods(prototype: XMLHttpRequest) {
  const { open, send, setRequestHeader } = prototype as unknown as Record<'open' | 'send' | 'setRequestHeader', Method>;
  const get = (name: string): Method => getOwnPropertyDescriptor(prototype, name)!.get as Method;
  const listen = EventTarget.prototype.addEventListener as Method;
  return { open, send, setHeader: setRequestHeader, status: get('status'), text: get('responseText'), listen };
}

/** What is about to be let go; without `content` it is something that nobody here can read. */
export interface Leaving {
  readonly content?: string | Blob | undefined;
  readonly size?: number | undefined;
  readonly name?: string | undefined;
}

/** The gateway's word: whether it must stop, and what the user is told. */
export interface Answer {
  readonly stops: boolean;
  readonly message: string;
}

/** Whether it is small enough to be sent. Characters take up to three bytes (Encoding section 4.4). */
function fits(content: string | Blob): boolean {
  return typeof content === 'string'
    ? content.length * 3 <= MAX_QUESTION
    : (apply(sizeOf, content, []) as number) <= MAX_QUESTION;
}

/** As JSON: text by text, as whoever gives objects a `toJSON` would write the whole of it. */
function written({ activity, exchangeId, request, size, name, type, unread }: PageQuestion): string {
  const { method, path } = request;
  return `{"activity":${stringify(activity)},"exchangeId":${stringify(exchangeId)},"request":{"method":${stringify(method)},"path":${stringify(path)}}${
    size === undefined ? '' : `,"size":${size}`
  }${name === undefined ? '' : `,"name":${stringify(name)}`}${type === undefined ? '' : `,"type":${stringify(type)}`}${
    unread ? ',"unread":true' : ''
  }}`;
}

/** What holds where the gateway gives no word. */
function withoutAnswer({ otherwise, message = '' }: PageRule): Answer {
  return { stops: otherwise !== 'audit', message };
}

function begin(rule: PageRule, leaving: Leaving, waits: boolean): XMLHttpRequest {
  const { content, name } = leaving;
  const isFile = typeof content === 'object';
  const size = isFile ? (apply(sizeOf, content, []) as number) : leaving.size;
  const type = isFile ? (apply(typeOf, content, []) as string) : undefined;
  const request = new NativeRequest!();
  const isSent = content !== undefined && fits(content);
  const question = written({
    activity: rule.activity,
    exchangeId: setup.exchangeId,
    request: requestOfPage(),
    ...(size === undefined ? {} : { size }),
    ...(name ? { name: apply(slice, name, [0, 255]) as string } : {}),
    ...(type ? { type: apply(slice, type, [0, 255]) as string } : {}),
    ...(isSent ? {} : { unread: true }),
  });
  apply(methods!.open, request, ['POST', URL_OF_ANSWERS, !waits]);
  apply(methods!.setHeader, request, ['content-type', 'application/octet-stream']);
  apply(methods!.setHeader, request, [QUESTION_FIELD, encode(question)]);
  apply(methods!.send, request, isSent ? [content] : []);
  return request;
}

function answerOf(rule: PageRule, request: XMLHttpRequest): Answer {
  if (apply(methods!.status, request, []) !== 200) return withoutAnswer(rule);
  const text = apply(methods!.text, request, []) as string;
  if (text === 'pass') return { stops: false, message: '' };
  return { stops: true, message: apply(slice, text, ['stop\n'.length]) as string };
}

/**
 * Asks the gateway and waits for its word, since an event of the clipboard is over when its handler returns. The page never learns what is
 * looked for: policies, lists and expressions stay at the gateway. Natives only, as whoever makes a page may have replaced the rest.
 */
export function askNow(rule: PageRule, leaving: Leaving): Answer {
  if (!methods) return withoutAnswer(rule);
  try {
    return answerOf(rule, begin(rule, leaving, true));
  } catch {
    // No connection, or a page that may not wait (`Permissions-Policy: sync-xhr=()`): the rule says what holds then.
    return withoutAnswer(rule);
  }
}

/** Asks the gateway about a file, which may take its time. */
export function askLater(rule: PageRule, leaving: Leaving, answered: (answer: Answer) => void): void {
  if (!methods) {
    answered(withoutAnswer(rule));
    return;
  }
  const request = begin(rule, leaving, false);
  apply(methods.listen, request, ['loadend', () => answered(answerOf(rule, request))]);
}
