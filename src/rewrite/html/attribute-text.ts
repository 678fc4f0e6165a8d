/**
 * A changed attribute written back over its raw text `name = "value"`: the quoting stays, an unquoted value is quoted when
 * it has to be, and what needs escaping is escaped. Chars beyond one byte can only come from entities, so they go back to them.
 */
export function respell(raw: string, value: string): string {
  const equals = raw.indexOf('=');
  if (equals < 0) return `${raw}="${escaped(value, '"')}"`;
  const blank = /^\s*/.exec(raw.slice(equals + 1))?.[0] ?? '';
  const start = equals + 1 + blank.length;
  const quote = raw[start];
  if (quote === '"' || quote === "'") return raw.slice(0, start) + quote + escaped(value, quote) + quote;
  const plain = value !== '' && !/[\s"'=<>`]/.test(value);
  return raw.slice(0, start) + (plain ? escaped(value, '') : `"${escaped(value, '"')}"`);
}

function escaped(value: string, quote: string): string {
  let out = value.replaceAll('&', '&amp;');
  if (quote === '"') out = out.replaceAll('"', '&quot;');
  if (quote === "'") out = out.replaceAll("'", '&#39;');
  return /[^\0-\xff]/.test(out)
    ? [...out].map((char) => (char.codePointAt(0)! > 0xff ? `&#${char.codePointAt(0)};` : char)).join('')
    : out;
}
