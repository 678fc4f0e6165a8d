import type { Rewriter } from '../../model/rewriter.ts';
import type { HtmlOptions } from './contract.ts';
import { editDocument } from './document-edits.ts';
import type { DocumentForm } from './html-tokens.ts';

/** UTF-8's byte order mark as bytes and as a character. Decoders drop it, so to the parser it is not there. */
const BYTE_ORDER_MARKS = ['\xef\xbb\xbf', '\ufeff'];

/**
 * An HTML document as a stream: URLs, scripts, styles and policies are spliced, `head` is put in first in head, everything
 * else goes out as it came and as soon as it came. Only an unfinished token or inline script is held back.
 */
export function createHtmlRewriter(options: HtmlOptions, form: DocumentForm = 'page'): Rewriter {
  let lead: string | undefined = '';
  let held = '';
  /** Offset of `held` in the document; everything before it has gone out. */
  let base = 0;
  let size = 0;
  let out = '';

  function copyTo(offset: number): void {
    if (offset <= base) return;
    out += held.slice(0, offset - base);
    held = held.slice(offset - base);
    base = offset;
  }

  const edits = editDocument(
    options,
    {
      edit({ start, end, text }) {
        copyTo(start);
        out += text;
        held = held.slice(end - base);
        base = end;
      },
      settle: copyTo,
      read: (start, end) => held.slice(start - base, end - base),
    },
    form,
  );

  function feed(chunk: string): void {
    held += chunk;
    size += chunk.length;
    edits.write(chunk);
  }

  /** Lets a byte order mark pass by the parser. */
  function begin(chunk: string, isWhole: boolean): void {
    const start = lead + chunk;
    if (!isWhole && BYTE_ORDER_MARKS.some((mark) => start.length < mark.length && mark.startsWith(start))) {
      lead = start;
      return;
    }
    lead = undefined;
    const mark = BYTE_ORDER_MARKS.find((each) => start.startsWith(each)) ?? '';
    out += mark;
    feed(start.slice(mark.length));
  }

  function ready(): string {
    const text = out;
    out = '';
    return text;
  }

  return {
    write(chunk) {
      if (lead === undefined) feed(chunk);
      else begin(chunk, false);
      return ready();
    },
    end() {
      if (lead !== undefined) begin('', true);
      edits.end(size);
      copyTo(size);
      return ready();
    },
  };
}
