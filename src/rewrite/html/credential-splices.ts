import type { Splice } from '../../model/rewriter.ts';
import type { AttributeText } from './attribute-scanner.ts';

/** Writes a `crossorigin` into a start tag: in place of the page's own, else behind the attribute that names what is loaded. */
export function credentialSplices(
  spelled: string,
  loaded: AttributeText,
  written: AttributeText | undefined,
): readonly Splice[] {
  if (!written) return [{ start: loaded.end, end: loaded.end, text: ` crossorigin="${spelled}"` }];
  const { nameEnd, valueStart, valueEnd, quote } = written;
  // An attribute with no value, or an unquoted empty one, has no place to put it between quotes.
  const bare = valueStart === nameEnd;
  if (bare) return [{ start: nameEnd, end: nameEnd, text: `="${spelled}"` }];
  const text = quote === '' && valueStart === valueEnd ? `"${spelled}"` : spelled;
  return [{ start: valueStart, end: valueEnd, text }];
}
