import type { MapUrl } from '../url.ts';

/** An attribute list's quoted string (RFC 8216 section 4.2): it may hold commas, never a quote or a line break. */
const ATTRIBUTE = /(?<![A-Z0-9-])([A-Z0-9-]+)="([^"\r\n]*)"/g;
/** Attributes that are URIs: of keys, maps, renditions, parts, hints, session data, steering, interstitials. */
const URI_ATTRIBUTES: ReadonlySet<string> = new Set(['URI', 'SERVER-URI', 'X-ASSET-URI', 'X-ASSET-LIST']);
const LINE = /[^\r\n]+/g;

/**
 * An HTTP live stream's play list (RFC 8216 and its second edition) with its URIs mapped: lines that are no tag, and the
 * URI attributes of tags. A text that does not begin as a play list must stays as it is. A binary string. Total.
 */
export function rewriteHlsPlaylist(text: string, url: MapUrl): string {
  if (!/^(?:\xef\xbb\xbf|\ufeff)?#EXTM3U/.test(text)) return text;
  return text.replace(LINE, (line) => {
    if (!line.startsWith('#')) return url(line);
    if (!line.startsWith('#EXT')) return line;
    return line.replace(ATTRIBUTE, (whole, name: string, value: string) =>
      URI_ATTRIBUTES.has(name) ? `${name}="${url(value)}"` : whole,
    );
  });
}
