import { multipartDelimiter } from './multipart-boundary.ts';
import { judgePart } from './multipart-part.ts';

/** What the parts seen so far tell: a file by its name, no file in the whole body, or not yet. */
export type MultipartVerdict = { readonly file: string } | 'no-file' | 'undecided';

/** Bytes of part headers and form fields read before a body without a file so far counts as one with a file. */
const SCAN_LIMIT = 1024 * 1024;
/** A lone CR ends a line for some servers; the one of a CRLF does not. */
const BLANK_LINE = /(?:\r\n|\n|\r(?!\n)){2}/g;
/** What nobody types into a field. */
const BINARY = /[\0-\x08\x0e-\x1a\x1c-\x1f]/;

/**
 * Looks at the part headers of a multipart body (RFC 7578, RFC 2046 section 5.1) as it comes in, a binary string at a time,
 * and is at least as lenient as any server: every line that begins with the delimiter begins a part, whatever follows on it
 * and also behind the closing one, where PHP reads on. A body that cannot be read (no boundary, no delimiter, too long
 * without a file) counts as a file. With `complete` the answer is never `undecided`.
 */
export function createMultipartScanner(contentType: string): (chunk: string, complete: boolean) => MultipartVerdict {
  const delimiter = multipartDelimiter(contentType);
  if (delimiter === undefined) return () => ({ file: '' });
  // The body begins a line.
  let rest = '\n';
  let scanned = 0;
  let isBinary = false;
  let state: 'preamble' | 'head' | 'empty-name' | 'body' = 'preamble';

  /** Where the next delimiter at the beginning of a line is; -1 for none. */
  function nextDelimiter(from: number): number {
    let at = rest.indexOf(delimiter!, from);
    while (at >= 0 && rest[at - 1] !== '\n' && rest[at - 1] !== '\r') at = rest.indexOf(delimiter!, at + 1);
    return at;
  }

  /** Drops what is in front of the next part; false when more is needed. */
  function skipToPart(): boolean {
    const at = nextDelimiter(1);
    if (state === 'body' && BINARY.test(at < 0 ? rest : rest.slice(0, at))) isBinary = true;
    rest = rest.slice(at < 0 ? Math.max(0, rest.length - delimiter!.length) : at + delimiter!.length);
    if (at >= 0) state = 'head';
    return at >= 0;
  }

  /** Reads the head of a part and drops it but for the end of its last line; undefined when more is needed. */
  function head(complete: boolean): ReturnType<typeof judgePart> | undefined {
    BLANK_LINE.lastIndex = 0;
    const blank = BLANK_LINE.exec(rest);
    const next = nextDelimiter(1);
    const headers = blank !== null && (next < 0 || BLANK_LINE.lastIndex <= next);
    if (!headers && next < 0 && !complete) return undefined;
    const end = headers ? BLANK_LINE.lastIndex : next < 0 ? rest.length : next;
    const verdict = judgePart(rest.slice(0, end));
    rest = rest.slice(Math.max(0, end - 1));
    return verdict;
  }

  /** Whether the part with an empty name has bytes; undefined when more is needed. */
  function hasBytes(complete: boolean): boolean | undefined {
    const content = rest.slice(1);
    const nothing = ['', '\r\n', '\n', '\r'];
    if (nothing.some((end) => content.startsWith(end + delimiter!))) return false;
    if (complete) return !nothing.includes(content);
    return nothing.some((end) => (end + delimiter!).startsWith(content)) ? undefined : true;
  }

  return (chunk, complete) => {
    rest += chunk;
    scanned += chunk.length;
    const more: MultipartVerdict = scanned > SCAN_LIMIT ? { file: '' } : 'undecided';
    // Whether a CR at the end is a line end of its own is not known yet.
    if (!complete && rest.endsWith('\r')) return more;
    for (;;) {
      if (state === 'head') {
        const verdict = head(complete);
        if (verdict === undefined) return more;
        if (typeof verdict === 'object') return verdict;
        state = verdict === 'empty-name' ? 'empty-name' : 'body';
      } else if (state === 'empty-name') {
        const bytes = hasBytes(complete);
        if (bytes === undefined) return more;
        if (bytes) return { file: '' };
        state = 'body';
      } else if (isBinary) return { file: '' };
      else if (!skipToPart()) {
        if (isBinary) return { file: '' };
        if (!complete) return more;
        return state === 'preamble' && scanned > 0 ? { file: '' } : 'no-file';
      }
    }
  };
}
