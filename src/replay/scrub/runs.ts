/** A spelling of a character that is no separator: percent (once or again), JavaScript and JSON, character reference. */
const SPELLING =
  /%(?:25)*[0-9a-f]{2}|\\u\{0*[0-9a-f]{1,6}\}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|&#x0*[0-9a-f]{1,6};?|&#0*[0-9]{1,7};?|&[a-z][a-z0-9]{1,31};/giy;
/** A backslash with another letter is an escape (`\n`), and no word begins with that letter. */
const ESCAPE = /\\[a-z]/iy;
const CHARACTER = /[\p{L}\p{N}\p{M}_$]/uy;
const SEPARATING_REFERENCES =
  /^&(amp|lt|gt|quot|apos|nbsp|sol|colon|comma|period|excl|quest|num|equals|hellip|mdash|ndash|copy);$/i;

/**
 * Walks through text of any format and hands every word to `replace`, however its letters are spelt; what is between words stays, in
 * ASCII. A word is letters, digits, `_` and `$`.
 */
export function replaceRuns(text: string, replace: (word: string) => string): string {
  let out = '';
  let word = '';
  let at = 0;
  const flush = (): void => {
    if (word !== '') out += replace(word);
    word = '';
  };
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const plain = code < 128 && PLAIN[code];
    if (plain === 'word') {
      word += text[at];
      at++;
      continue;
    }
    if (plain === 'between') {
      flush();
      out += text[at];
      at++;
      continue;
    }
    SPELLING.lastIndex = at;
    const spelt = SPELLING.exec(text)?.[0];
    if (spelt !== undefined) {
      const character = characterOf(spelt);
      if (character === undefined) {
        flush();
        out += spelt;
      } else word += character;
      at += spelt.length;
      continue;
    }
    ESCAPE.lastIndex = at;
    if (ESCAPE.test(text)) {
      flush();
      out += text.slice(at, at + 2);
      at += 2;
      continue;
    }
    CHARACTER.lastIndex = at;
    const character = CHARACTER.exec(text)?.[0];
    if (character !== undefined) {
      word += character;
      at += character.length;
      continue;
    }
    flush();
    out += code < 128 ? text[at] : '-';
    at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  }
  flush();
  return out;
}

/** ASCII by what it is; `%`, `&` and the backslash must be looked at. */
const PLAIN: readonly ('word' | 'between' | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[\w$]/.test(character)) return 'word';
  return /[%&\\]/.test(character) ? undefined : 'between';
});

/** The letter or digit that is spelt; undefined for a separator, which may stay as it is spelt. */
function characterOf(spelt: string): string | undefined {
  if (/^&[a-z]/i.test(spelt)) return SEPARATING_REFERENCES.test(spelt) ? undefined : 'x';
  const hexadecimal = /^(?:%(?:25)*(?=[0-9a-f]{2}$)|\\[ux]\{?|&#x)0*([0-9a-f]+)/i.exec(spelt)?.[1];
  const code = hexadecimal === undefined ? Number(/\d+/.exec(spelt)?.[0]) : Number.parseInt(hexadecimal, 16);
  if (code > 0x10ffff) return 'x';
  // Bytes of UTF-8 behind percent signs are letters of some language.
  if (code >= 0x80) return 'x';
  const character = String.fromCharCode(code);
  return /[\w$]/.test(character) ? character : undefined;
}
