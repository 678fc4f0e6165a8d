/** A function from URL to URL, such as `HostMap.toSuffix`. */
export type MapUrl = (url: string) => string;

/**
 * The URL of a `refresh` value: `5; url=https://…` (HTML, "shared declarative refresh steps"). Quotes, blanks and the
 * missing `url=` are as browsers take them.
 */
export function rewriteRefresh(value: string, map: MapUrl): string {
  const match = /^(\s*[\d.]*\s*[;,\s]\s*(?:url\s*=\s*)?)(["']?)(.*)$/is.exec(value);
  if (!match) return value;
  const [, before, quote, rest] = match as unknown as [string, string, string, string];
  const end = quote === '' ? rest.length : rest.indexOf(quote) < 0 ? rest.length : rest.indexOf(quote);
  return before + quote + map(rest.slice(0, end)) + rest.slice(end);
}

/** A list of URLs separated by blanks, such as `ping`. */
export function rewriteUrlList(value: string, map: MapUrl): string {
  return value.replace(/\S+/g, (url) => map(url));
}

/**
 * The URLs of a `srcset` (HTML, "parse a srcset attribute"): a candidate's URL runs to the next blank, so it may hold
 * commas; trailing commas end the candidate; descriptors run to a comma outside parentheses.
 */
export function rewriteSrcset(value: string, map: MapUrl): string {
  let out = '';
  let at = 0;
  while (at < value.length) {
    const lead = /^[\s,]+/.exec(value.slice(at))?.[0] ?? '';
    out += lead;
    at += lead.length;
    const url = /^\S+/.exec(value.slice(at))?.[0];
    if (url === undefined) break;
    const commas = /,+$/.exec(url)?.[0] ?? '';
    out += map(url.slice(0, url.length - commas.length)) + commas;
    at += url.length;
    if (commas !== '') continue;
    let depth = 0;
    let end = at;
    for (; end < value.length; end++) {
      const char = value[end];
      if (char === '(') depth++;
      else if (char === ')' && depth > 0) depth--;
      else if (char === ',' && depth === 0) break;
    }
    out += value.slice(at, end);
    at = end;
  }
  return out;
}
