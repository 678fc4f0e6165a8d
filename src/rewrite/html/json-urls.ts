/**
 * Absolute URLs in the string literals of JSON (import maps, speculation rules, web manifests), spliced: layout, order and
 * every other value stay as written.
 */
export function rewriteJsonUrls(text: string, url: (url: string) => string): string {
  return text.replace(/"((?:[^"\\]|\\.)*)"/gs, (literal, body: string) => {
    const plain = body.replaceAll('\\/', '/');
    if (!/^(https?:)?\/\//i.test(plain)) return literal;
    const mapped = url(plain);
    return mapped === plain ? literal : `"${mapped}"`;
  });
}
