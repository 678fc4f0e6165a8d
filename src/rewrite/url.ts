/** A function from URL to URL, such as `HostMap.toSuffix`. */
export type MapUrl = (url: string) => string;

// ASCII whitespace only (Infra): `\s` would also split at U+00A0, which in a binary string is half of a UTF-8 character.
const URL_IN_LIST = /[^\t\n\f\r ]+/g;
const LEAD = /[\t\n\f\r ,]*/y;
const CANDIDATE = /[^\t\n\f\r ]+/y;
/** Up to the next comma outside parentheses; parentheses do not nest, an unclosed one runs to the end. */
const DESCRIPTORS = /(?:[^,(]+|\([^)]*(?:\)|$))*/y;

/** A list of URLs separated by blanks, such as `ping`. */
export function rewriteUrlList(value: string, map: MapUrl): string {
  return value.replace(URL_IN_LIST, (url) => map(url));
}

/** The origins in an `allow` attribute (Permissions Policy section 6.2): features with lists, semicolons between them. */
export function rewriteAllow(value: string, map: MapUrl): string {
  return value.replace(/https?:\/\/[^\s;,'"]+/gi, (url) => map(url));
}

/**
 * The URLs of a `srcset` (HTML, "parse a srcset attribute"): a candidate's URL runs to the next blank, so it may hold
 * commas; commas at its end close the candidate; otherwise descriptors follow.
 */
export function rewriteSrcset(value: string, map: MapUrl): string {
  let out = '';
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const text = pattern.exec(value)?.[0] ?? '';
    at += text.length;
    return text;
  };
  while (at < value.length) {
    out += take(LEAD);
    const candidate = take(CANDIDATE);
    let end = candidate.length;
    while (candidate[end - 1] === ',') end--;
    out += map(candidate.slice(0, end)) + candidate.slice(end);
    if (end === candidate.length) out += take(DESCRIPTORS);
  }
  return out;
}

/** Time, separator, and the `url=` that may be left out. */
const REFRESH =
  /^([\t\n\f\r ]*(?=[\d.])[\d.]*(?:[\t\n\f\r ]*[;,]|[\t\n\f\r ])[\t\n\f\r ]*)(url[\t\n\f\r ]*=[\t\n\f\r ]*)?/i;

/** The URL of a `refresh` value, `5; url=https://…` (HTML, "shared declarative refresh steps"); also of the Refresh field. */
export function rewriteRefresh(value: string, map: MapUrl): string {
  const before = REFRESH.exec(value)?.[0];
  if (before === undefined) return value;
  const rest = value.slice(before.length);
  const quote = /^["']/.exec(rest)?.[0] ?? '';
  const close = quote === '' ? -1 : rest.indexOf(quote, 1);
  const end = close < 0 ? rest.length : close;
  return before + quote + map(rest.slice(quote.length, end)) + rest.slice(end);
}
