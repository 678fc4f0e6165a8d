import { type Readable, Transform, type TransformCallback } from 'node:stream';
import { createMasker, type Masker, type MaskForm, type MaskSet } from '../../inspect/mask/masker.ts';
import { sniffCharset } from '../../inspect/text/decoder.ts';
import type { Match } from '../../model/content.ts';
import { chain } from '../body/chain.ts';
import { charsetParameter, documentCharset } from '../body/charset.ts';
import { decoders } from '../body/content-coding.ts';
import { CHARSET_PREFIX, encodingOf } from '../body/encoding-label.ts';
import { peek } from '../body/peek.ts';

/** A body as it goes out without its content codings, and what was masked in it so far. */
export interface MaskedBody {
  readonly body: Readable;
  /** The character set it is in now, where that is another one. */
  readonly charset: string | undefined;
  readonly matches: () => readonly Match[];
}

/** Masks a body on its way. What nobody can mask after all breaks it off. */
export async function maskBody(
  source: Readable,
  codings: readonly string[],
  contentType: string | undefined,
  form: MaskForm,
  masks: MaskSet,
): Promise<MaskedBody> {
  const isMarkup = form === 'html' || form === 'xml';
  const named = charsetParameter(contentType);
  const { prefix, body } = await peek(
    chain(source, decoders(codings)),
    (bytes) => form === 'events' || bytes.length >= (isMarkup && named === undefined ? CHARSET_PREFIX : 4),
  );
  const masker = createMasker(masks, form, encodingIn(form, contentType, prefix));
  return { body: chain(body, [maskingStream(masker)]), charset: masker.charset, matches: () => masker.matches() };
}

function encodingIn(form: MaskForm, contentType: string | undefined, prefix: Buffer): string {
  if (form === 'html' || form === 'xml') return documentCharset(form, contentType, prefix).encoding;
  if (form === 'events') return 'utf-8';
  const named = encodingOf(charsetParameter(contentType));
  // RFC 8259 section 8.1: JSON is UTF-8; of other text that does not say, any character set that has ASCII in it shows the same numbers.
  return sniffCharset(prefix) ?? named ?? 'utf-8';
}

function maskingStream(masker: Masker): Transform {
  function step(mask: () => Buffer, callback: TransformCallback): void {
    let masked: Buffer;
    try {
      masked = mask();
    } catch (error) {
      callback(error as Error);
      return;
    }
    callback(null, masked);
  }
  return new Transform({
    transform: (chunk: Buffer, _encoding, callback) => step(() => masker.write(chunk), callback),
    flush: (callback) => step(() => masker.end(), callback),
  });
}
