/**
 * A text without the characters of `blank` at its end. A pattern such as /[ \t]+$/ reads each run of them anew from each of its
 * characters: 60 KB of spaces before something else keep it busy for seconds.
 */
export function trimmedEnd(text: string, blank: string): string {
  let end = text.length;
  while (end > 0 && blank.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The same at both ends. */
export function trimmed(text: string, blank: string): string {
  let start = 0;
  while (start < text.length && blank.includes(text.charAt(start))) start++;
  return trimmedEnd(text.slice(start), blank);
}
