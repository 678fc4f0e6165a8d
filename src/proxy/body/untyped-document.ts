import { Readable } from 'node:stream';
import type { Answered } from '../../model/exchange.ts';
import { DOCUMENTS } from '../../model/handed-answer.ts';
import { type HeaderList, headerValue } from '../../model/headers.ts';
import { decodePrefix, shownCodings } from './content-coding.ts';
import { peek } from './peek.ts';

/** Bytes that browsers look at (MIME Sniffing section 7, "resource header"). */
const LOOKED_AT = 1445;
const LOADED: ReadonlySet<string | undefined> = new Set(DOCUMENTS);
/** A type that says something: `type/subtype`, and none of those that stand for nothing (MIME Sniffing section 7, step 1). */
const TYPED =
  /^[\t\n\r ]*(?!(?:unknown|application)\/unknown\b|\*\/\*)[!#$%&'*+.^_`|~0-9a-z-]+\/[!#$%&'*+.^_`|~0-9a-z-]+/i;
/** MIME Sniffing section 7.1, "scriptable" types: a tag ends in a blank or `>`. */
const HTML =
  /^[\t\n\f\r ]*(?:<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[ >]|<!--)/i;
const XML = /^[\t\n\f\r ]*<\?xml/;

/**
 * An answer for which the browser would have to guess what it is: where the guess is a page, its header says so now, so that
 * everybody on the road takes it for one.
 */
export async function withGuessedType<Given extends Answered>(answered: Given): Promise<Given> {
  const { headers, method, status, responseHeaders } = answered;
  const codings = shownCodings(responseHeaders);
  if (
    !LOADED.has(headerValue(headers, 'sec-fetch-dest')) ||
    TYPED.test(headerValue(responseHeaders, 'content-type') ?? '') ||
    /^\s*nosniff\b/i.test(headerValue(responseHeaders, 'x-content-type-options') ?? '') ||
    method === 'HEAD' ||
    status === 204 ||
    status === 304
  )
    return answered;
  const source =
    answered.responseBody instanceof Readable ? answered.responseBody : Readable.from(answered.responseBody);
  const { prefix, body } = await peek(source, (bytes) => bytes.length >= LOOKED_AT);
  const text = ((await decodePrefix(prefix, codings, LOOKED_AT)) ?? Buffer.alloc(0)).toString('latin1');
  const guessed = HTML.test(text) ? 'text/html' : XML.test(text) ? 'text/xml' : undefined;
  const others = responseHeaders.filter(([name]) => name !== 'content-type');
  const typed: HeaderList = guessed === undefined ? responseHeaders : [...others, ['content-type', guessed]];
  return { ...answered, responseBody: body, responseHeaders: typed };
}
