import { type MaskForm, maskFormOf } from '../../inspect/mask/masker.ts';
import { type HeaderList, headerValue } from '../../model/headers.ts';
import { mediaType, realType } from '../../policy/recognise/media-kinds.ts';

/** What masking can do with an answer: a form to mask it in, or why not. */
export type MaskPlan = MaskForm | 'no-text' | 'unreadable';

/** What shows nobody any text, and code, which holds what its author wrote. */
const NO_TEXT =
  /^(?:(?:image|audio|video|font)\/|application\/(?:(?:x-)?(?:java|ecma)script$|wasm$|(?:x-)?font)|text\/(?:css$|(?:x-)?(?:java|ecma)script))/;
/** Says no more than "bytes", or nothing: what the bytes show counts. */
const VAGUE =
  /^(?:|text\/plain|application\/octet-stream|binary\/octet-stream|application\/(?:x-)?(?:download|force-download))$/;
const PLAIN = /^[\t\n\r\x20-\x7e\x80-\xff]+$/;
const JSON_BEGINS = /^\s*[[{]/;

/** An answer, its codings taken off: the type it says it is, and its first bytes. */
export interface Maskable {
  readonly status: number;
  readonly headers: HeaderList;
  readonly sniffedType: string | undefined;
  readonly prefix: Buffer;
  /** Undefined when one of its content codings is not known. */
  readonly codings: readonly string[] | undefined;
  readonly isEmpty: boolean;
}

/** Decided by type and bytes, never by what the browser says that it wants it for: whoever asks may say anything. */
export function maskPlan({ status, headers, sniffedType, prefix, codings, isEmpty }: Maskable): MaskPlan {
  if (isEmpty) return 'no-text';
  const declared = mediaType(headerValue(headers, 'content-type'));
  const type = realType(declared, sniffedType);
  const looks = prefix.toString('latin1', 0, 64);
  const isPlain = looks !== '' && PLAIN.test(looks);
  const isMedia = NO_TEXT.test(type) && maskFormOf(type) === undefined;
  // Pictures begin with bytes that no text has; what says it is one and is text is masked as text.
  if (isMedia && !(isPlain && sniffedType === undefined && /^(?:image|audio|video|font)\//.test(type)))
    return 'no-text';
  if (codings === undefined || status === 206 || declared.startsWith('multipart/')) return 'unreadable';
  if (VAGUE.test(type) || isMedia)
    return isPlain || looks === '' ? (JSON_BEGINS.test(looks) ? 'json' : 'plain') : 'unreadable';
  return maskFormOf(type) ?? 'unreadable';
}
