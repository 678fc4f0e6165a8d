/** Characters no shown file name may hold: controls, line ends, and the marks that turn the direction of text or hide. */
const UNSAFE = /[\0-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const LONGEST = 255;

/** A file name as it may be shown and logged: at most 255 characters, no path, no controls. Empty when nothing is left. */
export function shownFileName(name: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? '';
  const safe = base.replace(UNSAFE, '').trim();
  return safe === '.' || safe === '..' ? '' : [...safe.slice(0, LONGEST + 1)].slice(0, LONGEST).join('');
}

/** The last segment of a URL's path, decoded; undefined when there is none. */
export function fileNameOfUrl(url: string): string | undefined {
  const path = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ?? '';
  const segment = path.split('/').at(-1) ?? '';
  return shownFileName(percentDecoded(segment)) || undefined;
}

/** Text with its percent-escapes read as UTF-8; as it is when they are not. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A name that is not UTF-8 is shown as it was sent.
    return text;
  }
}
