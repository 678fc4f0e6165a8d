import { type HeaderList, headerValue } from '../../model/headers.ts';
import type { RecordedExchange } from '../har/recorded-exchange.ts';
import { leaks } from './leaks.ts';
import { type ScrubbedBody, scrubBody } from './scrub-body.ts';
import { scrubRequestHeaders, scrubResponseHeaders } from './scrub-headers.ts';
import type { Scrubber } from './scrubber.ts';

/** An exchange as it is to be recorded: bodies without content codings, a body of which only the size is known left out. */
export interface UnscrubbedExchange extends Omit<RecordedExchange, 'place' | 'loads'> {
  readonly loads?: string | undefined;
  /** Bytes there were, where not all are here. */
  readonly sizes?: { readonly sent?: number; readonly answered?: number };
}

/** An entry of a HAR 1.2 file. */
export type HarEntry = Readonly<Record<string, unknown>>;

/** What browsers say they load (`_resourceType`). */
const LOADS =
  /^(document|stylesheet|script|image|font|media|manifest|xhr|fetch|other|ping|preflight|texttrack|eventsource)$/;

/**
 * The exchange without cookies, credentials, values and names, as an entry; undefined where one of them was found in it all the
 * same, which nothing should bring about. `names`: words that name users.
 */
export function scrubExchange(
  exchange: UnscrubbedExchange,
  scrub: Scrubber,
  names: ReadonlySet<string>,
): HarEntry | undefined {
  const { at, method, origin, target, headers, body, answer, loads, sizes } = exchange;
  const sent = body && scrubBody(body, headerValue(headers, 'content-type'), scrub, sizes?.sent);
  const came = scrubBody(answer.body, headerValue(answer.headers, 'content-type'), scrub, sizes?.answered);
  const requestHeaders = scrubRequestHeaders(headers, scrub);
  const responseHeaders = scrubResponseHeaders(answer.headers, scrub);
  const path = scrub.words(target, 'places');
  const mimeType = headerValue(responseHeaders, 'content-type') ?? '';
  const size = Math.max(answer.body.length, sizes?.answered ?? 0);
  if (
    leaks(
      exchange,
      [path, listText(requestHeaders), listText(responseHeaders), plain(sent), plain(came)],
      names,
      scrub.isPublic,
    )
  )
    return undefined;
  return {
    startedDateTime: new Date(at ?? 0).toISOString(),
    time: 0,
    ...(loads !== undefined && LOADS.test(loads) ? { _resourceType: loads } : {}),
    request: {
      method: METHODS.test(method) ? method : 'GET',
      url: origin + path,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: named(requestHeaders),
      queryString: [],
      headersSize: -1,
      bodySize: Math.max(body?.length ?? 0, sizes?.sent ?? 0),
      ...(sent
        ? {
            postData: {
              mimeType: headerValue(requestHeaders, 'content-type') ?? '',
              text: sent.text,
              ...(sent.isBase64 ? { encoding: 'base64' } : {}),
              ...(sent.note === undefined ? {} : { comment: sent.note }),
            },
          }
        : {}),
    },
    response: {
      status: answer.status,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: named(responseHeaders),
      content: {
        size: came.note === undefined ? Buffer.byteLength(came.text, came.isBase64 ? 'base64' : 'utf8') : size,
        mimeType,
        text: came.text,
        ...(came.isBase64 ? { encoding: 'base64' } : {}),
        ...(came.note === undefined ? {} : { comment: came.note }),
      },
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: 0, receive: 0 },
  };
}

/** A method is a word too, and anybody may make one up. */
const METHODS =
  /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|REPORT|SEARCH)$/;

function named(headers: HeaderList): readonly { readonly name: string; readonly value: string }[] {
  return headers.map(([name, value]) => ({ name, value }));
}

function listText(headers: HeaderList): string {
  return headers.map(([name, value]) => `${name}: ${value}`).join('\n');
}

function plain(body: ScrubbedBody | undefined): string {
  return body === undefined ? '' : body.isBase64 ? Buffer.from(body.text, 'base64').toString('latin1') : body.text;
}
