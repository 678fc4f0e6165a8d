/**
 * The targets of a Link field (RFC 8288 section 3): URLs between angle brackets. Parameters stay as they are, `anchor`
 * excepted, which is a URL as well.
 */
export function rewriteLink(value: string, map: (url: string) => string): string {
  return value
    .replace(/<([^<>]*)>/g, (_whole, url: string) => `<${map(url)}>`)
    .replace(/(;\s*anchor\s*=\s*")([^"]*)"/gi, (_whole, before: string, url: string) => `${before}${map(url)}"`);
}
