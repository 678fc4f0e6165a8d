import { SNIFF_BYTES, sniffType } from '../../inspect/file-type.ts';
import { scrubForm, scrubMultipart } from './scrub-form.ts';
import { scrubHtml } from './scrub-html.ts';
import { scrubJson } from './scrub-json.ts';
import type { Scrubber } from './scrubber.ts';

/** What of a body is kept: text in ASCII, or first bytes; `note` says what was left out. */
export interface ScrubbedBody {
  readonly text: string;
  readonly isBase64: boolean;
  readonly note?: string;
}

/** Bytes; of a larger body nothing is kept but how it begins. */
export const LARGEST_BODY = 1024 * 1024;
/** A signature is shorter. */
const HEAD = 32;

const TEXTS: readonly (readonly [type: RegExp, scrub: (text: string, scrub: Scrubber) => string])[] = [
  [/^(text\/html|application\/xhtml\+xml)$/, scrubHtml],
  [/^(image\/svg\+xml|text\/xml|application\/xml|.*\+xml)$/, scrubHtml],
  [/javascript|ecmascript/, (text, scrub) => scrub.words(text, 'script')],
  [/^text\/css$/, (text, scrub) => scrub.words(text, 'style')],
  [/json$|^application\/(manifest|ld|problem)|^text\/json|ndjson/, scrubJson],
  [/^application\/x-www-form-urlencoded$/, scrubForm],
  [/^text\/|^application\/(graphql|yaml|x-yaml|sql)$/, (text, scrub) => scrub.prose(text)],
];

/** A body without its content codings, of `size` bytes in all: of what is not here whole only the beginning is kept. */
export function scrubBody(
  body: Buffer,
  contentType: string | undefined,
  scrub: Scrubber,
  size = body.length,
): ScrubbedBody {
  if (body.length === 0 && size === 0) return { text: '', isBase64: false };
  if (size > LARGEST_BODY || size > body.length) return headOf(body, size);
  const type = (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (type === 'multipart/form-data') {
    const text = scrubMultipart(body.toString('latin1'), contentType ?? '', scrub, (bytes) =>
      signature(bytes).toString('latin1'),
    );
    if (text === undefined) return headOf(body, size);
    return { text: Buffer.from(text, 'latin1').toString('base64'), isBase64: true };
  }
  const written = TEXTS.find(([pattern]) => pattern.test(type))?.[1];
  // What only claims to be text is cut like a file.
  if (!written || sniffed(body) !== undefined) return headOf(body, size);
  return { text: written(decoded(body, contentType), scrub), isBase64: false };
}

/** Types that are text themselves. */
const TEXT_TYPES = /^(text\/|application\/(xml|xhtml|json|rtf|postscript)|image\/svg)/;

function sniffed(body: Buffer): string | undefined {
  const type = sniffType(body.subarray(0, SNIFF_BYTES));
  return type === undefined || TEXT_TYPES.test(type) ? undefined : type;
}

function decoded(body: Buffer, contentType: string | undefined): string {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    // A charset that nobody knows: whatever its letters are, they are replaced as bytes.
    return body.toString('latin1');
  }
}

function headOf(body: Buffer, size: number): ScrubbedBody {
  const head = signature(body);
  const what = sniffed(body) ?? 'bytes of no known type';
  return {
    text: head.toString('base64'),
    isBase64: true,
    note: `cut: ${head.length} of ${size} bytes, ${what}`,
  };
}

/** The fewest bytes by which the type is still told; none where more are needed, since there content begins. */
function signature(body: Buffer): Buffer {
  const type = sniffed(body);
  if (type === undefined) return Buffer.alloc(0);
  for (let length = 1; length <= HEAD; length++) {
    const head = body.subarray(0, length);
    if (sniffType(head) === type) return head;
  }
  return Buffer.alloc(0);
}
