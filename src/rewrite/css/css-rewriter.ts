/** Tokens that matter (CSS Syntax 3): comments, strings, `url(` and `@namespace`, each possibly unterminated. */
const TOKEN =
  /\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n\r\f]|\\[\s\S])*(?:"|$)?|'(?:[^'\\\n\r\f]|\\[\s\S])*(?:'|$)?|(?<![\w-])(?:u|\\0{0,4}[57]5\s?)(?:r|\\0{0,4}[57]2\s?)(?:l|\\0{0,4}[46]c\s?)\(\s*(?:"(?:[^"\\\n\r\f]|\\[\s\S])*"|'(?:[^'\\\n\r\f]|\\[\s\S])*'|(?:[^"'()\\\s]|\\[\s\S])*)|@(?:-?[\w-]|\\[\s\S])+|[;{}]|(?:-webkit-)?image-set\(|\bsrc\(|\)/gi;

/** CSS Syntax 3, "consume an escaped code point". */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:([0-9a-f]{1,6})\s?|\r\n|([\s\S]))/gi,
    (_whole, hex: string | undefined, char: string | undefined) => {
      if (hex !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff));
      return char === '\n' || char === '\r' || char === '\f' || char === undefined ? '' : char;
    },
  );
}

/** A URL as a CSS token of the same kind: quoted in its quotes, bare with what must be escaped escaped. */
function respelled(url: string, quote: string): string {
  if (quote !== '') return url.replace(/[\\\n\r\f]/g, '\\$&').replaceAll(quote, `\\${quote}`);
  return url.replace(/["'()\\\s]/g, '\\$&');
}

/**
 * Maps the URLs of a style sheet or a style attribute: `url()`, `src()`, `@import` strings, `image-set()` strings. Only a
 * URL that maps is spliced. `@namespace` names are no addresses and stay.
 */
export function rewriteCss(text: string, map: (url: string) => string): string {
  if (!text.includes('//') && !text.includes('\\')) return text;
  let out = '';
  let from = 0;
  let rule = '';
  /** Open parentheses of functions whose strings are URLs. */
  let urlStrings = 0;
  TOKEN.lastIndex = 0;
  for (const match of text.matchAll(TOKEN)) {
    const token = match[0];
    const start = match.index;
    const first = token[0];
    if (token.startsWith('/*')) continue;
    if (first === '@') rule = unescaped(token).toLowerCase();
    else if (first === ';' || first === '{' || first === '}') {
      rule = '';
      urlStrings = 0;
    } else if (/^((-webkit-)?image-set|src)\($/i.test(token)) urlStrings++;
    else if (token === ')') urlStrings = Math.max(0, urlStrings - 1);
    else if (rule !== '@namespace') {
      const isString = first === '"' || first === "'";
      if (isString && urlStrings === 0 && rule !== '@import') continue;
      const open = isString
        ? 0
        : token.indexOf('(') + 1 + (/^\s*/.exec(token.slice(token.indexOf('(') + 1))?.[0].length ?? 0);
      const quote = /["']/.test(token[open] ?? '') ? (token[open] as string) : '';
      const bodyStart = open + quote.length;
      const closed = quote !== '' && token.length > bodyStart && token.endsWith(quote);
      const body = token.slice(bodyStart, closed ? -1 : undefined);
      const plain = unescaped(body);
      const mapped = map(plain);
      if (mapped === plain) continue;
      out += text.slice(from, start + bodyStart) + respelled(mapped, quote);
      from = start + bodyStart + body.length;
    }
  }
  return out + text.slice(from);
}
