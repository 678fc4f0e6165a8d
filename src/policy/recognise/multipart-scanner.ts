import { parseContentDisposition } from './content-disposition.ts';
import { shownFileName } from './file-name.ts';

/** What the parts seen so far tell: a file by its name, no file in the whole body, or not yet. */
export type MultipartVerdict = { readonly file: string } | 'no-file' | 'undecided';

/** Bytes of part headers and form fields read before a body without a file so far counts as one with a file. */
const SCAN_LIMIT = 1024 * 1024;

/**
 * Looks at the part headers of a multipart body (RFC 7578, RFC 2046 section 5.1) as it comes in, a binary string at a
 * time: a part with a `filename`, even an empty type, is a file. Undecidable bodies (no boundary, endless headers) count
 * as files: the safe error.
 */
export function createMultipartScanner(contentType: string): (chunk: string, complete: boolean) => MultipartVerdict {
  const boundary = /;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  const delimiter = boundary ? `--${boundary[1] ?? boundary[2]}` : undefined;
  let seen = '';
  return (chunk, complete) => {
    if (delimiter === undefined) return { file: '' };
    seen += chunk;
    const parts = seen.split(delimiter).slice(1);
    for (const [index, part] of parts.entries()) {
      const end = /\r?\n\r?\n/.exec(part)?.index ?? -1;
      if (end < 0 && index < parts.length - 1) continue;
      const head = end < 0 ? part : part.slice(0, end);
      const field = /^content-disposition:(.*(?:\r?\n[ \t].*)*)/im.exec(head)?.[1];
      const name =
        field === undefined || !/filename/i.test(field) ? undefined : (parseContentDisposition(field).filename ?? '');
      // An empty file input sends `filename=""` and no bytes; that is no upload.
      if (name !== undefined && name !== '') return { file: shownFileName(name) };
      if (part.startsWith('--')) return 'no-file';
    }
    if (complete) return 'no-file';
    return seen.length > SCAN_LIMIT ? { file: '' } : 'undecided';
  };
}
