/** What an element's name begins with whose markup runs, styles, or brings a window, in lower case. */
const TAGS = ['sc', 'st', 'if', 'fr', 'ob'];

/**
 * Whether markup can change on its way (an authority, an escape, a script, a handler, a nested document, digests), or brings a
 * style or a window. Cheap: a false alarm costs time only. By hand, as a pattern that is found would become the page's own
 * last match (see `quietly`).
 */
export function isOfInterest(markup: string): boolean {
  for (let at = 0; at < markup.length; at++) {
    const code = markup.charCodeAt(at);
    // Nearly all of them are letters, digits and blanks.
    if (code > 0x5c ? (code | 0x20) !== 0x6a : code < 0x26 || (code > 0x2f && code < 0x3c)) continue;
    const next = markup.charCodeAt(at + 1);
    if (code === 0x5c || code === 0x26) return true;
    // `[href` and `[src` of a style sheet.
    if (code === 0x5b && (next === 0x68 || next === 0x73)) return true;
    if (code === 0x2f && (next === 0x2f || (next < 0x20 && next > 8))) return true;
    if (code === 0x3c && TAGS.includes(markup.slice(at + 1, at + 3).toLowerCase())) return true;
    if (code === 0x3d && isOfCode(markup, at)) return true;
    // `javascript:`, in which tabs and line ends may stand.
    if ((code | 0x20) === 0x6a && ((next | 0x20) === 0x61 || next < 0x20)) return true;
  }
  return false;
}

/** Whether the attribute with its `=` at `at` is `on…`, `srcd…` or has digests for its value. */
function isOfCode(markup: string, at: number): boolean {
  const before = markup.slice(Math.max(0, at - 40), at).trimEnd();
  const name = before.slice(before.lastIndexOf(' ') + 1).toLowerCase();
  // Nothing but blanks, or too much to be seen whole.
  if (name === '' || name.length > 30) return true;
  return name.includes('on') || name.includes('srcd') || markup.slice(at + 1, at + 5).includes('sha');
}
