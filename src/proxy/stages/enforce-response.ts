import { Readable } from 'node:stream';
import { SNIFF_BYTES, sniffType } from '../../inspect/file-type.ts';
import type { Answered, Judgement, Reply, Screened } from '../../model/exchange.ts';
import { headerValue, headerValues } from '../../model/headers.ts';
import { recogniseResponse } from '../../policy/recognise/recognise-response.ts';
import { decodePrefix, parseContentEncoding } from '../body/content-coding.ts';
import { isMarkable } from '../body/markable.ts';
import { peek } from '../body/peek.ts';
import type { Gate } from '../intervene/gate.ts';

export type ScreenedOrRefused = { readonly judgement: Judgement | undefined } & (
  | { readonly exchange: Screened }
  | { readonly reply: Reply }
);

/** Text that is no binary format's beginning: enough of it settles that the body is a stream of text. */
const TEXT_PREFIX = 16;
const PLAIN_TEXT = /^[\t\n\r\x20-\x7e\x80-\xff]+$/;

/**
 * Answered -> Screened, or the reply that refuses. Decided on what the answer is (disposition, the type its first bytes
 * show, what the browser will do with it), never on its URL.
 */
export async function enforceResponse(answered: Answered, gate: Gate): Promise<ScreenedOrRefused> {
  const source =
    answered.responseBody instanceof Readable ? answered.responseBody : Readable.from(answered.responseBody);
  const codings = parseContentEncoding(headerValues(answered.responseHeaders, 'content-encoding').join(','));
  const bodiless = answered.method === 'HEAD' || answered.status === 204 || answered.status === 304;
  const { prefix, body } = bodiless
    ? { prefix: Buffer.alloc(0), body: source }
    : await peek(source, enoughToRecognise(answered));
  const plain =
    codings === undefined
      ? Buffer.alloc(0)
      : codings.length === 0
        ? prefix
        : await decodePrefix(prefix, codings, SNIFF_BYTES);
  const length = headerValue(answered.responseHeaders, 'content-length');
  const recognised = recogniseResponse({
    method: answered.method,
    url: answered.originUrl,
    status: answered.status,
    requestHeaders: answered.headers,
    responseHeaders: answered.responseHeaders,
    sniffedType: sniffType(plain),
    destination: headerValue(answered.headers, 'sec-fetch-dest'),
    ...(length === undefined ? {} : { size: Number(length) }),
  });
  const exchange = { ...answered, responseBody: body };
  if (!recognised) return { judgement: undefined, exchange: { ...exchange, judgement: undefined } };
  if (recognised.activity === 'download') {
    const file = {
      body,
      name: recognised.object.name,
      declaredType: headerValue(answered.responseHeaders, 'content-type'),
      codings,
      partial: answered.status === 206,
    };
    const passed = await gate.passFile(answered, 'download', recognised.object, file);
    if (!passed.reply)
      return {
        judgement: passed.judgement,
        exchange: { ...answered, responseBody: passed.body, judgement: passed.judgement },
      };
    passed.body.destroy();
    return { judgement: passed.judgement, reply: passed.reply };
  }
  const known = { markable: codings !== undefined && isMarkable(answered) };
  const { judgement, reply } = await gate.pass(answered, recognised.activity, recognised.object, known);
  const { decision } = judgement;
  if (!reply) {
    // Views are the ordinary case: they are recorded when a policy asks for it.
    const recorded = recognised.activity === 'view' && decision.action === 'allow' ? undefined : judgement;
    return { judgement: recorded, exchange: { ...exchange, judgement: recorded } };
  }
  body.destroy();
  return { judgement, reply };
}

/**
 * How much of a body is held back: enough to see its type, but never so much that a stream of events or of text lines
 * waits for more than its first bytes (law 4).
 */
function enoughToRecognise(answered: Answered): (prefix: Buffer) => boolean {
  if (/^text\/event-stream\b/i.test(headerValue(answered.responseHeaders, 'content-type') ?? '')) return () => true;
  return (prefix) =>
    prefix.length >= SNIFF_BYTES ||
    (prefix.length >= TEXT_PREFIX && PLAIN_TEXT.test(prefix.toString('latin1', 0, TEXT_PREFIX)));
}
