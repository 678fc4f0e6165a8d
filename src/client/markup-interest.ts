/** What an element's name begins with whose markup runs, styles, or brings a window: the codes of `sc`, `st`, `if`, `fr` and `ob`. */
const TAGS = [0x7363, 0x7374, 0x6966, 0x6672, 0x6f62];

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
    if (code === 0x2f && (next === 0x2f || next < 0x20)) return true;
    if (code === 0x3c && TAGS.includes((next << 8) | markup.charCodeAt(at + 2) | 0x2020)) return true;
    if (code === 0x3d && isOfCode(markup, at)) return true;
    // `javascript:`, in which tabs and line ends may stand.
    if ((code | 0x20) === 0x6a && ((next | 0x20) === 0x61 || next < 0x20)) return true;
  }
  return false;
}

/** Whether the attribute with its `=` at `end` may be `on…`, `srcdoc` or `integrity`: by `on`, `cd` or `eg`, or as it cannot be seen whole. */
function isOfCode(markup: string, end: number): boolean {
  let at = end - 1;
  while (markup.charCodeAt(at) < 0x21) at--;
  const last = at;
  for (let pair = 0; markup.charCodeAt(at) > 0x20; at--) {
    pair = (pair >> 8) | ((markup.charCodeAt(at) | 0x20) << 8);
    if (pair === 0x6f6e || pair === 0x6364 || pair === 0x6567 || last - at > 30) return true;
  }
  return at === last;
}
