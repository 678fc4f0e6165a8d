import { Readable } from 'node:stream';
import type { Answered, Identified, Reply } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import { HANDED, HANDED_FIELD, type HandedHead, MAX_HANDED, REWRITTEN_AS } from '../../model/handed-answer.ts';
import { type HeaderList, headerValue } from '../../model/headers.ts';
import { withOneContentType } from '../../rewrite/headers/one-content-type.ts';
import { peek } from '../body/peek.ts';
import { isFromOwnPage } from '../gateway-routes/own-page.ts';

/** Bytes of the head: twice what servers commonly allow. */
const MAX_HEAD = 64 * 1024;
const LINE_FEED = 0x0a;
/** RFC 9110 sections 5.6.2 and 5.5. */
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Fields of the request that carried the answer, not of the one it answers. */
const CARRYING = /^(?:content-.*|origin|sec-fetch-.*|sallyport-.*|range|if-.*|accept|accept-encoding|expect)$/;
/** Fields that only a server may set, or that are about bytes as they were once sent. */
const NOT_GIVEN = /^(?:set-cookie2?|content-length|content-encoding|transfer-encoding|sallyport-.*)$/;

/** What the app's worker gives out, in the place of what the app would have answered to a request for it. */
export interface HandedAnswer {
  readonly exchange: Identified;
  /** What a body of its destination is rewritten as. */
  readonly as: string;
  readonly answer: Pick<Answered, 'status' | 'responseHeaders' | 'responseBody' | 'trailers'>;
}

/**
 * An answer that a service worker made or had kept (model/handed-answer.ts); undefined for any other exchange. Only script of
 * the very same host can ask, and what it gets is what it would have got had its server sent these bytes: policies are asked,
 * the page's rules are those of now, and nothing that the body or its head says can make it less.
 */
export async function handedAnswer(
  exchange: Identified,
): Promise<HandedAnswer | { readonly reply: Reply } | undefined> {
  const destination = headerValue(exchange.headers, HANDED_FIELD);
  if (destination === undefined) return undefined;
  const refused = (status: number) => ({ reply: { status, headers: [], body: undefined } });
  if (exchange.method !== 'POST') return refused(405);
  if (!isFromOwnPage(exchange) || headerValue(exchange.headers, 'sec-fetch-mode') === 'navigate') return refused(403);
  const as = Object.hasOwn(REWRITTEN_AS, destination) ? REWRITTEN_AS[destination] : undefined;
  if (as === undefined) return refused(400);
  if (Number(headerValue(exchange.headers, 'content-length') ?? 0) > MAX_HANDED + MAX_HEAD) return refused(413);
  const source = exchange.body instanceof Readable ? exchange.body : Readable.from(exchange.body ?? []);
  const { prefix, body } = await peek(source, (bytes) => bytes.includes(LINE_FEED) || bytes.length > MAX_HEAD);
  const end = prefix.indexOf(LINE_FEED);
  const head = end < 0 || end > MAX_HEAD ? undefined : readHead(prefix.toString('utf8', 0, end));
  if (!head) {
    body.destroy();
    return refused(400);
  }
  const isDocument = as === 'document';
  return {
    as,
    exchange: {
      ...exchange,
      method: 'GET',
      body: undefined,
      headers: [
        ...exchange.headers.filter(([name]) => !CARRYING.test(name)),
        ['accept', isDocument ? 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' : '*/*'],
        ['sec-fetch-dest', destination],
        ['sec-fetch-mode', isDocument ? 'navigate' : 'no-cors'],
        ['sec-fetch-site', 'same-origin'],
      ],
    },
    answer: {
      status: head.status,
      responseHeaders: withOneContentType(head.headers),
      responseBody: Readable.from(behind(body, end + 1), { objectMode: false }),
      trailers: Promise.resolve([]),
    },
  };
}

/** Says that a reply is what became of an answer handed to the gateway, and what that was taken for. */
export function asHanded(reply: Reply, { as }: HandedAnswer): Reply {
  const others = reply.headers.filter(([name]) => name !== HANDED_FIELD);
  return { ...reply, headers: [...others, [HANDED_FIELD, HANDED + as]] };
}

async function* behind(body: Readable, start: number): AsyncGenerator<Buffer> {
  let skipped = 0;
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    const own = chunk.subarray(Math.min(start - skipped, chunk.length));
    skipped += chunk.length - own.length;
    size += own.length;
    if (size > MAX_HANDED) throw new Failure('bad-request', 'a service worker gives out more than the gateway takes');
    if (own.length > 0) yield own;
  }
}

function readHead(text: string): HandedHead | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { status, headers } = value as Record<string, unknown>;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) return undefined;
  if (!Array.isArray(headers) || !headers.every(isField)) return undefined;
  return { status, headers: (headers as HeaderList).filter(([name]) => !NOT_GIVEN.test(name)) };
}

function isField(field: unknown): boolean {
  if (!Array.isArray(field) || field.length !== 2) return false;
  const [name, value] = field as unknown[];
  return typeof name === 'string' && NAME.test(name) && typeof value === 'string' && VALUE.test(value);
}
