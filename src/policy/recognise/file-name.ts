/** Characters no shown file name may hold: controls, path separators, and the marks that turn the direction of text. */
const UNSAFE = /[\0-\x1f\x7f/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A file name as it may be shown and logged: at most 255 characters, no path, no controls. */
export function shownFileName(name: string): string {
  return (name.split(/[/\\]/).at(-1) ?? '').replace(UNSAFE, '').slice(0, 255);
}

/** The last segment of a URL's path, decoded; undefined when there is none. */
export function fileNameOfUrl(url: string): string | undefined {
  const path = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ?? '';
  const segment = path.split('/').at(-1) ?? '';
  let decoded = segment;
  try {
    decoded = decodeURIComponent(segment);
  } catch {
    // A path that is not UTF-8 is shown as it was sent.
  }
  return shownFileName(decoded) || undefined;
}
