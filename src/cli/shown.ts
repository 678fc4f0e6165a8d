/** A text that others wrote, for a terminal: no control character of theirs reaches it. */
export function shown(text: string): string {
  return text.replace(/\p{C}/gu, '\u{fffd}');
}
