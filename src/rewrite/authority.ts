/** Where the authority of a URL text is, as a browser would find it. Offsets are in the text as given. */
export interface AuthorityText {
  /** Lower case; undefined for a scheme-relative URL. */
  readonly scheme: 'http' | 'https' | 'ws' | 'wss' | undefined;
  /** Offset behind the last letter of the scheme. */
  readonly schemeEnd: number;
  readonly hostStart: number;
  readonly hostEnd: number;
  /** Offset behind the port; `hostEnd` when there is none. */
  readonly portEnd: number;
  /** The host as spelled, without the tabs and newlines that browsers drop. */
  readonly host: string;
  /** `:8443`, `:` or nothing. */
  readonly port: string;
}

/**
 * WHATWG URL, basic URL parser: leading C0 controls and spaces are skipped, `\` is `/` in the special schemes, any number
 * of slashes beyond two is ignored, and userinfo ends at the last `@`.
 */
const AUTHORITY = /^([\0-\x20]*)(?:(https?|wss?):)?[\\/]{2}[\\/]*(?:[^\\/?#]*@)?([^\\/?#]*)/i;
const HOST_AND_PORT = /^(\[[^\]]*\]|[^:[\]]+)(:\d*)?$/;
const DROPPED = /[\t\n\r]/;

/** The authority of an absolute http(s)/ws(s) or scheme-relative URL; undefined for every other text. Never throws. */
export function findAuthority(url: string): AuthorityText | undefined {
  if (!/^[\0-\x20]*[hw\\/]/i.test(url)) return undefined;
  return DROPPED.test(url) ? findBetweenTabs(url) : find(url);
}

function find(url: string): AuthorityText | undefined {
  const match = AUTHORITY.exec(url);
  if (!match) return undefined;
  const [whole, blank, scheme = '', rest] = match as unknown as [string, string, string | undefined, string];
  let end = rest.length;
  // Trailing C0 controls and spaces are no part of a URL either.
  if (whole.length === url.length) while (rest.charCodeAt(end - 1) <= 0x20) end--;
  const authority = rest.slice(0, end);
  const parts = HOST_AND_PORT.exec(authority);
  if (!parts) return undefined;
  const [, host, port = ''] = parts as unknown as [string, string, string | undefined];
  const hostStart = whole.length - rest.length;
  const hostEnd = hostStart + host.length;
  return {
    scheme: scheme === '' ? undefined : (scheme.toLowerCase() as 'http' | 'https' | 'ws' | 'wss'),
    schemeEnd: blank.length + scheme.length,
    hostStart,
    hostEnd,
    portEnd: hostEnd + port.length,
    host,
    port,
  };
}

/** Browsers drop tabs and newlines anywhere in a URL: what is found without them is put back at its place with them. */
function findBetweenTabs(url: string): AuthorityText | undefined {
  const places: number[] = [];
  let clean = '';
  for (let at = 0; at < url.length; at++) {
    const char = url.charAt(at);
    if (DROPPED.test(char)) continue;
    places.push(at);
    clean += char;
  }
  const found = find(clean);
  if (!found) return undefined;
  const behind = (offset: number): number => (offset === 0 ? 0 : places[offset - 1]! + 1);
  const hostEnd = behind(found.hostEnd);
  return {
    ...found,
    schemeEnd: behind(found.schemeEnd),
    hostStart: behind(found.hostStart),
    hostEnd,
    portEnd: found.port === '' ? hostEnd : behind(found.portEnd),
  };
}
