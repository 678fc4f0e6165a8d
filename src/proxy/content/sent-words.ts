import { Readable } from 'node:stream';
import { formText } from '../../inspect/text/form-escapes.ts';
import type { Identified } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import { contentCodings } from '../body/content-coding.ts';
import type { FileOnItsWay } from './content-desk.ts';

/** Types whose structure tells more than that of a form; a body that looks like JSON is read as such in any case. */
const STRUCTURED = /^\s*(?:multipart\/|[\w.-]+\/(?:[\w.-]+\+)?(?:json|xml)\b|text\/html\b|application\/x-ndjson\b)/i;
const FORM = 'application/x-www-form-urlencoded';

/**
 * What a user sends with an activity that the app's profile recognises, to be looked into as a file is: the body, and the query, where some
 * interfaces take the whole message. Servers read forms whatever they are declared as, so that the body is read as one wherever it may be.
 */
export function sentWords(exchange: Identified): FileOnItsWay {
  const { headers, target, body } = exchange;
  const type = headerValue(headers, 'content-type') ?? '';
  const at = target.indexOf('?');
  return {
    body: body instanceof Readable ? body : Readable.from(body ?? []),
    name: undefined,
    declaredType: STRUCTURED.test(type) ? type : type.replace(/^[^;]*/, FORM),
    codings: contentCodings(headers),
    partial: false,
    ...(at < 0 ? {} : { beside: formText(target.slice(at + 1)) }),
    ...(body === undefined ? { isHere: true } : {}),
  };
}
