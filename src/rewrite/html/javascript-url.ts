import type { Splice } from '../../model/rewriter.ts';
import { decode, encodeSplices } from '../splice/decoded.ts';
import { moved } from '../splice/difference.ts';

/** WHATWG URL: C0 controls and spaces at either end go, tabs and newlines go wherever they are. */
const SCHEME =
  /^[\0-\x20]*j[\t\n\r]*a[\t\n\r]*v[\t\n\r]*a[\t\n\r]*s[\t\n\r]*c[\t\n\r]*r[\t\n\r]*i[\t\n\r]*p[\t\n\r]*t[\t\n\r]*:/i;

/** Where the script of a `javascript:` URL begins, undefined for any other URL. */
export function javascriptStart(url: string): number | undefined {
  return SCHEME.exec(url)?.[0].length;
}

/** Splices over a `javascript:` URL whose script begins at `start` (HTML 7.4.2.3.2: the script is percent-decoded). */
export function javascriptUrlSplices(
  url: string,
  start: number,
  splice: (script: string) => readonly Splice[],
): readonly Splice[] {
  let end = url.length;
  while (end > start && url.charCodeAt(end - 1) <= 0x20) end--;
  const script = decode(url.slice(start, end), /[\t\n\r]+|%[0-9a-f]{2}/gi, (match) =>
    match.startsWith('%') ? String.fromCharCode(Number.parseInt(match.slice(1), 16)) : '',
  );
  return moved(encodeSplices(script, splice(script.text), percentEncode), start);
}

function percentEncode(text: string): string {
  return text.replace(/[%\t\n\r]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
