/** Where the authority of a URL text is, as a browser would find it. */
export interface AuthorityText {
  /** The text the offsets are in: the input without the tabs and newlines that browsers drop. */
  readonly text: string;
  /** `http`, `https`, `ws`, `wss`, or undefined for a scheme-relative URL. */
  readonly scheme: string | undefined;
  /** Offsets of `scheme:`; empty for a scheme-relative URL. */
  readonly schemeStart: number;
  readonly schemeEnd: number;
  /** Offsets of `host[:port]`, userinfo left out. */
  readonly start: number;
  readonly end: number;
  /** `host[:port]`, percent-decoded where that gives ASCII. */
  readonly authority: string;
}

/**
 * WHATWG URL, basic URL parser: leading C0 controls and spaces are skipped, tabs and newlines are dropped anywhere, `\` is
 * `/` in the special schemes, and any number of slashes beyond two before the authority is ignored.
 */
const AUTHORITY = /^([\0-\x20]*)(?:(https?|wss?):)?[\\/]{2}[\\/]*(?:[^\\/?#]*@)?([^\\/?#]*)/i;

/** The authority of an absolute http(s)/ws(s) or scheme-relative URL; undefined for every other text. Never throws. */
export function findAuthority(url: string): AuthorityText | undefined {
  const text = /[\t\n\r]/.test(url) ? url.replace(/[\t\n\r]/g, '') : url;
  const match = AUTHORITY.exec(text);
  if (!match) return undefined;
  const [whole, blank, scheme, authority] = match as unknown as [string, string, string | undefined, string];
  const schemeStart = blank.length;
  const end = whole.length;
  return {
    text,
    scheme: scheme?.toLowerCase(),
    schemeStart,
    schemeEnd: scheme === undefined ? schemeStart : schemeStart + scheme.length + 1,
    start: end - authority.length,
    end,
    authority: authority.includes('%') ? decoded(authority) : authority,
  };
}

function decoded(authority: string): string {
  try {
    return decodeURIComponent(authority);
  } catch {
    return authority;
  }
}
