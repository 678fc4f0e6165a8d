import { Readable } from 'node:stream';
import { sniffType } from '../../inspect/file-type.ts';
import type { Screened } from '../../model/exchange.ts';
import { type HeaderList, headerValue, headerValues } from '../../model/headers.ts';
import { mediaType } from '../../policy/recognise/media-kinds.ts';
import { alonePage, inAttribute, inPre } from '../body/alone-page.ts';
import { chain, oneChunk } from '../body/chain.ts';
import { charsetParameter } from '../body/charset.ts';
import { shownCodings, shownDecoders } from '../body/content-coding.ts';
import { encodingOf } from '../body/encoding-label.ts';
import { isKeptWhenAlone, type RulesWhenAlone } from '../body/kept-alone.ts';
import { peek } from '../body/peek.ts';
import { transcodingStream } from '../body/rewriting-stream.ts';
import { type AloneKind, aloneKind, isShownAlone } from '../body/shown-alone.ts';

/** A type that says something. */
const TYPED = /^\s*(?!(?:unknown|application)\/unknown\b|\*\/\*)[^\s/;,]+\/[^\s/;,]+/i;
const JSON_TYPE = /[/+]json$/;
/** Bytes in which browsers look for what no text has (MIME Sniffing section 7, "resource header"). */
const LOOKED_AT = 1445;
/** Bytes without any that say enough of a text that comes slowly. */
const ENOUGH = 16;
/** MIME Sniffing section 3, "binary data byte", as Latin-1. */
const BINARY = /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]/;
const BOMS: ReadonlyArray<readonly [mark: Buffer, encoding: string]> = [
  [Buffer.from([0xef, 0xbb, 0xbf]), 'utf-8'],
  [Buffer.from([0xfe, 0xff]), 'utf-16be'],
  [Buffer.from([0xff, 0xfe]), 'utf-16le'],
];
/** Encodings in which a byte that is `<` in ASCII may be another character's. */
const NOT_ASCII = /^(?:utf-16[bl]e|iso-2022-jp)$/;
/** What is about the bytes that the app sent; and policies, since all markup of the document is the gateway's. */
const OF_THE_BYTES =
  /^(?:content-(?:type|length|encoding|range|md5|digest|security-policy|security-policy-report-only)|(?:repr-)?digest|accept-ranges)$/;
const CODING = /^content-(?:encoding|length)$/;

/**
 * Where a page would have to keep something, what a window or frame shows by itself comes as a page that is like the browser's own, and
 * that holds the page runtime as any does. Everything else goes as it is.
 */
export async function showAlone(exchange: Screened, rules: RulesWhenAlone): Promise<Screened> {
  const { responseHeaders, originUrl, method } = exchange;
  const declared = headerValue(responseHeaders, 'content-type');
  const isTyped = TYPED.test(declared ?? '');
  const looks = isTyped ? aloneKind(mediaType(declared)) : 'text';
  if (looks === undefined || !isKeptWhenAlone(exchange, rules)) return exchange;
  // A browser's copy of what a page loads or a script reads is not what a window shows.
  if (!isShownAlone(exchange))
    return { ...exchange, responseHeaders: [...responseHeaders, ['vary', 'sec-fetch-dest']] };
  const codings = shownCodings(responseHeaders);
  const given =
    exchange.responseBody instanceof Readable ? exchange.responseBody : Readable.from(exchange.responseBody);
  const asPage = (type: string, charset: string, body: Readable): Screened => ({
    ...exchange,
    alone: type,
    responseHeaders: [
      ...without(responseHeaders, OF_THE_BYTES),
      ['content-type', `text/html${charset}`],
      ...framing(responseHeaders),
    ],
    responseBody: body,
    trailers: Promise.resolve([]),
  });
  const media = (kind: AloneKind, type: string, body: Readable): Screened => {
    // What brought a form cannot be asked for again.
    if (method !== 'GET')
      return asPage(type, '; charset=utf-8', chain(body, [inAttribute(alonePage(kind, type, undefined))]));
    body.destroy();
    given.destroy();
    const { before, after } = alonePage(kind, type, originUrl);
    return asPage(type, '; charset=utf-8', oneChunk(Buffer.from(before + after)));
  };
  const plain = chain(given, shownDecoders(codings));
  if (looks !== 'text') return media(looks, mediaType(declared), plain);
  const { prefix, body } = await peek(plain, saysEnough);
  const isSniffed = !/^\s*nosniff\b/i.test(headerValue(responseHeaders, 'x-content-type-options') ?? '');
  const type = isTyped ? mediaType(declared) : ((isSniffed ? sniffType(prefix) : undefined) ?? 'text/plain');
  const marked = BOMS.find(([mark]) => prefix.subarray(0, mark.length).equals(mark))?.[1];
  const kind = aloneKind(type);
  // This is saved.
  if (
    kind === undefined ||
    (isSniffed && type === 'text/plain' && !marked && BINARY.test(prefix.toString('latin1', 0, LOOKED_AT)))
  )
    return { ...exchange, responseHeaders: without(responseHeaders, CODING), responseBody: body };
  if (kind !== 'text') return media(kind, type, body);
  const encoding = marked ?? encodingOf(charsetParameter(declared)) ?? (JSON_TYPE.test(type) ? 'utf-8' : undefined);
  // A mark that no longer stands first would be a character, and these could hide a tag.
  const recoded = encoding !== undefined && (marked !== undefined || NOT_ASCII.test(encoding));
  return asPage(
    type,
    encoding === undefined ? '' : `; charset=${recoded ? 'utf-8' : encoding}`,
    chain(body, [...(recoded ? [transcodingStream(encoding)] : []), inPre(alonePage('text', type, undefined))]),
  );
}

const saysEnough = (bytes: Buffer): boolean =>
  bytes.length >= LOOKED_AT || (bytes.length >= ENOUGH && !BINARY.test(bytes.toString('latin1', 0, ENOUGH)));

const without = (headers: HeaderList, names: RegExp): HeaderList => headers.filter(([name]) => !names.test(name));

/** Who may frame the document is all of the app's policies that is about it. */
function framing(headers: HeaderList): HeaderList {
  return headerValues(headers, 'content-security-policy')
    .flatMap((field) => field.split(','))
    .flatMap((policy) => policy.split(';').find((each) => /^\s*frame-ancestors(?:\s|$)/i.test(each)) ?? [])
    .map((directive) => ['content-security-policy', directive.trim()] as const);
}
