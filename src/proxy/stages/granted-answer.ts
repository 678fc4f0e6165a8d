import { Readable } from 'node:stream';
import { isFrame } from '../../identity/opaque-navigation.ts';
import { sniffType } from '../../inspect/file-type.ts';
import type { Answered } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import { headerValue } from '../../model/headers.ts';
import { contentCodings, decodePrefix } from '../body/content-coding.ts';
import { peek } from '../body/peek.ts';

/** Bytes that tell every format, even when they are compressed. */
const PREFIX = 512;
/** HTML, "JavaScript MIME type" and "JSON MIME type": no browser takes any other for a module, but style sheets. */
const MODULE =
  /^(?:(?:application|text)\/(?:(?:x-)?(?:java|ecma)script|json)|text\/(?:javascript1\.[0-5]|jscript|livescript|css)|[^/]+\/[^/]+\+json)$/i;
const MEDIA = /^(?:audio\/|video\/|application\/ogg$)/i;
const NAMED: Readonly<Record<string, RegExp>> = {
  font: /^(?:font\/|application\/(?:x-)?font|application\/vnd\.ms-fontobject\b)/i,
  image: /^image\//i,
  audio: MEDIA,
  video: MEDIA,
  track: /^text\/vtt$/i,
  // Not every engine tells by the destination what an import says it takes.
  script: MODULE,
  worker: MODULE,
  sharedworker: MODULE,
  serviceworker: MODULE,
  audioworklet: MODULE,
  paintworklet: MODULE,
  json: MODULE,
  style: MODULE,
  speculationrules: /^application\/speculationrules\+json$/i,
};
/** For the parts of a page: a script that is none of these, and no more a module, is somebody's data. */
const PARTS: Readonly<Record<string, RegExp>> = {
  image: NAMED['image']!,
  audio: MEDIA,
  video: MEDIA,
  script: /^(?:application|text)\/(?:x-)?(?:java|ecma)script$/i,
  style: /^text\/css$/i,
};
/** Types that say nothing, so the bytes have to. */
const NAMELESS = /^(?:|application\/octet-stream|binary\/octet-stream)$/i;
/** What a page of no origin may read, as any other page may (Fetch 4.9, "CORS check"). */
function isForAnybody({ responseHeaders }: Answered): boolean {
  const allowed = responseHeaders.filter(([name]) => name === 'access-control-allow-origin');
  return allowed.length === 1 && /^(?:\*|null)$/.test(allowed[0]![1].trim());
}

/** Statuses whose body nobody reads: the way to the font, and the news that the browser has it (RFC 9110 section 15). */
const UNREAD = new Set([204, 205, 301, 302, 303, 304, 307, 308]);

/**
 * The answer to a request that a grant alone let in. A grant is in the hands of pages and of whoever reads over their
 * shoulder, and headers can be made up: it gives out fonts, images, media, speculation rules and what a module may be, as an app without cookies gives
 * them to anybody, a page to a frame in a sandbox alone, and nothing for a report. Script in a sandbox is given what the app lets script of every site read. Throws Failure `sign-in-required` for all other answers.
 */
export async function grantedAnswer(answered: Answered): Promise<Answered> {
  const source =
    answered.responseBody instanceof Readable ? answered.responseBody : Readable.from(answered.responseBody);
  const destination = headerValue(answered.headers, 'sec-fetch-dest') ?? '';
  // A report, since nothing else is sent by a grant. What the app says to it nobody reads; whether it may be sent is in the fields for CORS.
  if (answered.method === 'POST') {
    source.destroy();
    const responseHeaders = answered.responseHeaders.filter(([name]) => name.startsWith('access-control-'));
    return { ...answered, responseHeaders, responseBody: Readable.from([]) };
  }
  if (destination === 'empty') {
    if (isForAnybody(answered)) return answered;
    source.destroy();
    throw new Failure('sign-in-required', 'a grant for what script asks for was answered with what is not for all');
  }
  // The page that a document in a sandbox shows in a frame, as the app shows it to anybody: no script reads what is in there.
  if (isFrame(destination)) return answered;
  if (UNREAD.has(answered.status)) {
    source.destroy();
    return { ...answered, responseBody: Readable.from([]) };
  }
  const type = (headerValue(answered.responseHeaders, 'content-type') ?? '').split(';', 1)[0]!.trim();
  const named = headerValue(answered.headers, 'sec-fetch-mode') === 'no-cors' ? PARTS : NAMED;
  if (answered.status < 300 && named[destination]?.test(type)) return answered;
  const { prefix, body } = await peek(source, (bytes) => bytes.length >= PREFIX);
  const codings = contentCodings(answered.responseHeaders);
  const plain = (codings && (await decodePrefix(prefix, codings, PREFIX))) ?? Buffer.alloc(0);
  if (answered.status < 300 && NAMELESS.test(type) && sniffType(plain)?.startsWith(`${destination}/`))
    return { ...answered, responseBody: body };
  body.destroy();
  throw new Failure('sign-in-required', `a grant for ${destination} was answered with ${answered.status} ${type}`);
}
